//! From the door to the end of the treatment: she arrives, it begins, it ends; or she walks in and it begins at once.

use catalog::TreatmentId;
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Error, Id, Mandate, Money, Permission, PersonId, Place, Result, StoreId};
use serde_json::json;
use web::Call;

use crate::claim::{claim, claims, release};
use crate::clock::{minute_at, minute_text};
use crate::hearing::{Hearers, treated};
use crate::minutes::{Minutes, Span, Spans};
use crate::shape::Shape;
use crate::state::{Kind, LineState, Refused, RoomState, Source};
use crate::store::{self, LineRow, NewVisit, Sheet};
use crate::{Dispatch, EquipmentId, RoomId, VisitId, VisitLineId, warned};

/// The business day of a store and its minute, now.
pub(crate) fn now_at(tx: &mut Tx, call: &Call, store: StoreId) -> Result<(BusinessDate, u32)> {
    let organisation = org::organisation(tx, call)?;
    Ok(minute_at(&organisation.day_cut(Some(store)), call.now))
}

/// The customer is there.
pub fn arrive(tx: &mut Tx, call: &Call, id: VisitId) -> Result<()> {
    let visit = store::visit(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(visit.store_id))?;
    let by = call.mandate(Permission::Book, &Place::store(visit.store_id))?;
    let lines = store::lines_of(tx, id)?;
    if !lines.iter().any(|line| line.state == LineState::Booked) {
        return Err(Refused::NotNow.into());
    }
    store::arrive(tx, id, call.now)?;
    call.note(tx, &by, "visit.arrived", format!("visits/{id}"), json!({}))
}

/// Whoever gives it may begin and end it, and whoever keeps the book.
pub(crate) fn may_treat(call: &Call, line: &LineRow) -> Result<Mandate> {
    let hers = Place::of(line.therapist_id, Some(line.store_id), None);
    call.mandate(Permission::GiveTreatments, &hers)
        .or_else(|_| call.mandate(Permission::Book, &Place::store(line.store_id)))
}

/// A treatment begins, once the warnings that touch it were `heeded`. Where hands, room and equipment are free, its
/// time moves to now.
pub fn begin(tx: &mut Tx, call: &Call, id: VisitLineId, heeded: bool) -> Result<()> {
    let line = store::line(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(line.store_id))?;
    let by = may_treat(call, &line)?;
    let (today, now) = now_at(tx, call, line.store_id)?;
    if !line.state.is_ahead() || line.day != today {
        return Err(Refused::NotNow.into());
    }
    let treating = store::in_treatment(tx, line.therapist_id, line.day)?;
    if let Some(other) = treating {
        let organisation = org::organisation(tx, call)?;
        let name = organisation.person_name(line.therapist_id).to_owned();
        return Err(Refused::Busy { name, until: minute_text(other.ends) }.into());
    }
    if let Some(customer) = line.customer_id {
        let treatment = catalog::treatment(tx, line.treatment_id)?;
        warned::check(tx, customer, &treatment, today, heeded)?;
    }
    store::arrive(tx, line.visit_id, call.now)?;
    let begun =
        LineRow { state: LineState::InTreatment, begun_at: Some(call.now), ..shifted(tx, &line, now)? };
    store::save_line(tx, &begun)?;
    call.note(
        tx,
        &by,
        "treatment.begun",
        format!("visits/{}", line.visit_id),
        json!({ "line": id, "heeded": heeded }),
    )?;
    let treated = treated(tx, call, &begun)?;
    call.app.part::<Hearers>().tell(|hearing| hearing.begun(tx, call, &by, &treated))
}

/// The same beginning now, if nothing stands against it; otherwise as it was planned.
fn shifted(tx: &mut Tx, line: &LineRow, now: u32) -> Result<LineRow> {
    let lead = line.starts;
    let move_to = |minute: u32| now + (minute - lead);
    let moved = LineRow {
        starts: now,
        ends: move_to(line.ends),
        hands: Spans(
            line.hands.0.iter().map(|span| Span::new(move_to(span.from), move_to(span.until))).collect(),
        ),
        ..line.clone()
    };
    let equipment = store::equipment_of_line(tx, line.id)?;
    let visit = store::lines_of(tx, line.visit_id)?;
    let planned = claims(line, &equipment, &visit);
    release(tx, &planned)?;
    if claim(tx, &claims(&moved, &equipment, &visit))?.is_none() {
        return Ok(moved);
    }
    match claim(tx, &planned)? {
        None => Ok(line.clone()),
        Some(_) => Err(Error::fault("what a treatment gave back was gone")),
    }
}

/// A treatment ends: hands and equipment are free at once, and the room waits to be cleaned.
pub fn end(tx: &mut Tx, call: &Call, id: VisitLineId, note: &str) -> Result<()> {
    let line = store::line(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(line.store_id))?;
    let by = may_treat(call, &line)?;
    if line.state != LineState::InTreatment {
        return Err(Refused::NotNow.into());
    }
    let equipment = store::equipment_of_line(tx, id)?;
    let visit = store::lines_of(tx, line.visit_id)?;
    release(tx, &claims(&line, &equipment, &visit))?;
    let done = LineRow {
        state: LineState::Done,
        ended_at: Some(call.now),
        note: note.trim().to_owned(),
        ..line.clone()
    };
    store::save_line(tx, &done)?;
    let stays =
        visit.iter().any(|other| other.id != id && other.room_id == line.room_id && other.state.is_open());
    // Where she stays for what follows there is nothing to clean yet.
    if let Some(room) = line.room_id.filter(|_| !stays) {
        let (day, _) = now_at(tx, call, line.store_id)?;
        let turn = store::NewTurn {
            room,
            state: RoomState::ToClean,
            note: "",
            day,
            by: Some(by.person),
            at: call.now,
        };
        store::turn_room(tx, &turn)?;
    }
    call.note(tx, &by, "treatment.ended", format!("visits/{}", line.visit_id), json!({ "line": id }))?;
    let treated = treated(tx, call, &line)?;
    call.app.part::<Hearers>().tell(|hearing| hearing.ended(tx, call, &by, &treated))
}

/// Somebody who walked in, and who treats her at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkIn {
    /// Where.
    pub store: StoreId,
    /// Her file, if she has one.
    pub customer: Option<CustomerId>,
    /// What she is called otherwise.
    pub guest: String,
    /// What she wants.
    pub treatment: TreatmentId,
    /// Who gives it.
    pub therapist: PersonId,
    /// How it came to her.
    pub dispatch: Dispatch,
    /// In which room; none has the house choose one.
    pub room: Option<RoomId>,
}

/// A step: a visit that begins now. Refused when the therapist, the rooms or the equipment are promised meanwhile.
pub fn walk_in(tx: &mut Tx, call: &Call, by: &Mandate, walk: &WalkIn) -> Result<VisitLineId> {
    let (day, now) = now_at(tx, call, walk.store)?;
    let treatments = catalog::treatments(tx, call, day)?;
    let treatment = treatments.get(walk.treatment).ok_or(Refused::NotOffered { day })?;
    let organisation = org::organisation(tx, call)?;
    let name = || organisation.person_name(walk.therapist).to_owned();
    if !catalog::passes(tx, call, day)?.may_give(walk.therapist, treatment) {
        return Err(Refused::NotAble { name: name(), treatment: treatment.name.for_gap() }.into());
    }
    let shape = Shape::of(treatment).at_once();
    let whole = Span::new(now, now + shape.length);
    let hands = Spans(shape.hands_at(now));
    let sheet = Sheet { store: walk.store, day, kind: Kind::Therapist, resource: walk.therapist.get() };
    if !(store::taken(tx, sheet)? & Minutes::of_all(&hands.0)).is_empty() {
        return Err(Refused::Busy { name: name(), until: free_again(tx, sheet, now)? }.into());
    }
    let room = match (walk.room, &treatment.room_kind) {
        (Some(room), _) => Some(room),
        (None, None) => None,
        (None, Some(kind)) => Some(free_room(tx, walk.store, day, kind, whole)?.ok_or(Refused::NoRoom)?),
    };
    let equipment = free_equipment(tx, walk.store, day, &treatment.equipment, whole)?;
    let visit = NewVisit {
        store: walk.store,
        day,
        starts: now,
        customer: walk.customer,
        guest: walk.guest.trim(),
        source: Source::WalkIn,
        note: "",
        course: None,
        deposit: Money::ZERO,
        deposit_rule: "",
        by: Some(by.person),
        at: call.now,
    };
    let visit = store::add_visit(tx, &visit)?;
    store::arrive(tx, visit, call.now)?;
    let line = LineRow {
        id: kernel::Id::of(0),
        visit_id: visit,
        store_id: walk.store,
        day,
        guest: 1,
        customer_id: walk.customer,
        treatment_id: walk.treatment,
        therapist_id: walk.therapist,
        dispatch: walk.dispatch,
        room_id: room,
        starts: whole.from,
        ends: whole.until,
        hands,
        state: LineState::InTreatment,
        begun_at: Some(call.now),
        ended_at: None,
        note: String::new(),
    };
    if claim(tx, &claims(&line, &equipment, &[]))?.is_some() {
        return Err(Refused::NoRoom.into());
    }
    let id = store::add_line(tx, &line, &equipment)?;
    call.note(tx, by, "visit.walked_in", format!("visits/{visit}"), json!({ "line": id }))?;
    Ok(id)
}

/// When something that is taken is free again.
fn free_again(tx: &mut Tx, sheet: Sheet, now: u32) -> Result<String> {
    let taken = store::taken(tx, sheet)?.spans();
    let until = taken.iter().find(|span| span.until > now).map_or(now, |span| span.until);
    Ok(minute_text(until))
}

/// A room of a kind that is free and fit; one that is ready before one that waits to be cleaned.
pub(crate) fn free_room(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    kind: &str,
    whole: Span,
) -> Result<Option<RoomId>> {
    let turns = store::room_turns(tx, store)?;
    let state =
        |room| turns.iter().find(|turn| turn.room_id == room).map_or(RoomState::Ready, |turn| turn.state);
    let mut rooms = store::rooms(tx, store)?;
    rooms.retain(|room| {
        room.kind == kind
            && org::holds(room.opened_on, room.closed_on, day)
            && state(room.id) != RoomState::OutOfUse
    });
    rooms.sort_by_key(|room| state(room.id) != RoomState::Ready);
    for room in rooms {
        let sheet = Sheet { store, day, kind: Kind::Room, resource: room.id.get() };
        if (store::taken(tx, sheet)? & Minutes::of(whole)).is_empty() {
            return Ok(Some(room.id));
        }
    }
    Ok(None)
}

/// One free piece of each kind; refuses when a kind has none.
pub(crate) fn free_equipment(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    kinds: &[String],
    whole: Span,
) -> Result<Vec<EquipmentId>> {
    let mut chosen = vec![];
    if kinds.is_empty() {
        return Ok(chosen);
    }
    let pieces = store::equipment_of(tx, store)?;
    for kind in kinds {
        let mut found = None;
        let usable = pieces.iter().filter(|piece| {
            piece.kind == *kind
                && org::holds(piece.opened_on, piece.closed_on, day)
                && !chosen.contains(&piece.id)
        });
        for piece in usable {
            let sheet = Sheet { store, day, kind: Kind::Equipment, resource: piece.id.get() };
            if (store::taken(tx, sheet)? & Minutes::of(whole)).is_empty() {
                found = Some(piece.id);
                break;
            }
        }
        chosen.push(found.ok_or(Refused::NoRoom)?);
    }
    Ok(chosen)
}
