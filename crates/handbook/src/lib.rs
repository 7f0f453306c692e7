//! The handbook as data: what each post is, answers for and does, and by what one sees that it was done.
//! [`shipped()`] is the book that comes with the program; a centre keeps its own versions of it, and the one
//! [`in_force`] on a day is what everybody's duties come from. A newer release is merged, never imposed:
//! what the centre has written itself stays. [`check()`] tells which clauses are carried, and which are built.
//! Leans on org: [`plan`] is what a centre is founded with. Leant on by rhythm and inspection.

mod book; // rules
mod check;
mod compare;
mod entry;
mod faults;
mod field;
mod files;
mod form;
mod merge;
mod shipped;
mod version;
mod when;

pub mod draft; // doors
pub mod edit;
mod force;
mod founding;
pub mod publish;

mod pages;
mod store;

pub use book::{Ask, AskKind, Book, Clause, Department, Named, Post, Round, RoundItem, Section, Whose};
pub use check::{Carried, Report, check};
pub use compare::{Changed, Comparison, Piece, Removed, compare, marks};
pub use entry::{Education, Entry, Kind, Qualification, Requires, Trade};
pub use faults::{Fault, FaultKind, faults};
pub use field::Field;
pub use files::Mistake;
pub use force::{BookCache, in_force, in_force_on, version_in_force};
pub use form::EntryForm;
pub use founding::{founding, plan};
pub use merge::{Both, Leaf, Merged, in_use, merge};
pub use pages::routes;
pub use shipped::{Shipped, shipped};
pub use version::{Refused, Standing, State, Version, VersionId};
pub use when::{MonthDay, NotWhen, TimeOfDay, When, YearDay, weekday_code};

/// The codes of evidence that the program can show; `shop.rs` gathers them from the slices.
pub struct Built(pub std::collections::BTreeSet<String>);
