use std::fmt;

use kernel::Result;

use super::Applied;
use super::files::File;
use crate::engine::Session;
use crate::{Cells, Engine, Row, record};

/// What was applied, with the checksum it had.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

pub(super) const INSERT: &str =
    "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";

const SELECT: &str = "SELECT number, name, checksum FROM schema_migration ORDER BY number";

record! {
    pub(super) struct Done {
        pub number: i64,
        pub name: String,
        pub checksum: String,
    }
}

impl Done {
    fn applied(&self) -> Applied {
        Applied { number: self.number, name: self.name.clone() }
    }
}

/// Why a database does not fit this program. For the one who installs; says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaError {
    /// A later version has been here.
    Newer {
        /// What it applied last.
        last: Applied,
    },
    /// A file is not what it was when it was applied.
    Changed {
        /// Which.
        file: Applied,
    },
    /// A file turned up with a number below one that is applied already.
    Late {
        /// Which.
        file: Applied,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaError::Newer { last } => write!(
                f,
                "the database is newer than this program: it has {last}. Run the newer version, or restore a \
                 backup made before it was migrated"
            ),
            SchemaError::Changed { file } => write!(
                f,
                "migration {file} is not what it was when this database was migrated. Run the version that \
                 migrated it, or restore a backup"
            ),
            SchemaError::Late { file } => {
                write!(
                    f,
                    "migration {file} comes too late: this database already has one with a higher number"
                )
            }
        }
    }
}

impl std::error::Error for SchemaError {}

/// What has been applied; nothing in an empty database.
pub(super) fn read(session: &mut Session) -> Result<Vec<Done>> {
    let mut wire = session.wire();
    let table = match wire.engine() {
        Engine::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
        Engine::Postgres => {
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'"
        }
    };
    if wire.rows(table, &[])?.is_empty() {
        return Ok(vec![]);
    }
    let done = |cells| Done::from_cells(&mut Cells::new(cells)).map_err(kernel::Error::fault);
    wire.rows(SELECT, &[])?.into_iter().map(done).collect()
}

/// What is still to be applied, or why this database is not ours to touch.
pub(super) fn pending<'a>(known: &'a [File], applied: &[Done]) -> Result<Vec<&'a File>, SchemaError> {
    for done in applied {
        match known.iter().find(|file| file.number == done.number) {
            None => return Err(SchemaError::Newer { last: done.applied() }),
            Some(file) if file.checksum != done.checksum => {
                return Err(SchemaError::Changed { file: done.applied() });
            }
            Some(_) => {}
        }
    }
    let last = applied.iter().map(|done| done.number).max().unwrap_or_default();
    let pending: Vec<&File> =
        known.iter().filter(|file| applied.iter().all(|done| done.number != file.number)).collect();
    match pending.iter().find(|file| file.number < last) {
        Some(file) => Err(SchemaError::Late { file: file.applied() }),
        None => Ok(pending),
    }
}
