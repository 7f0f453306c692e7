//! Meetings (例会): an agenda made from yesterday's figures and what is still open, a roll-call with a look at
//! grooming, what each department says, minutes as they are typed, and resolutions that become tasks at once. The next
//! agenda opens with what was not done. Knows no trade: slices bring their items of the agenda ([`AgendaItems`]).
//! Leans on report and work.

mod agenda; // rules
mod form;
mod roll;
mod seal;

pub mod holding;
mod making; // steps // doors

mod bell;
mod pages;
mod proof;
mod store;

pub use agenda::{AgendaAsked, AgendaItem, AgendaItems, AgendaSources, Section};
pub use bell::Unsigned;
pub use form::{MinutesForm, OpenForm, Refused, ResolveForm, SignForm};
pub use pages::routes;
pub use proof::Meetings;
pub use roll::{Grooming, MeetingKind, Presence};

kernel::ids! {
    /// A meeting.
    pub struct MeetingId;
}
