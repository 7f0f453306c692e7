//! Reminders are jobs: written with the visit, sent when they are due, and nothing when it was moved or called off.

use customer::rights::contacts;
use db::{Tx, job};
use kernel::{BusinessDate, Lang, Result};
use serde::{Deserialize, Serialize};
use web::{App, Call, Say};

use crate::clock::moment_of;
use crate::online::house;
use crate::policies::policy;
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

/// Puts the reminders of a visit off until their hours, as far as there is time left.
pub(crate) fn put(tx: &mut Tx, call: &Call, visit: &VisitRow) -> Result<()> {
    let cut = org::organisation(tx, call)?.day_cut(Some(visit.store_id));
    let begins = moment_of(&cut, visit.day, visit.starts);
    for hours in policy(tx, visit.store_id, visit.day)?.remind_hours {
        let remind = Remind { visit: visit.id, day: visit.day, starts: visit.starts };
        let due = begins.plus_minutes(-hours * 60);
        if due > call.now {
            let key = format!("{} {} {} {hours}", visit.id, visit.day, visit.starts);
            job::put_unique(tx, REMIND, &key, &remind, due)?;
        }
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
    let lang = language(tx, &visit)?;
    let store = org::organisation(tx, &house(app))?.store(visit.store_id)?.name.clone();
    let gaps =
        [("day", web::text::day(visit.day, Say(lang))), ("at", minute_text(visit.starts)), ("store", store)];
    let text = Say(lang).fill("booking.sent.reminder", &gaps);
    Ok(contacts(tx, &house(app), customer)?.phone.map(|number| (number, text)))
}

/// Hers where she booked for herself once, or the one of the house.
fn language(tx: &mut Tx, visit: &VisitRow) -> Result<Lang> {
    let hers = visit.customer_id.map(|customer| store::lang_of(tx, customer)).transpose()?.flatten();
    let usual = policy(tx, visit.store_id, visit.day)?.lang;
    Ok(hers.as_deref().and_then(Lang::from_tag).or_else(|| Lang::from_tag(&usual)).unwrap_or_default())
}
