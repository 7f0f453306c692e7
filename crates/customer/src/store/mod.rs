//! All SQL of the slice.

mod files;
mod found;
mod owners;
mod warnings;

pub(crate) use files::*;
pub use found::*;
pub(crate) use owners::*;
pub use warnings::*;
