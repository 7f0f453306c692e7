//! The rotation (轮牌): several boards a store, by family of service. What happened is a log that is only added to; the
//! state of a board is worked out from it, and every dispatch says why this person. The policy is data.
//! Leans on booking for who is busy and on catalog for who has passed. Leant on by the desk: [`dispatching::suggest`]
//! and [`dispatching::dispatch`].

mod board; // rules
mod choose;
mod deed;
mod fairness;
mod policy;
mod reason;
mod refused;
mod weight;

pub mod amending; // doors
pub mod cards;
pub mod dispatching;
pub mod policies;

mod floor;
mod hearing;
mod pages;
mod place;
mod proof;
mod store;
mod wishes;

pub use board::{Board, Card, CardState, replay};
pub use deed::{Event, EventId, PolicyId, Skipped};
pub use dispatching::{Customer, Suggestion, became, dispatch, give, suggest};
pub use hearing::Turns;
pub use pages::routes;
pub use policy::{Policy, SkipReason};
pub use proof::Rotation;
pub use weight::Weight;
pub use wishes::{kind, regular, wishes};
