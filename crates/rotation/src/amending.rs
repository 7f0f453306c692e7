//! What comes after a dispatch: it is over, it came to nothing, or it was another's turn.

use booking::Dispatch;
use db::Tx;
use garde::Validate;
use kernel::{Mandate, Permission, PersonId, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::board::Taken;
use crate::deed::{Deed, EventId};
use crate::place::Desk;
use crate::refused::Refused;
use crate::store::{self, Counts, EventRow};
use crate::weight::Weight;

/// A dispatch of today, with the board it is on.
fn open<'a, 't>(
    tx: &'a mut Tx<'t>,
    call: &'a Call,
    permission: Permission,
    id: EventId,
) -> Result<(Desk<'a, 't>, EventRow, Taken)> {
    let row = store::event(tx, id)?;
    call.sight(Permission::ViewRotation, &Place::store(row.store_id))?;
    let by = call.mandate(permission, &Place::store(row.store_id))?;
    taken(tx, call, by, row)
}

fn taken<'a, 't>(
    tx: &'a mut Tx<'t>,
    call: &'a Call,
    by: Mandate,
    row: EventRow,
) -> Result<(Desk<'a, 't>, EventRow, Taken)> {
    let mut desk = Desk::by(tx, call, by, row.store_id)?;
    if row.day != desk.boards.day {
        return Err(Refused::OtherDay.into());
    }
    let taken = desk.board(&row.family)?.taken.get(&row.id).cloned();
    let taken = taken.ok_or_else(kernel::Error::missing)?;
    Ok((desk, row, taken))
}

/// The therapist is done with the customer.
pub fn finish(tx: &mut Tx, call: &Call, id: EventId) -> Result<EventId> {
    let (mut desk, row, taken) = open(tx, call, Permission::Dispatch, id)?;
    if taken.closed {
        return Err(Refused::Closed.into());
    }
    done(&mut desk, &row, &taken)
}

fn done(desk: &mut Desk, row: &EventRow, taken: &Taken) -> Result<EventId> {
    let deed = Deed::Finished { of: row.id };
    let id = desk.write(&row.family, taken.person, &deed, Counts::default(), row.line_id)?;
    let detail = json!({ "person": taken.person });
    desk.call.note(desk.tx, &desk.by, "rotation.finished", format!("rotation/events/{}", row.id), detail)?;
    Ok(id)
}

/// For booking's own end of a treatment: the therapist of that line is free again. Nothing where the line never came
/// over the board.
pub(crate) fn line_ended(tx: &mut Tx, call: &Call, by: &Mandate, line: i64) -> Result<()> {
    for row in store::of_line(tx, line)? {
        let today = org::organisation(tx, call)?.business_date(Some(row.store_id), call.now);
        if row.day != today {
            continue;
        }
        let (mut desk, row, taken) = taken(tx, call, by.clone(), row)?;
        if !taken.closed {
            done(&mut desk, &row, &taken)?;
        }
    }
    Ok(())
}

/// Why a dispatch came to nothing, as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct VoidForm {
    /// `yes` when it was the therapist's fault.
    #[garde(length(max = 10))]
    pub fault: String,
    /// Why.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for VoidForm {
    fn sample() -> VoidForm {
        VoidForm { fault: String::new(), why: "客人临时有事走了".into() }
    }
}

/// The customer left before it began: the turn comes back, unless it was the therapist's fault and that costs it.
pub fn void(tx: &mut Tx, call: &Call, id: EventId, form: &VoidForm) -> Result<EventId> {
    let (mut desk, row, taken) = open(tx, call, Permission::Dispatch, id)?;
    let mut wrong = web::limits(form);
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let why = wrong.or(why)?;
    if taken.closed {
        return Err(Refused::Closed.into());
    }
    let costs = form.fault == "yes" && desk.boards.policy(desk.tx, &row.family)?.fault_costs;
    let given = &taken.given;
    let counts = Counts {
        dispatch: Some(given.dispatch),
        turns: if costs { 0 } else { -1 },
        weight: if costs { Weight::NONE } else { -given.counted },
        income: -given.income,
    };
    let deed = Deed::Voided { of: id, costs, why: why.to_owned() };
    let written = desk.write(&row.family, taken.person, &deed, counts, row.line_id)?;
    let detail = json!({ "person": taken.person, "costs": costs, "why": why });
    call.note(desk.tx, &desk.by, "rotation.voided", format!("rotation/events/{id}"), detail)?;
    Ok(written)
}

/// Whose turn it was in truth, as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ReturnForm {
    /// Key of the person whose turn it was.
    #[garde(length(max = 20))]
    pub to: String,
    /// Why.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for ReturnForm {
    fn sample() -> ReturnForm {
        ReturnForm { to: "8".into(), why: "轮到她，被说成点客".into() }
    }
}

/// Gives a poached customer back: turn and income are hers whose turn it was, points are for who took it.
pub fn give_back(tx: &mut Tx, call: &Call, id: EventId, form: &ReturnForm) -> Result<EventId> {
    let (mut desk, row, taken) = open(tx, call, Permission::OverrideRotation, id)?;
    let mut wrong = web::limits(form);
    let to = wrong.need("to", form.to.trim().parse::<PersonId>().ok(), "not_a_choice");
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let (to, why) = wrong.or(to.zip(why))?;
    let name = desk.name(to)?;
    if desk.board(&row.family)?.card(to).is_none() {
        return Err(Refused::NotUp { name }.into());
    }
    if to == taken.person {
        return Err(Refused::HersAlready { name }.into());
    }
    if taken.undone {
        return Err(Refused::Closed.into());
    }
    let policy = desk.boards.policy(desk.tx, &row.family)?;
    let weight = policy.counted(Dispatch::Turn, taken.given.weight);
    let counted = if policy.return_costs { weight } else { Weight::NONE };
    let income = taken.given.income;
    let hers = Counts { dispatch: Some(Dispatch::Turn), turns: 1, weight, income };
    let back = Deed::GivenBack { of: id, weight, counted, why: why.to_owned() };
    let written = desk.write(&row.family, to, &back, hers, None)?;
    let given = &taken.given;
    let theirs =
        Counts { dispatch: Some(given.dispatch), turns: -1, weight: -given.counted, income: -income };
    let away = Deed::TakenAway { of: id, points: policy.points("poached"), why: why.to_owned() };
    desk.write(&row.family, taken.person, &away, theirs, None)?;
    let detail = json!({ "from": taken.person, "to": to, "why": why });
    call.note(desk.tx, &desk.by, "rotation.given_back", format!("rotation/events/{id}"), detail)?;
    Ok(written)
}
