//! All SQL of the slice.

use std::collections::BTreeMap;

use booking::Dispatch;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::deed::{Deed, DeedKind, Event, EventId, PolicyId};
use crate::policy::{Policy, shipped_policy};
use crate::weight::Weight;

db::record! {
    /// A line of the log.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EventRow {
        /// Key.
        pub id: EventId,
        /// The store.
        pub store_id: StoreId,
        /// The board.
        pub family: String,
        /// The business day.
        pub day: BusinessDate,
        /// When.
        pub at: Instant,
        /// What kind of thing.
        pub kind: DeedKind,
        /// Whose card.
        pub person_id: Option<PersonId>,
        /// Who did it.
        pub by_id: PersonId,
        /// The line of the visit.
        pub line_id: Option<i64>,
        /// What happened, as JSON.
        pub deed: String,
    }
}

impl EventRow {
    /// As a replay reads it.
    pub fn event(&self) -> Result<Event> {
        Ok(Event {
            id: self.id,
            at: self.at,
            person: self.person_id,
            deed: serde_json::from_str(&self.deed)?,
        })
    }
}

/// A line that is to be written.
pub struct NewEvent<'a> {
    /// The store.
    pub store: StoreId,
    /// The board.
    pub family: &'a str,
    /// The business day.
    pub day: BusinessDate,
    /// When.
    pub at: Instant,
    /// Whose card.
    pub person: Option<PersonId>,
    /// Who does it.
    pub by: PersonId,
    /// The line of the visit.
    pub line: Option<i64>,
    /// What happens.
    pub deed: &'a Deed,
    /// What it adds to her counts.
    pub counts: Counts,
}

/// What a line of the log adds to somebody's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In what way the customer came.
    pub dispatch: Option<Dispatch>,
    /// Turns.
    pub turns: i64,
    /// Weighted turns.
    pub weight: Weight,
    /// Money.
    pub income: Money,
}

pub(crate) fn write(tx: &mut Tx, new: &NewEvent<'_>) -> Result<EventId> {
    let counts = new.counts;
    tx.scalar(
        sql!("INSERT INTO rotation_event (store_id, family, day, at, kind, person_id, by_id, of_id, line_id, dispatch, \
              turns, weight, income, points, deed) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id" => (EventId,)),
        args![
            new.store,
            new.family,
            new.day,
            new.at,
            new.deed.kind(),
            new.person,
            new.by,
            new.deed.of(),
            new.line,
            counts.dispatch,
            counts.turns,
            counts.weight,
            counts.income,
            new.deed.points(),
            serde_json::to_string(new.deed)?
        ],
    )
}

/// Everything that happened at a store on a day, on all its boards.
pub(crate) fn of_day(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<EventRow>> {
    tx.all(
        sql!("SELECT id, store_id, family, day, at, kind, person_id, by_id, line_id, deed FROM rotation_event \
              WHERE store_id = $1 AND day = $2 ORDER BY id" => EventRow),
        args![store, day],
    )
}

/// What happened on a board on the last day on which it hung.
pub(crate) fn last_day(
    tx: &mut Tx,
    store: StoreId,
    family: &str,
    before: BusinessDate,
) -> Result<Vec<EventRow>> {
    tx.all(
        sql!("SELECT id, store_id, family, day, at, kind, person_id, by_id, line_id, deed FROM rotation_event \
              WHERE store_id = $1 AND family = $2 AND day = \
              (SELECT max(day) FROM rotation_event WHERE store_id = $1 AND family = $2 AND day < $3) ORDER BY id"
            => EventRow),
        args![store, family, before],
    )
}

/// What happened on a board between two days.
pub(crate) fn between(
    tx: &mut Tx,
    store: StoreId,
    family: &str,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<EventRow>> {
    tx.all(
        sql!("SELECT id, store_id, family, day, at, kind, person_id, by_id, line_id, deed FROM rotation_event \
              WHERE store_id = $1 AND family = $2 AND day BETWEEN $3 AND $4 ORDER BY id" => EventRow),
        args![store, family, from, until],
    )
}

pub(crate) fn event(tx: &mut Tx, id: EventId) -> Result<EventRow> {
    tx.get(
        sql!("SELECT id, store_id, family, day, at, kind, person_id, by_id, line_id, deed FROM rotation_event \
              WHERE id = $1" => EventRow),
        args![id],
    )
}

/// The dispatches of a line of a visit: that by which it came, and what was given on top.
pub(crate) fn of_line(tx: &mut Tx, line: i64) -> Result<Vec<EventRow>> {
    tx.all(
        sql!("SELECT id, store_id, family, day, at, kind, person_id, by_id, line_id, deed FROM rotation_event \
              WHERE line_id = $1 AND kind = 'dispatched' ORDER BY id" => EventRow),
        args![line],
    )
}

db::record! {
    /// A version of a policy.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PolicyRow {
        /// Key.
        pub id: PolicyId,
        /// For this store only.
        pub store_id: Option<StoreId>,
        /// For this board only; empty for all.
        pub family: String,
        /// First day.
        pub from_day: BusinessDate,
        /// As JSON.
        pub content: String,
        /// Why it was set.
        pub why: String,
        /// Who set it.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// The policy in force on a board: the one for this board and store before the general, the newest first.
pub(crate) fn policy(tx: &mut Tx, store: StoreId, family: &str, day: BusinessDate) -> Result<Policy> {
    let row = tx.find(
        sql!("SELECT id, store_id, family, from_day, content, why, set_by, set_at FROM rotation_policy \
              WHERE from_day <= $3 AND (family = '' OR family = $2) AND (store_id IS NULL OR store_id = $1) \
              ORDER BY CASE WHEN family = '' THEN 1 ELSE 0 END, CASE WHEN store_id IS NULL THEN 1 ELSE 0 END, \
              from_day DESC, id DESC LIMIT 1" => PolicyRow),
        args![store, family, day],
    )?;
    match row {
        Some(row) => Ok(serde_json::from_str(&row.content)?),
        None => shipped_policy(family),
    }
}

pub(crate) fn policies(tx: &mut Tx) -> Result<Vec<PolicyRow>> {
    tx.all(
        sql!("SELECT id, store_id, family, from_day, content, why, set_by, set_at FROM rotation_policy \
              ORDER BY from_day DESC, id DESC" => PolicyRow),
        args![],
    )
}

pub(crate) fn set_policy(tx: &mut Tx, row: &PolicyRow) -> Result<PolicyId> {
    tx.scalar(
        sql!(
            "INSERT INTO rotation_policy (store_id, family, from_day, content, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (PolicyId,)
        ),
        args![row.store_id, &row.family, row.from_day, &row.content, &row.why, row.set_by, row.set_at],
    )
}

db::record! {
    /// What somebody had of a board in some days.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Share {
        /// Who.
        pub person_id: PersonId,
        /// Days on which her card hung.
        pub days: i64,
        /// Customers by turn.
        pub turns: i64,
        /// Customers given in any way.
        pub given: i64,
        /// Customers who asked for her.
        pub requested: i64,
        /// Weighted turns.
        pub weight: Weight,
        /// What came in by turns.
        pub income: Money,
        /// Penalty points.
        pub points: i64,
    }
}

pub(crate) fn shares(
    tx: &mut Tx,
    store: StoreId,
    family: &str,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<Share>> {
    tx.all(
        sql!("SELECT person_id, count(DISTINCT CASE WHEN kind = 'signed-in' THEN day END) AS days, \
              CAST(sum(CASE WHEN dispatch = 'turn' THEN turns ELSE 0 END) AS BIGINT) AS turns, \
              CAST(sum(turns) AS BIGINT) AS given, \
              CAST(sum(CASE WHEN dispatch = 'requested' THEN turns ELSE 0 END) AS BIGINT) AS requested, \
              CAST(sum(weight) AS BIGINT) AS weight, \
              CAST(sum(CASE WHEN dispatch = 'turn' THEN income ELSE 0 END) AS BIGINT) AS income, \
              CAST(sum(points) AS BIGINT) AS points FROM rotation_event \
              WHERE store_id = $1 AND family = $2 AND day BETWEEN $3 AND $4 AND person_id IS NOT NULL \
              GROUP BY person_id" => Share),
        args![store, family, from, until],
    )
}

db::record! {
    /// A line of the log in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct EventLine {
        /// Key.
        pub id: EventId,
        /// The business day.
        pub day: BusinessDate,
        /// When.
        pub at: Instant,
        /// The board.
        pub family: String,
        /// What kind of thing happened.
        pub kind: DeedKind,
        /// Whose card.
        pub person: Option<String>,
        /// Who did it.
        pub by: String,
        /// In what way the customer came.
        pub dispatch: Option<Dispatch>,
        /// Weighted turns, in hundredths.
        pub weight: Weight,
        /// Points.
        pub points: i64,
        /// All of it, as JSON.
        pub deed: String,
    }
}

db::listing! {
    /// What happened on the boards of the store `$1`.
    pub(crate) static EVENTS: EventLine = Shape {
        select: "e.id, e.day, e.at, e.family, e.kind, p.name AS person, b.name AS by, e.dispatch, e.weight, e.points, \
                 e.deed",
        from: "rotation_event e LEFT JOIN person p ON p.id = e.person_id JOIN person b ON b.id = e.by_id",
        only: "e.store_id = $1 AND e.kind <> 'opened'",
        key: "e.id",
        sorts: &[Sort::text("day", "e.day"), Sort::int("points", "e.points")],
        filters: &[
            Filter::contains("q", "lower(coalesce(p.name, '') || ' ' || b.name) LIKE ?"),
            Filter::text("family", "e.family = ?"),
            Filter::text("kind", "e.kind = ?"),
            Filter::int("person", "e.person_id = ?"),
            Filter::day("from", "e.day >= ?"),
            Filter::day("until", "e.day <= ?"),
        ],
    };
}

db::record! {
    /// What counts as evidence: signing in, and dispatching with reasons.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Trace {
        /// The store.
        pub store_id: StoreId,
        /// Whose card.
        pub person_id: PersonId,
        /// Who did it.
        pub by_id: PersonId,
        /// The first of the day.
        pub at: Instant,
    }
}

pub(crate) fn traces(tx: &mut Tx, day: BusinessDate, kind: DeedKind) -> Result<Vec<Trace>> {
    tx.all(
        sql!("SELECT store_id, person_id, by_id, min(at) AS at FROM rotation_event \
              WHERE day = $1 AND kind = $2 AND person_id IS NOT NULL GROUP BY store_id, person_id, by_id" => Trace),
        args![day, kind],
    )
}

db::record! {
    /// What a period came to at a store.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sum {
        /// The store.
        pub store_id: StoreId,
        /// Customers by turn.
        pub turns: i64,
        /// Customers given in any way.
        pub given: i64,
        /// What came in by turns.
        pub income: Money,
        /// Penalty points.
        pub points: i64,
    }
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT store_id, CAST(sum(CASE WHEN dispatch = 'turn' THEN turns ELSE 0 END) AS BIGINT) AS turns, \
              CAST(sum(turns) AS BIGINT) AS given, \
              CAST(sum(CASE WHEN dispatch = 'turn' THEN income ELSE 0 END) AS BIGINT) AS income, \
              CAST(sum(points) AS BIGINT) AS points FROM rotation_event WHERE day BETWEEN $1 AND $2 GROUP BY store_id"
            => Sum),
        args![from, until],
    )
}

/// The lines of a day, board by board.
pub(crate) fn by_family(rows: Vec<EventRow>) -> Result<BTreeMap<String, Vec<Event>>> {
    let mut boards: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for row in rows {
        boards.entry(row.family.clone()).or_default().push(row.event()?);
    }
    Ok(boards)
}

/// Joins a dispatch to the line of the visit that it became.
pub(crate) fn became(tx: &mut Tx, id: EventId, line: i64) -> Result<()> {
    tx.exec(sql!("UPDATE rotation_event SET line_id = $2 WHERE id = $1 AND line_id IS NULL"), args![id, line])
        .map(drop)
}
