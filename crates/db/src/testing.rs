//! Throw-away databases for the tests of every slice: a file each, and a schema each when the variable
//! `DIANWU_TEST_PG` names a PostgreSQL server.
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kernel::{Error, Result};
use tempfile::TempDir;

use crate::engine::Session;
use crate::{Database, Db, Options, migrate};

/// A migrated database that goes with this value.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// `sqlite` or `postgres`, for the message of a failing test.
    pub name: &'static str,
    /// Where it is.
    pub database: Database,
    _home: Home,
}

/// One of each kind there is. For `for test in testing::databases() { … }`.
#[allow(clippy::missing_panics_doc, reason = "for tests")]
pub fn databases() -> Vec<TestDb> {
    let postgres = std::env::var("DIANWU_TEST_PG").ok().map(|url| postgres(&url));
    [Some(sqlite()), postgres].into_iter().flatten().map(|made| made.expect("a test database")).collect()
}

fn sqlite() -> Result<TestDb> {
    let home = TempDir::new()?;
    let database = Database::Sqlite(fill(home.path())?);
    let db = Db::open(&database, &Options { readers: 2, connections: 1 })?;
    Ok(TestDb { db, name: "sqlite", database, _home: Home::Folder(home) })
}

/// Migrating takes longer than most tests, so it is done once in a process and copied.
fn fill(folder: &Path) -> Result<PathBuf> {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let path = folder.join("dianwu.db");
    if let Some(bytes) = TEMPLATE.get() {
        std::fs::write(&path, bytes)?;
        return Ok(path);
    }
    migrate(&Database::Sqlite(path.clone()))?;
    TEMPLATE.get_or_init(|| std::fs::read(&path).unwrap_or_default());
    Ok(path)
}

fn postgres(url: &str) -> Result<TestDb> {
    let schema = format!("test_{:016x}", rand::random::<u64>());
    let server = Database::Postgres(url.to_owned());
    Session::with(&server, |session| session.batch(&format!("CREATE SCHEMA {schema}")))?;
    let home = Home::Schema { server, schema: schema.clone() };
    let joint = if url.contains('?') { '&' } else { '?' };
    let database = Database::Postgres(format!("{url}{joint}options=-csearch_path%3D{schema}"));
    migrate(&database)?;
    let db = Db::open(&database, &Options { readers: 2, connections: 4 })?;
    Ok(TestDb { db, name: "postgres", database, _home: home })
}

/// What is left behind, and goes on drop.
enum Home {
    Folder(#[allow(dead_code, reason = "held")] TempDir),
    Schema { server: Database, schema: String },
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Home::Schema { server, schema } = self {
            let gone: Result<(), Error> =
                Session::with(server, |session| session.batch(&format!("DROP SCHEMA {schema} CASCADE")));
            if let Err(error) = gone {
                eprintln!("the schema {schema} stays behind: {error}");
            }
        }
    }
}
