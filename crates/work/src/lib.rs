//! Work handed down and accounted for: tasks (任务) with an owner, a deadline and where they come from; instructions
//! (指示), which are tasks that must be accepted; plans (计划) of a day, week or month. What is overdue climbs the
//! reporting line, a step a day. Knows no trade.
//! Leans on rhythm. Leant on by meetings, rounds and complaints, which give tasks through [`assign`].

mod overdue; // rules
mod plan;
mod task;

pub mod giving; // doors
pub mod planning;

mod pages;
mod proof;
mod store;

pub use giving::assign;
pub use overdue::Overdue;
pub use pages::routes;
pub use plan::{PlanForm, PlanKind, PlanStatus, ReviewForm};
pub use proof::Work;
pub use store::{TaskRow, accounted_on, of_source, open_of_origin};
pub use task::{GiveForm, NewTask, Origin, Refused, Status, Turn, TurnForm};

kernel::ids! {
    /// A task (任务).
    pub struct TaskId;
    /// A plan (计划).
    pub struct PlanId;
}
