//! A visit is placed: what is ordered, whether the day has it, and what is written then. Desk, course, waiting list and
//! the customer's own telephone all book by this step.

use catalog::{Passes, Treatment, TreatmentId, Treatments};
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Error, Mandate, Money, PersonId, Result, StoreId};
use web::Call;

use crate::claim::{claim, claims};
use crate::clock::minute_text;
use crate::days::{Days, Wanted, ahead, diaries, later};
use crate::diary::{Diary, Fit, Wish};
use crate::minutes::{Minutes, Span};
use crate::policies::policy;
use crate::state::{LineState, Refused, Sex, Source};
use crate::store::{self, LineRow, NewVisit};
use crate::wish::{Given, Part, With, given, wish};
use crate::{Dispatch, VisitCourseId, VisitId, reminder, warned};

/// A treatment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPart {
    /// What.
    pub treatment: TreatmentId,
    /// For whom of the visit: 1 or 2.
    pub guest: u32,
    /// With whom.
    pub with: With,
    /// By a woman or a man.
    pub sex: Option<Sex>,
    /// At the same time as the one before it.
    pub together: bool,
}

impl OrderPart {
    /// One treatment, with whoever is free.
    pub fn of(treatment: TreatmentId) -> OrderPart {
        OrderPart { treatment, guest: 1, with: With::Anybody, sex: None, together: false }
    }
}

/// A visit to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Where.
    pub store: StoreId,
    /// On which business day.
    pub day: BusinessDate,
    /// The minute at which she is to be there.
    pub starts: u32,
    /// Whose.
    pub customer: CustomerId,
    /// Who comes along.
    pub second: Option<CustomerId>,
    /// What is to be given, in its order.
    pub parts: Vec<OrderPart>,
    /// How it comes about.
    pub source: Source,
    /// What is to be known.
    pub note: String,
    /// The course it belongs to.
    pub course: Option<VisitCourseId>,
    /// Were the warnings of her file read?
    pub heeded: bool,
}

/// A moment that is free.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Slot {
    /// The business day.
    pub day: BusinessDate,
    /// The minute at which the customer is to be there.
    pub starts: u32,
    /// The same as people read it.
    pub at: String,
    /// Who would give the treatments.
    pub therapists: Vec<PersonId>,
    /// Their names.
    pub names: String,
}

/// How many days are looked through for the nearest that are free.
const NEAREST_DAYS: i64 = 7;
/// How many of them are told.
const NEAREST: usize = 3;

/// What is wished for, against the catalogue of a day.
pub(crate) struct Asked<'a> {
    pub store: StoreId,
    pub parts: &'a [OrderPart],
}

impl Asked<'_> {
    /// What the diaries must tell.
    fn wanted(&self, treatments: &Treatments) -> Wanted {
        let mut all = self.parts.iter().filter_map(|part| treatments.get(part.treatment));
        let rooms = all.clone().any(|treatment| treatment.room_kind.is_some());
        let equipment = all.any(|treatment| !treatment.equipment.is_empty());
        Wanted { rooms, equipment, sexes: self.parts.iter().any(|part| part.sex.is_some()) }
    }

    fn parts<'t>(&self, treatments: &'t Treatments, day: BusinessDate) -> Result<Vec<Part<'t>>> {
        let one = |part: &OrderPart| {
            let treatment =
                treatments.get(part.treatment).ok_or_else(|| Error::from(Refused::NotOffered { day }))?;
            let OrderPart { guest, with, sex, together, .. } = part.clone();
            Ok(Part { treatment, guest, with, sex, together })
        };
        self.parts.iter().map(one).collect()
    }
}

/// The catalogue of a day with everybody's passes, and who belongs to which department.
pub(crate) struct Able {
    pub treatments: std::sync::Arc<Treatments>,
    pub passes: std::sync::Arc<Passes>,
    chart: std::sync::Arc<org::Chart>,
    store: StoreId,
}

impl Able {
    pub fn on(tx: &mut Tx, call: &Call, store: StoreId, day: BusinessDate) -> Result<Able> {
        let treatments = catalog::treatments(tx, call, day)?;
        let passes = catalog::passes(tx, call, day)?;
        Ok(Able { treatments, passes, chart: org::today(tx, call)?, store })
    }

    /// May she give it? What asks for no skill is given by the department it belongs to.
    pub fn may_give(&self, person: PersonId, treatment: &Treatment) -> bool {
        self.passes.may_give(person, treatment)
            && (treatment.skill.is_some() || self.belongs(person, &treatment.department))
    }

    fn belongs(&self, person: PersonId, department: &str) -> bool {
        let of = |seat: &org::Seat| {
            let post = self.chart.organisation.posts.get(&seat.post);
            seat.store == Some(self.store)
                && post.is_some_and(|post| post.department.as_deref() == Some(department))
        };
        self.chart.seats_held(person).iter().any(of)
    }
}

/// A day with a wish in it.
pub(crate) struct Looked<'t> {
    pub diary: Diary,
    pub wish: Wish,
    pub parts: Vec<Part<'t>>,
}

impl<'t> Looked<'t> {
    pub fn of(diary: Diary, able: &'t Able, asked: &Asked) -> Result<Looked<'t>> {
        let parts = asked.parts(&able.treatments, diary.day)?;
        let wish = wish(&diary, &parts, |person, treatment| able.may_give(person, treatment))?;
        Ok(Looked { diary, wish, parts })
    }

    fn given(&self, fit: &Fit) -> Option<Vec<Given>> {
        given(&self.diary, &self.wish, &self.parts, fit)
    }

    fn slot(&self, fit: &Fit, organisation: &org::Organisation) -> Option<Slot> {
        let therapists: Vec<PersonId> = self.given(fit)?.iter().map(|given| given.therapist).collect();
        let names: Vec<&str> = therapists.iter().map(|person| organisation.person_name(*person)).collect();
        let names = names.join("、");
        Some(Slot { day: self.diary.day, starts: fit.starts, at: minute_text(fit.starts), therapists, names })
    }
}

impl Looked<'_> {
    /// These moments, with who would do it.
    pub fn slots(&self, fits: &[Fit], organisation: &org::Organisation) -> Vec<Slot> {
        fits.iter().filter_map(|fit| self.slot(fit, organisation)).collect()
    }
}

/// The free moments of some days, day by day: each with the search that found them.
pub(crate) fn look<T>(
    tx: &mut Tx,
    call: &Call,
    asked: &Asked,
    days: Days,
    notice: u32,
    mut each: impl FnMut(&Looked, Minutes) -> Result<T>,
) -> Result<Vec<T>> {
    let able = Able::on(tx, call, asked.store, days.from)?;
    let step = policy(tx, asked.store, days.from)?.step;
    let mut found = vec![];
    for diary in diaries(tx, call, asked.store, days, asked.wanted(&able.treatments))? {
        let within = ahead(tx, call, asked.store, diary.day, step, notice)?;
        found.push(each(&Looked::of(diary, &able, asked)?, within)?);
    }
    Ok(found)
}

/// The earliest free moments within some days.
pub(crate) fn earliest(
    tx: &mut Tx,
    call: &Call,
    asked: &Asked,
    days: Days,
    notice: u32,
    most: usize,
) -> Result<Vec<Slot>> {
    let organisation = org::organisation(tx, call)?;
    let slots = look(tx, call, asked, days, notice, |looked, within| {
        Ok(looked.slots(&looked.diary.search(&looked.wish, within).first(most), &organisation))
    })?;
    Ok(slots.into_iter().flatten().take(most).collect())
}

/// The free moments nearest to the one that was asked for.
pub(crate) fn nearest(
    tx: &mut Tx,
    call: &Call,
    asked: &Asked,
    day: BusinessDate,
    starts: u32,
) -> Result<Vec<Slot>> {
    let organisation = org::organisation(tx, call)?;
    let slots = look(tx, call, asked, Days::many(day, NEAREST_DAYS), 0, |looked, within| {
        let search = looked.diary.search(&looked.wish, within);
        let mut moments: Vec<u32> = search.moments().iter().collect();
        moments.sort_by_key(|moment| moment.abs_diff(starts));
        moments.truncate(NEAREST);
        let fits = moments.into_iter().filter_map(|moment| search.fit(moment));
        Ok(fits.filter_map(|fit| looked.slot(&fit, &organisation)).collect::<Vec<_>>())
    })?;
    // A moment of the same day before one of the next, and so on: the days are in their order.
    Ok(slots.into_iter().flatten().take(NEAREST).collect())
}

/// The same in one line, to be told.
pub(crate) fn slots_text(slots: &[Slot], day: BusinessDate) -> String {
    let one = |slot: &Slot| match slot.day == day {
        true => format!("{} {}", slot.at, slot.names),
        false => format!("{} {} {}", slot.day, slot.at, slot.names),
    };
    if slots.is_empty() { "—".to_owned() } else { slots.iter().map(one).collect::<Vec<_>>().join(" · ") }
}

/// Places a visit: everything it needs is taken in this transaction, or nothing is.
pub fn place(tx: &mut Tx, call: &Call, by: Option<&Mandate>, order: &Order) -> Result<VisitId> {
    in_time(tx, call, order)?;
    let asked = Asked { store: order.store, parts: &order.parts };
    let able = Able::on(tx, call, order.store, order.day)?;
    refuse_unable(tx, call, &able, &asked)?;
    warned::read(tx, order, &able.treatments)?;
    let found = diaries(tx, call, order.store, Days::one(order.day), asked.wanted(&able.treatments))?;
    let mut parts = asked.parts(&able.treatments, order.day)?;
    let mut placed = None;
    if let Some(diary) = found.into_iter().next() {
        let looked = Looked::of(diary, &able, &asked)?;
        let within = Minutes::of(Span::new(order.starts, order.starts + 1));
        let fit = looked.diary.search(&looked.wish, within).fit(order.starts);
        placed = fit.and_then(|fit| looked.given(&fit));
        parts = looked.parts;
    }
    let Some(placed) = placed else { return Err(taken(tx, call, &asked, order.day, order.starts)?) };
    let id = write_visit(tx, call, by, order, &parts)?;
    let mut written: Vec<LineRow> = vec![];
    for ((part, wished), given) in order.parts.iter().zip(&parts).zip(&placed) {
        let line = line(order, id, part, wished, given);
        if claim(tx, &claims(&line, &given.equipment, &written))?.is_some() {
            return Err(taken(tx, call, &asked, order.day, order.starts)?);
        }
        let key = store::add_line(tx, &line, &given.equipment)?;
        written.push(LineRow { id: key, ..line });
    }
    let visit = store::visit(tx, id)?;
    reminder::put(tx, call, &visit)?;
    Ok(id)
}

fn in_time(tx: &mut Tx, call: &Call, order: &Order) -> Result<()> {
    let (today, now) = crate::treat::now_at(tx, call, order.store)?;
    let last = later(today, policy(tx, order.store, today)?.days_ahead);
    if order.day < today || (order.day == today && order.starts < now) {
        return Err(Refused::Past.into());
    }
    if order.day > last {
        return Err(Refused::TooFar { day: last }.into());
    }
    Ok(())
}

/// Whoever is named must be able to give it.
pub(crate) fn refuse_unable(tx: &mut Tx, call: &Call, able: &Able, asked: &Asked) -> Result<()> {
    for part in asked.parts {
        let (With::Only(person) | With::Rather(person)) = part.with else { continue };
        let Some(treatment) = able.treatments.get(part.treatment) else { continue };
        if !able.may_give(person, treatment) {
            let name = org::organisation(tx, call)?.person_name(person).to_owned();
            return Err(Refused::NotAble { name, treatment: treatment.name.for_gap() }.into());
        }
    }
    Ok(())
}

/// The refusal of a moment that is not free, with the nearest that are.
pub(crate) fn taken(
    tx: &mut Tx,
    call: &Call,
    asked: &Asked,
    day: BusinessDate,
    starts: u32,
) -> Result<Error> {
    let nearest = slots_text(&nearest(tx, call, asked, day, starts)?, day);
    Ok(Refused::Taken { day, at: minute_text(starts), nearest }.into())
}

fn write_visit(
    tx: &mut Tx,
    call: &Call,
    by: Option<&Mandate>,
    order: &Order,
    parts: &[Part],
) -> Result<VisitId> {
    let price = Money::total(parts.iter().map(|part| part.treatment.price))?;
    let (today, _) = crate::treat::now_at(tx, call, order.store)?;
    let rules = policy(tx, order.store, today)?;
    let asked = rules.deposit(price, |days| store::missed_since(tx, order.customer, later(today, -days)))?;
    let (deposit, rule) =
        asked.map_or((Money::ZERO, String::new()), |(amount, rule)| (amount, rule.to_string()));
    let new = NewVisit {
        store: order.store,
        day: order.day,
        starts: order.starts,
        customer: Some(order.customer),
        guest: "",
        source: order.source,
        note: order.note.trim(),
        course: order.course,
        deposit,
        deposit_rule: &rule,
        by: by.map(|by| by.person),
        at: call.now,
    };
    store::add_visit(tx, &new)
}

fn line(order: &Order, visit: VisitId, part: &OrderPart, wished: &Part, given: &Given) -> LineRow {
    let requested =
        matches!(wished.with, With::Only(person) | With::Rather(person) if person == given.therapist);
    LineRow {
        id: kernel::Id::of(0),
        visit_id: visit,
        store_id: order.store,
        day: order.day,
        guest: part.guest,
        customer_id: if part.guest == 2 { order.second } else { Some(order.customer) },
        treatment_id: part.treatment,
        therapist_id: given.therapist,
        dispatch: if requested { Dispatch::Requested } else { Dispatch::Booked },
        room_id: given.room,
        starts: given.whole.from,
        ends: given.whole.until,
        hands: given.hands.clone(),
        state: LineState::Booked,
        begun_at: None,
        ended_at: None,
        note: String::new(),
    }
}
