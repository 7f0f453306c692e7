use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::TaskId;
use crate::task::{NewTask, Origin, Status, Turn};

db::record! {
    /// A task.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TaskRow {
        /// Key.
        pub id: TaskId,
        /// What is to be done.
        pub title: String,
        /// The whole of it.
        pub detail: String,
        /// Who does it.
        pub owner_id: PersonId,
        /// Who gave it.
        pub giver_id: PersonId,
        /// Where.
        pub store_id: Option<StoreId>,
        /// Where it comes from.
        pub origin: Origin,
        /// The address of what it comes from.
        pub source: String,
        /// How it stands.
        pub status: Status,
        /// When it was given.
        pub given_at: Instant,
        /// Until when an instruction is answered.
        pub answer_by: Option<Instant>,
        /// Until when it is done.
        pub due_at: Instant,
        /// The day that the owner named.
        pub promised_on: Option<BusinessDate>,
        /// What came of it.
        pub result: String,
        /// When it was accounted for.
        pub accounted_at: Option<Instant>,
    }
}

/// The columns of a task, in the order of its record.
macro_rules! task_where {
    ($condition:literal) => {
        sql!(concat!(
            "SELECT id, title, detail, owner_id, giver_id, store_id, origin, source, status, given_at, answer_by, \
             due_at, promised_on, result, accounted_at FROM task WHERE ",
            $condition
        ) => TaskRow)
    };
}

pub(crate) fn task(tx: &mut Tx, id: TaskId) -> Result<TaskRow> {
    tx.get(task_where!("id = $1"), args![id])
}

/// The tasks that come from an address, such as those of a meeting, in the order given.
pub fn of_source(tx: &mut Tx, source: &str) -> Result<Vec<TaskRow>> {
    tx.all(task_where!("source = $1 ORDER BY id"), args![source])
}

/// The tasks of an origin that are still to be done, the oldest first.
pub fn open_of_origin(tx: &mut Tx, origin: Origin) -> Result<Vec<TaskRow>> {
    tx.all(
        task_where!("status IN ('given', 'accepted', 'declined') AND origin = $1 ORDER BY due_at, id"),
        args![origin],
    )
}

/// What is a person's to do, the nearest deadline first.
pub(crate) fn open_of(tx: &mut Tx, owner: PersonId) -> Result<Vec<TaskRow>> {
    tx.all(task_where!("owner_id = $1 AND status IN ('given', 'accepted') ORDER BY due_at, id"), args![owner])
}

/// What waits for the word of the one who gave it.
pub(crate) fn awaiting_giver(tx: &mut Tx, giver: PersonId) -> Result<Vec<TaskRow>> {
    tx.all(task_where!("giver_id = $1 AND status IN ('done', 'declined') ORDER BY due_at, id"), args![giver])
}

/// Everything that is overdue, whosever it is.
pub(crate) fn overdue(tx: &mut Tx, now: Instant) -> Result<Vec<TaskRow>> {
    tx.all(task_where!("status IN ('given', 'accepted') AND due_at < $1 ORDER BY due_at, id"), args![now])
}

/// What a person accounted for on a day.
pub fn accounted_on(tx: &mut Tx, owner: PersonId, day: BusinessDate) -> Result<Vec<TaskRow>> {
    tx.all(task_where!("owner_id = $1 AND accounted_on = $2 ORDER BY accounted_at, id"), args![owner, day])
}

db::record! {
    /// What waits for a person.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Waiting {
        /// Instructions to answer.
        pub to_accept: i64,
        /// Tasks past their deadline.
        pub overdue: i64,
        /// Tasks of others to agree to.
        pub to_agree: i64,
    }
}

pub(crate) fn waiting(tx: &mut Tx, person: PersonId, now: Instant) -> Result<Waiting> {
    tx.one(
        sql!("SELECT (SELECT count(*) FROM task WHERE owner_id = $1 AND status = 'given') AS to_accept, \
                     (SELECT count(*) FROM task WHERE owner_id = $1 AND status = 'accepted' AND due_at < $2) AS overdue, \
                     (SELECT count(*) FROM task WHERE giver_id = $1 AND status IN ('done', 'declined')) AS to_agree"
             => Waiting),
        args![person, now],
    )
}

/// What is kept of a new task besides what it says.
pub(crate) struct Beginning {
    pub giver: PersonId,
    pub status: Status,
    pub at: Instant,
    pub day: BusinessDate,
    pub answer_by: Option<Instant>,
}

pub(crate) fn add(tx: &mut Tx, new: &NewTask, from: &Beginning) -> Result<TaskId> {
    tx.scalar(
        sql!("INSERT INTO task (title, detail, owner_id, giver_id, store_id, origin, source, status, given_at, given_on, \
                                answer_by, due_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id" => (TaskId,)),
        args![
            &new.title,
            &new.detail,
            new.owner,
            from.giver,
            new.store,
            new.origin,
            &new.source,
            from.status,
            from.at,
            from.day,
            from.answer_by,
            new.due
        ],
    )
}

/// A task as a turn leaves it.
pub(crate) fn save(tx: &mut Tx, task: &TaskRow, at: Instant, day: BusinessDate, turn: Turn) -> Result<()> {
    let closed = matches!(task.status, Status::Closed | Status::Withdrawn).then_some(at);
    let answered = matches!(turn, Turn::Accept | Turn::Decline | Turn::Account).then_some(day);
    let accounted = (turn == Turn::Account).then_some(day);
    tx.exec(
        sql!(
            "UPDATE task SET status = $2, promised_on = $3, result = $4, accounted_at = $5, closed_at = $6, \
                    answered_on = coalesce(answered_on, $7), accounted_on = coalesce($8, accounted_on) WHERE id = $1"
        ),
        args![
            task.id,
            task.status,
            task.promised_on,
            &task.result,
            task.accounted_at,
            closed,
            answered,
            accounted
        ],
    )
    .map(drop)
}

db::record! {
    /// A turn that a task has taken.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TurnRow {
        /// Which.
        pub turn: Turn,
        /// Whose.
        pub name: String,
        /// When.
        pub at: Instant,
        /// What was said.
        pub words: String,
    }
}

pub(crate) fn turns(tx: &mut Tx, task: TaskId) -> Result<Vec<TurnRow>> {
    tx.all(
        sql!("SELECT t.turn, p.name, t.at, t.words FROM task_turn t JOIN person p ON p.id = t.person_id \
              WHERE t.task_id = $1 ORDER BY t.id" => TurnRow),
        args![task],
    )
}

pub(crate) fn add_turn(
    tx: &mut Tx,
    task: TaskId,
    turn: Turn,
    by: PersonId,
    at: Instant,
    words: &str,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO task_turn (task_id, turn, person_id, at, words) VALUES ($1, $2, $3, $4, $5)"),
        args![task, turn, by, at, words],
    )
    .map(drop)
}

db::record! {
    /// When a person first did something with tasks on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Handled {
        /// Who.
        pub person_id: PersonId,
        /// When first.
        pub at: Instant,
    }
}

/// Who gave, answered or closed something between two moments, and when first.
pub(crate) fn handled(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Handled>> {
    tx.all(
        sql!("SELECT giver_id AS person_id, min(given_at) AS at FROM task WHERE given_on = $1 GROUP BY giver_id" => Handled),
        args![day],
    )
}

/// Who accounted for something on a day, and when first.
pub(crate) fn accounts(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Handled>> {
    tx.all(
        sql!("SELECT owner_id AS person_id, min(accounted_at) AS at FROM task \
              WHERE accounted_on = $1 AND accounted_at IS NOT NULL GROUP BY owner_id" => Handled),
        args![day],
    )
}

/// Who left an instruction of that day or before without an answer when the day ended.
pub(crate) fn unanswered(tx: &mut Tx, day: BusinessDate) -> Result<Vec<PersonId>> {
    tx.scalars(
        sql!("SELECT DISTINCT owner_id FROM task WHERE given_on <= $1 AND answer_by IS NOT NULL \
              AND (answered_on IS NULL OR answered_on > $1) AND (closed_at IS NULL OR status <> 'withdrawn')" => (PersonId,)),
        args![day],
    )
}

db::record! {
    /// What a period's tasks came to for one owner.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sum {
        /// Whose.
        pub owner_id: PersonId,
        /// Given in the period.
        pub given: i64,
        /// Of these, accounted for.
        pub done: i64,
    }
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT owner_id, count(*) AS given, count(accounted_at) AS done FROM task \
              WHERE given_on BETWEEN $1 AND $2 AND status <> 'withdrawn' GROUP BY owner_id" => Sum),
        args![from, until],
    )
}

db::record! {
    /// A task in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TaskLine {
        /// Key.
        pub id: TaskId,
        /// What is to be done.
        pub title: String,
        /// Who does it.
        pub owner: String,
        /// Who gave it.
        pub giver: String,
        /// Where it comes from.
        pub origin: Origin,
        /// How it stands.
        pub status: Status,
        /// When it was given.
        pub given_at: Instant,
        /// Until when.
        pub due_at: Instant,
        /// What came of it.
        pub result: String,
    }
}

db::listing! {
    /// The tasks the asker may see: `$1` is empty for all, or the owners' keys as `,1,2,3,`; `$2` is the asker, who sees
    /// what she gave; `$3` is now: nothing of later is there.
    pub(crate) static TASKS: TaskLine = Shape {
        select: "t.id, t.title, o.name AS owner, g.name AS giver, t.origin, t.status, t.given_at, t.due_at, t.result",
        from: "task t JOIN person o ON o.id = t.owner_id JOIN person g ON g.id = t.giver_id",
        only: "($1 = '' OR t.giver_id = $2 OR $1 LIKE '%,' || CAST(t.owner_id AS TEXT) || ',%') AND t.given_at <= $3",
        key: "t.id",
        sorts: &[
            Sort::int("due", "t.due_at"),
            Sort::int("given", "t.given_at"),
            Sort::text("status", "t.status"),
        ],
        filters: &[
            Filter::contains("q", "lower(t.title || ' ' || t.detail || ' ' || o.name || ' ' || g.name) LIKE ?"),
            Filter::text("status", "t.status = ?"),
            Filter::text("origin", "t.origin = ?"),
            Filter::int("owner", "t.owner_id = ?"),
            Filter::day("from", "t.given_on >= ?"),
            Filter::day("until", "t.given_on <= ?"),
            Filter::flag("mine", "t.owner_id = $2"),
            Filter::flag("late", "t.status IN ('given', 'accepted') AND t.due_at < $3"),
        ],
    };
}
