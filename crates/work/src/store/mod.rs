//! All SQL of the slice.

mod plans;
mod tasks;

pub(crate) use plans::*;
pub(crate) use tasks::*;
pub use tasks::{TaskRow, accounted_on, of_source, open_of_origin};
