//! Reminders are jobs: written with the visit, sent when they are due, and nothing when it was moved or called off.

use customer::rights::contacts;
use db::{Tx, job};
use kernel::{BusinessDate, Result};
use serde::{Deserialize, Serialize};
use web::{App, Call};

use crate::clock::moment_of;
use crate::online::house;
use crate::policy::policy;
use crate::state::LineState;
use crate::store::{self, VisitRow};
use crate::{VisitId, minute_text};

/// The kind of the job.
pub const REMIND: &str = "booking.remind";

/// What the job is given: a key and the moment that was meant, no names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Remind {
    visit: VisitId,
    day: BusinessDate,
    starts: u32,
}

/// Puts the reminder of a visit off until its hour, if there is time left.
pub(crate) fn put(tx: &mut Tx, call: &Call, visit: &VisitRow) -> Result<()> {
    let cut = org::organisation(tx, call)?.day_cut(Some(visit.store_id));
    let hours = policy(visit.day)?.remind_hours;
    let due = moment_of(&cut, visit.day, visit.starts).plus_minutes(-hours * 60);
    let remind = Remind { visit: visit.id, day: visit.day, starts: visit.starts };
    if due > call.now {
        let key = format!("{} {} {}", visit.id, visit.day, visit.starts);
        job::put_unique(tx, REMIND, &key, &remind, due)?;
    }
    Ok(())
}

/// A step of whoever carries reminders out: number and text; nothing when there is nobody to remind any more.
pub fn to_send(tx: &mut Tx, app: &App, payload: &str) -> Result<Option<(String, String)>> {
    let remind: Remind = serde_json::from_str(payload)?;
    let visit = store::visit(tx, remind.visit)?;
    let open = store::lines_of(tx, remind.visit)?.iter().any(|line| line.state == LineState::Booked);
    let is_meant = (visit.day, visit.starts) == (remind.day, remind.starts);
    let Some(customer) = visit.customer_id.filter(|_| open && is_meant) else { return Ok(None) };
    let text = format!("您预约了 {} {} 的护理，恭候光临。", visit.day, minute_text(visit.starts));
    Ok(contacts(tx, &house(app), customer)?.phone.map(|number| (number, text)))
}
