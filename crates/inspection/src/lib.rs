//! Looking, point by point, and writing down what was found. A round (循查) is a sheet of the handbook; a walk is a round
//! gone through on a day, on a phone, kept while going and handed in once. What is found wrong becomes a correction
//! (整改): somebody mends it in time, somebody else looks again. Besides: the register of safety equipment, and the
//! administrative director's sheet of the day.
//! Leans on rhythm, to which it gives evidence and figures, on pictures, and on the handbook, which has the sheets.

mod correction; // rules
mod form;
mod sheet;
mod terms;

pub mod controls; // doors
pub mod correcting;
pub mod safety;
pub mod walking;

mod pages;
mod proof;
mod repairs;
mod store;
mod told;

pub use correction::{Correction, Standing, StepKind};
pub use form::{Answer, FillForm, Mend, score};
pub use pages::routes;
pub use proof::Rounds;
pub use sheet::{Refused, Sheet, Verdict};
pub use store::{CorrectionId, EquipmentId, EquipmentKind, WalkId};
pub use told::{Overdue, SheetDone, expiring, open_of, overdue, sheets_of};
