use std::fs::{File, OpenOptions, TryLockError};

use kernel::{Error, Result};

use crate::Database;

/// The right to serve a file, until it is dropped or the process ends.
#[must_use = "the claim ends when it is dropped"]
pub struct FileClaim {
    _lock: Option<File>,
}

/// Claims an SQLite file, through `<path>.lock`, so that it is not served twice: two would each have a writer and
/// stand in each other's way. A PostgreSQL server may be shared, and needs no claim.
pub fn claim_file(database: &Database) -> Result<FileClaim> {
    let Database::Sqlite(path) = database else { return Ok(FileClaim { _lock: None }) };
    let mut beside = path.clone().into_os_string();
    beside.push(".lock");
    let named = |error: std::io::Error| {
        Error::Fault(anyhow::Error::new(error).context(format!("cannot lock {}", path.display())))
    };
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(beside).map_err(named)?;
    match lock.try_lock() {
        Ok(()) => Ok(FileClaim { _lock: Some(lock) }),
        Err(TryLockError::WouldBlock) => {
            Err(Error::fault(format!("{} is being served by another dianwu on this machine", path.display())))
        }
        Err(TryLockError::Error(error)) => Err(named(error)),
    }
}
