//! Old data from other programs (导入): files are read, their columns guessed, looked at without changing anything, and
//! brought in through the steps of the slices, all rows or each that is right; what was brought in can be taken back.
//! A row is brought in once, however often its file comes. Leans on sales, prepaid, catalog, customer, org.

mod biff; // rules
mod kind;
mod line;
mod matching;
mod reading;
mod refused;
mod rows;
mod sheet;
mod table;

mod known;
mod making;

pub mod opening; // doors
pub mod running;
pub mod undoing;

mod pages;
mod store;

pub use kind::{ImportKind, Way};
pub use pages::routes;
pub use refused::Refused;
pub use running::Running;
pub use sheet::Sheet;
pub use store::ImportId;
