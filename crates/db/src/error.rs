use std::error::Error as _;
use std::fmt;

use kernel::{Error, Result};
use postgres::error::SqlState;
use rusqlite::{ErrorCode, ffi};

/// Turns the database's own "there is one already" into an answer.
pub trait TakenAs<T> {
    /// The refusal when a unique index stood against it; everything else stays as it is. The transaction is
    /// lost either way, so this ends the command.
    fn taken_as<E: Into<Error>>(self, refusal: impl FnOnce() -> E) -> Result<T>;
}

impl<T> TakenAs<T> for Result<T> {
    fn taken_as<E: Into<Error>>(self, refusal: impl FnOnce() -> E) -> Result<T> {
        self.map_err(|error| if is_taken(&error) { refusal().into() } else { error })
    }
}

fn is_taken(error: &Error) -> bool {
    let Error::Fault(fault) = error else { return false };
    let lite = fault.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error);
    let unique = [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY];
    lite.is_some_and(|e| unique.contains(&e.extended_code))
        || fault.downcast_ref::<postgres::Error>().and_then(|e| e.code()) == Some(&SqlState::UNIQUE_VIOLATION)
}

/// A fault that says which statement it was.
pub(crate) fn in_statement<E: std::error::Error + Send + Sync + 'static>(error: E, text: &str) -> Error {
    Error::Fault(anyhow::Error::new(error).context(format!("in {:?}", text.trim())))
}

/// What is wrong with the database itself, where it is nothing of ours: whoever asked may try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The server cannot be reached, is going down, or is coming up; nothing was changed.
    Away,
    /// The connection was lost while committing, and nobody knows whether it was kept. The same command under the same
    /// key is done once.
    Unsure,
    /// Others kept getting in the way; nothing was changed.
    Busy,
    /// The disk is full; nothing was changed.
    Full,
    /// The disk takes nothing: it is read-only, or broken; nothing was changed.
    Storage,
}

impl Trouble {
    /// What a fault comes of, if it is trouble with the database.
    pub fn of(fault: &anyhow::Error) -> Option<Trouble> {
        let kept = fault.downcast_ref::<NotKept>().and_then(|kept| kept.trouble);
        let lite = fault.downcast_ref::<rusqlite::Error>().and_then(Trouble::of_lite);
        let server = fault.downcast_ref::<postgres::Error>().and_then(Trouble::of_server);
        kept.or(lite).or(server)
    }

    fn of_lite(error: &rusqlite::Error) -> Option<Trouble> {
        match error.sqlite_error_code()? {
            ErrorCode::DiskFull => Some(Trouble::Full),
            ErrorCode::ReadOnly | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => {
                Some(Trouble::Storage)
            }
            ErrorCode::DatabaseBusy => Some(Trouble::Busy),
            _ => None,
        }
    }

    /// Error codes of PostgreSQL, appendix A of its manual.
    pub(crate) fn of_server(error: &postgres::Error) -> Option<Trouble> {
        match error.code().map(SqlState::code) {
            Some("53100") => Some(Trouble::Full),
            Some("25006" | "58030") => Some(Trouble::Storage),
            // Going down, crashed, not up yet, no place left for a connection, or the line is broken.
            Some("57P01" | "57P02" | "57P03" | "53300") => Some(Trouble::Away),
            Some(code) if code.starts_with("08") => Some(Trouble::Away),
            Some(_) => None,
            None => (error.is_closed() || is_of_the_line(error)).then_some(Trouble::Away),
        }
    }
}

fn is_of_the_line(error: &postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<std::io::Error>())
}

/// Why a transaction was not kept; every command that shared it is told.
#[derive(Debug, Clone)]
pub(crate) struct NotKept {
    why: String,
    trouble: Option<Trouble>,
}

impl NotKept {
    pub fn new(why: impl Into<String>, trouble: Trouble) -> NotKept {
        NotKept { why: why.into(), trouble: Some(trouble) }
    }
}

impl From<Error> for NotKept {
    fn from(error: Error) -> NotKept {
        let trouble = match &error {
            Error::Fault(fault) => Trouble::of(fault),
            Error::Refused(_) => None,
        };
        NotKept { why: error.to_string(), trouble }
    }
}

impl fmt::Display for NotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for NotKept {}
