use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::plan::{Line, PlanKind, PlanStatus, Typed};
use crate::{PlanId, TaskId};

db::record! {
    /// A plan.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PlanRow {
        /// Key.
        pub id: PlanId,
        /// Of a day, a week or a month.
        pub kind: PlanKind,
        /// Whose.
        pub person_id: PersonId,
        /// Where.
        pub store_id: Option<StoreId>,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// What is to be reached.
        pub goals: String,
        /// What matters most.
        pub focus: String,
        /// The customers to work on.
        pub customers: String,
        /// What is needed from above.
        pub needs: String,
        /// How it stands.
        pub status: PlanStatus,
        /// When it was handed in.
        pub handed_in_at: Option<Instant>,
        /// Who read it.
        pub reviewed_by: Option<PersonId>,
        /// When.
        pub reviewed_at: Option<Instant>,
        /// What the reader said.
        pub remark: String,
        /// When it was handed down.
        pub handed_down_at: Option<Instant>,
    }
}

macro_rules! plan_where {
    ($condition:literal) => {
        sql!(concat!(
            "SELECT id, kind, person_id, store_id, from_day, until_day, goals, focus, customers, needs, status, \
             handed_in_at, reviewed_by, reviewed_at, remark, handed_down_at FROM plan WHERE ",
            $condition
        ) => PlanRow)
    };
}

pub(crate) fn plan(tx: &mut Tx, id: PlanId) -> Result<PlanRow> {
    tx.get(plan_where!("id = $1"), args![id])
}

pub(crate) fn plan_of(
    tx: &mut Tx,
    person: PersonId,
    kind: PlanKind,
    from: BusinessDate,
) -> Result<Option<PlanRow>> {
    tx.find(plan_where!("person_id = $1 AND kind = $2 AND from_day = $3"), args![person, kind, from])
}

/// A person's plans, the newest first.
pub(crate) fn plans_of(tx: &mut Tx, person: PersonId) -> Result<Vec<PlanRow>> {
    tx.all(plan_where!("person_id = $1 ORDER BY from_day DESC, id DESC LIMIT 30"), args![person])
}

/// Plans that wait for somebody to read them.
pub(crate) fn plans_waiting(tx: &mut Tx) -> Result<Vec<PlanRow>> {
    tx.all(plan_where!("status = 'handed-in' ORDER BY from_day, id"), args![])
}

/// Plans handed down to a person, the newest first.
pub(crate) fn plans_down(tx: &mut Tx, person: PersonId) -> Result<Vec<PlanRow>> {
    tx.all(
        plan_where!("id IN (SELECT plan_id FROM plan_copy WHERE person_id = $1) ORDER BY from_day DESC, id DESC LIMIT 20"),
        args![person],
    )
}

/// The plans of these days that were handed in, whosever they are.
pub(crate) fn plans_for(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<PlanRow>> {
    tx.all(
        plan_where!(
            "person_id = $1 AND from_day <= $2 AND until_day >= $2 AND status <> 'draft' ORDER BY kind, id"
        ),
        args![person, day],
    )
}

pub(crate) fn save_plan(
    tx: &mut Tx,
    person: PersonId,
    store: Option<StoreId>,
    plan: &Typed,
) -> Result<PlanId> {
    tx.scalar(
        sql!("INSERT INTO plan (kind, person_id, store_id, from_day, until_day, goals, focus, customers, needs, status) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft') \
              ON CONFLICT (person_id, kind, from_day) DO UPDATE \
              SET goals = $6, focus = $7, customers = $8, needs = $9 RETURNING id" => (PlanId,)),
        args![
            plan.kind,
            person,
            store,
            plan.from_day,
            plan.until_day,
            &plan.goals,
            &plan.focus,
            &plan.customers,
            &plan.needs
        ],
    )
}

pub(crate) fn hand_in(tx: &mut Tx, id: PlanId, at: Instant, day: BusinessDate) -> Result<()> {
    tx.exec(
        sql!("UPDATE plan SET status = 'handed-in', handed_in_at = $2, handed_in_on = $3 WHERE id = $1"),
        args![id, at, day],
    )
    .map(drop)
}

pub(crate) fn review(
    tx: &mut Tx,
    id: PlanId,
    status: PlanStatus,
    by: PersonId,
    at: Instant,
    remark: &str,
) -> Result<()> {
    tx.exec(
        sql!("UPDATE plan SET status = $2, reviewed_by = $3, reviewed_at = $4, remark = $5 WHERE id = $1"),
        args![id, status, by, at, remark],
    )
    .map(drop)
}

db::record! {
    /// A line of a plan.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PlanLineRow {
        /// Place in the plan.
        pub position: i64,
        /// What is to be done.
        pub words: String,
        /// Who does it.
        pub owner_id: Option<PersonId>,
        /// Until which day.
        pub due_on: Option<BusinessDate>,
        /// The task it became.
        pub task_id: Option<TaskId>,
    }
}

pub(crate) fn lines(tx: &mut Tx, plan: PlanId) -> Result<Vec<PlanLineRow>> {
    tx.all(
        sql!("SELECT position, words, owner_id, due_on, task_id FROM plan_line WHERE plan_id = $1 ORDER BY position" => PlanLineRow),
        args![plan],
    )
}

/// A draft's lines are written anew with it; once handed down they stay.
pub(crate) fn set_lines(tx: &mut Tx, plan: PlanId, lines: &[Line]) -> Result<()> {
    tx.exec(sql!("DELETE FROM plan_line WHERE plan_id = $1"), args![plan])?;
    for (position, line) in (1i64..).zip(lines) {
        tx.exec(
            sql!("INSERT INTO plan_line (plan_id, position, words, owner_id, due_on) VALUES ($1, $2, $3, $4, $5)"),
            args![plan, position, &line.words, line.owner, line.due_on],
        )?;
    }
    Ok(())
}

pub(crate) fn line_became(tx: &mut Tx, plan: PlanId, position: i64, task: TaskId) -> Result<()> {
    tx.exec(
        sql!("UPDATE plan_line SET task_id = $3 WHERE plan_id = $1 AND position = $2"),
        args![plan, position, task],
    )
    .map(drop)
}

pub(crate) fn hand_down(tx: &mut Tx, plan: PlanId, at: Instant, to: &[PersonId]) -> Result<()> {
    tx.exec(sql!("UPDATE plan SET handed_down_at = $2 WHERE id = $1"), args![plan, at])?;
    for person in to {
        tx.exec(
            sql!(
                "INSERT INTO plan_copy (plan_id, person_id, handed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            ),
            args![plan, *person, at],
        )?;
    }
    Ok(())
}

pub(crate) fn take(tx: &mut Tx, plan: PlanId, person: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!("UPDATE plan_copy SET taken_at = $3 WHERE plan_id = $1 AND person_id = $2 AND taken_at IS NULL"),
        args![plan, person, at],
    )
}

db::record! {
    /// To whom a plan was handed down.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CopyRow {
        /// To whom.
        pub person_id: PersonId,
        /// When it was taken.
        pub taken_at: Option<Instant>,
    }
}

pub(crate) fn copies(tx: &mut Tx, plan: PlanId) -> Result<Vec<CopyRow>> {
    tx.all(
        sql!("SELECT person_id, taken_at FROM plan_copy WHERE plan_id = $1 ORDER BY person_id" => CopyRow),
        args![plan],
    )
}

pub(crate) fn untaken(tx: &mut Tx, person: PersonId) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM plan_copy WHERE person_id = $1 AND taken_at IS NULL" => (i64,)),
        args![person],
    )
}

db::record! {
    /// A plan handed in on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PlanIn {
        /// Key.
        pub id: PlanId,
        /// Of which kind.
        pub kind: PlanKind,
        /// Whose.
        pub person_id: PersonId,
        /// When.
        pub at: Instant,
    }
}

pub(crate) fn plans_in(tx: &mut Tx, day: BusinessDate) -> Result<Vec<PlanIn>> {
    tx.all(
        sql!("SELECT id, kind, person_id, handed_in_at AS at FROM plan WHERE handed_in_on = $1 AND handed_in_at IS NOT NULL" => PlanIn),
        args![day],
    )
}
