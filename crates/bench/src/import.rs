//! Seventy thousand sales of twenty-three thousand customers from a file; beside the bare rows of as many tickets.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::ToSpan;
use jiff::civil::date;

use crate::bare;
use crate::ground::Ground;
use crate::results::{Results, Row};
use crate::served::Served;

const ROWS: i64 = 69_659;
const CUSTOMERS: i64 = 23_570;
const SIZE: &str = "69,659 rows, 23,570 customers";

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("sales.csv");
    std::fs::write(&file, sales())?;
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        let began = Instant::now();
        let mut program = Command::new(binary);
        let out =
            program.args(["import", "sales"]).arg(&file).args(["--database", &ground.url()]).output()?;
        let took = began.elapsed().as_secs_f64();
        ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let brought = ground.number("SELECT count(*) FROM ticket WHERE source <> ''")?;
        ensure!(brought == ROWS, "{brought} tickets came of {ROWS} rows");
        let row = Row::new("import", "past sales", ground.name(), SIZE, took, "s").wanted("at most 60 s");
        let bare = bare::measured(&ground)?;
        results.add(row.beside(bare.seconds_for(ROWS), "as many bare tickets of three lines"));
    }
    Ok(())
}

/// Uneven customers, days and sums, always the same.
fn sales() -> String {
    let mut text = "会员卡号,日期,数量,金额\n".to_owned();
    for nth in 0..ROWS {
        let day = date(2025, 1, 1).saturating_add((nth * 7919 % 546).days());
        let (card, count, fen) = (nth * 104_729 % CUSTOMERS, 1 + nth % 3, 1000 + nth * 31 % 40_000);
        let _ = writeln!(text, "{card:05},{day},{count},{}.{:02}", fen / 100, fen % 100);
    }
    text
}
