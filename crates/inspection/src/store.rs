//! All SQL of the slice.

use std::collections::BTreeSet;

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use crate::sheet::{Answer, Sheet, Verdict};

ids! {
    /// A checklist of a store's day.
    pub struct ChecklistId;
}

db::record! {
    /// A checklist.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ChecklistRow {
        /// Key.
        pub id: ChecklistId,
        /// The store.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// The sheet as it was begun, as JSON.
        pub sheet: String,
        /// Who began.
        pub begun_by: PersonId,
        /// When.
        pub begun_at: Instant,
        /// Who handed it in.
        pub handed_in_by: Option<PersonId>,
        /// When.
        pub handed_in_at: Option<Instant>,
        /// How many points were wrong.
        pub faults: i64,
    }
}

db::record! {
    /// An answer.
    #[derive(Debug, Clone, PartialEq)]
    pub struct AnswerRow {
        /// The point's code.
        pub point: String,
        /// What was found.
        pub verdict: Verdict,
        /// What is wrong.
        pub note: String,
    }
}

db::record! {
    /// A checklist in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ChecklistLine {
        /// Key.
        pub id: ChecklistId,
        /// The business day.
        pub day: BusinessDate,
        /// The store.
        pub store: String,
        /// Who handed it in.
        pub name: Option<String>,
        /// When.
        pub handed_in_at: Option<Instant>,
        /// How many points were wrong.
        pub faults: i64,
    }
}

db::listing! {
    /// The opening checklists of all stores, or of `$1`.
    pub(crate) static CHECKLISTS: ChecklistLine = Shape {
        select: "c.id, c.day, s.name AS store, p.name, c.handed_in_at, c.faults",
        from: "checklist c JOIN store s ON s.id = c.store_id LEFT JOIN person p ON p.id = c.handed_in_by",
        only: "c.store_id = $1 OR $1 = 0",
        key: "c.id",
        sorts: &[
            Sort::text("day", "c.day"),
            Sort::int("faults", "c.faults"),
            Sort::int("handed_in", "c.handed_in_at").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(s.name || ' ' || coalesce(p.name, '')) LIKE ?"),
            Filter::day("from", "c.day >= ?"),
            Filter::day("until", "c.day <= ?"),
            Filter::flag("faulty", "c.faults > 0"),
        ],
    };
}

pub(crate) fn begin(
    tx: &mut Tx,
    round: &str,
    store: StoreId,
    day: BusinessDate,
    sheet: &Sheet,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO checklist (round, store_id, day, sheet, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5, $6) \
              ON CONFLICT (round, store_id, day) DO NOTHING"),
        args![round, store, day, serde_json::to_string(sheet)?, by, at],
    )
    .map(drop)
}

pub(crate) fn of_day(
    tx: &mut Tx,
    round: &str,
    store: StoreId,
    day: BusinessDate,
) -> Result<Option<ChecklistRow>> {
    tx.find(
        sql!("SELECT id, store_id, day, sheet, begun_by, begun_at, handed_in_by, handed_in_at, faults FROM checklist \
              WHERE round = $1 AND store_id = $2 AND day = $3" => ChecklistRow),
        args![round, store, day],
    )
}

pub(crate) fn checklist(tx: &mut Tx, id: ChecklistId) -> Result<ChecklistRow> {
    tx.get(
        sql!("SELECT id, store_id, day, sheet, begun_by, begun_at, handed_in_by, handed_in_at, faults FROM checklist \
              WHERE id = $1" => ChecklistRow),
        args![id],
    )
}

pub(crate) fn answers(tx: &mut Tx, id: ChecklistId) -> Result<Vec<AnswerRow>> {
    tx.all(
        sql!("SELECT point, verdict, note FROM checklist_answer WHERE checklist_id = $1" => AnswerRow),
        args![id],
    )
}

pub(crate) fn answer(tx: &mut Tx, id: ChecklistId, answer: &Answer, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO checklist_answer (checklist_id, point, verdict, note, answered_by, answered_at) \
              VALUES ($1, $2, $3, $4, $5, $6) \
              ON CONFLICT (checklist_id, point) DO UPDATE \
              SET verdict = $3, note = $4, answered_by = $5, answered_at = $6"
        ),
        args![id, &answer.point, answer.verdict, &answer.note, by, at],
    )
    .map(drop)
}

pub(crate) fn count_faults(tx: &mut Tx, id: ChecklistId) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE checklist SET faults = (SELECT count(*) FROM checklist_answer \
              WHERE checklist_id = $1 AND verdict = 'fault') WHERE id = $1"
        ),
        args![id],
    )
    .map(drop)
}

pub(crate) fn hand_in(tx: &mut Tx, id: ChecklistId, by: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE checklist SET handed_in_by = $2, handed_in_at = $3 WHERE id = $1 AND handed_in_at IS NULL"
        ),
        args![id, by, at],
    )
}

db::record! {
    /// A sheet handed in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HandedIn {
        /// Key.
        pub id: ChecklistId,
        /// The store.
        pub store_id: StoreId,
        /// When.
        pub at: Instant,
    }
}

pub(crate) fn handed_in_on(
    tx: &mut Tx,
    round: &str,
    day: BusinessDate,
    stores: &BTreeSet<StoreId>,
) -> Result<Vec<HandedIn>> {
    let rows = tx.all(
        sql!("SELECT id, store_id, handed_in_at AS at FROM checklist \
              WHERE round = $1 AND day = $2 AND handed_in_at IS NOT NULL" => HandedIn),
        args![round, day],
    )?;
    Ok(rows.into_iter().filter(|row| stores.contains(&row.store_id)).collect())
}

db::record! {
    /// What a period's sheets came to.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sum {
        /// The store.
        pub store_id: StoreId,
        /// Sheets handed in.
        pub sheets: i64,
        /// Faults found.
        pub faults: i64,
    }
}

pub(crate) fn sums(tx: &mut Tx, round: &str, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS sheets, CAST(sum(faults) AS BIGINT) AS faults FROM checklist \
              WHERE round = $1 AND day BETWEEN $2 AND $3 AND handed_in_at IS NOT NULL GROUP BY store_id" => Sum),
        args![round, from, until],
    )
}
