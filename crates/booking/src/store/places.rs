use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::state::{RoomState, Sex};
use crate::{EquipmentId, RoomId};

db::record! {
    /// A room.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RoomRow {
        /// Key.
        pub id: RoomId,
        /// Where.
        pub store_id: StoreId,
        /// What it is called.
        pub name: String,
        /// What kind it is, as treatments ask for it.
        pub kind: String,
        /// The larger room it stands in; empty when it is one by itself.
        pub stands_in: String,
        /// First day.
        pub opened_on: BusinessDate,
        /// Last day.
        pub closed_on: Option<BusinessDate>,
    }

    /// A piece of equipment.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EquipmentRow {
        /// Key.
        pub id: EquipmentId,
        /// Where.
        pub store_id: StoreId,
        /// What it is called.
        pub name: String,
        /// What kind it is, as treatments ask for it.
        pub kind: String,
        /// First day.
        pub opened_on: BusinessDate,
        /// Last day.
        pub closed_on: Option<BusinessDate>,
    }

    /// How a room stands.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RoomTurn {
        /// Which.
        pub room_id: RoomId,
        /// How.
        pub state: RoomState,
        /// Why.
        pub note: String,
        /// Since when.
        pub turned_at: Instant,
        /// Who said so.
        pub turned_by: Option<PersonId>,
    }
}

/// A room or a piece of equipment about to be written.
pub(crate) struct NewPlace<'a> {
    pub store: StoreId,
    pub name: &'a str,
    pub kind: &'a str,
    pub stands_in: &'a str,
    pub opened_on: BusinessDate,
}

pub(crate) fn rooms(tx: &mut Tx, store: StoreId) -> Result<Vec<RoomRow>> {
    tx.all(
        sql!("SELECT id, store_id, name, kind, stands_in, opened_on, closed_on FROM room \
              WHERE store_id = $1 ORDER BY name, id" => RoomRow),
        args![store],
    )
}

pub(crate) fn room(tx: &mut Tx, id: RoomId) -> Result<RoomRow> {
    tx.get(
        sql!("SELECT id, store_id, name, kind, stands_in, opened_on, closed_on FROM room WHERE id = $1" => RoomRow),
        args![id],
    )
}

/// None when the name is taken.
pub(crate) fn add_room(tx: &mut Tx, new: &NewPlace) -> Result<Option<RoomId>> {
    tx.find_scalar(
        sql!(
            "INSERT INTO room (store_id, name, kind, stands_in, opened_on) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT (store_id, name) DO NOTHING RETURNING id" => (RoomId,)
        ),
        args![new.store, new.name, new.kind, new.stands_in, new.opened_on],
    )
}

pub(crate) fn close_room(tx: &mut Tx, id: RoomId, last: BusinessDate) -> Result<()> {
    tx.exec(sql!("UPDATE room SET closed_on = $2 WHERE id = $1"), args![id, last]).map(drop)
}

pub(crate) fn equipment_of(tx: &mut Tx, store: StoreId) -> Result<Vec<EquipmentRow>> {
    tx.all(
        sql!("SELECT id, store_id, name, kind, opened_on, closed_on FROM equipment \
              WHERE store_id = $1 ORDER BY name, id" => EquipmentRow),
        args![store],
    )
}

pub(crate) fn equipment(tx: &mut Tx, id: EquipmentId) -> Result<EquipmentRow> {
    tx.get(
        sql!("SELECT id, store_id, name, kind, opened_on, closed_on FROM equipment WHERE id = $1" => EquipmentRow),
        args![id],
    )
}

/// None when the name is taken.
pub(crate) fn add_equipment(tx: &mut Tx, new: &NewPlace) -> Result<Option<EquipmentId>> {
    tx.find_scalar(
        sql!(
            "INSERT INTO equipment (store_id, name, kind, opened_on) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (store_id, name) DO NOTHING RETURNING id" => (EquipmentId,)
        ),
        args![new.store, new.name, new.kind, new.opened_on],
    )
}

pub(crate) fn close_equipment(tx: &mut Tx, id: EquipmentId, last: BusinessDate) -> Result<()> {
    tx.exec(sql!("UPDATE equipment SET closed_on = $2 WHERE id = $1"), args![id, last]).map(drop)
}

/// How the rooms of a store stand; one that was never turned is missing, and ready.
pub(crate) fn room_turns(tx: &mut Tx, store: StoreId) -> Result<Vec<RoomTurn>> {
    tx.all(
        sql!("SELECT t.room_id, t.state, t.note, t.turned_at, t.turned_by FROM room r \
              JOIN room_turn t ON t.id = (SELECT max(last.id) FROM room_turn last WHERE last.room_id = r.id) \
              WHERE r.store_id = $1" => RoomTurn),
        args![store],
    )
}

/// A room about to be turned.
pub(crate) struct NewTurn<'a> {
    pub room: RoomId,
    pub state: RoomState,
    pub note: &'a str,
    pub day: BusinessDate,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn turn_room(tx: &mut Tx, new: &NewTurn) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO room_turn (room_id, state, note, day, turned_by, turned_at) VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![new.room, new.state, new.note, new.day, new.by, new.at],
    )
    .map(drop)
}

pub(crate) fn sexes(tx: &mut Tx) -> Result<Vec<(PersonId, Sex)>> {
    tx.all(sql!("SELECT person_id, sex FROM therapist" => (PersonId, Sex)), args![])
}

pub(crate) fn set_sex(tx: &mut Tx, person: PersonId, sex: Sex) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO therapist (person_id, sex) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET sex = $2"
        ),
        args![person, sex],
    )
    .map(drop)
}
