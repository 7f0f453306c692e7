//! Copies of the file while it is being used, and the way back.
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use kernel::{Error, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::{Database, claim_file, schema_state};

/// Copies the database to a file, while it is served; the copy is whole and of one moment, or it is not there.
/// An existing file is never overwritten.
pub fn backup(database: &Database, to: &Path) -> Result<()> {
    let Database::Sqlite(path) = database else {
        return Err(Error::fault("a PostgreSQL database is backed up with pg_dump, or by its server"));
    };
    if to.exists() {
        return Err(Error::fault(format!("{} is there already", to.display())));
    }
    copy(&existing(path)?, to)
}

/// Puts a copy in the database's place. Refused while the database is served, when there is one already (unless
/// forced; the old one stays beside it as `<path>.replaced`), and when the file is none of ours or newer.
pub fn restore(from: &Path, database: &Database, force: bool) -> Result<()> {
    let Database::Sqlite(path) = database else {
        return Err(Error::fault("a PostgreSQL database is restored with pg_restore, or by its server"));
    };
    let _claim = claim_file(database)?;
    if path.exists() && !force {
        return Err(Error::fault(format!("{} is there already; say --force to replace it", path.display())));
    }
    let source = existing(from)?;
    let beside = with_ending(path, ".restoring");
    copy(&source, &beside)?;
    if let Err(error) = ours(&beside) {
        remove(&beside)?;
        return Err(error);
    }
    if path.exists() {
        settle(path);
        fs::rename(path, with_ending(path, ".replaced"))?;
    }
    remove(&with_ending(path, "-wal"))?;
    remove(&with_ending(path, "-shm"))?;
    fs::rename(&beside, path)?;
    Ok(sync_folder(path)?)
}

/// Through a name that is not yet the right one, so that half a copy is never taken for a whole one.
pub(crate) fn copy(source: &Connection, to: &Path) -> Result<()> {
    let partial = with_ending(to, ".partial");
    remove(&partial)?;
    let mut target = Connection::open(&partial)?;
    let copying = Backup::new(source, &mut target)?;
    while copying.step(-1)? != StepResult::Done {
        thread::sleep(Duration::from_millis(20));
    }
    drop(copying);
    // One file, with nothing beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    let found: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    target.close().map_err(|(_, error)| error)?;
    if found != "ok" {
        return Err(Error::fault(format!("the copy is damaged: {found}")));
    }
    File::open(&partial)?.sync_all()?;
    fs::rename(&partial, to)?;
    Ok(sync_folder(to)?)
}

fn existing(path: &Path) -> Result<Connection> {
    let named = |e| Error::Fault(anyhow::Error::new(e).context(format!("cannot read {}", path.display())));
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(named)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).map_err(named)?;
    Ok(connection)
}

/// A database of this program's, of this version or an older one.
fn ours(path: &Path) -> Result<()> {
    let connection = existing(path)?;
    let begun = "SELECT count(*) FROM sqlite_master WHERE name IN ('schema_migration', 'journal_note')";
    let tables: i64 = connection.query_row(begun, [], |row| row.get(0))?;
    drop(connection);
    if tables != 2 {
        return Err(Error::fault("the file to restore is no dianwu database"));
    }
    schema_state(&Database::Sqlite(path.to_owned())).map(drop)
}

/// Brings what stands in the old file's journal into it, as far as it is sound: it is kept, after all.
fn settle(path: &Path) {
    if let Ok(connection) = existing(path) {
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
