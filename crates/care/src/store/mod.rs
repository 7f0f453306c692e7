//! All SQL of the slice.

mod allocations;
mod classes;
mod customers;
mod follow_ups;
mod negotiations;
mod notes;
mod plan_rules;
mod told;

pub(crate) use allocations::*;
pub use classes::ClassKind;
pub(crate) use classes::*;
pub(crate) use customers::*;
pub use follow_ups::FollowUpId;
pub(crate) use follow_ups::*;
pub use negotiations::NegotiationId;
pub(crate) use negotiations::*;
pub(crate) use notes::*;
pub use notes::{Reaction, ServiceNoteId};
pub(crate) use plan_rules::*;
pub(crate) use told::*;
