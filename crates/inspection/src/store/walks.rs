use std::collections::{BTreeMap, BTreeSet};

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use picture::PictureId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::form::Answer;
use crate::sheet::{Sheet, Verdict};

ids! {
    /// A round gone through on a day.
    pub struct WalkId;
}

/// Which sheet of a day: the round, the store, whose, and the how-manieth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Code of the round.
    pub round: String,
    /// The store.
    pub store: StoreId,
    /// The business day.
    pub day: BusinessDate,
    /// Whose, where each who walks has her own; none is the store's.
    pub walker: Option<PersonId>,
    /// The how-manieth of the day.
    pub number: i64,
}

impl Slot {
    fn walker(&self) -> i64 {
        self.walker.map_or(0, kernel::Id::get)
    }
}

db::record! {
    /// A walk.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WalkRow {
        /// Key.
        pub id: WalkId,
        /// Code of the round.
        pub round: String,
        /// The store.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// Whose sheet it is; nought is the store's.
        pub walker: i64,
        /// The how-manieth of the day.
        pub number: i64,
        /// The sheet as it was begun, as JSON.
        pub sheet: String,
        /// Who handed it in.
        pub handed_in_by: Option<PersonId>,
        /// When.
        pub handed_in_at: Option<Instant>,
        /// How many points were wrong.
        pub faults: i64,
        /// Marks given of those that could have been, in hundredths of a percent.
        pub score: Option<i64>,
    }

    /// An answer.
    #[derive(Debug, Clone, PartialEq)]
    pub struct AnswerRow {
        /// The point's code.
        pub point: String,
        /// What was found.
        pub verdict: Verdict,
        /// What is wrong.
        pub note: String,
        /// From one to five.
        pub marks: Option<i64>,
        /// What was counted besides, as JSON.
        pub measured: String,
        /// What it looks like.
        pub picture_id: Option<PictureId>,
    }

    /// A walk in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct WalkLine {
        /// Key.
        pub id: WalkId,
        /// Code of the round.
        pub round: String,
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
        /// Marks given of those that could have been, in hundredths of a percent.
        pub score: Option<i64>,
    }

    /// A sheet handed in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HandedIn {
        /// Key.
        pub id: WalkId,
        /// Code of the round.
        pub round: String,
        /// The store.
        pub store_id: StoreId,
        /// Whose sheet it is; nought is the store's.
        pub walker: i64,
        /// Who handed it in.
        pub person_id: PersonId,
        /// When.
        pub at: Instant,
        /// How many points were wrong.
        pub faults: i64,
    }

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

    /// What was found at a point on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Heat {
        /// Code of the round.
        pub round: String,
        /// The point.
        pub point: String,
        /// The business day.
        pub day: BusinessDate,
        /// How often it was looked at.
        pub looked: i64,
        /// How often it was wrong.
        pub faults: i64,
    }
}

db::listing! {
    /// The walks of all stores, or of `$1`; only those that `$2` began or that are the store's, unless it is nought.
    pub(crate) static WALKS: WalkLine = Shape {
        select: "w.id, w.round, w.day, s.name AS store, p.name, w.handed_in_at, w.faults, w.score",
        from: "walk w JOIN store s ON s.id = w.store_id LEFT JOIN person p ON p.id = w.handed_in_by",
        only: "(w.store_id = $1 OR $1 = 0)",
        key: "w.id",
        sorts: &[
            Sort::text("day", "w.day"),
            Sort::int("faults", "w.faults"),
            Sort::int("score", "w.score").may_be_null(),
            Sort::int("handed_in", "w.handed_in_at").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(s.name || ' ' || coalesce(p.name, '')) LIKE ?"),
            Filter::text("round", "w.round = ?"),
            Filter::day("from", "w.day >= ?"),
            Filter::day("until", "w.day <= ?"),
            Filter::flag("faulty", "w.faults > 0"),
        ],
    };
}

pub(crate) fn begin(tx: &mut Tx, slot: &Slot, sheet: &Sheet, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO walk (round, store_id, day, walker, number, sheet, begun_by, begun_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (round, store_id, day, walker, number) DO NOTHING"),
        args![&slot.round, slot.store, slot.day, slot.walker(), slot.number, serde_json::to_string(sheet)?, by, at],
    )
    .map(drop)
}

/// The latest sheet of a day, or the one of a number.
pub(crate) fn of_day(tx: &mut Tx, slot: &Slot) -> Result<Option<WalkRow>> {
    tx.find(
        sql!("SELECT id, round, store_id, day, walker, number, sheet, handed_in_by, handed_in_at, faults, score \
              FROM walk WHERE round = $1 AND store_id = $2 AND day = $3 AND walker = $4 \
              AND (number = $5 OR $5 = 0) ORDER BY number DESC LIMIT 1" => WalkRow),
        args![&slot.round, slot.store, slot.day, slot.walker(), slot.number],
    )
}

/// The walks of a store's day that are the store's or a person's.
pub(crate) fn of_store(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    person: PersonId,
) -> Result<Vec<WalkRow>> {
    tx.all(
        sql!("SELECT id, round, store_id, day, walker, number, sheet, handed_in_by, handed_in_at, faults, score \
              FROM walk WHERE store_id = $1 AND day = $2 AND walker IN (0, $3) ORDER BY number" => WalkRow),
        args![store, day, person],
    )
}

pub(crate) fn walk(tx: &mut Tx, id: WalkId) -> Result<WalkRow> {
    tx.get(
        sql!("SELECT id, round, store_id, day, walker, number, sheet, handed_in_by, handed_in_at, faults, score \
              FROM walk WHERE id = $1" => WalkRow),
        args![id],
    )
}

pub(crate) fn answers(tx: &mut Tx, id: WalkId) -> Result<BTreeMap<String, AnswerRow>> {
    let rows: Vec<AnswerRow> = tx.all(
        sql!("SELECT point, verdict, note, marks, measured, picture_id FROM walk_answer WHERE walk_id = $1" => AnswerRow),
        args![id],
    )?;
    Ok(rows.into_iter().map(|row| (row.point.clone(), row)).collect())
}

/// Keeps what was found at a point; a picture stays until another takes its place.
pub(crate) fn answer(
    tx: &mut Tx,
    id: WalkId,
    answer: &Answer,
    photo: Option<PictureId>,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    let measured = serde_json::to_string(&answer.measured)?;
    tx.exec(
        sql!(
            "INSERT INTO walk_answer \
              (walk_id, point, verdict, note, marks, measured, picture_id, answered_by, answered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (walk_id, point) DO UPDATE \
              SET verdict = $3, note = $4, marks = $5, measured = $6, \
              picture_id = coalesce($7, walk_answer.picture_id), answered_by = $8, answered_at = $9"
        ),
        args![id, &answer.point, answer.verdict, &answer.note, answer.marks, measured, photo, by, at],
    )
    .map(drop)
}

/// The walk that a picture belongs to.
pub(crate) fn pictured(tx: &mut Tx, picture: PictureId) -> Result<WalkId> {
    let found: Option<WalkId> = tx.find_scalar(
        sql!("SELECT walk_id FROM walk_answer WHERE picture_id = $1" => (WalkId,)),
        args![picture],
    )?;
    found.ok_or_else(kernel::Error::missing)
}

pub(crate) fn weigh(tx: &mut Tx, id: WalkId, score: Option<i64>) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE walk SET score = $2, faults = (SELECT count(*) FROM walk_answer \
              WHERE walk_id = $1 AND verdict = 'fault') WHERE id = $1"
        ),
        args![id, score],
    )
    .map(drop)
}

pub(crate) fn hand_in(tx: &mut Tx, id: WalkId, by: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!("UPDATE walk SET handed_in_by = $2, handed_in_at = $3 WHERE id = $1 AND handed_in_at IS NULL"),
        args![id, by, at],
    )
}

pub(crate) fn handed_in_on(
    tx: &mut Tx,
    day: BusinessDate,
    stores: &BTreeSet<StoreId>,
) -> Result<Vec<HandedIn>> {
    let rows = tx.all(
        sql!("SELECT id, round, store_id, walker, handed_in_by AS person_id, handed_in_at AS at, faults FROM walk \
              WHERE day = $1 AND handed_in_at IS NOT NULL ORDER BY handed_in_at" => HandedIn),
        args![day],
    )?;
    Ok(rows.into_iter().filter(|row: &HandedIn| stores.contains(&row.store_id)).collect())
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS sheets, CAST(sum(faults) AS BIGINT) AS faults FROM walk \
              WHERE day BETWEEN $1 AND $2 AND handed_in_at IS NOT NULL GROUP BY store_id" => Sum),
        args![from, until],
    )
}

/// What was found at each point on each day of a period, at a store or at all (nought).
pub(crate) fn heat(tx: &mut Tx, store: i64, from: BusinessDate, until: BusinessDate) -> Result<Vec<Heat>> {
    tx.all(
        sql!("SELECT w.round, a.point, w.day, count(*) AS looked, \
              CAST(sum(CASE WHEN a.verdict = 'fault' THEN 1 ELSE 0 END) AS BIGINT) AS faults \
              FROM walk w JOIN walk_answer a ON a.walk_id = w.id \
              WHERE w.day BETWEEN $1 AND $2 AND (w.store_id = $3 OR $3 = 0) AND w.handed_in_at IS NOT NULL \
              GROUP BY w.round, a.point, w.day" => Heat),
        args![from, until, store],
    )
}

/// The sheets of a store that somebody handed in on a day.
pub(crate) fn handed_in_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<HandedIn>> {
    tx.all(
        sql!("SELECT id, round, store_id, walker, handed_in_by AS person_id, handed_in_at AS at, faults FROM walk \
              WHERE day = $1 AND handed_in_by = $2 AND walker = 0 AND handed_in_at IS NOT NULL ORDER BY handed_in_at"
            => HandedIn),
        args![day, person],
    )
}
