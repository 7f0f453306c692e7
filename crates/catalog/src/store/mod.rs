//! All SQL of the slice, and the copy of the treatments that each process keeps.

mod cache;
mod offers;

pub use cache::{CatalogCache, passes, treatment, treatments};
pub(crate) use offers::*;
