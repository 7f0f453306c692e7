//! Targets (目标): the board gives a year's, the general manager decides the months', the directors share a month out to
//! people, and the working days take it from there. Parts make the whole on every level. How far one has come is read
//! from the two journals of performance, and nothing is kept twice.

mod ahead; // rules
mod parts;
mod progress;
mod refused;
mod season;

pub mod giving; // doors
pub mod planning;
pub mod sharing;

mod months;
mod pages;
mod proof;
mod sight;
mod standing;
mod store;
mod told;

pub use ahead::Ahead;
pub use pages::routes;
pub use progress::Progress;
pub use proof::Aims;
pub use refused::Refused;
pub use standing::{Standing, standing};
pub use store::{PlanId, ReviewId, TargetId};
