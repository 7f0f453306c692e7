use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use picture::PictureId;
use schemars::JsonSchema;
use serde::Serialize;

use super::walks::WalkId;
use crate::correction::{Correction, Standing, StepKind};

ids! {
    /// A finding that has to be put right.
    pub struct CorrectionId;
}

db::record! {
    /// A correction.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CorrectionRow {
        /// Key.
        pub id: CorrectionId,
        /// Found on which walk.
        pub walk_id: WalkId,
        /// Code of the round.
        pub round: String,
        /// The point.
        pub point: String,
        /// The store.
        pub store_id: StoreId,
        /// The point's Chinese name.
        pub name_zh: String,
        /// And English.
        pub name_en: String,
        /// What is wrong.
        pub what: String,
        /// Who ordered it.
        pub ordered_by: PersonId,
        /// When.
        pub ordered_at: Instant,
        /// Who shall mend it.
        pub owner: PersonId,
        /// Until when.
        pub due_at: Instant,
        /// How it stands.
        pub state: Standing,
        /// Who has mended it.
        pub mended_by: Option<PersonId>,
        /// The how-manieth of this point within the time that the house looks back.
        pub times: i64,
    }

    /// A step.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StepRow {
        /// What was done.
        pub kind: StepKind,
        /// What there is to say.
        pub note: String,
        /// What it looks like.
        pub picture_id: Option<PictureId>,
        /// Who.
        pub done_by: PersonId,
        /// When.
        pub done_at: Instant,
    }

    /// A correction in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct CorrectionLine {
        /// Key.
        pub id: CorrectionId,
        /// The point's Chinese name.
        pub name_zh: String,
        /// And English.
        pub name_en: String,
        /// What is wrong.
        pub what: String,
        /// The store.
        pub store: String,
        /// Who shall mend it.
        pub owner: String,
        /// Until when.
        pub due_at: Instant,
        /// How it stands.
        pub state: Standing,
        /// The how-manieth of its kind lately.
        pub times: i64,
    }

    /// Corrections that wait for somebody.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Waiting {
        /// To be mended by her.
        pub to_mend: i64,
        /// Of these, overdue.
        pub overdue: i64,
        /// Ordered by her, mended, to be looked at again.
        pub to_check: i64,
    }

    /// What an orderer still has to follow, and when she followed last.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Followed {
        /// Who ordered.
        pub person_id: PersonId,
        /// Left too long: open and overdue, or mended and not looked at again.
        pub left: i64,
        /// The last second look.
        pub last: Option<Instant>,
    }
}

db::listing! {
    /// The corrections of all stores, or of `$1`; only those of a person (`$2`: owner or orderer), unless nought.
    pub(crate) static CORRECTIONS: CorrectionLine = Shape {
        select: "c.id, c.name_zh, c.name_en, c.what, s.name AS store, p.name AS owner, c.due_at, c.state, c.times",
        from: "correction c JOIN store s ON s.id = c.store_id JOIN person p ON p.id = c.owner",
        only: "(c.store_id = $1 OR $1 = 0) AND (c.owner = $2 OR c.ordered_by = $2 OR $2 = 0)",
        key: "c.id",
        sorts: &[
            Sort::int("due", "c.due_at"),
            Sort::text("state", "c.state"),
            Sort::int("times", "c.times"),
        ],
        filters: &[
            Filter::contains("q", "lower(c.what || ' ' || c.name_zh || ' ' || c.name_en || ' ' || p.name) LIKE ?"),
            Filter::text("state", "c.state = ?"),
            Filter::text("round", "c.round = ?"),
            Filter::flag("repeated", "c.times > 1"),
        ],
    };
}

/// A correction that is ordered.
pub(crate) struct NewCorrection<'a> {
    pub walk: WalkId,
    pub round: &'a str,
    pub point: &'a crate::sheet::Point,
    pub store: StoreId,
    pub what: &'a str,
    pub by: PersonId,
    pub at: Instant,
    pub owner: PersonId,
    pub due: Instant,
    pub times: i64,
}

pub(crate) fn order(tx: &mut Tx, new: &NewCorrection) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO correction (walk_id, round, point, store_id, name_zh, name_en, what, ordered_by, ordered_at, \
              owner, due_at, state, times) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12)"),
        args![
            new.walk, new.round, &new.point.code, new.store, &new.point.name.zh, &new.point.name.en, new.what, new.by,
            new.at, new.owner, new.due, new.times
        ],
    )
    .map(drop)
}

/// How often a point was found wrong at a store since a moment.
pub(crate) fn found_since(
    tx: &mut Tx,
    store: StoreId,
    round: &str,
    point: &str,
    since: Instant,
) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM correction \
              WHERE store_id = $1 AND round = $2 AND point = $3 AND ordered_at >= $4" => (i64,)),
        args![store, round, point, since],
    )
}

pub(crate) fn correction(tx: &mut Tx, id: CorrectionId) -> Result<CorrectionRow> {
    tx.get(
        sql!("SELECT id, walk_id, round, point, store_id, name_zh, name_en, what, ordered_by, ordered_at, owner, \
              due_at, state, mended_by, times FROM correction WHERE id = $1" => CorrectionRow),
        args![id],
    )
}

pub(crate) fn of_walk(tx: &mut Tx, walk: WalkId) -> Result<Vec<CorrectionRow>> {
    tx.all(
        sql!("SELECT id, walk_id, round, point, store_id, name_zh, name_en, what, ordered_by, ordered_at, owner, \
              due_at, state, mended_by, times FROM correction WHERE walk_id = $1 ORDER BY id" => CorrectionRow),
        args![walk],
    )
}

pub(crate) fn steps(tx: &mut Tx, id: CorrectionId) -> Result<Vec<StepRow>> {
    tx.all(
        sql!("SELECT kind, note, picture_id, done_by, done_at FROM correction_step \
              WHERE correction_id = $1 ORDER BY id" => StepRow),
        args![id],
    )
}

/// The correction that a picture belongs to.
pub(crate) fn corrected(tx: &mut Tx, picture: PictureId) -> Result<Option<CorrectionId>> {
    tx.find_scalar(
        sql!("SELECT correction_id FROM correction_step WHERE picture_id = $1" => (CorrectionId,)),
        args![picture],
    )
}

/// Keeps how a correction stands after a step.
pub(crate) fn go_on(tx: &mut Tx, id: CorrectionId, now: &Correction, step: &StepRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO correction_step (correction_id, kind, note, picture_id, done_by, done_at) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![id, step.kind, &step.note, step.picture_id, step.done_by, step.done_at],
    )?;
    let closed = (now.standing == Standing::Closed).then_some(step.done_at);
    tx.exec(
        sql!(
            "UPDATE correction SET state = $2, mended_by = $3, due_at = $4, closed_at = $5, \
              mended_at = CASE WHEN $2 = 'open' THEN NULL ELSE coalesce(mended_at, $6) END WHERE id = $1"
        ),
        args![id, now.standing, now.mended_by, now.due, closed, step.done_at],
    )
    .map(drop)
}

/// What waits for a person at this moment.
pub(crate) fn waiting(tx: &mut Tx, person: PersonId, now: Instant) -> Result<Waiting> {
    tx.one(
        sql!("SELECT CAST(coalesce(sum(CASE WHEN owner = $1 AND state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT) AS to_mend, \
              CAST(coalesce(sum(CASE WHEN owner = $1 AND state = 'open' AND due_at < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS overdue, \
              CAST(coalesce(sum(CASE WHEN ordered_by = $1 AND state = 'mended' THEN 1 ELSE 0 END), 0) AS BIGINT) AS to_check \
              FROM correction WHERE state <> 'closed' AND (owner = $1 OR ordered_by = $1)" => Waiting),
        args![person, now],
    )
}

/// How those who ordered corrections follow them, as it stood at the end of a day.
pub(crate) fn followed(tx: &mut Tx, until: Instant) -> Result<Vec<Followed>> {
    tx.all(
        sql!("SELECT ordered_by AS person_id, \
              CAST(sum(CASE WHEN (state = 'open' AND due_at < $1) OR state = 'mended' THEN 1 ELSE 0 END) AS BIGINT) AS left, \
              max(closed_at) AS last FROM correction \
              WHERE ordered_at <= $1 AND (closed_at IS NULL OR closed_at >= $2) GROUP BY ordered_by" => Followed),
        args![until, until.plus_minutes(-24 * 60)],
    )
}

/// The open corrections of a person's whole line that are overdue.
pub(crate) fn overdue(tx: &mut Tx, now: Instant) -> Result<Vec<CorrectionRow>> {
    tx.all(
        sql!("SELECT id, walk_id, round, point, store_id, name_zh, name_en, what, ordered_by, ordered_at, owner, \
              due_at, state, mended_by, times FROM correction WHERE state = 'open' AND due_at < $1" => CorrectionRow),
        args![now],
    )
}

/// Corrections ordered and closed in a period, by store.
pub(crate) fn closed_in(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<ClosedSum>> {
    tx.all(
        sql!("SELECT c.store_id, count(*) AS ordered, \
              CAST(sum(CASE WHEN c.state = 'closed' THEN 1 ELSE 0 END) AS BIGINT) AS closed \
              FROM correction c JOIN walk w ON w.id = c.walk_id WHERE w.day BETWEEN $1 AND $2 \
              GROUP BY c.store_id" => ClosedSum),
        args![from, until],
    )
}

db::record! {
    /// Corrections of a store in a period.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ClosedSum {
        /// The store.
        pub store_id: StoreId,
        /// Ordered.
        pub ordered: i64,
        /// Of these, closed.
        pub closed: i64,
    }
}

/// The corrections that somebody has to make, the oldest first.
pub(crate) fn open_of(tx: &mut Tx, owner: PersonId) -> Result<Vec<CorrectionId>> {
    tx.scalars(
        sql!("SELECT id FROM correction WHERE owner = $1 AND state = 'open' ORDER BY id" => (CorrectionId,)),
        args![owner],
    )
}
