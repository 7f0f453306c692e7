//! More for who is being treated (加钟): a treatment that follows at once by the same hands, which is then given, paid and
//! counted like any other; or so many minutes more of the one that runs, which is a courtesy and costs nothing.

use catalog::Treatment;
use db::Tx;
use garde::Validate;
use kernel::{Id, Mandate, Permission, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::claim::{Claim, claim, claims, release};
use crate::hearing::{Hearers, treated};
use crate::hindrance::{Around, Hindrance};
use crate::minutes::{LAST, Minutes, Span, Spans};
use crate::order::Able;
use crate::shape::Shape;
use crate::state::{Kind, LineState, Refused};
use crate::store::{self, LineRow, Sheet};
use crate::treat::{free_equipment, free_room, may_treat, now_at};
use crate::{Dispatch, RoomId, VisitId, VisitLineId};

/// By how much, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ExtendForm {
    /// Minutes, 5 to 180.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub minutes: String,
    /// Number of the treatment that follows; empty for nothing but minutes.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub treatment: String,
    /// `my-day` or `desk` to go back there.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub back: String,
}

impl Form for ExtendForm {
    fn sample() -> ExtendForm {
        ExtendForm { treatment: "F003".into(), ..ExtendForm::default() }
    }
}

/// Gives more to who is being treated. Refused with the minutes that there are, when the next customer stands against it.
pub fn extend(tx: &mut Tx, call: &Call, id: VisitLineId, form: &ExtendForm) -> Result<VisitId> {
    let line = store::line(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(line.store_id))?;
    let by = may_treat(call, &line)?;
    match form.treatment.trim() {
        "" => longer_by(tx, call, &by, &line, form),
        _ => follow(tx, call, &by, &line, form),
    }
}

/// What a running treatment may be followed by: what its therapist may give, as it stands in the catalogue of the day,
/// each with what stands against it. What nothing stands against comes first.
pub(crate) fn choices(
    tx: &mut Tx,
    call: &Call,
    line: &LineRow,
) -> Result<Vec<(Treatment, Option<Hindrance>)>> {
    let able = Able::on(tx, call, line.store_id, line.day)?;
    let (_, now) = now_at(tx, call, line.store_id)?;
    let around = Around::read(tx, line)?;
    let may = able.treatments.all().iter().filter(|one| able.may_give(line.therapist_id, one));
    let mut choices: Vec<_> =
        may.map(|one| (one.clone(), around.hindrance(line, one, line.ends.max(now)))).collect();
    choices.sort_by_key(|(_, hindrance)| hindrance.is_some());
    Ok(choices)
}

/// Lays another treatment after the one that runs: same hands, same room where it suits.
fn follow(tx: &mut Tx, call: &Call, by: &Mandate, line: &LineRow, form: &ExtendForm) -> Result<VisitId> {
    let mut wrong = web::limits(form);
    let able = Able::on(tx, call, line.store_id, line.day)?;
    let treatment = wrong.need("treatment", able.treatments.by_number(&form.treatment), "not_a_choice");
    let treatment = wrong.or(treatment)?;
    if line.state != LineState::InTreatment {
        return Err(Refused::NotNow.into());
    }
    if !able.may_give(line.therapist_id, treatment) {
        let name = org::organisation(tx, call)?.person_name(line.therapist_id).to_owned();
        return Err(Refused::NotAble { name, treatment: treatment.name.for_gap() }.into());
    }
    let (_, now) = now_at(tx, call, line.store_id)?;
    let shape = Shape::of(treatment).at_once();
    let from = line.ends.max(now);
    let whole = Span::new(from, from + shape.length);
    let room = room_for_next(tx, line, treatment, whole)?;
    let equipment = free_equipment(tx, line.store_id, line.day, &treatment.equipment, whole)?;
    let next = LineRow {
        treatment_id: treatment.id,
        dispatch: Dispatch::Extension,
        room_id: room,
        starts: whole.from,
        ends: whole.until,
        hands: Spans(shape.hands_at(from)),
        state: LineState::Arrived,
        begun_at: None,
        ended_at: None,
        note: String::new(),
        ..line.clone()
    };
    if let Some(taken) = claim(tx, &claims(&next, &equipment, &[]))? {
        let hands = store::taken(tx, taken.sheet)? & Minutes::of(whole);
        let most = hands.iter().next().unwrap_or(whole.until) - whole.from;
        return Err(Refused::NoLonger { most }.into());
    }
    let id = store::add_line(tx, &next, &equipment)?;
    let treated = treated(tx, call, &LineRow { id, ..next })?;
    call.app.part::<Hearers>().tell(|hearing| hearing.followed(tx, call, by, &treated))?;
    let detail = json!({ "line": id, "after": line.id, "treatment": treatment.number });
    call.note(tx, by, "treatment.followed", format!("visits/{}", line.visit_id), detail)?;
    Ok(line.visit_id)
}

/// She stays where she lies, if what follows may be given there.
fn room_for_next(tx: &mut Tx, line: &LineRow, treatment: &Treatment, whole: Span) -> Result<Option<RoomId>> {
    let Some(kind) = &treatment.room_kind else { return Ok(None) };
    let rooms = store::rooms(tx, line.store_id)?;
    let stays = line.room_id.filter(|room| rooms.iter().any(|row| row.id == *room && row.kind == *kind));
    if let Some(room) = stays {
        let sheet = Sheet { store: line.store_id, day: line.day, kind: Kind::Room, resource: room.get() };
        if (store::taken(tx, sheet)? & Minutes::of(whole)).is_empty() {
            return Ok(Some(room));
        }
    }
    // Where no other is free either she stays, and the claim tells for how long she can.
    let free = free_room(tx, line.store_id, line.day, kind, whole)?;
    Ok(Some(free.or(stays).ok_or(Refused::NoRoom)?))
}

fn longer_by(tx: &mut Tx, call: &Call, by: &Mandate, line: &LineRow, form: &ExtendForm) -> Result<VisitId> {
    let id = line.id;
    let mut wrong = web::limits(form);
    let minutes = form.minutes.trim().parse::<u32>().ok().filter(|minutes| (5..=180).contains(minutes));
    let minutes = wrong.need("minutes", minutes, "not_a_number");
    let minutes = wrong.or(minutes)?;
    if line.state != LineState::InTreatment {
        return Err(Refused::NotNow.into());
    }
    let equipment = store::equipment_of_line(tx, id)?;
    let visit = store::lines_of(tx, line.visit_id)?;
    let planned = claims(line, &equipment, &visit);
    release(tx, &planned)?;
    let most = room_for(tx, &planned)?;
    let longer = longer(line, minutes);
    if minutes > most || claim(tx, &claims(&longer, &equipment, &visit))?.is_some() {
        return Err(Refused::NoLonger { most }.into());
    }
    store::save_line(tx, &longer)?;
    let detail = json!({ "line": id, "minutes": minutes });
    call.note(tx, by, "treatment.extended", format!("visits/{}", line.visit_id), detail)?;
    let treated = treated(tx, call, &longer)?;
    call.app.part::<Hearers>().tell(|hearing| hearing.extended(tx, call, by, &treated, minutes))?;
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
