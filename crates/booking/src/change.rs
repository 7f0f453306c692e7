//! What becomes of a booking before it is kept: another time, another therapist, later, called off, never come.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Permission, PersonId, Place as At, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::book::moment;
use crate::claim::{claim, claims, held, release};
use crate::days::{Days, Wanted, diaries};
use crate::minutes::{Minutes, Span};
use crate::order::{Able, Asked, OrderPart, taken};
use crate::shape::Shape;
use crate::state::{CancelReason, LineState, Outcome, Refused};
use crate::store::{self, LineRow, VisitRow};
use crate::treat::now_at;
use crate::wish::{Part, With, given, wish};
use crate::{Dispatch, RoomId, VisitId, VisitLineId, minute_text, reminder, waiting};

/// Another time as it is typed; what is left empty stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct MoveForm {
    /// When: `2026-11-24 10:30`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub at: String,
    /// Key of another therapist.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub therapist: String,
    /// Key of another room.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub room: String,
    /// Key of the only treatment that moves; empty for the whole visit.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub line: String,
    /// `therapist` or `room` to go back to the day board, by them.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub back: String,
}

impl Form for MoveForm {
    fn sample() -> MoveForm {
        MoveForm { at: "2026-11-25 14:00".into(), ..MoveForm::default() }
    }
}

/// What is to become of a visit.
struct Move {
    moment: Option<(BusinessDate, u32)>,
    therapist: Option<PersonId>,
    room: Option<RoomId>,
    line: Option<VisitLineId>,
}

impl MoveForm {
    fn parse(&self) -> Result<Move> {
        let mut wrong = web::limits(self);
        let moment = match self.at.trim() {
            "" => None,
            typed => moment(typed, "at", &mut wrong),
        };
        let therapist = match self.therapist.trim() {
            "" => None,
            typed => wrong.need("therapist", typed.parse().ok(), "not_a_choice"),
        };
        let room = match self.room.trim() {
            "" => None,
            typed => wrong.need("room", typed.parse().ok(), "not_a_choice"),
        };
        let line = match self.line.trim() {
            "" => None,
            typed => wrong.need("line", typed.parse().ok(), "not_a_choice"),
        };
        if [&self.at, &self.therapist, &self.room].into_iter().all(|typed| typed.trim().is_empty()) {
            wrong.add("at", "needed");
        }
        wrong.or(Some(Move { moment, therapist, room, line }))
    }
}

/// The visit with the right to change it, while it can be changed.
fn open_visit(tx: &mut Tx, call: &Call, id: VisitId) -> Result<(Mandate, VisitRow, Vec<LineRow>)> {
    let visit = store::visit(tx, id)?;
    call.sight(Permission::ViewBookings, &At::store(visit.store_id))?;
    let by = call.mandate(Permission::Book, &At::store(visit.store_id))?;
    let lines: Vec<LineRow> =
        store::lines_of(tx, id)?.into_iter().filter(|line| line.state.is_ahead()).collect();
    if lines.is_empty() {
        return Err(Refused::NotNow.into());
    }
    Ok((by, visit, lines))
}

/// Moves a visit, or one treatment of it: by dragging on the day board, or by its form.
pub fn move_to(tx: &mut Tx, call: &Call, id: VisitId, form: &MoveForm) -> Result<()> {
    let (by, visit, lines) = open_visit(tx, call, id)?;
    let wanted = form.parse()?;
    let (today, now) = now_at(tx, call, visit.store_id)?;
    let moved: Vec<LineRow> =
        lines.iter().filter(|line| wanted.line.is_none_or(|only| only == line.id)).cloned().collect();
    let Some(first) = moved.iter().map(|line| line.starts).min() else {
        return Err(kernel::Error::missing());
    };
    let lead = lead(tx, &moved[0])?;
    let was = (visit.day, first + lead);
    let (day, starts) = wanted.moment.unwrap_or(was);
    if day < today || (day == today && (day, starts) != was && starts < now) {
        return Err(Refused::Past.into());
    }
    if day != visit.day && moved.len() < lines.len() {
        return Err(Refused::Split.into());
    }
    let mut placed = store::lines_of(tx, id)?;
    for line in &moved {
        let equipment = store::equipment_of_line(tx, line.id)?;
        placed.retain(|other| other.id != line.id);
        release(tx, &claims(line, &equipment, &placed))?;
    }
    for line in &moved {
        let shifted = i64::from(line.starts) + i64::from(starts) - i64::from(first + lead);
        let with = wanted.therapist.unwrap_or(line.therapist_id);
        let place = Place { day, from: shifted, with, room: wanted.room };
        let line = relocate(tx, call, line, &place, &placed)?;
        placed.push(line);
    }
    let earliest = store::lines_of(tx, id)?.into_iter().filter(|line| line.state.is_open());
    let begins = earliest.map(|line| line.starts).min().unwrap_or(starts);
    store::move_visit(
        tx,
        id,
        day,
        if moved.len() == lines.len() { starts } else { visit.starts.min(begins + lead) },
    )?;
    let detail = json!({ "from": [visit.day.to_string(), minute_text(visit.starts)], "to": [day.to_string(), minute_text(starts)], "therapist": wanted.therapist });
    call.note(tx, &by, "visit.moved", format!("visits/{id}"), detail)?;
    let moved = store::visit(tx, id)?;
    reminder::put(tx, call, &moved)?;
    waiting::offer_freed(tx, call, visit.store_id, visit.day)
}

fn lead(tx: &mut Tx, line: &LineRow) -> Result<u32> {
    Ok(Shape::of(&catalog::treatment(tx, line.treatment_id)?).lead)
}

/// Where a treatment is to go.
struct Place {
    day: BusinessDate,
    /// The minute at which its preparation begins; less than none before midnight.
    from: i64,
    with: PersonId,
    /// Only there.
    room: Option<RoomId>,
}

/// Finds the same treatment a place at another time, with somebody; room and equipment as they were, if they can. Where
/// one of the visit that goes on beside it is `placed` already, she lies there.
fn relocate(
    tx: &mut Tx,
    call: &Call,
    line: &LineRow,
    &Place { day, from, with, room }: &Place,
    placed: &[LineRow],
) -> Result<LineRow> {
    let able = Able::on(tx, call, line.store_id, day)?;
    let treatment = able.treatments.get(line.treatment_id).ok_or(Refused::NotOffered { day })?;
    if !able.may_give(with, treatment) {
        let name = org::organisation(tx, call)?.person_name(with).to_owned();
        return Err(Refused::NotAble { name, treatment: treatment.name.for_gap() }.into());
    }
    let starts = u32::try_from(from + i64::from(Shape::of(treatment).lead)).map_err(|_| Refused::Past)?;
    let wanted = Wanted { rooms: true, equipment: true, sexes: false };
    let mut diary = diaries(tx, call, line.store_id, Days::one(day), wanted)?.pop();
    if let (Some(diary), Some(room)) = (&mut diary, room) {
        diary.beds.retain(|bed| bed.id == room);
        if !diary.beds.iter().any(|bed| Some(&bed.kind) == treatment.room_kind.as_ref()) {
            return Err(Refused::WrongRoom { room: store::room(tx, room)?.name }.into());
        }
    }
    if let Some(diary) = &mut diary {
        let there = LineRow { day, ..line.clone() };
        let mut shared = vec![];
        for bed in &mut diary.beds {
            let beside = held(bed.id, &there, placed);
            bed.free = bed.free | beside;
            shared.extend(Some(bed.id).filter(|_| !beside.is_empty()));
        }
        // Where it was before comes first.
        diary.beds.sort_by_key(|bed| (!shared.contains(&bed.id), Some(bed.id) != line.room_id));
    }
    let part = Part { treatment, guest: line.guest, with: With::Only(with), sex: None, together: false };
    let found = diary.map(|diary| -> Result<_> {
        let wish =
            wish(&diary, std::slice::from_ref(&part), |person, treatment| able.may_give(person, treatment))?;
        let fit = diary.search(&wish, Minutes::of(Span::new(starts, starts + 1))).fit(starts);
        Ok(fit.and_then(|fit| given(&diary, &wish, &[part], &fit)))
    });
    let Some(new) = found.transpose()?.flatten().and_then(|mut given| given.pop()) else {
        let parts =
            [OrderPart { with: With::Only(with), guest: line.guest, ..OrderPart::of(line.treatment_id) }];
        return Err(taken(tx, call, &Asked { store: line.store_id, parts: &parts }, day, starts)?);
    };
    let dispatch = if with == line.therapist_id { line.dispatch } else { Dispatch::Booked };
    let moved = LineRow {
        day,
        therapist_id: with,
        dispatch,
        room_id: new.room,
        starts: new.whole.from,
        ends: new.whole.until,
        hands: new.hands,
        ..line.clone()
    };
    if claim(tx, &claims(&moved, &new.equipment, placed))?.is_some() {
        return Err(kernel::Error::fault("what was found free is taken"));
    }
    store::save_line(tx, &moved)?;
    store::set_equipment(tx, line.id, &new.equipment)?;
    Ok(moved)
}

/// Why it is called off, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct CancelForm {
    /// `time`, `unwell`, `unwanted`, `house`, `mistake` or `other`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub reason: String,
    /// In words, 200 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub note: String,
}

impl Form for CancelForm {
    fn sample() -> CancelForm {
        CancelForm { reason: "time".into(), note: "下周再约".into() }
    }
}

impl CancelForm {
    fn parse(&self) -> Result<CancelReason> {
        let mut wrong = web::limits(self);
        let reason = wrong.need("reason", CancelReason::from_code(self.reason.trim()), "not_a_choice");
        if reason == Some(CancelReason::Other) && self.note.trim().is_empty() {
            wrong.add("note", "needed");
        }
        wrong.or(reason)
    }
}

/// Calls a visit off; what is free then is offered to those who wait.
pub fn cancel(tx: &mut Tx, call: &Call, id: VisitId, form: &CancelForm) -> Result<()> {
    let (by, visit, lines) = open_visit(tx, call, id)?;
    let reason = form.parse()?;
    give_up(tx, &lines, LineState::Cancelled)?;
    store::cancel(tx, id, reason, form.note.trim(), Some(by.person), call.now)?;
    call.note(tx, &by, "visit.cancelled", format!("visits/{id}"), json!({ "reason": reason }))?;
    waiting::offer_freed(tx, call, visit.store_id, visit.day)
}

/// Gives back what treatments that are still to come had taken.
pub(crate) fn give_up(tx: &mut Tx, lines: &[LineRow], state: LineState) -> Result<()> {
    let Some(first) = lines.first() else { return Ok(()) };
    let mut visit = store::lines_of(tx, first.visit_id)?;
    for line in lines.iter().filter(|line| line.state.is_ahead()) {
        let equipment = store::equipment_of_line(tx, line.id)?;
        visit.retain(|other| other.id != line.id);
        release(tx, &claims(line, &equipment, &visit))?;
        store::save_line(tx, &LineRow { state, ..line.clone() })?;
    }
    Ok(())
}

/// She did not come.
pub fn miss(tx: &mut Tx, call: &Call, id: VisitId) -> Result<()> {
    let (by, visit, lines) = open_visit(tx, call, id)?;
    let (today, now) = now_at(tx, call, visit.store_id)?;
    let is_over = visit.day < today || (visit.day == today && visit.starts < now);
    if visit.arrived_at.is_some() || !is_over {
        return Err(Refused::NotNow.into());
    }
    give_up(tx, &lines, LineState::NoShow)?;
    store::miss(tx, id, call.now)?;
    call.note(tx, &by, "visit.missed", format!("visits/{id}"), json!({ "day": visit.day }))?;
    waiting::offer_freed(tx, call, visit.store_id, visit.day)
}

/// By how many minutes she comes later, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct LateForm {
    /// Minutes, 5 to 180.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub minutes: String,
}

impl Form for LateForm {
    fn sample() -> LateForm {
        LateForm { minutes: "15".into() }
    }
}

/// She said that she comes later.
pub fn late(tx: &mut Tx, call: &Call, id: VisitId, form: &LateForm) -> Result<()> {
    let (by, visit, _) = open_visit(tx, call, id)?;
    let mut wrong = web::limits(form);
    let minutes = form.minutes.trim().parse::<u32>().ok().filter(|minutes| (5..=180).contains(minutes));
    let minutes = wrong.need("minutes", minutes, "not_a_number");
    let minutes = wrong.or(minutes)?;
    if visit.arrived_at.is_some() {
        return Err(Refused::NotNow.into());
    }
    store::late(tx, id, minutes, call.now)?;
    call.note(tx, &by, "visit.late", format!("visits/{id}"), json!({ "minutes": minutes }))
}

/// What came of asking whether she will come, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ConfirmForm {
    /// `confirmed`, `no-answer` or `will-change`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub outcome: String,
    /// In words, 120 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub note: String,
}

impl Form for ConfirmForm {
    fn sample() -> ConfirmForm {
        ConfirmForm { outcome: "confirmed".into(), note: String::new() }
    }
}

/// Writes down what came of asking.
pub fn confirm(tx: &mut Tx, call: &Call, id: VisitId, form: &ConfirmForm) -> Result<()> {
    let (by, visit, _) = open_visit(tx, call, id)?;
    let mut wrong = web::limits(form);
    let outcome = wrong.need("outcome", Outcome::from_code(form.outcome.trim()), "not_a_choice");
    let outcome = wrong.or(outcome)?;
    let (today, _) = now_at(tx, call, visit.store_id)?;
    store::confirm(tx, id, outcome, form.note.trim(), by.person, call.now, today)?;
    call.note(tx, &by, "visit.confirmed", format!("visits/{id}"), json!({ "outcome": outcome }))
}
