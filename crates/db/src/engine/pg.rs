use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kernel::{Error, Result, Value};
use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use super::pg_value::{Bound, Found, kind_of};
use super::{Access, Described};
use crate::error::{NotKept, Trouble, in_statement};
use crate::task::Stand;

/// Serialization failure and deadlock: nothing is wrong but the moment.
const AGAIN: [&str; 2] = ["40001", "40P01"];

/// How long one waits for a server to take a call, and for one that has fallen silent, where the URL says nothing else:
/// a machine that is cut off says no goodbye.
const ANSWERS: Duration = Duration::from_secs(5);
const SILENT: Duration = Duration::from_secs(30);

/// How many connections this process has lost. A server that crashed, or another one in its place, may count its
/// transactions from before once more: what was known by then is not known any longer.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Statements kept prepared per connection; lists put together a few hundred at most.
const KEPT: usize = 1000;

/// A connection with what it has prepared, and what the last error means for the transaction.
pub(crate) struct Connection {
    client: Client,
    prepared: HashMap<String, Statement>,
    access: Access,
    /// Does the transaction that is open hold what it relies on, unwatched?
    holding: bool,
    /// It found that it has to be watched after all.
    to_watch: bool,
    /// How many connections were lost before this one was made.
    after: u64,
    conflict: bool,
    lost: bool,
}

impl Drop for Connection {
    fn drop(&mut self) {
        LOST.fetch_add(u64::from(self.is_lost()), Ordering::Relaxed);
    }
}

/// How a transaction came to its end.
pub(crate) enum Ended {
    /// On disk.
    Kept,
    /// Another one was in the way: nothing is kept, and it may run again.
    Conflict,
    /// It has to begin anew as one that is watched: nothing is kept.
    ToWatch,
    /// There is no server: nothing was begun.
    Away(NotKept),
    /// Nothing is kept, or nobody knows.
    Failed(NotKept),
}

impl Connection {
    pub fn open(url: &str, access: Access) -> Result<Connection> {
        let after = LOST.load(Ordering::Relaxed);
        let client = connect(url)
            .map_err(|e| Error::Fault(anyhow::Error::new(e).context("cannot reach the PostgreSQL server")))?;
        let mut server = Connection {
            client,
            prepared: HashMap::new(),
            access,
            holding: false,
            to_watch: false,
            after,
            conflict: false,
            lost: false,
        };
        // To compile a statement takes longer than any of ours runs.
        server.batch("SET jit = off")?;
        if access == Access::Make {
            server.batch("SET synchronous_commit = off")?;
        }
        Ok(server)
    }

    pub fn run(&mut self, text: &str, args: &[Value]) -> Result<u64> {
        self.with(text, args, |client, statement, args| client.execute(statement, args))
    }

    /// Which transactions the reader sees; a command also asks what others do, so it gets none.
    pub fn moment(&mut self) -> Result<Option<String>> {
        if self.access != Access::Read {
            return Ok(None);
        }
        let rows = self.rows("SELECT CAST(pg_current_snapshot() AS TEXT)", &[])?;
        Ok(rows.into_iter().flatten().find_map(|cell| match cell {
            Value::Text(snapshot) => Some(format!("{} {snapshot}", self.after)),
            _ => None,
        }))
    }

    pub fn rows(&mut self, text: &str, args: &[Value]) -> Result<Vec<Vec<Value>>> {
        let found = self.with(text, args, |client, statement, args| client.query(statement, args))?;
        let cells = |row: postgres::Row| {
            (0..row.len()).map(|i| row.try_get::<_, Found>(i).map(|found| found.0)).collect()
        };
        found.into_iter().map(cells).collect::<Result<_, _>>().map_err(|e| self.noted(e, text))
    }

    pub fn batch(&mut self, text: &str) -> Result<()> {
        self.client.batch_execute(text).map_err(|e| self.noted(e, text))
    }

    pub fn describe(&mut self, text: &str) -> Result<Vec<Described>> {
        let statement = self.client.prepare(text).map_err(|e| self.noted(e, text))?;
        let column = |column: &postgres::Column| Described {
            name: column.name().to_owned(),
            kind: kind_of(column.type_()),
            native: column.type_().name().to_owned(),
        };
        Ok(statement.columns().iter().map(column).collect())
    }

    pub fn begin(&mut self, stand: Stand) -> Result<()> {
        (self.conflict, self.to_watch) = (false, false);
        self.holding = self.access != Access::Read && stand == Stand::Holding;
        self.batch(match (self.access, stand) {
            (Access::Read, _) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (_, Stand::Holding) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            (_, Stand::Watched) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        })
    }

    /// From its beginning the transaction has to be one that is watched; another one is begun anew.
    pub fn watch(&mut self) -> Result<()> {
        self.to_watch = self.holding;
        match self.to_watch {
            true => Err(Error::fault("begins anew, watched")),
            false => Ok(()),
        }
    }

    /// Has it to begin anew as one that is watched?
    pub fn is_to_watch(&self) -> bool {
        self.to_watch
    }

    pub fn commit(&mut self) -> Ended {
        match self.batch("COMMIT") {
            Ok(()) => Ended::Kept,
            Err(_) if self.conflict && !self.is_lost() => Ended::Conflict,
            Err(_) if self.is_lost() => Ended::Failed(NotKept::new(
                "the connection was lost while committing: it may or may not have been kept",
                Trouble::Unsure,
            )),
            Err(error) => Ended::Failed(error.into()),
        }
    }

    /// Did another transaction, or a lost connection, stand against this one, so that it may be tried again?
    pub fn may_run_again(&self) -> bool {
        self.conflict || self.is_lost()
    }

    pub fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    fn with<T>(
        &mut self,
        text: &str,
        args: &[Value],
        f: impl FnOnce(&mut Client, &Statement, &[&(dyn ToSql + Sync)]) -> Result<T, postgres::Error>,
    ) -> Result<T> {
        let statement = self.prepared(text)?;
        let (given, used) = (args.len(), statement.params().len());
        if given != used {
            return Err(Error::fault(format!("{given} arguments given, {used} used, in {text:?}")));
        }
        let bound: Vec<Bound> = args.iter().map(Bound).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as _).collect();
        f(&mut self.client, &statement, &bound).map_err(|e| self.noted(e, text))
    }

    fn prepared(&mut self, text: &str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text).map_err(|e| self.noted(e, text))?;
        if self.prepared.len() >= KEPT {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Remembers what an error means for the transaction, whatever the command makes of it.
    fn noted(&mut self, error: postgres::Error, text: &str) -> Error {
        let code = error.code().map(SqlState::code).unwrap_or_default();
        self.conflict |= AGAIN.contains(&code);
        // The server says so, or the line is dead; the driver itself notices only a moment later.
        self.lost |= Trouble::of_server(&error) == Some(Trouble::Away);
        in_statement(error, text)
    }
}

fn connect(url: &str) -> Result<Client, postgres::Error> {
    let mut config: Config = url.parse()?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(ANSWERS);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENT);
    }
    if config.get_keepalives_idle() > SILENT {
        config.keepalives_idle(SILENT);
    }
    config.connect(NoTls)
}
