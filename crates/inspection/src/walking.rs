//! Going through a sheet: kept as often as one likes, handed in once. What is found wrong then has to be put right.

use std::collections::BTreeMap;

use db::Tx;
use handbook::{Round, Whose};
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Mandate, Permission, PersonId, Place, Result, StoreId};
use picture::Prepared;
use serde_json::json;
use web::Call;

use crate::form::{Answer, FillForm, Mend, score};
use crate::repairs;
use crate::sheet::{Point, Refused, Sheet, Verdict, handed_in};
use crate::store::{self, NewCorrection, Slot, WalkId, WalkRow};
use crate::terms::{Term, terms};

/// The front desk's opening checklist.
pub const OPENING: &str = "opening";

/// For so many days back a sheet may still be handed in, by a phone that had no line.
const LATE_DAYS: i64 = 2;

/// Pictures that were taken, by point.
pub type Photos = BTreeMap<String, Prepared>;

/// A sheet as it lies before somebody: the round, which sheet of the day, and what is kept of it.
pub struct Open {
    /// The round of the handbook.
    pub round: Round,
    /// Which sheet.
    pub slot: Slot,
    /// What is kept of it.
    pub row: Option<WalkRow>,
    /// The sheet itself.
    pub sheet: Sheet,
}

/// By which right a round is walked: sheets of the house are filled in by whoever works there, departments are looked
/// at by those who have the right to.
pub fn needs(round: &Round) -> Permission {
    match round.whose {
        Whose::Store => Permission::FillChecklist,
        Whose::Walker => Permission::WalkRounds,
    }
}

/// The store whose sheets somebody fills in: that of the first post held in which she may; for a post of the whole
/// centre the first store that is open.
pub fn my_store(tx: &mut Tx, call: &Call, permission: Permission) -> Result<StoreId> {
    let mine = call.actor.holdings.iter().filter_map(|held| held.store);
    let chart = org::today(tx, call)?;
    let mut stores = mine.chain(chart.open_stores());
    stores
        .find(|store| call.actor.may_at(permission, &Place::store(*store)))
        .ok_or_else(|| Refused::NoStore.into())
}

/// The sheet of a round that lies before the one who asks: the one that was begun, or the handbook's.
pub fn open(tx: &mut Tx, call: &Call, code: &str, day: Option<BusinessDate>) -> Result<Open> {
    let organisation = org::organisation(tx, call)?;
    let today = org::today(tx, call)?.day;
    let book = handbook::in_force(tx, call.app.part(), today)?;
    let round = book.round(code).ok_or_else(Error::missing)?.clone();
    if !call.actor.may(needs(&round)) {
        return Err(Error::missing());
    }
    let store = my_store(tx, call, needs(&round))?;
    let today = organisation.business_date(Some(store), call.now);
    let walker = (round.whose == Whose::Walker).then_some(call.actor.person);
    let day = day.unwrap_or(today);
    let latest = store::of_day(tx, &Slot { round: code.to_owned(), store, day, walker, number: 0 })?;
    let (row, number) = match latest {
        Some(row) if row.handed_in_at.is_some() && round.again && day == today => (None, row.number + 1),
        Some(row) => (Some(row.clone()), row.number),
        None => (None, 1),
    };
    let sheet = match &row {
        Some(row) => serde_json::from_str(&row.sheet)?,
        None => Sheet::of(&round),
    };
    Ok(Open { round, slot: Slot { round: code.to_owned(), store, day, walker, number }, row, sheet })
}

/// Keeps what was found so far, and hands the sheet in when it says so.
pub fn fill(tx: &mut Tx, call: &Call, code: &str, form: &FillForm, photos: &Photos) -> Result<WalkId> {
    let day = walked_on(tx, call, form)?;
    let Open { round, slot, row, sheet } = open(tx, call, code, day)?;
    let by = call.mandate(needs(&round), &Place::store(slot.store))?;
    let organisation = org::organisation(tx, call)?;
    if !round.again && !organisation.calendar(Some(slot.store)).is_open(slot.day) {
        return Err(Refused::Closed.into());
    }
    refuse_handed_in(&organisation, row.as_ref())?;
    let answers = form.parse(&sheet)?;

    store::begin(tx, &slot, &sheet, by.person, call.now)?;
    let row = store::of_day(tx, &slot)?.ok_or_else(|| Error::fault("a walk that was begun"))?;
    refuse_handed_in(&organisation, Some(&row))?;
    for answer in &answers {
        let photo = photos.get(&answer.point).map(|photo| picture::keep(tx, &by, call.now, photo));
        store::answer(tx, row.id, answer, photo.transpose()?, by.person, call.now)?;
    }
    store::weigh(tx, row.id, score(&answers))?;
    if form.hands_in() {
        store::hand_in(tx, row.id, by.person, call.now)?;
        order_corrections(tx, call, &by, &round, &row, &sheet, &answers)?;
        repairs::order(tx, call, &by, &row, &sheet, &answers)?;
        let faults: Vec<_> = answers.iter().filter(|answer| answer.verdict == Verdict::Fault).collect();
        let detail = json!({ "round": code, "day": slot.day, "notes": faults });
        call.note(tx, &by, "walk.handed_in", format!("walks/{}", row.id), detail)?;
    }
    Ok(row.id)
}

/// The day that the form names, when it is not too long ago.
fn walked_on(tx: &mut Tx, call: &Call, form: &FillForm) -> Result<Option<BusinessDate>> {
    let today = org::today(tx, call)?.day;
    let text = form.day.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let earliest = today.saturating_sub(LATE_DAYS.days());
    let mut wrong = kernel::Problems::default();
    let day = kernel::parse_day(text).filter(|day| (earliest..=today).contains(day));
    let day = wrong.need("day", day, "day_out_of_range");
    wrong.or(day).map(Some)
}

fn refuse_handed_in(organisation: &org::Organisation, row: Option<&WalkRow>) -> Result<()> {
    match row.and_then(|row| row.handed_in_by.zip(row.handed_in_at)) {
        Some((person, at)) => {
            Err(handed_in(organisation.person_name(person), web::text::clock(at, &organisation.zone())))
        }
        None => Ok(()),
    }
}

/// Every fault is somebody's to mend: hers who was named, or hers who has the department.
fn order_corrections(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    round: &Round,
    row: &WalkRow,
    sheet: &Sheet,
    answers: &[Answer],
) -> Result<()> {
    let term = terms(row.day)?;
    let since = call.now.plus_minutes(-term.days * 24 * 60);
    let everybody: Vec<PersonId> = owners(tx, call, row.store_id)?.into_iter().map(|(id, _)| id).collect();
    for answer in answers.iter().filter(|answer| answer.verdict == Verdict::Fault) {
        let point = sheet.points().find(|point| point.code == answer.point).ok_or_else(Error::missing)?;
        let mend = mend(tx, call, round, row.store_id, &term, answer)?;
        if !everybody.contains(&mend.owner) {
            let mut wrong = kernel::Problems::default();
            wrong.add(format!("owner.{}", answer.point), "not_a_choice");
            wrong.or(Some(()))?;
        }
        let before = store::found_since(tx, row.store_id, &row.round, &answer.point, since)?;
        let new = new_correction(row, point, answer, by.person, call, &mend, before + 1);
        store::order(tx, &new)?;
    }
    Ok(())
}

fn new_correction<'a>(
    row: &'a WalkRow,
    point: &'a Point,
    answer: &'a Answer,
    by: PersonId,
    call: &Call,
    mend: &Mend,
    times: i64,
) -> NewCorrection<'a> {
    NewCorrection {
        walk: row.id,
        round: &row.round,
        point,
        store: row.store_id,
        what: &answer.note,
        by,
        at: call.now,
        owner: mend.owner,
        due: call.now.plus_minutes(mend.hours * 60),
        times,
    }
}

/// Who mends it and how soon: as it was typed, otherwise the one who has the department, in the usual time.
fn mend(
    tx: &mut Tx,
    call: &Call,
    round: &Round,
    store: StoreId,
    term: &Term,
    answer: &Answer,
) -> Result<Mend> {
    match answer.mend {
        Some(mend) => Ok(mend),
        None => Ok(Mend { owner: in_charge(tx, call, round, store)?, hours: term.hours }),
    }
}

/// Who has what a round looks at: the first of its department at the store, those who lead before those who do;
/// without one the walker herself.
pub fn in_charge(tx: &mut Tx, call: &Call, round: &Round, store: StoreId) -> Result<PersonId> {
    let chart = org::today(tx, call)?;
    let department = round.department.as_deref();
    let of = |seat: &org::Seat| {
        let post = chart.organisation.posts.get(&seat.post)?;
        (seat.store == Some(store) && post.department.as_deref() == department).then_some(post.position)
    };
    let mut people: Vec<(i64, PersonId)> = chart
        .people()
        .filter_map(|(person, seats)| Some((seats.iter().filter_map(of).min()?, person)))
        .collect();
    people.sort_unstable();
    Ok(people.first().map_or(call.actor.person, |(_, person)| *person))
}

/// Everybody who could be asked to mend something at a store, by name.
pub fn owners(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<(PersonId, String)>> {
    let chart = org::today(tx, call)?;
    let there = |seats: &[org::Seat]| seats.iter().any(|seat| seat.store.is_none_or(|at| at == store));
    let mut people: Vec<(PersonId, String)> = chart
        .people()
        .filter(|(_, seats)| there(seats))
        .map(|(person, _)| (person, chart.organisation.person_name(person).to_owned()))
        .collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(people)
}
