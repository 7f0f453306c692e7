//! All SQL of the slice.

mod files;
mod found;
mod merges;
mod owners;
mod records;
mod warnings;
mod wordings;

pub(crate) use files::*;
pub use found::*;
pub(crate) use merges::*;
pub(crate) use owners::*;
pub(crate) use records::*;
pub use warnings::*;
pub(crate) use wordings::*;
