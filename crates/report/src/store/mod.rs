//! All SQL of the slice.

mod frozen;
mod reports;
mod signatures;
mod turns;

pub(crate) use frozen::*;
pub(crate) use reports::*;
pub use reports::{Said, said};
pub(crate) use signatures::*;
pub(crate) use turns::*;
