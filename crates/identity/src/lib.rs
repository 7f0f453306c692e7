//! Who is at the door: accounts, sign-in, sessions, the second step, and the tokens of programs.
//! [`recognise`] is the layer that knows people: it turns a cookie or a token into an actor with the posts held
//! today, or into somebody who still owes a step and is led to it. Secrets are kept as hashes; what happens to an
//! account is in the journal, never with the secret. Wrong tries wait longer each time, by name and by address.
//! Leans on org (who holds what today). Leant on by nobody but the house itself, the command line and the demo.

mod account; // rules
mod device;
pub mod password;
mod refused;
mod secret;
mod settings;
mod stage;
mod throttle;
mod totp;
mod way;

pub mod accounts; // doors
pub mod attempts;
mod caller;
mod on_the_way;
mod own;
mod proof;
mod recognise;
mod second_step;
pub mod sessions;
mod sign_in;
pub mod signing;
pub mod tokens;
mod visitor;

mod pages;
mod store;

pub use account::{AttemptId, SessionId, TokenId};
pub use caller::Caller;
pub use pages::routes;
pub use recognise::recognise;
pub use refused::Refused;
pub use secret::one_time_password;
pub use stage::{Stage, must_use_second_step};
pub use visitor::Visitor;
