//! Logs and reports (日志、报表): a part in figures, asked from the slices and frozen when handed in, and a part in
//! words. Who owes which, and by when, is what the handbook's entries ask for. They go up the reporting line, are read,
//! commented on, accepted or returned, and roll up into the superior's; copies go along the dotted line.
//! Knows no trade: figures come from whoever counts, and what a person did from whoever saw it ([`Deeds`]).
//! Leans on rhythm and work. Leant on by meetings.

mod deed; // rules
mod form;
mod frozen;
mod kind;
mod owed;

mod gathering; // steps
pub mod reviewing; // doors
pub mod writing;

mod bell;
mod pages;
mod proof;
mod store;

pub use bell::Bell;
pub use deed::{Deed, DeedSources, Deeds};
pub use form::{CommentForm, Refused, ReportForm, ReviewForm};
pub use frozen::Frozen;
pub use kind::{LINES, ReportKind, ReportStatus};
pub use owed::{Owed, missing};
pub use pages::routes;
pub use proof::Reports;
pub use store::{Said, said};

kernel::ids! {
    /// A log or a report.
    pub struct ReportId;
}
