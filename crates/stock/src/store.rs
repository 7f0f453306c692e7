//! The movements as rows.

use catalog::OfferId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Id, Instant, Mandate, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::entry::EntryKind;
use crate::steps::Occasion;

kernel::ids! {
    /// A movement of something on a shelf.
    pub struct EntryId;
}

db::record! {
    /// What is left of something at a store.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct LeftRow {
        /// Of what.
        pub offer_id: OfferId,
        /// How many.
        pub count: i64,
        /// The last day on which somebody counted.
        pub counted_on: Option<BusinessDate>,
        /// The last day on which one was sold.
        pub sold_on: Option<BusinessDate>,
    }

    /// A movement in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct EntryLine {
        /// Key.
        pub id: EntryId,
        /// When.
        pub entered_at: Instant,
        /// On which business day.
        pub day: BusinessDate,
        /// Why.
        pub kind: EntryKind,
        /// In, or out.
        pub count: i64,
        /// How many there were, where somebody counted.
        pub counted: Option<i64>,
        /// What moved it.
        pub document: String,
        /// In which words.
        pub words: String,
        /// By whom.
        pub person: Option<String>,
    }
}

db::listing! {
    /// What happened to thing `$2` at store `$1`.
    pub(crate) static ENTRIES: EntryLine = Shape {
        select: "e.id, e.entered_at, e.day, e.kind, e.count, e.counted, e.document, e.words, p.name AS person",
        from: "stock_entry e LEFT JOIN person p ON p.id = e.entered_by",
        only: "e.store_id = $1 AND e.offer_id = $2",
        key: "e.id",
        sorts: &[Sort::int("at", "e.entered_at")],
        filters: &[
            Filter::int("store", "e.store_id = ?"),
            Filter::text("kind", "e.kind = ?"),
            Filter::day("from", "e.day >= ?"),
            Filter::day("until", "e.day <= ?"),
        ],
    };
}

/// A movement to be written.
pub(crate) struct NewEntry {
    pub offer: OfferId,
    pub kind: EntryKind,
    pub count: i64,
    pub counted: Option<i64>,
    pub document: String,
    pub words: String,
}

pub(crate) fn add(tx: &mut Tx, by: &Mandate, on: &Occasion, entries: &[NewEntry]) -> Result<()> {
    // The house itself is nobody.
    let person: Option<PersonId> = Some(by.person).filter(|person| person.get() != 0);
    let row = |entry: &NewEntry| {
        args![
            on.store,
            entry.offer,
            entry.kind,
            entry.count,
            entry.counted,
            on.day,
            &entry.document,
            &entry.words,
            person,
            on.at
        ]
        .to_vec()
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO stock_entry (store_id, offer_id, kind, count, counted, day, document, words, entered_by, \
              entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        &rows,
    )
    .map(drop)
}

/// How many of a thing are left at a store; below nought where more were sold than anybody wrote down.
pub fn on_hand(tx: &mut Tx, store: StoreId, offer: OfferId) -> Result<i64> {
    tx.scalar(
        sql!("SELECT CAST(coalesce(sum(count), 0) AS BIGINT) AS count FROM stock_entry \
              WHERE store_id = $1 AND offer_id = $2" => (i64,)),
        args![store, offer],
    )
}

/// What is left at a store, of everything that ever moved there.
pub(crate) fn left(tx: &mut Tx, store: StoreId) -> Result<Vec<LeftRow>> {
    tx.all(
        sql!("SELECT offer_id, CAST(sum(count) AS BIGINT) AS count, \
                max(CASE WHEN kind = 'counted' THEN day END) AS counted_on, \
                max(CASE WHEN kind = 'sold' THEN day END) AS sold_on \
              FROM stock_entry WHERE store_id = $1 GROUP BY offer_id ORDER BY offer_id" => LeftRow),
        args![store],
    )
}

/// What moved by a document.
pub(crate) fn of_document(tx: &mut Tx, document: &str) -> Result<Vec<(OfferId, i64)>> {
    tx.all(
        sql!("SELECT offer_id, CAST(sum(count) AS BIGINT) AS count FROM stock_entry WHERE document = $1 \
              GROUP BY offer_id HAVING sum(count) <> 0 ORDER BY offer_id" => (OfferId, i64)),
        args![document],
    )
}
