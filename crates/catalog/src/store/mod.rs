//! All SQL of the slice, and the copy of the treatments that each process keeps.

mod cache;
mod deals;
mod list;
mod offers;
mod proposals;
mod reviews;
mod skills;

pub use cache::{CatalogCache, changed, goods, passes, treatment, treatments};
pub(crate) use deals::*;
pub(crate) use list::*;
pub(crate) use offers::*;
pub(crate) use proposals::*;
pub(crate) use reviews::*;
pub use skills::PassId;
pub(crate) use skills::*;
