use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use handbook::Entry;
use kernel::{BusinessDate, Instant, PersonId, PostId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::duty::Duty;
use crate::evidence::{Period, Proof};
use crate::record::{DutyRecordId, Kept};

pub(crate) fn is_written(tx: &mut Tx, day: BusinessDate) -> Result<bool> {
    let found: Option<i64> =
        tx.find_scalar(sql!("SELECT id FROM duty_day WHERE day = $1" => (i64,)), args![day])?;
    Ok(found.is_some())
}

pub(crate) fn day_written(tx: &mut Tx, day: BusinessDate, at: Instant, duties: i64) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO duty_day (day, written_at, duties) VALUES ($1, $2, $3)"),
        args![day, at, duties],
    )
    .map(drop)
}

pub(crate) fn write(
    tx: &mut Tx,
    day: BusinessDate,
    duty: &Duty,
    entry: &Entry,
    kept: Kept,
    proof: Option<&Proof>,
    reason: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO duty_record (day, person_id, post_id, store_id, entry, clauses, due_at, state, done_at, proof, \
                                      reason) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING"
        ),
        args![
            day,
            duty.person,
            duty.seat.post,
            duty.seat.store,
            &entry.id,
            entry.clauses.join(" "),
            duty.due,
            kept,
            proof.map(|proof| proof.at).filter(|at| *at > kernel::Instant::default()),
            proof.map_or("", |proof| proof.href.as_str()),
            reason
        ],
    )
    .map(drop)
}

db::record! {
    /// A line of the record, as far as an excuse needs it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LineRow {
        /// The day.
        pub day: BusinessDate,
        /// Whose.
        pub person_id: PersonId,
        /// The handbook's entry.
        pub entry: String,
        /// How it stands.
        pub state: Kept,
    }
}

pub(crate) fn line(tx: &mut Tx, id: DutyRecordId) -> Result<LineRow> {
    tx.get(sql!("SELECT day, person_id, entry, state FROM duty_record WHERE id = $1" => LineRow), args![id])
}

pub(crate) fn excuse(
    tx: &mut Tx,
    id: DutyRecordId,
    was: Kept,
    reason: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE duty_record SET state = 'excused', was = $2, reason = $3, excused_by = $4, excused_at = $5 \
              WHERE id = $1"
        ),
        args![id, was, reason, by, at],
    )
    .map(drop)
}

db::record! {
    /// A person's duties of a state.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PersonSum {
        /// Whose.
        pub person_id: PersonId,
        /// By which post.
        pub post_id: PostId,
        /// Which state.
        pub state: Kept,
        /// How many.
        pub duties: i64,
    }

    /// A day's duties of a state, for one person.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DaySum {
        /// Whose.
        pub person_id: PersonId,
        /// The day.
        pub day: BusinessDate,
        /// Which state.
        pub state: Kept,
        /// How many.
        pub duties: i64,
    }

    /// The duties of a state that carry the same clauses, for one person.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ClauseSum {
        /// Whose.
        pub person_id: PersonId,
        /// The clauses, with spaces between.
        pub clauses: String,
        /// Which state.
        pub state: Kept,
        /// How many.
        pub duties: i64,
    }
}

pub(crate) fn by_person(tx: &mut Tx, period: Period) -> Result<Vec<PersonSum>> {
    tx.all(
        sql!("SELECT person_id, post_id, state, count(*) AS duties FROM duty_record WHERE day BETWEEN $1 AND $2 \
              GROUP BY person_id, post_id, state" => PersonSum),
        args![period.from, period.until],
    )
}

pub(crate) fn by_day(tx: &mut Tx, period: Period) -> Result<Vec<DaySum>> {
    tx.all(
        sql!("SELECT person_id, day, state, count(*) AS duties FROM duty_record WHERE day BETWEEN $1 AND $2 \
              GROUP BY person_id, day, state ORDER BY day" => DaySum),
        args![period.from, period.until],
    )
}

pub(crate) fn by_clause(tx: &mut Tx, period: Period) -> Result<Vec<ClauseSum>> {
    tx.all(
        sql!("SELECT person_id, clauses, state, count(*) AS duties FROM duty_record \
              WHERE day BETWEEN $1 AND $2 AND clauses <> '' GROUP BY person_id, clauses, state" => ClauseSum),
        args![period.from, period.until],
    )
}

db::record! {
    /// A line of the record in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct RecordLine {
        /// Key.
        pub id: DutyRecordId,
        /// The day.
        pub day: BusinessDate,
        /// Key of the person.
        pub person_id: PersonId,
        /// Whose.
        pub name: String,
        /// By which post, in Chinese.
        pub post_zh: String,
        /// In English.
        pub post_en: String,
        /// The handbook's entry.
        pub entry: String,
        /// The clauses that it carried.
        pub clauses: String,
        /// Until when.
        pub due_at: Instant,
        /// How it stands.
        pub state: Kept,
        /// When it was done.
        pub done_at: Option<Instant>,
        /// Where the proof stands.
        pub proof: String,
        /// Why it was excused: a superior's words, or the code of an excuse.
        pub reason: String,
        /// Who excused; none where the house itself knew.
        pub excused_by: Option<String>,
    }
}

db::listing! {
    /// The duty record of those the asker may see: `$1` is empty for all, or their keys as `,1,2,3,`.
    pub(crate) static RECORD: RecordLine = Shape {
        select: "r.id, r.day, r.person_id, p.name, o.name_zh AS post_zh, o.name_en AS post_en, r.entry, r.clauses, \
                 r.due_at, r.state, r.done_at, r.proof, r.reason, x.name AS excused_by",
        from: "duty_record r JOIN person p ON p.id = r.person_id JOIN post o ON o.id = r.post_id \
               LEFT JOIN person x ON x.id = r.excused_by",
        only: "$1 = '' OR $1 LIKE '%,' || CAST(r.person_id AS TEXT) || ',%'",
        key: "r.id",
        sorts: &[Sort::text("day", "r.day"), Sort::int("due", "r.due_at"), Sort::text("name", "p.name")],
        filters: &[
            Filter::contains("q", "lower(p.name || ' ' || r.entry || ' ' || r.clauses) LIKE ?"),
            Filter::text("state", "r.state = ?"),
            Filter::int("person", "r.person_id = ?"),
            Filter::int("post", "r.post_id = ?"),
            Filter::contains("clause", "' ' || lower(r.clauses) || ' ' LIKE ?"),
            Filter::day("from", "r.day >= ?"),
            Filter::day("until", "r.day <= ?"),
        ],
    };
}
