use kernel::{Error, Result};
use postgres::error::SqlState;
use rusqlite::ffi;

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
