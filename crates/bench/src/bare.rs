//! The rows of a ticket as bare statements, the way one would write them by hand: in one process on SQLite, by `pgbench`
//! on PostgreSQL.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use db::Database;
use rusqlite::Connection;

use crate::ground::{Ground, cpu_of, cpu_of_postgres};

/// What the bare transaction costs.
pub struct Bare {
    /// Microseconds of the processor for one.
    pub cost: f64,
    /// How that was taken.
    pub cost_is: String,
    rates: BTreeMap<i64, (f64, &'static str, &'static str)>,
}

impl Bare {
    /// What so many clients are held against: how many a second, what that is, and what is wanted of us.
    pub fn rate(&self, clients: i64) -> Option<(f64, &'static str, &'static str)> {
        self.rates.get(&clients).copied()
    }

    /// How long so many take at the highest of its rates.
    pub fn seconds_for(&self, tickets: i64) -> f64 {
        let highest = self.rates.values().map(|(rate, ..)| *rate).fold(f64::NAN, f64::max);
        tickets as f64 / highest
    }
}

/// The statements in their order. `:n` is a number of one's own, `:till` the key of a shift; what a statement gives back
/// is known to those after it by its name.
const STATEMENTS: &[(&str, &str)] = &[
    (
        "",
        "INSERT INTO command (account_id, key, digest, done_at, answer) VALUES (1, 'bare-' || :n, 'd', 0, '7')",
    ),
    ("", "UPDATE till_shift SET last_number = last_number + 1 WHERE id = :till"),
    (
        "ticket",
        "INSERT INTO ticket (store_id, customer_id, draft, version, words, total, opened_by, opened_at, kept_at, number, \
         shift_id, day, settled_by, settled_at, reason, receipt) VALUES (1, 1, '', 1, 'words', 75200, 1, 0, 0, \
         'bare-' || :n, :till, '2026-11-26', 1, 0, '', 'bare-' || :n) RETURNING id",
    ),
    ("line1", LINE1),
    ("line2", LINE2),
    ("line3", LINE3),
    (
        "",
        "INSERT INTO price_deal (store_id, offer_id, day, price, count) VALUES (1, 1, '2026-11-26', 25800, 1)",
    ),
    (
        "",
        "INSERT INTO price_deal (store_id, offer_id, day, price, count) VALUES (1, 2, '2026-11-26', 15800, 1)",
    ),
    (
        "",
        "INSERT INTO price_deal (store_id, offer_id, day, price, count) VALUES (1, 3, '2026-11-26', 16800, 2)",
    ),
    ("", TENDER1),
    ("", TENDER2),
    ("", SHARES1),
    ("", SHARES2),
    ("", SHARES3),
    (
        "posting",
        "INSERT INTO posting (day, store_id, document, words, reason, posted_by, posted_at) \
         VALUES ('2026-11-26', 1, 'tickets/' || :n, 'words', '', 1, 0) RETURNING id",
    ),
    (
        "",
        "INSERT INTO ledger_entry (posting_id, account, store_id, day, amount) VALUES (:posting, '1001', 1, '2026-11-26', 30000), \
         (:posting, '101202', 1, '2026-11-26', 45200), (:posting, '600101', 1, '2026-11-26', -41600), \
         (:posting, '600103', 1, '2026-11-26', -33600)",
    ),
    ("", DAYS),
    (
        "note",
        "INSERT INTO journal_note (at, person_id, what, subject, detail, permission) \
         VALUES (0, 1, 'ticket.settled', 'tickets/' || :n, '{}', 'run-till') RETURNING id",
    ),
    ("", "INSERT INTO journal_unsealed (note_id) VALUES (:note)"),
];

const LINE1: &str = "INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, deal, \
    why, money, gift, owed) VALUES (:ticket, 1, 1, '2026-11-26', 'treatment', 1, 'words', 1, 25800, 25800, 'usual', '', 25800, 0, 0) \
    RETURNING id";
const LINE2: &str = "INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, deal, \
    why, money, gift, owed) VALUES (:ticket, 2, 1, '2026-11-26', 'treatment', 2, 'words', 1, 15800, 15800, 'usual', '', 15800, 0, 0) \
    RETURNING id";
const LINE3: &str = "INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, deal, \
    why, money, gift, owed) VALUES (:ticket, 3, 1, '2026-11-26', 'product', 3, 'words', 2, 16800, 33600, 'usual', '', 33600, 0, 0) \
    RETURNING id";
const TENDER1: &str = "INSERT INTO ticket_tender (ticket_id, position, store_id, day, shift_id, means, amount, reference) \
    VALUES (:ticket, 1, 1, '2026-11-26', :till, 'cash', 30000, '')";
const TENDER2: &str = "INSERT INTO ticket_tender (ticket_id, position, store_id, day, shift_id, means, amount, reference) \
    VALUES (:ticket, 2, 1, '2026-11-26', :till, 'wechat', 45200, '')";
const SHARES1: &str = "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
    VALUES (:line1, 'cash', 7, 1, '2026-11-26', 'treatment', 'usual', 1, 25800, 1), \
    (:line1, 'consumption', 7, 1, '2026-11-26', 'treatment', 'usual', 1, 25800, 1)";
const SHARES2: &str = "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
    VALUES (:line2, 'cash', 10, 1, '2026-11-26', 'treatment', 'usual', 60, 9480, 1), \
    (:line2, 'cash', 11, 1, '2026-11-26', 'treatment', 'usual', 40, 6320, 1), \
    (:line2, 'consumption', 10, 1, '2026-11-26', 'treatment', 'usual', 60, 9480, 1), \
    (:line2, 'consumption', 11, 1, '2026-11-26', 'treatment', 'usual', 40, 6320, 1)";
const SHARES3: &str = "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
    VALUES (:line3, 'cash', 5, 1, '2026-11-26', 'product', 'usual', 1, 33600, 2), \
    (:line3, 'consumption', NULL, 1, '2026-11-26', 'product', 'usual', 1, 33600, 2)";
const DAYS: &str = "INSERT INTO account_day (store_id, account, day, slot, debit, credit) VALUES \
    (1, '1001', '2026-11-26', :posting % 16, 30000, 0), (1, '101202', '2026-11-26', :posting % 16, 45200, 0), \
    (1, '600101', '2026-11-26', :posting % 16, 0, 41600), (1, '600103', '2026-11-26', :posting % 16, 0, 33600) \
    ON CONFLICT (store_id, account, day, slot) DO UPDATE SET debit = account_day.debit + excluded.debit, \
    credit = account_day.credit + excluded.credit";

/// One of them as a batch that both databases take, to compare what is written with what we write.
pub fn one() -> String {
    let last = |table: &str| format!("(SELECT max(id) FROM {table})");
    let line = |nth: i64| {
        format!(
            "(SELECT id FROM ticket_line WHERE ticket_id = (SELECT max(id) FROM ticket) AND position = {nth})"
        )
    };
    let filled = STATEMENTS.iter().map(|(_, sql)| {
        sql.replace(":ticket", &last("ticket"))
            .replace(":posting", &last("posting"))
            .replace(":note", &last("journal_note"))
            .replace(":line1", &line(1))
            .replace(":line2", &line(2))
            .replace(":line3", &line(3))
            .replace(":till", "1")
            .replace(":n", "'one'")
    });
    format!("BEGIN;\n{};\nCOMMIT;", filled.collect::<Vec<_>>().join(";\n"))
}

/// What the machine can do with nothing but these rows.
pub fn measured(ground: &Ground) -> Result<Bare> {
    match ground.database() {
        Database::Sqlite(path) => on_sqlite(&Connection::open(path)?),
        Database::Postgres(url) => by_pgbench(url),
    }
}

fn on_sqlite(connection: &Connection) -> Result<Bare> {
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    let tills: i64 = connection.query_row("SELECT max(1, count(*)) FROM till_shift", [], |row| row.get(0))?;
    let mut n = 0;
    let mut group = |of: i64| -> Result<(f64, f64)> {
        let (began, used, mut done) = (Instant::now(), cpu_of(std::process::id()), 0);
        while began.elapsed().as_secs_f64() < 3.0 {
            connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            for _ in 0..of {
                n += 1;
                write(connection, n, n % tills + 1)?;
            }
            connection.prepare_cached("COMMIT")?.execute([])?;
            done += of;
        }
        let seconds = began.elapsed().as_secs_f64();
        Ok((done as f64 / seconds, (cpu_of(std::process::id()) - used) / done as f64 * 1e6))
    };
    connection.set_prepared_statement_cache_capacity(64);
    let ((_, cost), (by_8, _), (by_64, _)) = (group(1)?, group(8)?, group(64)?);
    let rates = [
        (8, (by_8, "bare rows committed by 8", "at least 0.40")),
        (32, (by_64, "bare rows committed by 64", "at least 0.25")),
    ];
    Ok(Bare { cost, cost_is: "the bare rows, committed one by one".to_owned(), rates: rates.into() })
}

fn write(connection: &Connection, n: i64, till: i64) -> Result<()> {
    let mut known: BTreeMap<&str, rusqlite::types::Value> =
        [("n", format!("{}-{n}", std::process::id()).into()), ("till", till.into())].into();
    for (gives, sql) in STATEMENTS {
        let mut statement = connection.prepare_cached(sql)?;
        for place in 1..=statement.parameter_count() {
            let name =
                statement.parameter_name(place).and_then(|name| name.strip_prefix(':')).unwrap_or_default();
            let value = known.get(name).with_context(|| format!("nothing is called {name}"))?.clone();
            statement.raw_bind_parameter(place, value)?;
        }
        if gives.is_empty() {
            statement.raw_execute()?;
        } else {
            let mut rows = statement.raw_query();
            let id: i64 = rows.next()?.context("a key")?.get(0)?;
            while rows.next()?.is_some() {}
            known.insert(gives, id.into());
        }
    }
    Ok(())
}

/// The same statements as a script, prepared, 8 clients on one thread for five seconds.
fn by_pgbench(url: &str) -> Result<Bare> {
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("ticket.sql");
    std::fs::write(&script, pgbench_script())?;
    let used = cpu_of_postgres();
    let tool = std::env::var("DIANWU_PGBENCH").unwrap_or_else(|_| "pgbench".to_owned());
    let out = Command::new(tool)
        .args(["--no-vacuum", "--protocol=prepared", "--client=8", "--jobs=1", "--time=5", "--file"])
        .arg(&script)
        .arg(url)
        .output()
        .context("pgbench comes with PostgreSQL; DIANWU_PGBENCH says where it is")?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    ensure!(out.status.success(), "pgbench: {said}{}", String::from_utf8_lossy(&out.stderr));
    let number = |before: &str| -> Result<f64> {
        let rest = said.split(before).nth(1).context("pgbench says something else")?;
        Ok(rest.split_whitespace().next().context("a figure")?.parse()?)
    };
    let (rate, done) = (number("tps = ")?, number("actually processed: ")?);
    let cost = (cpu_of_postgres() - used) / done * 1e6;
    Ok(Bare {
        cost,
        cost_is: "the server's part of pgbench".to_owned(),
        rates: [(8, (rate, "pgbench, 8 clients", "at least 0.60"))].into(),
    })
}

fn pgbench_script() -> String {
    let mut script = "\\set n random(1, 9000000000000000)\n\\set till random(1, 32)\nBEGIN;\n".to_owned();
    for (gives, sql) in STATEMENTS {
        // The number that is asked for as text is one of pgbench's, not of the statement's.
        let sql = sql.replace("|| :n", "|| CAST(:n AS TEXT)");
        script += &match *gives {
            "" => format!("{sql};\n"),
            "ticket" => format!("{} \\gset\n\\set ticket :id\n", sql),
            gives => format!("{} \\gset\n\\set {gives} :id\n", sql),
        };
    }
    script + "COMMIT;\n"
}
