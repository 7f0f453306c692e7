//! What people and programs are shown of tasks and plans.

mod list;
mod plan;
mod plans;
mod task;
mod tasks;

use kernel::Permission::{GiveWork, ViewWork};
use kernel::{Id, Instant, PersonId};
use org::Organisation;
use schemars::JsonSchema;
use serde::Serialize;
use web::Routes;

use crate::TaskId;
use crate::overdue::steps;
use crate::store::TaskRow;
use crate::task::{Origin, Status};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("work")
        .get("/tasks", ViewWork, "Show what is one's own to do, and what waits for one's word", tasks::own)
        .get("/tasks/all", ViewWork, "List the tasks that one may see", list::list)
        .get("/tasks/new", GiveWork, "The form of a new task", task::new)
        .post("/tasks", GiveWork, "Give a task to one or several", task::give)
        .get("/tasks/{id}", ViewWork, "Show a task", task::show)
        .post(
            "/tasks/{id}/turns",
            ViewWork,
            "Accept, decline, account for, agree to, give or take back",
            task::turn,
        )
        .get("/plans", ViewWork, "Show one's plans, those to read and those handed down", plans::all)
        .get("/plans/new", GiveWork, "The form of a plan", plan::new)
        .post("/plans", GiveWork, "Keep a plan or hand it in", plan::write)
        .get("/plans/{id}", ViewWork, "Show a plan", plan::show)
        .post("/plans/{id}/review", GiveWork, "Accept a plan or return it", plan::review)
        .post("/plans/{id}/handing-down", GiveWork, "Hand a plan down", plan::hand_down)
        .post("/plans/{id}/taking", ViewWork, "Say that one has read a plan handed down", plan::take)
}

/// A task as pages show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskView {
    /// Key.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// The whole of it.
    pub detail: String,
    /// Key of the owner.
    pub owner_id: PersonId,
    /// Who does it.
    pub owner: String,
    /// Who gave it.
    pub giver: String,
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
    pub promised_on: Option<kernel::BusinessDate>,
    /// What came of it.
    pub result: String,
    /// Is it late?
    pub late: bool,
    /// By how many whole days.
    pub days_late: i64,
}

impl TaskView {
    /// A task with its names.
    pub fn of(task: TaskRow, organisation: &Organisation, now: Instant) -> TaskView {
        let name = |person| organisation.person_name(person).to_owned();
        let waits = match task.status {
            Status::Given => task.answer_by.unwrap_or(task.due_at),
            _ => task.due_at,
        };
        TaskView {
            owner: name(task.owner_id),
            giver: name(task.giver_id),
            late: task.status.is_open() && now > waits,
            days_late: if task.status.is_open() { steps(task.due_at, now) as i64 } else { 0 },
            id: task.id,
            title: task.title,
            detail: task.detail,
            owner_id: task.owner_id,
            origin: task.origin,
            source: task.source,
            status: task.status,
            given_at: task.given_at,
            answer_by: task.answer_by,
            due_at: task.due_at,
            promised_on: task.promised_on,
            result: task.result,
        }
    }

    /// The key of what it is called where it comes from.
    pub fn origin_text(&self) -> String {
        format!("work.origin.{}", self.origin.code())
    }

    /// The class, the picture and the key of its state.
    pub fn look(&self) -> (&'static str, &'static str, String) {
        look(self.status, self.late)
    }

    pub(crate) fn sample(status: Status) -> TaskView {
        let at = Instant::from_millis(1_795_483_200_000);
        TaskView {
            id: TaskId::of(1),
            title: "补齐三号房的毛巾".into(),
            detail: "按八套备足，洗过的另放。".into(),
            owner_id: PersonId::of(17),
            owner: "唐糖".into(),
            giver: "许雅琴".into(),
            origin: Origin::Meeting,
            source: "/meetings/1".into(),
            status,
            given_at: at,
            answer_by: Some(at.plus_minutes(120)),
            due_at: at.plus_minutes(240),
            promised_on: Some(jiff::civil::date(2026, 11, 25)),
            result: if status == Status::Done { "已补齐".into() } else { String::new() },
            late: status == Status::Accepted,
            days_late: if status == Status::Accepted { 2 } else { 0 },
        }
    }
}

/// The class, the picture and the key of a status.
fn look(status: Status, late: bool) -> (&'static str, &'static str, String) {
    let text = |code: &str| format!("work.status.{code}");
    match status {
        Status::Given if late => ("is-late", "alert-triangle", text("given")),
        Status::Given => ("is-due", "bell", text("given")),
        Status::Accepted if late => ("is-late", "alert-triangle", text("late")),
        Status::Accepted => ("is-due", "clock", text("accepted")),
        Status::Declined => ("is-late", "ban", text("declined")),
        Status::Done => ("is-due", "hourglass", text("done")),
        Status::Closed => ("is-done", "check", text("closed")),
        Status::Withdrawn => ("is-none", "ban", text("withdrawn")),
    }
}
