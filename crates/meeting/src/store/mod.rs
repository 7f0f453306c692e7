//! All SQL of the slice.

mod agenda;
mod meetings;

pub(crate) use agenda::*;
pub(crate) use meetings::*;
