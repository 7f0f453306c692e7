//! Work handed down and accounted for: tasks (任务) with an owner, a deadline and where they come from; instructions
//! (指示) that must be accepted; plans (计划) of a day, week or month. What is overdue climbs the reporting line.
//! Knows no trade. Leant on by meetings, rounds and complaints, which give tasks.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("work")
}
