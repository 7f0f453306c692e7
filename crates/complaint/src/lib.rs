//! What customers say: complaints (投诉) with an owner and a deadline, special situations (特殊情况) that reach the
//! superior at once, and opinions (征询意见) after a visit; low marks open a complaint. What is late climbs the reporting
//! line, worked out from its deadline whenever somebody looks. Deadlines, limits and names are data.
//! Leans on customer, booking and catalog. Leant on by the desk.

mod case; // rules
pub mod climb;
mod opinion;
mod place;
mod policy;
mod words;

pub mod alerts; // doors
pub mod complaints;
pub mod opinions;

mod keeper;
mod noticing;
mod pages;
mod proof;
mod store;
mod told;
mod uses;

pub use case::{ComplaintId, Refused, Severity, Source, State, Verdict};
pub use keeper::Said;
pub use noticing::Waiting;
pub use opinion::OpinionForm;
pub use pages::routes;
pub use proof::Spoken;
pub use store::{AlertId, OpinionId, waiting_at};
