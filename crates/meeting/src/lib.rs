//! Meetings (例会): an agenda made from yesterday's figures and what is still open, a roll-call, minutes, and
//! resolutions that become tasks at once. Knows no trade: slices bring their items of the agenda.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("meeting")
}
