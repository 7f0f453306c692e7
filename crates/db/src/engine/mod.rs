//! The two databases behind one set of verbs: run, rows, describe.
pub(crate) mod lite;
pub(crate) mod lite_value;
pub(crate) mod pg;
pub(crate) mod pg_value;

use kernel::{Result, Value, ValueKind};
use lite::Places;

use crate::Database;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The file on this machine.
    Sqlite,
    /// The server.
    Postgres,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    /// Writes what is being made anew, and does not wait for the disk.
    Make,
}

/// A column as the database describes it: its kind where it says so, and in its own words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Described {
    pub name: String,
    pub kind: Option<ValueKind>,
    pub native: String,
}

/// The verbs on an open connection to either.
pub(crate) enum Wire<'a> {
    Lite(&'a rusqlite::Connection),
    Pg(&'a mut pg::Connection),
}

impl Wire<'_> {
    pub fn engine(&self) -> Engine {
        match self {
            Wire::Lite(_) => Engine::Sqlite,
            Wire::Pg(_) => Engine::Postgres,
        }
    }

    pub fn run(&mut self, text: &str, args: &[Value]) -> Result<u64> {
        match self {
            Wire::Lite(connection) => lite::run(connection, text, args, Places::Numbered),
            Wire::Pg(connection) => connection.run(text, args),
        }
    }

    /// An insert of many rows, whose arguments stand one after the other.
    pub fn run_many(&mut self, text: &str, args: &[Value]) -> Result<u64> {
        match self {
            Wire::Lite(connection) => lite::run(connection, text, args, Places::InOrder),
            Wire::Pg(connection) => connection.run(text, args),
        }
    }

    /// One that answers something of each row.
    pub fn rows_many(&mut self, text: &str, args: &[Value]) -> Result<Vec<Vec<Value>>> {
        match self {
            Wire::Lite(connection) => lite::rows(connection, text, args, Places::InOrder),
            Wire::Pg(connection) => connection.rows(text, args),
        }
    }

    pub fn rows(&mut self, text: &str, args: &[Value]) -> Result<Vec<Vec<Value>>> {
        match self {
            Wire::Lite(connection) => lite::rows(connection, text, args, Places::Numbered),
            Wire::Pg(connection) => connection.rows(text, args),
        }
    }

    /// Rows that nobody changes until the transaction ends. Whoever writes to a file is alone with it.
    pub fn held_rows(&mut self, text: &str, args: &[Value]) -> Result<Vec<Vec<Value>>> {
        match self {
            Wire::Lite(connection) => lite::rows(connection, text, args, Places::Numbered),
            Wire::Pg(connection) => connection.rows(&format!("{text} FOR SHARE"), args),
        }
    }

    pub fn watch(&mut self) -> Result<()> {
        match self {
            Wire::Lite(_) => Ok(()),
            Wire::Pg(connection) => connection.watch(),
        }
    }

    pub fn moment(&mut self) -> Result<Option<String>> {
        match self {
            Wire::Lite(connection) => lite::moment(connection),
            Wire::Pg(connection) => connection.moment(),
        }
    }

    pub fn describe(&mut self, text: &str) -> Result<Vec<Described>> {
        match self {
            Wire::Lite(connection) => lite::describe(connection, text),
            Wire::Pg(connection) => connection.describe(text),
        }
    }
}

/// A connection of one's own, for what no queue should do: migrations, backups, a test's schema.
pub(crate) enum Session {
    Lite(rusqlite::Connection),
    Pg(Box<pg::Connection>),
}

impl Session {
    /// Opens one and works with it, on a thread apart: the PostgreSQL driver must not be waited for on a
    /// thread of the server's runtime.
    pub fn with<T: Send>(database: &Database, f: impl FnOnce(&mut Session) -> Result<T> + Send) -> Result<T> {
        let work = || f(&mut Session::open(database)?);
        std::thread::scope(|scope| scope.spawn(work).join())
            .unwrap_or_else(|_| Err(kernel::Error::fault("panicked beside the database")))
    }

    fn open(database: &Database) -> Result<Session> {
        match database {
            Database::Sqlite(path) => lite::open(path, Access::Write).map(Session::Lite),
            Database::Postgres(url) => {
                pg::Connection::open(url, Access::Write).map(|server| Session::Pg(Box::new(server)))
            }
        }
    }

    pub fn wire(&mut self) -> Wire<'_> {
        match self {
            Session::Lite(connection) => Wire::Lite(connection),
            Session::Pg(connection) => Wire::Pg(connection),
        }
    }

    /// Statements without arguments, not kept prepared.
    pub fn batch(&mut self, text: &str) -> Result<()> {
        match self {
            Session::Lite(connection) => lite::batch(connection, text),
            Session::Pg(connection) => connection.batch(text),
        }
    }
}
