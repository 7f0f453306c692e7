//! The handbook as data: what each post is, answers for and does, and by what one sees that it was done.
//! [`shipped()`] is the book that comes with the program; a centre keeps its own versions of it, and the one
//! [`in_force`] on a day is what everybody's duties come from. A newer release is merged, never imposed:
//! what the centre has written itself stays. [`check()`] tells which clauses are carried, and which are built.

mod book; // rules
mod check;
mod compare;
mod entry;
mod faults;
mod field;
mod files;
mod merge;
mod shipped;
mod when;

pub use book::{Book, Clause, Department, Level, Named, Post, Round, RoundItem, Section};
pub use check::{Report, check};
pub use compare::{Changed, Comparison, Piece, Removed, compare, marks};
pub use entry::{Education, Entry, Kind, Qualification, Requires, Trade};
pub use faults::{Fault, FaultKind, faults};
pub use field::Field;
pub use files::{CalendarDay, Mistake};
pub use merge::{Both, Leaf, Merged, in_use, merge};
pub use shipped::{Shipped, shipped};
pub use when::{MonthDay, NotWhen, TimeOfDay, When, YearDay, weekday_code};
