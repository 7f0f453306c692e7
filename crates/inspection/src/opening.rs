//! The front desk's opening checklist: filled in point by point, kept as often as one likes, handed in once.

use db::Tx;
use kernel::{BusinessDate, Error, Permission, Place, Result, StoreId};
use serde_json::json;
use web::Call;

use crate::sheet::{FillForm, Refused, Sheet, handed_in};
use crate::store::{self, ChecklistId, ChecklistRow};

/// The round of the handbook that it goes by.
pub const ROUND: &str = "opening";

/// The store whose sheet it is: that of the first post held in which one fills in checklists.
pub fn my_store(call: &Call) -> Result<StoreId> {
    let stores = call.actor.holdings.iter().filter_map(|held| held.store);
    let mut mine = stores.filter(|store| call.actor.may_at(Permission::FillChecklist, &Place::store(*store)));
    mine.next().ok_or_else(|| Refused::NoStore.into())
}

/// Today's sheet of a store: the one that was begun, or the handbook's.
pub fn sheet(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
) -> Result<(BusinessDate, Option<ChecklistRow>, Sheet)> {
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let row = store::of_day(tx, ROUND, store, day)?;
    let sheet = match &row {
        Some(row) => serde_json::from_str(&row.sheet)?,
        None => {
            let book = handbook::in_force(tx, call.app.part(), day)?;
            Sheet::of(book.round(ROUND).ok_or_else(Error::missing)?)
        }
    };
    Ok((day, row, sheet))
}

/// Keeps what was found so far, and hands the sheet in when it says so.
pub fn fill(tx: &mut Tx, call: &Call, form: &FillForm) -> Result<ChecklistId> {
    let store = my_store(call)?;
    let by = call.mandate(Permission::FillChecklist, &Place::store(store))?;
    let organisation = org::organisation(tx, call)?;
    let (day, row, sheet) = sheet(tx, call, store)?;
    if !organisation.calendar(Some(store)).is_open(day) {
        return Err(Refused::Closed.into());
    }
    refuse_handed_in(&organisation, row.as_ref())?;
    let answers = form.parse(&sheet)?;

    store::begin(tx, ROUND, store, day, &sheet, by.person, call.now)?;
    let row =
        store::of_day(tx, ROUND, store, day)?.ok_or_else(|| Error::fault("a checklist that was begun"))?;
    refuse_handed_in(&organisation, Some(&row))?;
    for answer in &answers {
        store::answer(tx, row.id, answer, by.person, call.now)?;
    }
    store::count_faults(tx, row.id)?;
    if form.hands_in() {
        store::hand_in(tx, row.id, by.person, call.now)?;
        let faults: Vec<_> = answers.iter().filter(|answer| !answer.note.is_empty()).collect();
        let subject = format!("openings/{}", row.id);
        call.note(tx, &by, "opening.handed_in", subject, json!({ "day": day, "notes": faults }))?;
    }
    Ok(row.id)
}

fn refuse_handed_in(organisation: &org::Organisation, row: Option<&ChecklistRow>) -> Result<()> {
    match row.and_then(|row| row.handed_in_by.zip(row.handed_in_at)) {
        Some((person, at)) => {
            Err(handed_in(organisation.person_name(person), web::text::clock(at, &organisation.zone())))
        }
        None => Ok(()),
    }
}
