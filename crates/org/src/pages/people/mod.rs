//! A person: in the list, on her page, her forms, her posts, her stand-ins.

mod delegations;
mod form;
mod holdings;
mod list;
mod show;

pub use delegations::*;
pub use form::*;
pub use holdings::*;
pub use list::*;
pub use show::*;
