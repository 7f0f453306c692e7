//! A database of one's own with the demonstration in it, and what the processes of its server use.

use anyhow::Result;
use db::Database;
use db::testing::TestDb;

/// Where a workload is run.
pub struct Ground {
    /// The database, which goes with this value.
    pub test: TestDb,
}

impl Ground {
    /// One of each kind there is: SQLite, and PostgreSQL where a server is named.
    pub fn all() -> Vec<Ground> {
        db::testing::databases().into_iter().map(|test| Ground { test }).collect()
    }

    /// `sqlite` or `postgres`.
    pub fn name(&self) -> &'static str {
        self.test.name
    }

    /// How the program is told about it.
    pub fn url(&self) -> String {
        match &self.test.database {
            Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            Database::Postgres(url) => url.clone(),
        }
    }

    /// Several statements of the fixture, as they stand.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match &self.test.database {
            Database::Sqlite(path) => rusqlite::Connection::open(path)?.execute_batch(sql)?,
            Database::Postgres(url) => postgres::Client::connect(url, postgres::NoTls)?.batch_execute(sql)?,
        }
        Ok(())
    }

    /// One whole number.
    pub fn number(&self, sql: &str) -> Result<i64> {
        Ok(match &self.test.database {
            Database::Sqlite(path) => {
                rusqlite::Connection::open(path)?.query_row(sql, [], |row| row.get(0))?
            }
            Database::Postgres(url) => {
                postgres::Client::connect(url, postgres::NoTls)?.query_one(sql, &[])?.get(0)
            }
        })
    }
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
