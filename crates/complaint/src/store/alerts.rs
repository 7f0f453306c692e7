use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use customer::CustomerId;

ids! {
    /// A special situation (特殊情况).
    pub struct AlertId;
}

db::record! {
    /// A special situation.
    #[derive(Debug, Clone, PartialEq)]
    pub struct AlertRow {
        /// Key.
        pub id: AlertId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// What kind, by its code.
        pub kind: String,
        /// About whom.
        pub customer_id: Option<CustomerId>,
        /// Her name: from the file, or in words; may be empty.
        pub who: String,
        /// What happens.
        pub words: String,
        /// Who said so.
        pub reported_by: PersonId,
        /// When.
        pub reported_at: Instant,
        /// Minutes until each next superior hears.
        pub climbs: i64,
        /// Who looks after it.
        pub taken_by: Option<PersonId>,
        /// Since when.
        pub taken_at: Option<Instant>,
        /// When it was over.
        pub ended_at: Option<Instant>,
        /// How it went.
        pub outcome: String,
    }
}

db::record! {
    /// A special situation in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct AlertLine {
        /// Key.
        pub id: AlertId,
        /// When it was said.
        pub reported_at: Instant,
        /// The store.
        pub store: String,
        /// What kind, by its code.
        pub kind: String,
        /// About whom.
        pub who: String,
        /// What happens.
        pub words: String,
        /// Who said so.
        pub reporter: String,
        /// Who looks after it.
        pub taker: Option<String>,
        /// Since when.
        pub taken_at: Option<Instant>,
        /// When it was over.
        pub ended_at: Option<Instant>,
    }
}

db::listing! {
    /// Special situations of all stores, or of store `$1`; all of them, or those that person `$2` reported or took.
    pub(crate) static ALERTS: AlertLine = Shape {
        select: "a.id, a.reported_at, s.name AS store, a.kind, coalesce(k.name, a.who) AS who, a.words, \
                 r.name AS reporter, t.name AS taker, a.taken_at, a.ended_at",
        from: "alert a JOIN store s ON s.id = a.store_id JOIN person r ON r.id = a.reported_by \
               LEFT JOIN person t ON t.id = a.taken_by LEFT JOIN customer k ON k.id = a.customer_id",
        only: "($1 = 0 OR a.store_id = $1) AND ($2 = 0 OR a.reported_by = $2 OR a.taken_by = $2)",
        key: "a.id",
        sorts: &[Sort::int("reported", "a.reported_at"), Sort::int("taken", "a.taken_at").may_be_null()],
        filters: &[
            Filter::contains("q", "lower(coalesce(k.name, a.who) || ' ' || a.words || ' ' || r.name) LIKE ?"),
            Filter::text("kind", "a.kind = ?"),
            Filter::flag("open", "a.ended_at IS NULL"),
            Filter::day("from", "a.day >= ?"),
            Filter::day("until", "a.day <= ?"),
        ],
    };
}

/// A special situation as it is said.
#[derive(Debug, Clone)]
pub(crate) struct NewAlert {
    pub store: StoreId,
    pub day: BusinessDate,
    pub kind: String,
    pub customer: Option<CustomerId>,
    pub who: String,
    pub words: String,
    pub by: PersonId,
    pub at: Instant,
    pub climbs: i64,
}

pub(crate) fn add_alert(tx: &mut Tx, new: &NewAlert) -> Result<AlertId> {
    tx.scalar(
        sql!("INSERT INTO alert (store_id, day, kind, customer_id, who, words, reported_by, reported_at, climbs) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (AlertId,)),
        args![new.store, new.day, &new.kind, new.customer, &new.who, &new.words, new.by, new.at, new.climbs],
    )
}

pub(crate) fn alert(tx: &mut Tx, id: AlertId) -> Result<AlertRow> {
    tx.get(
        sql!("SELECT a.id, a.store_id, a.day, a.kind, a.customer_id, coalesce(k.name, a.who) AS who, a.words, \
                a.reported_by, a.reported_at, a.climbs, a.taken_by, a.taken_at, a.ended_at, a.outcome \
              FROM alert a LEFT JOIN customer k ON k.id = a.customer_id WHERE a.id = $1" => AlertRow),
        args![id],
    )
}

/// Those that nobody has taken yet.
pub(crate) fn untaken(tx: &mut Tx) -> Result<Vec<AlertRow>> {
    tx.all(
        sql!("SELECT a.id, a.store_id, a.day, a.kind, a.customer_id, coalesce(k.name, a.who) AS who, a.words, \
                a.reported_by, a.reported_at, a.climbs, a.taken_by, a.taken_at, a.ended_at, a.outcome \
              FROM alert a LEFT JOIN customer k ON k.id = a.customer_id \
              WHERE a.taken_at IS NULL ORDER BY a.reported_at, a.id" => AlertRow),
        args![],
    )
}

/// How many somebody has taken that are not over.
pub(crate) fn being_looked_after(tx: &mut Tx, by: PersonId) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM alert WHERE taken_by = $1 AND ended_at IS NULL" => (i64,)),
        args![by],
    )
}

pub(crate) fn take_alert(tx: &mut Tx, id: AlertId, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE alert SET taken_by = $2, taken_at = $3 WHERE id = $1"), args![id, by, at]).map(drop)
}

pub(crate) fn end_alert(tx: &mut Tx, id: AlertId, outcome: &str, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE alert SET ended_at = $3, outcome = $2 WHERE id = $1"), args![id, outcome, at])
        .map(drop)
}

db::record! {
    /// A special situation as proof of having said so.
    #[derive(Debug, Clone, PartialEq)]
    pub struct AlertProof {
        /// Key.
        pub id: AlertId,
        /// Where.
        pub store_id: StoreId,
        /// Who said so.
        pub reported_by: PersonId,
        /// When.
        pub reported_at: Instant,
    }
}

pub(crate) fn alerts_between(
    tx: &mut Tx,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<AlertProof>> {
    tx.all(
        sql!("SELECT id, store_id, reported_by, reported_at FROM alert WHERE day BETWEEN $1 AND $2 ORDER BY id" => AlertProof),
        args![from, until],
    )
}
