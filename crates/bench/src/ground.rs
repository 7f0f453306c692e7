//! A database of one's own with the demonstration in it, and what the processes of its server use.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use db::{Database, Db, Options, Tx};
use postgres::{Client, NoTls};
use tempfile::TempDir;

/// Where a workload is run; it goes with this value.
pub struct Ground {
    database: Database,
    home: Home,
}

enum Home {
    Folder(#[allow(dead_code, reason = "held")] TempDir),
    /// A server, and a schema of ours there.
    Schema(String, String),
}

impl Ground {
    /// One of each kind there is: SQLite, and PostgreSQL where `DIANWU_TEST_PG` names a server.
    pub fn all() -> Result<Vec<Ground>> {
        let mut all = vec![Ground::sqlite()?];
        if let Ok(server) = std::env::var("DIANWU_TEST_PG") {
            all.push(Ground::postgres(server)?);
        }
        all.iter().try_for_each(|ground| db::migrate(&ground.database).map(drop).map_err(told))?;
        Ok(all)
    }

    fn sqlite() -> Result<Ground> {
        // Beside what is built, which is a disk like the one that a centre has; a temporary folder may be memory.
        let folder = tempfile::tempdir_in("target")?;
        let path: PathBuf = folder.path().join("bench.sqlite");
        Ok(Ground { database: Database::Sqlite(path), home: Home::Folder(folder) })
    }

    fn postgres(server: String) -> Result<Ground> {
        let schema = format!("bench_{}_{}", std::process::id(), jiff::Timestamp::now().as_microsecond());
        Client::connect(&server, NoTls)?.batch_execute(&format!("CREATE SCHEMA {schema}"))?;
        let joint = if server.contains('?') { '&' } else { '?' };
        let database = Database::Postgres(format!("{server}{joint}options=-csearch_path%3D{schema}"));
        Ok(Ground { database, home: Home::Schema(server, schema) })
    }

    /// `sqlite` or `postgres`.
    pub fn name(&self) -> &'static str {
        match &self.database {
            Database::Sqlite(_) => "sqlite",
            Database::Postgres(_) => "postgres",
        }
    }

    /// Where it is.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// How the program is told about it.
    pub fn url(&self) -> String {
        match &self.database {
            Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            Database::Postgres(url) => url.clone(),
        }
    }

    /// Several statements of the fixture, as they stand.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match &self.database {
            Database::Sqlite(path) => rusqlite::Connection::open(path)?.execute_batch(sql)?,
            Database::Postgres(url) => Client::connect(url, NoTls)?.batch_execute(sql)?,
        }
        Ok(())
    }

    /// One whole number.
    pub fn number(&self, sql: &str) -> Result<i64> {
        Ok(match &self.database {
            Database::Sqlite(path) => {
                rusqlite::Connection::open(path)?.query_row(sql, [], |row| row.get(0))?
            }
            Database::Postgres(url) => Client::connect(url, NoTls)?.query_one(sql, &[])?.get(0),
        })
    }

    /// What only the house's own data layer does.
    pub fn write<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx) -> kernel::Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.open()?;
        let made = db.write_now(act).map_err(told);
        db.close();
        made
    }

    /// Opened by the house's own data layer.
    pub fn open(&self) -> Result<Db> {
        Db::open(&self.database, &Options { readers: 1, connections: 2 }).map_err(told).context("not opened")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Home::Schema(server, schema) = &self.home
            && let Ok(mut client) = Client::connect(server, NoTls)
        {
            let _ = client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn told(error: kernel::Error) -> anyhow::Error {
    anyhow!("{error}")
}

/// Seconds of the processor that a process has used.
pub fn cpu_of(pid: u32) -> f64 {
    ticks(&format!("/proc/{pid}/stat"), 2) / HERTZ
}

/// Seconds of the processor that all processes of PostgreSQL have used, those that ended too.
pub fn cpu_of_postgres() -> f64 {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let servers = all.filter(|entry| {
        std::fs::read_to_string(entry.path().join("comm")).is_ok_and(|comm| comm.trim() == "postgres")
    });
    servers.map(|entry| ticks(&entry.path().join("stat").to_string_lossy(), 4)).sum::<f64>() / HERTZ
}

/// The unit of `/proc/PID/stat` on every Linux there is.
const HERTZ: f64 = 100.0;

/// User and system time, with `fields` 4 those of children that ended too.
fn ticks(stat: &str, fields: usize) -> f64 {
    let stat = std::fs::read_to_string(stat).unwrap_or_default();
    let after = stat.rsplit(") ").next().unwrap_or_default();
    after.split(' ').skip(11).take(fields).filter_map(|field| field.parse::<f64>().ok()).sum()
}
