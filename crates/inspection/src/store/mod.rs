//! All SQL of the slice.

mod controls;
mod corrections;
mod equipment;
mod walks;

pub use controls::*;
pub use corrections::*;
pub use equipment::*;
pub use walks::*;
