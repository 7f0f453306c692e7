//! Rooms, beds and equipment: what there is, and whether it is ready for the next customer.

use db::Tx;
use garde::Validate;
use kernel::{Permission, Place, Problems, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::state::{Refused, RoomState};
use crate::store::{self, NewPlace, NewTurn, RoomRow, RoomTurn};
use crate::treat::now_at;
use crate::{EquipmentId, RoomId};

/// A room or a piece of equipment as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PlaceForm {
    /// Key of the store; empty for the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// What it is called, 40 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// What kind it is, as treatments ask for it.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub kind: String,
    /// For a bed: the room it stands in.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub stands_in: String,
}

impl Form for PlaceForm {
    fn sample() -> PlaceForm {
        PlaceForm { name: "面部一房".into(), kind: "facial".into(), ..PlaceForm::default() }
    }
}

impl PlaceForm {
    fn parse(&self, kinds: &[&str]) -> Result<PlaceForm> {
        let mut wrong: Problems = web::limits(self);
        let full = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = wrong.need("name", full(&self.name), "needed");
        let kind = wrong.need("kind", full(&self.kind), "needed");
        if kind.as_ref().is_some_and(|kind| !kinds.is_empty() && !kinds.contains(&kind.as_str())) {
            wrong.add("kind", "not_a_choice");
        }
        let stands_in = self.stands_in.trim().to_owned();
        wrong.or(name.zip(kind).map(|(name, kind)| PlaceForm { store: String::new(), name, kind, stands_in }))
    }
}

/// Adds a room, from today on.
pub fn add_room(tx: &mut Tx, call: &Call, store: StoreId, form: &PlaceForm) -> Result<RoomId> {
    let by = call.mandate(Permission::ManageRooms, &Place::store(store))?;
    let form = form.parse(&catalog::ROOM_KINDS)?;
    let (today, _) = now_at(tx, call, store)?;
    let id = store::add_room(tx, &new(store, &form, today))?;
    let id = id.ok_or_else(|| Refused::NameTaken { name: form.name.clone() })?;
    call.note(tx, &by, "room.added", format!("rooms/{id}"), json!({ "name": form.name, "kind": form.kind }))?;
    Ok(id)
}

/// Adds a piece of equipment, from today on.
pub fn add_equipment(tx: &mut Tx, call: &Call, store: StoreId, form: &PlaceForm) -> Result<EquipmentId> {
    let by = call.mandate(Permission::ManageRooms, &Place::store(store))?;
    let form = form.parse(&[])?;
    let (today, _) = now_at(tx, call, store)?;
    let id = store::add_equipment(tx, &new(store, &form, today))?;
    let id = id.ok_or_else(|| Refused::NameTaken { name: form.name.clone() })?;
    call.note(
        tx,
        &by,
        "equipment.added",
        format!("equipment/{id}"),
        json!({ "name": form.name, "kind": form.kind }),
    )?;
    Ok(id)
}

/// Gives a room up after today; what is promised in it stays until it is moved.
pub fn close_room(tx: &mut Tx, call: &Call, id: RoomId) -> Result<()> {
    let room = store::room(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(room.store_id))?;
    let by = call.mandate(Permission::ManageRooms, &Place::store(room.store_id))?;
    let (today, _) = now_at(tx, call, room.store_id)?;
    if room.closed_on.is_some() {
        return Err(Refused::NotNow.into());
    }
    store::close_room(tx, id, today)?;
    call.note(tx, &by, "room.closed", format!("rooms/{id}"), json!({ "last": today }))
}

/// Gives a piece of equipment up after today.
pub fn close_equipment(tx: &mut Tx, call: &Call, id: EquipmentId) -> Result<()> {
    let piece = store::equipment(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(piece.store_id))?;
    let by = call.mandate(Permission::ManageRooms, &Place::store(piece.store_id))?;
    let (today, _) = now_at(tx, call, piece.store_id)?;
    if piece.closed_on.is_some() {
        return Err(Refused::NotNow.into());
    }
    store::close_equipment(tx, id, today)?;
    call.note(tx, &by, "equipment.closed", format!("equipment/{id}"), json!({ "last": today }))
}

fn new(store: StoreId, form: &PlaceForm, opened_on: kernel::BusinessDate) -> NewPlace<'_> {
    NewPlace { store, name: &form.name, kind: &form.kind, stands_in: &form.stands_in, opened_on }
}

/// A room with how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomNow {
    /// The room.
    pub room: RoomRow,
    /// How it stands; none when nobody has used it yet.
    pub turn: Option<RoomTurn>,
}

impl RoomNow {
    /// How it stands.
    pub fn state(&self) -> RoomState {
        self.turn.as_ref().map_or(RoomState::Ready, |turn| turn.state)
    }
}

/// A step: the rooms of a store that are in use on a day, with how they stand.
pub fn rooms(tx: &mut Tx, store: StoreId, day: kernel::BusinessDate) -> Result<Vec<RoomNow>> {
    let turns = store::room_turns(tx, store)?;
    let rooms = store::rooms(tx, store)?;
    let open = rooms.into_iter().filter(|room| org::holds(room.opened_on, room.closed_on, day));
    let with_turn =
        |room: RoomRow| RoomNow { turn: turns.iter().find(|turn| turn.room_id == room.id).cloned(), room };
    Ok(open.map(with_turn).collect())
}

/// How a room stands, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct TurnForm {
    /// `ready`, `to-clean` or `out-of-use`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub state: String,
    /// Why, when it is not to be used; 80 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 80))]
    pub note: String,
}

impl Form for TurnForm {
    fn sample() -> TurnForm {
        TurnForm { state: "ready".into(), note: String::new() }
    }
}

impl TurnForm {
    fn parse(&self) -> Result<(RoomState, &str)> {
        let mut wrong = web::limits(self);
        let state = wrong.need("state", RoomState::from_code(self.state.trim()), "not_a_choice");
        if state == Some(RoomState::OutOfUse) && self.note.trim().is_empty() {
            wrong.add("note", "needed");
        }
        wrong.or(state.map(|state| (state, self.note.trim())))
    }
}

/// Says how a room stands. Cleaners and everybody who sees the bookings may: whoever made it ready says so.
pub fn turn(tx: &mut Tx, call: &Call, id: RoomId, form: &TurnForm) -> Result<()> {
    let room = store::room(tx, id)?;
    let by = call.sight(Permission::ViewBookings, &Place::store(room.store_id))?;
    let (state, note) = form.parse()?;
    if state == RoomState::OutOfUse {
        call.mandate(Permission::ManageRooms, &Place::store(room.store_id))?;
    }
    let (day, _) = now_at(tx, call, room.store_id)?;
    let new = NewTurn { room: id, state, note, day, by: Some(by.person), at: call.now };
    store::turn_room(tx, &new)?;
    call.note(tx, &by, "room.turned", format!("rooms/{id}"), json!({ "state": state, "note": note }))
}
