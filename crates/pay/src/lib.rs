//! Commission (提成): what each person's results pay her, line by line, by schemes that are dated data. A month is
//! worked out anew whenever somebody looks, until it is settled; from then on it stands, and what was wrong is put right
//! by a further entry. Reads the two journals of performance that the till writes, and nothing else.

mod curve; // rules
mod form;
mod law;
mod limit;
mod reckon;
mod refused;
mod scheme;

pub mod schemes; // doors
pub mod settling;

mod month;
mod pages;
mod proof;
mod sight;
mod store;

pub use curve::{Curve, Way};
pub use form::SchemeForm;
pub use limit::Sheet;
pub use month::{Month, month};
pub use pages::routes;
pub use proof::Commission;
pub use reckon::{Back, Earning, Held, Line, Month as ReckonedMonth, reckon};
pub use refused::Refused;
pub use scheme::{Pays, Rule, Scheme};
pub use store::SchemeId;
