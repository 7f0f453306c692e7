//! All SQL of the slice, and the copy of the treatments that each process keeps.

mod cache;
mod deals;
mod offers;
mod proposals;
mod skills;

pub use cache::{CatalogCache, changed, goods, passes, treatment, treatments};
pub(crate) use deals::*;
pub(crate) use offers::*;
pub(crate) use proposals::*;
pub use skills::PassId;
pub(crate) use skills::*;
