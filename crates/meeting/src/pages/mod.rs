//! What people and programs are shown of meetings.

mod agenda;
mod list;
mod new;
mod show;
mod wall;

use kernel::Permission::{HoldMeetings, ViewMeetings};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("meeting")
        .get("/meetings", ViewMeetings, "List the meetings", list::list)
        .get("/meetings/new", HoldMeetings, "Show the agenda of a meeting as it would be now", new::preview)
        .post("/meetings", HoldMeetings, "Open a meeting and keep its agenda", new::open)
        .get("/meetings/{id}", ViewMeetings, "Show a meeting", show::show)
        .get("/meetings/{id}/wall", ViewMeetings, "Show a meeting on a wall screen", wall::wall)
        .post(
            "/meetings/{id}/minutes",
            HoldMeetings,
            "Keep roll-call and minutes, or close the meeting",
            show::keep,
        )
        .post("/meetings/{id}/resolutions", HoldMeetings, "Resolve something: a task at once", show::resolve)
        .post(
            "/meetings/{id}/signatures",
            ViewMeetings,
            "Sign the minutes of a meeting one was at",
            show::sign,
        )
}
