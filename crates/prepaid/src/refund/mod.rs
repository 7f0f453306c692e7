//! What is given back, and how it is worked out.

mod case;
#[cfg(test)]
mod tests;
mod timer;
mod working;

pub use case::{Case, GiftPolicy, Had, Sessions};
pub use timer::{due, within_seven_days};
pub use working::{Step, Working, work_out};
