//! What every slice speaks in: money in fen, business dates, typed ids, refusals, permissions.
//! No I/O, no clock, no web: a rule that needs only the kernel is tested without a database.
//! [`Mandate`] is the proof that a person may do a thing at a place; only a check makes one.

extern crate self as kernel;

#[macro_use]
mod value;
#[macro_use]
mod id;
mod lang;
mod mandate;
mod money;
mod once;
mod permission;
mod refusal;
mod shipped;
mod time;

pub use id::Id;
pub use lang::{Lang, Words};
pub use mandate::{Actor, Holding, Mandate, Place};
pub use money::{Money, MoneyError};
pub use once::Once;
pub use permission::{Grant, Permission, Scope};
pub use refusal::{Error, Kind, Problem, Problems, Refusal, RefusalCode, Result};
pub use shipped::Shipped;
pub use time::{
    Clock, DayCut, DrivenClock, Instant, ShiftedClock, SystemClock, parse_day, parse_month, parse_year,
};
pub use value::{Cell, Value, ValueKind};

/// A calendar day as the shop counts it: the day a sale, a duty or a shift belongs to.
pub use jiff::civil::Date as BusinessDate;

#[doc(hidden)]
pub use {inventory, schemars, serde};

ids! {
    /// A shop (门店) of the centre.
    pub struct StoreId;
    /// A department (部门) of a store.
    pub struct DepartmentId;
    /// A post (岗位), such as general manager or greeter.
    pub struct PostId;
    /// A person who works for the centre (员工).
    pub struct PersonId;
    /// A sign-in account, of a person or of a program.
    pub struct AccountId;
}
