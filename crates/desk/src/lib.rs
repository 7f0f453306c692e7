//! The front desk (前台): the live board of a store, arrivals with the greeting card, walk-ins, message slips that are
//! followed until they are answered, the call log, and who stands at the door. The board is told of every change within
//! half a second, whichever process made it: the journal is counted, and what was read is kept once for all who watch.
//! Leans on customer, booking, rotation and complaint.

mod board; // rules
mod policy;
mod refused;

pub mod arrivals; // doors
pub mod rota;
pub mod slips;
pub mod walk_in;

mod floor;
mod keeper;
mod noticing;
mod pages;
mod place;
mod proof;
mod store;
mod told;
mod watch;

pub use floor::Floors;
pub use keeper::Calls;
pub use noticing::Messages;
pub use pages::routes;
pub use policy::Urgency;
pub use proof::Desk;
pub use refused::Refused;
pub use store::{ArrivalId, SlipId, StandId};
pub use watch::Watchers;
