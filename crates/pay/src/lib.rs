//! Pay (薪酬): base wages, and commission (提成) on what each person and those whom she leads have sold and given, line by
//! line, by schemes that are dated data. A month is
//! worked out anew whenever somebody looks, until it is settled; from then on it stands, and what was wrong is put right
//! by a further entry. Reads the two journals of performance that the till writes, and nothing else.

mod curve; // rules
mod form;
mod held;
mod law;
mod limit;
mod reckon;
mod refused;
mod scheme;
mod shared;
mod wage;

pub mod schemes; // doors
pub mod settling;

mod month;
mod pages;
mod proof;
mod sight;
mod store;

pub use curve::{Curve, Way};
pub use form::SchemeForm;
pub use held::{Held, Seat};
pub use limit::Sheet;
pub use month::{Month, month};
pub use pages::routes;
pub use proof::Commission;
pub use reckon::{Back, Earning, Line, Month as ReckonedMonth, reckon};
pub use refused::Refused;
pub use scheme::{Pays, Rule, Scheme};
pub use shared::{Part, Whose};
pub use store::SchemeId;
