//! The turnover of a day, a month and a year of a store with five million lines behind it; beside the bare query of the
//! day, and DuckDB's of the year.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::ground::Ground;
use crate::load::{median, takes};
use crate::results::{Results, Row};
use crate::served::Served;
use crate::years::{YESTERDAY, Years, summed};

const SIZE: &str = "5 million lines";
const TAKES: usize = 21;
/// What is asked, without anything around it.
const BARE: &str = "SELECT CAST(sum(sold) AS BIGINT) FROM (SELECT day, sum(amount) AS sold, sum(money) AS money FROM ticket_line \
                    WHERE store_id = 1 AND day BETWEEN '{from}' AND '{until}' GROUP BY day) q";
const SPANS: [(&str, &str, &str); 3] = [
    ("a day", "2026-11-25", "2026-11-25"),
    ("a month", "2026-10-01", "2026-10-31"),
    ("a year", "2025-11-26", "2026-11-25"),
];

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let mut duck = None;
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        // 1,522 tickets of three lines on each of 1,095 days.
        let years = Years {
            store: 1,
            last: YESTERDAY,
            days: 1095,
            tickets: 1522,
            visits: 0,
            customers: 10_950,
            people: (5, 0),
        };
        years.fill(&ground)?;
        let served = Served::on(binary, &ground)?;
        summed(&ground, 1)?;
        if duck.is_none() {
            duck = by_duckdb(&ground)?;
        }
        let mut asker = served.connection(&served.sign_in("td")?)?;
        for (name, from, until) in SPANS {
            let path = format!("/records/turnover?from={from}&until={until}");
            let times = takes(TAKES, || asker.page(&path)?.well(&path).map(drop))?;
            let row = Row::of_takes("year", name, ground.name(), SIZE, &times, "ms");
            let bare = BARE.replace("{from}", from).replace("{until}", until);
            let bare = median(takes(TAKES, || ground.number(&bare).map(drop))?);
            results.add(match (name, &duck) {
                ("a year", Some(duck)) => row.beside(*duck, "DuckDB").wanted("at most 1 ×"),
                ("a day", _) => row.beside(bare, "the bare query").wanted("at most 2 ×"),
                _ => row.beside(bare, "the bare query"),
            });
        }
    }
    Ok(())
}

/// The same lines in DuckDB's own table: milliseconds for the year. None where Python has no DuckDB.
fn by_duckdb(ground: &Ground) -> Result<Option<f64>> {
    let Ok(python) = std::env::var("DIANWU_BENCH_PYTHON") else { return Ok(None) };
    let db::Database::Sqlite(path) = ground.database() else { return Ok(None) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("lines.csv");
    let mut out = BufWriter::new(File::create(&file)?);
    let connection = rusqlite::Connection::open(path)?;
    let mut statement = connection.prepare("SELECT store_id, day, kind, amount, money FROM ticket_line")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (store, day, kind): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        writeln!(out, "{store},{day},{kind},{},{}", row.get::<_, i64>(3)?, row.get::<_, i64>(4)?)?;
    }
    out.flush()?;
    drop(out);
    let said = Command::new(python).args(["bench/duck.py"]).arg(&file).output().context("Python")?;
    ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let value: Value = serde_json::from_slice(&said.stdout)?;
    Ok(value["year"].as_f64())
}
