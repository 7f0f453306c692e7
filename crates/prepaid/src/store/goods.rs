use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use super::DoneRow;

kernel::ids! {
    /// Something that a customer left in the house (客存).
    pub struct GoodsId;
}

kernel::codes! {
    /// Why goods go in or out.
    pub enum GoodsKind {
        /// Left in the house (存入).
        Left = "left",
        /// Used up in a treatment (取用).
        Used = "used",
        /// Taken home (取走).
        Taken = "taken",
        /// Counted to be more or fewer (盘点).
        Counted = "counted",
    }
}

db::record! {
    /// Something that a customer left in the house.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct GoodsRow {
        /// Key.
        pub id: GoodsId,
        /// Whose.
        pub customer_id: CustomerId,
        /// Where.
        pub store_id: StoreId,
        /// What.
        pub name: String,
        /// What is counted.
        pub unit: String,
        /// The shelf where it stands.
        pub place: String,
        /// Use by.
        pub expires_on: Option<BusinessDate>,
        /// How many are left.
        pub count_left: i64,
    }

    /// A movement of goods.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct GoodsEntryRow {
        /// Of which.
        pub goods_id: GoodsId,
        /// What of.
        pub name: String,
        /// What is counted.
        pub unit: String,
        /// Why.
        pub kind: GoodsKind,
        /// How many in, or out.
        pub count: i64,
        /// On which business day.
        pub day: BusinessDate,
        /// In which words.
        pub words: String,
        /// By whom.
        pub entered_by: Option<PersonId>,
        /// When.
        pub entered_at: Instant,
    }
}

/// Goods to be written.
pub(crate) struct NewGoods<'a> {
    pub customer: CustomerId,
    pub store: StoreId,
    pub name: &'a str,
    pub unit: &'a str,
    pub place: &'a str,
    pub expires_on: Option<BusinessDate>,
}

pub(crate) fn add_goods(tx: &mut Tx, new: &NewGoods) -> Result<GoodsId> {
    tx.scalar(
        sql!(
            "INSERT INTO customer_goods (customer_id, store_id, name, unit, place, expires_on, count_left) \
              VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING id" => (GoodsId,)
        ),
        args![new.customer, new.store, new.name, new.unit, new.place, new.expires_on],
    )
}

pub(crate) fn goods(tx: &mut Tx, id: GoodsId) -> Result<GoodsRow> {
    tx.get(
        sql!("SELECT id, customer_id, store_id, name, unit, place, expires_on, count_left FROM customer_goods \
              WHERE id = $1" => GoodsRow),
        args![id],
    )
}

/// What a customer left; what is used up too.
pub(crate) fn goods_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<GoodsRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name, unit, place, expires_on, count_left FROM customer_goods \
              WHERE customer_id = $1 ORDER BY id" => GoodsRow),
        args![customer],
    )
}

/// How goods move.
pub(crate) struct GoodsMove<'a> {
    pub kind: GoodsKind,
    pub count: i64,
    pub day: BusinessDate,
    pub words: &'a str,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn move_goods(tx: &mut Tx, id: GoodsId, new: &GoodsMove) -> Result<()> {
    tx.exec(
        sql!("UPDATE customer_goods SET count_left = count_left + $2 WHERE id = $1"),
        args![id, new.count],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO customer_goods_entry (goods_id, kind, count, day, words, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![id, new.kind, new.count, new.day, new.words, new.by, new.at],
    )
    .map(drop)
}

pub(crate) fn goods_entries_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<GoodsEntryRow>> {
    tx.all(
        sql!(
            "SELECT e.goods_id, g.name, g.unit, e.kind, e.count, e.day, e.words, e.entered_by, e.entered_at \
              FROM customer_goods g JOIN customer_goods_entry e ON e.goods_id = g.id \
              WHERE g.customer_id = $1 ORDER BY e.id DESC" => GoodsEntryRow
        ),
        args![customer],
    )
}

/// Goods where what is kept is not what the entries come to.
pub(crate) fn astray_goods(tx: &mut Tx) -> Result<Vec<(GoodsId, i64)>> {
    tx.all(
        sql!(
            "SELECT g.id, g.count_left - CAST(coalesce(sum(e.count), 0) AS BIGINT) AS more FROM customer_goods g \
              LEFT JOIN customer_goods_entry e ON e.goods_id = g.id GROUP BY g.id, g.count_left \
              HAVING g.count_left <> coalesce(sum(e.count), 0) ORDER BY g.id" => (GoodsId, i64)
        ),
        args![],
    )
}

/// Who moved goods on a day.
pub(crate) fn goods_moved_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<DoneRow>> {
    tx.all(
        sql!(
            "SELECT e.entered_by AS person_id, g.store_id, e.entered_at AS at, g.customer_id \
              FROM customer_goods_entry e JOIN customer_goods g ON g.id = e.goods_id WHERE e.day = $1 \
              ORDER BY e.id" => DoneRow
        ),
        args![day],
    )
}
