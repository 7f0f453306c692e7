//! Looking, point by point, and writing down what was found. The opening checklist is the first of its kind: the
//! front desk goes through it before the doors open, on a phone; faults are noted, and a sheet that is late shows
//! on the supervisor's day. A sheet that was handed in stays as it was.
//! Leans on rhythm, to which it gives evidence and figures, and on the handbook, which has the sheets.

mod sheet; // rules

pub mod opening; // doors

mod pages;
mod proof;
mod store;

pub use pages::routes;
pub use proof::Openings;
pub use sheet::{Answer, Refused, Sheet, Verdict};
