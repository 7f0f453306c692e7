//! Targets (目标): of the year and the month, proposed from history, decided, and broken down to department, person and
//! day, so that parts make the whole and the gap stands on everybody's day.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("targets")
}
