//! What people and programs are shown of the organisation, and where they knock.

mod stores;

use kernel::Permission::{ManageCalendar, ManageOrganisation, ViewOrganisation};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("org")
        .get("/stores", ViewOrganisation, "List the stores", stores::list)
        .get("/stores/new", ManageOrganisation, "The form of a new store", stores::new)
        .post("/stores", ManageOrganisation, "Open a store", stores::open)
        .get("/stores/{id}", ViewOrganisation, "Show a store", stores::show)
        .get("/stores/{id}/edit", ManageOrganisation, "The form of a store", stores::edit)
        .post("/stores/{id}", ManageOrganisation, "Change a store", stores::change)
        .post("/stores/{id}/closing", ManageOrganisation, "Close a store", stores::close)
        .get("/stores/{id}/hours", ManageCalendar, "The form of a store's hours", stores::hours)
        .post("/stores/{id}/hours", ManageCalendar, "Set a store's hours", stores::set_hours)
}
