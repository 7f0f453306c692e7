//! How a day stands: one person's, and that of everybody below.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{Memo, Tx};
use kernel::{BusinessDate, Instant, Permission, PersonId, Place, Result, Scope, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::day::{self, Day, Judged};
use crate::duty::Duty;
use crate::evidence::{Evidences, Figure, Period, Proof};
use crate::state::State;
use crate::upward;

/// A duty as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Standing {
    /// The handbook's entry.
    pub entry: String,
    /// What is to be done.
    pub title: Words,
    /// How it is done well.
    pub detail: Words,
    /// By which post.
    pub post: Words,
    /// The clauses that it carries.
    pub clauses: Vec<String>,
    /// From when on.
    pub begins: Instant,
    /// Until when.
    pub due: Instant,
    /// When it climbs.
    pub climbs: Option<Instant>,
    /// How it stands.
    pub state: State,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// Where the proof stands.
    pub proof: Option<String>,
    /// Where one goes to do it.
    pub door: Option<String>,
    /// What it asks for as proof.
    pub evidence: Vec<Words>,
    /// What of that the program cannot see yet.
    pub missing: Vec<Words>,
    /// Who looks at it.
    pub reviewer: Option<String>,
}

impl Standing {
    /// The one of an example.
    pub fn sample() -> Standing {
        let at = Instant::from_millis(1_795_483_200_000);
        Standing {
            entry: "greeter.opening".into(),
            title: Words::new("开门前把前厅查一遍", "Check the front of house before opening"),
            detail: Words::new("逐项看过，有问题写明。", "Look at each point and write down what is wrong."),
            post: Words::new("前台迎宾", "Greeter"),
            clauses: vec!["FD-W2".into()],
            begins: at,
            due: at.plus_minutes(30),
            climbs: Some(at.plus_minutes(90)),
            state: State::Done,
            done_at: Some(at.plus_minutes(10)),
            proof: Some("/walks/1".into()),
            door: Some("/opening".into()),
            evidence: vec![Words::new("营业前检查表", "The opening checklist")],
            missing: vec![],
            reviewer: Some("陈思源".into()),
        }
    }
}

/// How many duties stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Done, in time or not.
    pub done: i64,
    /// Now.
    pub due: i64,
    /// Late or missed.
    pub late: i64,
    /// Not yet.
    pub later: i64,
    /// Cannot be seen yet.
    pub not_built: i64,
}

impl Tally {
    /// Counts.
    pub fn of(states: impl Iterator<Item = State>) -> Tally {
        states.fold(Tally::default(), |mut tally, state| {
            match state {
                State::Done | State::DoneLate => tally.done += 1,
                State::Due => tally.due += 1,
                State::Late | State::Missed => tally.late += 1,
                State::Later => tally.later += 1,
                State::NotBuilt => tally.not_built += 1,
            }
            tally
        })
    }

    /// These and those.
    pub fn and(self, other: Tally) -> Tally {
        Tally {
            done: self.done + other.done,
            due: self.due + other.due,
            late: self.late + other.late,
            later: self.later + other.later,
            not_built: self.not_built + other.not_built,
        }
    }

    /// All together.
    pub fn all(&self) -> i64 {
        self.done + self.due + self.late + self.later + self.not_built
    }

    /// The stretches of a bar of width 100: class, where it begins, how wide.
    pub fn stretches(&self) -> Vec<(&'static str, String, String)> {
        let whole = self.all().max(1) as f64;
        let parts = [
            ("is-done", self.done),
            ("is-due", self.due),
            ("is-late", self.late),
            ("is-none", self.not_built),
        ];
        let mut from = 0;
        parts
            .into_iter()
            .map(|(class, count)| {
                let begins = from;
                from += count;
                let share = |n: i64| format!("{:.1}", n as f64 * 100.0 / whole);
                (class, share(begins), share(count))
            })
            .collect()
    }
}

/// Somebody below, and how the day stands there.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Below {
    /// Key.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Posts held.
    pub posts: Vec<Words>,
    /// The store.
    pub store: Option<String>,
    /// How it stands.
    pub tally: Tally,
}

/// An overdue duty of somebody else that has come up to the reader.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Risen {
    /// Whose.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The duty.
    pub duty: Standing,
}

/// A day of the week strip.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeekDay {
    /// The day.
    pub day: BusinessDate,
    /// How many duties fall on it.
    pub duties: i64,
    /// Does the store rest?
    pub rests: bool,
}

/// A person's day with everything that a page about it shows.
#[derive(Clone)]
pub struct PersonDay {
    /// The day worked out.
    pub day: Arc<Day>,
    /// Whose.
    pub person: PersonId,
    /// The duties in their order.
    pub duties: Arc<Vec<Standing>>,
    /// Overdue ones of others that came up to this person.
    pub risen: Arc<Vec<Risen>>,
    /// Everybody directly or indirectly below, those with something late first.
    pub below: Arc<Vec<Below>>,
    /// Figures of the last seven days.
    pub figures: Arc<Vec<Figure>>,
    /// The week around the day.
    pub week: Arc<Vec<WeekDay>>,
}

const MINUTE: i64 = 60_000;

/// Days as they were last worked out, each for a person and a minute: duties grow late by the clock alone.
#[derive(Default)]
pub struct PersonDays(Memo<(PersonId, BusinessDate, i64), PersonDay>);

/// How a person's day stands. One's own, or that of somebody whose duties one may see.
pub fn of_person(tx: &mut Tx, call: &Call, person: PersonId, on: Option<BusinessDate>) -> Result<PersonDay> {
    let today = org::today(tx, call)?;
    let place = upward::place_of(&today, person);
    call.sight(
        if person == call.actor.person { Permission::ViewToday } else { Permission::ViewDuties },
        &place,
    )?;

    let asked = (person, on.unwrap_or(today.day), call.now.millis() / MINUTE);
    let days: &PersonDays = call.app.part();
    days.0.of(tx, asked, |tx, (person, on, _)| worked_out(tx, call, *person, *on))
}

fn worked_out(tx: &mut Tx, call: &Call, person: PersonId, on: BusinessDate) -> Result<PersonDay> {
    let day = day::day(tx, call, on)?;
    let evidences: &Evidences = call.app.part();
    let below = day.chart.below(person);
    let mut everybody: BTreeSet<PersonId> = below.iter().copied().collect();
    everybody.insert(person);
    let asked = day.asked(everybody);
    let proofs = evidences.first_proofs(tx, &asked)?;

    let own = day.standing(person, evidences, &proofs, call.now);
    let duties: Vec<Standing> =
        own.map(|(duty, state, proof)| standing(&day, evidences, duty, state, proof)).collect();
    let mut risen = vec![];
    let mut rows = vec![];
    for &other in below.iter() {
        let theirs: Vec<Judged<'_>> = day.standing(other, evidences, &proofs, call.now).collect();
        risen.extend(come_up(&day, evidences, person, other, &theirs, call.now));
        rows.push(one_below(&day, other, &theirs));
    }
    let mut below = rows;
    below.sort_by_key(|row| (-row.tally.late, -row.tally.due));
    let period = Period { from: week_before(day.chart.day), until: day.chart.day };
    // Who leads nobody is shown what is her own; a store's figures are for those who answer for it.
    let mut asked = day.asked(BTreeSet::from([person]));
    if below.is_empty() {
        asked.stores.clear();
    }
    let mut figures = evidences.count(tx, &asked, period)?;
    figures.retain(|figure| !below.is_empty() || !figure.amount.is_nothing());
    let week = week(tx, call, person, day.chart.day)?;
    Ok(PersonDay {
        person,
        duties: Arc::new(duties),
        risen: Arc::new(risen),
        below: Arc::new(below),
        figures: Arc::new(figures),
        week: Arc::new(week),
        day,
    })
}

/// How the day of everybody stands whose duties one may see.
pub fn board(tx: &mut Tx, call: &Call, on: Option<BusinessDate>) -> Result<(Arc<Day>, Vec<Below>)> {
    let today = org::today(tx, call)?;
    let day = day::day(tx, call, on.unwrap_or(today.day))?;
    let evidences: &Evidences = call.app.part();
    let people: BTreeSet<PersonId> = match call.actor.scope(Permission::ViewDuties) {
        Some(Scope::Centre) => day.chart.people().map(|(person, _)| person).collect(),
        _ => day
            .chart
            .people()
            .map(|(person, _)| person)
            .filter(|person| may_see(call, &day, *person))
            .collect(),
    };
    let asked = day.asked(people);
    let proofs = evidences.first_proofs(tx, &asked)?;
    let row = |person: &PersonId| {
        let duties: Vec<Judged<'_>> = day.standing(*person, evidences, &proofs, call.now).collect();
        one_below(&day, *person, &duties)
    };
    let rows = asked.people.iter().map(row).collect();
    Ok((day.clone(), rows))
}

fn may_see(call: &Call, day: &Day, person: PersonId) -> bool {
    let mut seats = day.chart.seats_held(person).iter();
    seats.any(|seat| {
        call.actor.may_at(Permission::ViewDuties, &Place::of(person, seat.store, day.chart.department(*seat)))
    })
}

fn week_before(day: BusinessDate) -> BusinessDate {
    (0..6).fold(day, |day, _| day.yesterday().unwrap_or(day))
}

/// Monday to Sunday around a day.
fn week(tx: &mut Tx, call: &Call, person: PersonId, around: BusinessDate) -> Result<Vec<WeekDay>> {
    let back = around.weekday().to_monday_zero_offset();
    let monday = (0..back).fold(around, |day, _| day.yesterday().unwrap_or(day));
    let week: Vec<BusinessDate> =
        std::iter::successors(Some(monday), |day| day.tomorrow().ok()).take(7).collect();
    let days = day::days(tx, call, &week)?;
    Ok(days.iter().map(|day| week_day(day, person)).collect())
}

fn week_day(day: &Day, person: PersonId) -> WeekDay {
    let store = day.chart.seats_held(person).iter().find_map(|seat| seat.store);
    let rests = store.is_some() && !day.chart.organisation.calendar(store).is_open(day.chart.day);
    WeekDay { day: day.chart.day, duties: day.duties(person).count() as i64, rests }
}

fn one_below(day: &Day, person: PersonId, duties: &[Judged<'_>]) -> Below {
    let organisation = &day.chart.organisation;
    let seats = day.chart.seats_held(person);
    let store: Option<StoreId> = seats.iter().find_map(|seat| seat.store);
    Below {
        person,
        name: organisation.person_name(person).to_owned(),
        posts: seats
            .iter()
            .filter_map(|seat| organisation.posts.get(&seat.post))
            .map(|post| post.name())
            .collect(),
        store: store.and_then(|id| organisation.stores.get(&id)).map(|store| store.name.clone()),
        tally: Tally::of(duties.iter().map(|(_, state, _)| *state)),
    }
}

/// What is overdue with somebody and has come up to whom it concerns.
fn come_up(
    day: &Day,
    evidences: &Evidences,
    to: PersonId,
    of: PersonId,
    duties: &[Judged<'_>],
    now: Instant,
) -> Vec<Risen> {
    let overdue = duties.iter().filter(|(_, state, _)| state.is_overdue());
    overdue
        .filter(|(duty, _, _)| upward::hears(day, duty, now).contains(&to))
        .map(|(duty, state, proof)| Risen {
            person: of,
            name: day.chart.organisation.person_name(of).to_owned(),
            duty: standing(day, evidences, duty, *state, *proof),
        })
        .collect()
}

fn standing(day: &Day, evidences: &Evidences, duty: &Duty, state: State, proof: Option<&Proof>) -> Standing {
    let entry = day.entry(duty);
    let organisation = &day.chart.organisation;
    let missing = entry.evidence.iter().filter(|code| !evidences.is_built(code));
    let names = |people: &[PersonId]| {
        people.iter().map(|person| organisation.person_name(*person)).collect::<Vec<_>>().join("、")
    };
    Standing {
        entry: entry.id.clone(),
        title: entry.title.clone(),
        detail: entry.detail.clone(),
        post: organisation.posts.get(&duty.seat.post).map(|post| post.name()).unwrap_or_default(),
        clauses: entry.clauses.clone(),
        begins: duty.begins,
        due: duty.due,
        climbs: duty.climbs,
        state,
        // What only lies in order was done at no hour.
        done_at: proof.map(|proof| proof.at).filter(|at| *at > Instant::default()),
        proof: proof.map(|proof| proof.href.clone()),
        door: entry.evidence.iter().find_map(|code| evidences.door(code)).map(String::from),
        evidence: entry.evidence.iter().map(|code| day.book.evidence_name(code)).collect(),
        missing: missing.map(|code| day.book.evidence_name(code)).collect(),
        reviewer: upward::reviewer(day, duty).map(|(_, holders)| names(holders)),
    }
}
