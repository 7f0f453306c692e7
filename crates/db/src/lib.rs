//! One SQL text on SQLite and PostgreSQL, and what every slice keeps in the same way.
//!
//! [`Db::write`] runs a command in one transaction and answers only once it is on disk; [`Db::read`] sees one
//! moment of the data and cannot change it. Inside, [`Tx`] takes statements made with [`sql!`], which are all
//! registered, so that one test prepares each of them on both databases ([`check_statements`]).
//! On top: migrations, the [`journal`] of who did what, commands done [`once()`], [`job`]s for later, keyset-paged
//! [`list`]s, backups and checks. Knows no slice; every slice leans on it.
//!
//! A closure may run again after a conflict, so it does nothing but SQL, and what leaves the building is a job.

mod args;
pub mod backup;
mod check;
mod claim;
mod database;
mod engine;
mod error;
mod handle;
pub mod job;
pub mod journal;
pub mod list;
mod many;
mod memo;
mod migrate;
pub mod once;
mod row;
mod statement;
mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
mod tx;
pub mod verify;

pub use backup::{backup, restore};
pub use check::check_statements;
pub use claim::{FileClaim, claim_file};
pub use database::{Database, NoDatabase, Options};
pub use engine::Engine;
pub use error::{TakenAs, Trouble};
pub use handle::Db;
pub use kernel::{Cell, Value};
pub use memo::Memo;
pub use migrate::{Applied, SchemaError, SchemaState, migrate, schema_state};
pub use once::once;
pub use row::{Cells, Column, Row};
pub use statement::{Registered, Statement, statements};
pub use tx::Tx;
pub use verify::verify_all;

#[doc(hidden)]
pub use {inventory, kernel};
