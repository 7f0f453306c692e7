//! What people and programs are shown of a day.

mod board;
mod record;
mod record_lines;
mod today;

use kernel::Permission::{ExcuseDuties, ViewDuties, ViewToday};
use web::Routes;

pub(crate) use today::look;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("rhythm")
        .get("/today", ViewToday, "Show one's own business day", today::own)
        .get("/duties", ViewDuties, "Show how the duties of everybody stand", board::board)
        .get("/duties/{id}", ViewDuties, "Show somebody's business day", today::of_other)
        .get("/duty-record", ViewDuties, "Show how far the house is run by the book", record::record)
        .get("/duty-record/lines", ViewDuties, "List the duty record", record_lines::lines)
        .post(
            "/duty-record/{id}/excuse",
            ExcuseDuties,
            "Excuse somebody from a duty afterwards",
            record_lines::excuse,
        )
}
