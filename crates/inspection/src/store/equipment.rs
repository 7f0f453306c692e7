use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, codes, ids};
use schemars::JsonSchema;
use serde::Serialize;

ids! {
    /// A piece of safety equipment.
    pub struct EquipmentId;
}

codes! {
    /// What keeps the house safe.
    pub enum EquipmentKind {
        /// Fire extinguisher (灭火器).
        Extinguisher = "extinguisher",
        /// Smoke alarm (烟感).
        SmokeAlarm = "smoke-alarm",
        /// Sprinkler (喷淋).
        Sprinkler = "sprinkler",
        /// Emergency light (应急灯).
        EmergencyLight = "emergency-light",
        /// Exit sign (疏散指示).
        ExitSign = "exit-sign",
        /// Camera (摄像头).
        Camera = "camera",
        /// Intruder alarm (防盗报警).
        IntruderAlarm = "intruder-alarm",
        /// First-aid kit (急救箱).
        FirstAid = "first-aid",
    }
}

db::record! {
    /// A piece of safety equipment in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct EquipmentLine {
        /// Key.
        pub id: EquipmentId,
        /// The store's key.
        pub store_id: StoreId,
        /// The store.
        pub store: String,
        /// What it is.
        pub kind: EquipmentKind,
        /// Its number on the label.
        pub number: String,
        /// Where it is.
        pub place: String,
        /// Until when it holds.
        pub valid_until: Option<BusinessDate>,
        /// When it was looked at last.
        pub checked_at: Option<Instant>,
        /// When it was taken away.
        pub removed_at: Option<Instant>,
        /// Why.
        pub removed_why: String,
    }
}

db::listing! {
    /// The safety equipment of all stores, or of `$1`, that is in its place.
    pub(crate) static EQUIPMENT: EquipmentLine = Shape {
        select: "e.id, e.store_id, s.name AS store, e.kind, e.number, e.place, e.valid_until, e.checked_at, e.removed_at, e.removed_why",
        from: "safety_equipment e JOIN store s ON s.id = e.store_id",
        only: "(e.store_id = $1 OR $1 = 0)",
        key: "e.id",
        sorts: &[
            Sort::text("valid_until", "e.valid_until").may_be_null(),
            Sort::text("number", "e.number"),
            Sort::text("kind", "e.kind"),
            Sort::int("checked", "e.checked_at").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(e.number || ' ' || e.place) LIKE ?"),
            Filter::text("kind", "e.kind = ?"),
            Filter::day("until", "e.valid_until <= ?"),
            Filter::flag("removed", "e.removed_at IS NOT NULL"),
        ],
    };
}

/// A piece that is added.
pub(crate) struct NewEquipment<'a> {
    pub store: StoreId,
    pub kind: EquipmentKind,
    pub number: &'a str,
    pub place: &'a str,
    pub valid_until: Option<BusinessDate>,
}

/// Adds a piece; none when the store has one with this number.
pub(crate) fn add_equipment(
    tx: &mut Tx,
    new: &NewEquipment,
    by: PersonId,
    at: Instant,
) -> Result<Option<EquipmentId>> {
    tx.find_scalar(
        sql!("INSERT INTO safety_equipment (store_id, kind, number, place, valid_until, added_by, added_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (store_id, number) DO NOTHING RETURNING id" => (EquipmentId,)),
        args![new.store, new.kind, new.number, new.place, new.valid_until, by, at],
    )
}

pub(crate) fn equipment(tx: &mut Tx, id: EquipmentId) -> Result<EquipmentLine> {
    tx.get(
        sql!("SELECT e.id, e.store_id, s.name AS store, e.kind, e.number, e.place, e.valid_until, e.checked_at, \
              e.removed_at, e.removed_why FROM safety_equipment e JOIN store s ON s.id = e.store_id \
              WHERE e.id = $1" => EquipmentLine),
        args![id],
    )
}

/// It was looked at, and holds until another day.
pub(crate) fn check_equipment(
    tx: &mut Tx,
    id: EquipmentId,
    valid_until: Option<BusinessDate>,
    day: BusinessDate,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE safety_equipment SET checked_by = $2, checked_at = $3, checked_on = $4, valid_until = $5 \
              WHERE id = $1"
        ),
        args![id, by, at, day, valid_until],
    )
    .map(drop)
}

pub(crate) fn remove_equipment(
    tx: &mut Tx,
    id: EquipmentId,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("UPDATE safety_equipment SET removed_by = $2, removed_at = $3, removed_why = $4 WHERE id = $1"),
        args![id, by, at, why],
    )
    .map(drop)
}

db::record! {
    /// Looks at equipment on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EquipmentSeen {
        /// Who.
        pub person_id: PersonId,
        /// The first look.
        pub at: Instant,
    }
}

/// Who looked at safety equipment on a day.
pub(crate) fn equipment_seen(tx: &mut Tx, day: BusinessDate) -> Result<Vec<EquipmentSeen>> {
    tx.all(
        sql!("SELECT checked_by AS person_id, min(checked_at) AS at FROM safety_equipment \
              WHERE checked_by IS NOT NULL AND checked_on = $1 GROUP BY checked_by" => EquipmentSeen),
        args![day],
    )
}

/// How many pieces of a store expire until a day.
pub(crate) fn expiring(tx: &mut Tx, store: StoreId, until: BusinessDate) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM safety_equipment \
              WHERE store_id = $1 AND valid_until <= $2 AND removed_at IS NULL" => (i64,)),
        args![store, until],
    )
}
