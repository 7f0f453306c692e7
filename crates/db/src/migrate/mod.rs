//! The schema, as numbered files that are only ever added to; see `migrations/README.md`.
mod files;
mod history;
mod text;

use kernel::{Clock, Result, SystemClock, Value};

use crate::engine::Session;
use crate::{Database, Engine, args, backup};
use files::File;

pub use history::SchemaError;

/// A migration, by number and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: i64,
    /// Its file's name without number and ending.
    pub name: String,
}

impl std::fmt::Display for Applied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}_{}", self.number, self.name)
    }
}

/// How a database stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// Ready to be served.
    Current,
    /// Lacks these; [`migrate`] brings them.
    Behind(Vec<Applied>),
}

/// Looks, without changing anything. A database that is newer, or was migrated otherwise, is a [`SchemaError`].
pub fn schema_state(database: &Database) -> Result<SchemaState> {
    if matches!(database, Database::Sqlite(path) if !path.exists()) {
        return Ok(SchemaState::Behind(files::all()?.iter().map(File::applied).collect()));
    }
    let pending = Session::with(database, |session| {
        let known = files::all()?;
        let applied = history::read(session)?;
        Ok(history::pending(&known, &applied)?.into_iter().map(File::applied).collect::<Vec<_>>())
    })?;
    Ok(if pending.is_empty() { SchemaState::Current } else { SchemaState::Behind(pending) })
}

/// Applies what is missing, each file in a transaction of its own; what was applied. A file with tables in it is
/// copied beside itself first, as `<path>.before-0007`.
pub fn migrate(database: &Database) -> Result<Vec<Applied>> {
    Session::with(database, |session| {
        wait_for_others(session)?;
        let known = files::all()?;
        let applied = history::read(session)?;
        let pending = history::pending(&known, &applied)?;
        if let (Database::Sqlite(path), Session::Lite(open), Some(first)) =
            (database, &*session, pending.first())
            && !applied.is_empty()
        {
            let mut beside = path.clone().into_os_string();
            beside.push(format!(".before-{:04}", first.number));
            backup::copy(open, beside.as_ref())?;
        }
        let mut done = vec![];
        for file in pending {
            if apply(session, file)? {
                done.push(file.applied());
            }
        }
        Ok(done)
    })
}

/// Two processes that start at once must not both migrate. On SQLite each transaction holds the file.
fn wait_for_others(session: &mut Session) -> Result<()> {
    match session {
        Session::Lite(_) => Ok(()),
        Session::Pg(server) => server.batch("SELECT pg_advisory_lock(7310, hashtext(current_schema()))"),
    }
}

/// False when another process was faster.
fn apply(session: &mut Session, file: &File) -> Result<bool> {
    let engine = session.wire().engine();
    session.batch(if engine == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
    let result = apply_within(session, file, engine);
    session.batch(if matches!(result, Ok(true)) { "COMMIT" } else { "ROLLBACK" })?;
    result
}

fn apply_within(session: &mut Session, file: &File, engine: Engine) -> Result<bool> {
    if history::read(session)?.iter().any(|applied| applied.number == file.number) {
        return Ok(false);
    }
    session.batch(&text::translate(history::TABLE, engine))?;
    for statement in text::split(file.text) {
        session.batch(&text::translate(&statement, engine))?;
    }
    let arguments: &[Value] = args![file.number, &file.name, &file.checksum, SystemClock.now()];
    session.wire().run(history::INSERT, arguments)?;
    Ok(true)
}
