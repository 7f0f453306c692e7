//! Logs and reports (日志、报表): a part in figures, asked from the slices and frozen when handed in, and a part in
//! words. They go up the reporting line, are read, commented on, accepted or returned, and roll up into the superior's.
//! Knows no trade: figures come from whoever counts.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("report")
}
