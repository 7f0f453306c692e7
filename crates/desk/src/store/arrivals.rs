use booking::VisitId;
use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

ids! {
    /// Somebody's coming in (到店).
    pub struct ArrivalId;
}

db::record! {
    /// Somebody who came in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ArrivalRow {
        /// Key.
        pub id: ArrivalId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// When.
        pub at: Instant,
        /// Whose file; none for somebody without.
        pub customer_id: Option<CustomerId>,
        /// What she is called otherwise.
        pub guest: String,
        /// Her booked visit.
        pub visit_id: Option<VisitId>,
        /// Who greeted her.
        pub greeted_by: PersonId,
        /// When her card was shown.
        pub card_at: Option<Instant>,
        /// When she left.
        pub left_at: Option<Instant>,
        /// What is to be known.
        pub note: String,
    }
}

db::record! {
    /// An arrival in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ArrivalLine {
        /// Key.
        pub id: ArrivalId,
        /// When.
        pub at: Instant,
        /// The store.
        pub store: String,
        /// Who came.
        pub who: String,
        /// Had she a visit?
        pub visit_id: Option<VisitId>,
        /// Who greeted her.
        pub greeter: String,
        /// When she left.
        pub left_at: Option<Instant>,
        /// What is to be known.
        pub note: String,
    }
}

db::listing! {
    /// Who came in, at all stores or at `$1`.
    pub(crate) static ARRIVALS: ArrivalLine = Shape {
        select: "a.id, a.at, s.name AS store, coalesce(k.name, a.guest) AS who, a.visit_id, p.name AS greeter, a.left_at, a.note",
        from: "arrival a JOIN store s ON s.id = a.store_id JOIN person p ON p.id = a.greeted_by \
               LEFT JOIN customer k ON k.id = a.customer_id",
        only: "$1 = 0 OR a.store_id = $1",
        key: "a.id",
        sorts: &[Sort::int("at", "a.at"), Sort::text("who", "coalesce(k.name, a.guest)"), Sort::text("greeter", "p.name")],
        filters: &[
            Filter::contains("q", "lower(coalesce(k.name, a.guest) || ' ' || p.name) LIKE ?"),
            Filter::day("from", "a.day >= ?"),
            Filter::day("until", "a.day <= ?"),
            Filter::flag("here", "a.left_at IS NULL"),
        ],
    };
}

pub(crate) fn add_arrival(tx: &mut Tx, row: &ArrivalRow) -> Result<ArrivalId> {
    tx.scalar(
        sql!("INSERT INTO arrival (store_id, day, at, customer_id, guest, visit_id, greeted_by, card_at, note) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (ArrivalId,)),
        args![
            row.store_id,
            row.day,
            row.at,
            row.customer_id,
            &row.guest,
            row.visit_id,
            row.greeted_by,
            row.card_at,
            &row.note
        ],
    )
}

pub(crate) fn arrival(tx: &mut Tx, id: ArrivalId) -> Result<ArrivalRow> {
    tx.get(
        sql!("SELECT id, store_id, day, at, customer_id, guest, visit_id, greeted_by, card_at, left_at, note \
              FROM arrival WHERE id = $1" => ArrivalRow),
        args![id],
    )
}

/// Who came in at a store on a day.
pub(crate) fn arrivals_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<ArrivalRow>> {
    tx.all(
        sql!("SELECT id, store_id, day, at, customer_id, guest, visit_id, greeted_by, card_at, left_at, note \
              FROM arrival WHERE store_id = $1 AND day = $2 ORDER BY at, id" => ArrivalRow),
        args![store, day],
    )
}

/// Joins a visit to the arrival of whoever came in for it.
pub(crate) fn join_visit(tx: &mut Tx, id: ArrivalId, visit: VisitId) -> Result<()> {
    tx.exec(sql!("UPDATE arrival SET visit_id = $2 WHERE id = $1"), args![id, visit]).map(drop)
}

pub(crate) fn leave(tx: &mut Tx, id: ArrivalId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE arrival SET left_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

db::record! {
    /// The visit that a booked customer comes for.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ComingRow {
        /// Key.
        pub id: VisitId,
        /// Where.
        pub store_id: StoreId,
        /// Whose.
        pub customer_id: Option<CustomerId>,
        /// What she is called without a file.
        pub guest: String,
    }
}

pub(crate) fn coming(tx: &mut Tx, visit: VisitId) -> Result<ComingRow> {
    tx.get(
        sql!("SELECT id, store_id, customer_id, guest FROM visit WHERE id = $1" => ComingRow),
        args![visit],
    )
}

/// The visit of a treatment.
pub(crate) fn visit_of_line(tx: &mut Tx, line: booking::VisitLineId) -> Result<VisitId> {
    tx.scalar(sql!("SELECT visit_id FROM visit_line WHERE id = $1" => (VisitId,)), args![line])
}

/// An arrival, its store, who greeted her, when, and when her card was shown.
pub(crate) type Greeted = (ArrivalId, StoreId, PersonId, Instant, Option<Instant>);

/// Who came in on a day at all stores: store, who greeted her, when, and whether her card was shown.
pub(crate) fn greeted_on(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Greeted>> {
    tx.all(
        sql!("SELECT id, store_id, greeted_by, at, card_at FROM arrival \
              WHERE store_id IN (SELECT id FROM store) AND day BETWEEN $1 AND $2 ORDER BY id" => Greeted),
        args![from, until],
    )
}

/// When she came in last, before a moment.
pub(crate) fn came_before(
    tx: &mut Tx,
    customer: CustomerId,
    most: i64,
) -> Result<Vec<(ArrivalId, Instant, PersonId)>> {
    tx.all(
        sql!("SELECT id, at, greeted_by FROM arrival WHERE customer_id = $1 ORDER BY at DESC, id DESC LIMIT $2" => (ArrivalId, Instant, PersonId)),
        args![customer, most],
    )
}
