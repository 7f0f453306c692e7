//! What people and programs are shown of a day.

mod board;
mod today;

use kernel::Permission::{ViewDuties, ViewToday};
use web::Routes;

pub(crate) use today::look;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("rhythm")
        .get("/today", ViewToday, "Show one's own business day", today::own)
        .get("/duties", ViewDuties, "Show how the duties of everybody stand", board::board)
        .get("/duties/{id}", ViewDuties, "Show somebody's business day", today::of_other)
}
