use std::path::Path;
use std::time::Duration;

use kernel::{Error, Result, Value, ValueKind};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Statement, TransactionState};

use super::lite_value::{Bound, read};
use super::{Access, Described};
use crate::error::in_statement;

/// How long to wait for another process (the command line, a backup) that holds the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements kept prepared per connection.
const KEPT: usize = 512;

/// The one writer keeps 16 MB of pages at hand, and carries them from the log into the file when there are 16 MB of them:
/// most belong to the end of a table and are written again by the next command.
const WRITER: &str = "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;";

/// Opens the file as every connection of ours wants it: nothing answered is lost in a power cut, foreign keys
/// hold, and a misspelt `"column"` is an error instead of a text.
pub(crate) fn open(path: &Path, access: Access) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let named = |e| Error::Fault(anyhow::Error::new(e).context(format!("cannot open {}", path.display())));
    let connection = Connection::open_with_flags(path, flags).map_err(named)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // A statement is planned once and never again for the sake of what is bound to it: planning takes longer than most
    // of ours run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(KEPT);
    let journal = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
    connection.execute_batch(journal).map_err(named)?;
    match access {
        Access::Read => connection.execute_batch("PRAGMA query_only = ON")?,
        Access::Make => connection.execute_batch("PRAGMA synchronous = OFF")?,
        Access::Write => connection.execute_batch(WRITER)?,
    }
    Ok(connection)
}

/// Where the arguments of a statement go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// Each to its number, wherever that stands.
    Numbered,
    /// One after the other, each once: to look for the names of a thousand would take longer than the insert.
    InOrder,
}

pub(crate) fn run(connection: &Connection, text: &str, args: &[Value], places: Places) -> Result<u64> {
    let work = || -> Result<u64> {
        let mut statement = connection.prepare_cached(text)?;
        bind(&mut statement, args, places)?;
        Ok(statement.raw_execute()? as u64)
    };
    named(work(), text)
}

pub(crate) fn rows(
    connection: &Connection,
    text: &str,
    args: &[Value],
    places: Places,
) -> Result<Vec<Vec<Value>>> {
    let work = || -> Result<Vec<Vec<Value>>> {
        let mut statement = connection.prepare_cached(text)?;
        let width = statement.column_count();
        bind(&mut statement, args, places)?;
        let mut found = vec![];
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            found.push((0..width).map(|i| read(row.get_ref(i)?)).collect::<Result<_>>()?);
        }
        Ok(found)
    };
    named(work(), text)
}

/// The file's version is counted by each connection for itself, and each has a thread of its own.
pub(crate) fn moment(connection: &Connection) -> Result<Option<String>> {
    if connection.transaction_state::<&str>(None)? == TransactionState::Write {
        return Ok(None);
    }
    let version: i64 = connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
    Ok(Some(format!("{:?} {version}", std::thread::current().id())))
}

pub(crate) fn batch(connection: &Connection, text: &str) -> Result<()> {
    connection.execute_batch(text).map_err(|e| in_statement(e, text))
}

pub(crate) fn describe(connection: &Connection, text: &str) -> Result<Vec<Described>> {
    let statement = connection.prepare(text).map_err(|e| in_statement(e, text))?;
    let column = |column: rusqlite::Column<'_>| {
        let native = column.decl_type().unwrap_or_default().to_ascii_uppercase();
        let kind = match native.as_str() {
            "INTEGER" | "INT" => Some(ValueKind::Int),
            "REAL" => Some(ValueKind::Real),
            "TEXT" => Some(ValueKind::Text),
            "BLOB" => Some(ValueKind::Blob),
            _ => None,
        };
        Described { name: column.name().to_owned(), kind, native }
    };
    Ok(statement.columns().map(column).collect())
}

/// SQLite numbers `$2`, `$1` by first appearance, so each is bound by the number in its name.
fn bind(statement: &mut Statement<'_>, args: &[Value], places: Places) -> Result<()> {
    let mut used = 0;
    for place in 1..=statement.parameter_count() {
        let name = match places {
            Places::Numbered => statement.parameter_name(place),
            Places::InOrder => None,
        };
        let number = name.and_then(|name| name.get(1..)?.parse().ok()).unwrap_or(place);
        let value = number.checked_sub(1).and_then(|index| args.get(index));
        let value = value.ok_or_else(|| Error::fault(format!("no argument for ${number}")))?;
        statement.raw_bind_parameter(place, Bound(value))?;
        used = used.max(number);
    }
    match args.len() {
        given if given == used => Ok(()),
        given => Err(Error::fault(format!("{given} arguments given, {used} used"))),
    }
}

fn named<T>(result: Result<T>, text: &str) -> Result<T> {
    result.map_err(|error| match error {
        Error::Fault(fault) => Error::Fault(fault.context(format!("in {:?}", text.trim()))),
        refused => refused,
    })
}
