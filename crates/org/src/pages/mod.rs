//! What people and programs are shown of the organisation, and where they knock.

mod calendar;
mod form;
mod organisation;
mod parts;
mod people;
mod posts;
mod stores;

use kernel::Permission::{AppointPeople, Delegate, ManageCalendar, ManageOrganisation, ViewOrganisation};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    of_stores().and(of_posts()).and(of_people()).and(of_days())
}

fn of_stores() -> Routes {
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
        .get("/stores/{id}/days", ManageCalendar, "The form of a store's single day", calendar::store_day)
        .post("/stores/{id}/days", ManageCalendar, "Set a store's single day", calendar::set_store_day)
}

fn of_posts() -> Routes {
    Routes::new("org")
        .get("/organisation", ViewOrganisation, "The reporting line on a day", organisation::show)
        .get("/posts", ViewOrganisation, "List the posts", posts::list)
        .get("/posts/new", ManageOrganisation, "The form of a new post", posts::new)
        .post("/posts", ManageOrganisation, "Open a post", posts::open)
        .get("/posts/{id}", ViewOrganisation, "Show a post", posts::show)
        .get("/posts/{id}/edit", ManageOrganisation, "The form of a post", posts::edit)
        .post("/posts/{id}", ManageOrganisation, "Change a post", posts::change)
        .get("/posts/{id}/ending", ManageOrganisation, "The form to end a post", posts::ending)
        .post("/posts/{id}/ending", ManageOrganisation, "End a post", posts::end)
        .get("/posts/{id}/superior", ManageOrganisation, "The form of a post's superior", posts::superior)
        .post("/posts/{id}/superior", ManageOrganisation, "Let a post answer to another", posts::report_to)
        .get("/posts/{id}/dotted", ManageOrganisation, "The form of a dotted line", posts::dotted)
        .post("/posts/{id}/dotted", ManageOrganisation, "Add a dotted line", posts::add_dotted)
        .get("/lines/{id}/ending", ManageOrganisation, "The form to end a dotted line", posts::dotted_ending)
        .post("/lines/{id}/ending", ManageOrganisation, "End a dotted line", posts::end_dotted)
        .get("/posts/{id}/grants", ManageOrganisation, "The form of a post's right", posts::granting)
        .post("/posts/{id}/grants", ManageOrganisation, "Give a post a right", posts::grant)
        .get("/grants/{id}/ending", ManageOrganisation, "The form to end a right", posts::revoking)
        .post("/grants/{id}/ending", ManageOrganisation, "End a right", posts::revoke)
}

fn of_people() -> Routes {
    Routes::new("org")
        .get("/people", ViewOrganisation, "List the people one may see", people::list)
        .get("/people/new", AppointPeople, "The form of a new person", people::new)
        .post("/people", AppointPeople, "Add a person", people::add)
        .get("/people/{id}", ViewOrganisation, "Show a person", people::show)
        .get("/people/{id}/edit", AppointPeople, "The form of a person", people::edit)
        .post("/people/{id}", AppointPeople, "Change a person", people::change)
        .get("/people/{id}/leaving", AppointPeople, "The form of leaving", people::leaving)
        .post("/people/{id}/leaving", AppointPeople, "Set a person's last day", people::leave)
        .get("/people/{id}/appointments", AppointPeople, "The form of an appointment", people::appointing)
        .post("/people/{id}/appointments", AppointPeople, "Appoint to a post", people::appoint)
        .get("/holdings/{id}/ending", AppointPeople, "The form to end a holding", people::ending)
        .post("/holdings/{id}/ending", AppointPeople, "End a holding", people::end)
        .get("/people/{id}/delegations", Delegate, "The form of a stand-in", people::delegating)
        .post("/people/{id}/delegations", Delegate, "Hand authority to a stand-in", people::delegate)
        .post("/delegations/{id}/withdrawal", Delegate, "Take a delegation back", people::withdraw)
}

fn of_days() -> Routes {
    Routes::new("org")
        .get("/calendar", ViewOrganisation, "The year at a glance", calendar::show)
        .get("/calendar/days", ManageCalendar, "The form of an announced day", calendar::announcing)
        .post("/calendar/days", ManageCalendar, "Enter an announced day", calendar::announce)
}
