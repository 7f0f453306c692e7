//! More of what is being given (加钟): hands, room and equipment are kept so many minutes longer, if nobody else has
//! them then.

use db::Tx;
use garde::Validate;
use kernel::{Permission, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::claim::{Claim, claim, claims, release};
use crate::hearing::{Hearers, treated};
use crate::minutes::{LAST, Minutes, Span, Spans};
use crate::state::{LineState, Refused};
use crate::store::{self, LineRow};
use crate::treat::may_treat;
use crate::{VisitId, VisitLineId};

/// By how much, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ExtendForm {
    /// Minutes, 5 to 180.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub minutes: String,
}

impl Form for ExtendForm {
    fn sample() -> ExtendForm {
        ExtendForm { minutes: "30".into() }
    }
}

/// Gives a running treatment more time. Refused with the minutes that there are, when the next customer stands against it.
pub fn extend(tx: &mut Tx, call: &Call, id: VisitLineId, form: &ExtendForm) -> Result<VisitId> {
    let line = store::line(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(line.store_id))?;
    let by = may_treat(call, &line)?;
    let mut wrong = web::limits(form);
    let minutes = form.minutes.trim().parse::<u32>().ok().filter(|minutes| (5..=180).contains(minutes));
    let minutes = wrong.need("minutes", minutes, "not_a_number");
    let minutes = wrong.or(minutes)?;
    if line.state != LineState::InTreatment {
        return Err(Refused::NotNow.into());
    }
    let equipment = store::equipment_of_line(tx, id)?;
    let planned = claims(&line, &equipment);
    release(tx, &planned)?;
    let most = room_for(tx, &planned)?;
    let longer = longer(&line, minutes);
    if minutes > most || claim(tx, &claims(&longer, &equipment))?.is_some() {
        return Err(Refused::NoLonger { most }.into());
    }
    store::save_line(tx, &longer)?;
    let detail = json!({ "line": id, "minutes": minutes });
    call.note(tx, &by, "treatment.extended", format!("visits/{}", line.visit_id), detail)?;
    let treated = treated(tx, call, &longer)?;
    call.app.part::<Hearers>().tell(|hearing| hearing.extended(tx, call, &by, &treated, minutes))?;
    Ok(line.visit_id)
}

/// The same with so many minutes more at its end.
fn longer(line: &LineRow, minutes: u32) -> LineRow {
    let mut hands = line.hands.0.clone();
    if let Some(last) = hands.last_mut() {
        last.until += minutes;
    }
    LineRow { ends: line.ends + minutes, hands: Spans(hands), ..line.clone() }
}

/// How many minutes after their end all of these are still free.
fn room_for(tx: &mut Tx, planned: &[Claim]) -> Result<u32> {
    let mut most = LAST;
    for one in planned {
        let ends = one.minutes.spans().last().map_or(0, |span| span.until);
        let after = store::taken(tx, one.sheet)? & Minutes::of(Span::new(ends, LAST));
        most = most.min(after.iter().next().unwrap_or(LAST) - ends);
    }
    Ok(most)
}
