//! The commission of a month for a thousand people, looked at and settled; beside the bare sums of the same rows.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::civil::date;
use serde_json::json;

use crate::ground::Ground;
use crate::load::{median, takes};
use crate::results::{Results, Row};
use crate::served::Served;
use crate::years::Years;

const STAFF: i64 = 1000;
const SIZE: &str = "1,000 staff, 120,000 shares";
const TAKES: usize = 5;

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        let first = hire(&ground)?;
        // Sixty lines for each of them, in tickets of three.
        let years = Years {
            store: 1,
            last: date(2026, 10, 31),
            days: 31,
            tickets: STAFF * 20 / 31,
            visits: 0,
            customers: 3100,
            people: (first, STAFF),
        };
        years.fill(&ground)?;
        let bare = "SELECT CAST(count(*) AS BIGINT) FROM (SELECT person_id, journal, kind, sum(amount) FROM performance \
                    WHERE store_id = 1 AND day BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY person_id, journal, kind) q";
        let limit = median(takes(TAKES, || ground.number(bare).map(drop))?);
        let served = Served::on(binary, &ground)?;
        let mut clerk = served.connection(&served.sign_in("finance")?)?;
        let looks = takes(TAKES, || clerk.page("/pay?month=2026-10")?.well("pay").map(drop))?;
        let row = Row::of_takes("month", "worked out and shown", ground.name(), SIZE, &looks, "ms");
        results.add(row.beside(limit, "the bare sums").wanted("at most 2,000 ms"));
        let began = Instant::now();
        clerk.post("/pay", &json!({ "month": "2026-10" }), None)?.well("settled")?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        let row = Row::new("month", "settled", ground.name(), SIZE, took, "ms");
        results.add(row.beside(limit, "the bare sums"));
        let sheets = ground.number("SELECT count(*) FROM pay_sheet")?;
        ensure!(sheets >= STAFF, "only {sheets} people were paid");
    }
    Ok(())
}

/// As many therapists; answers the key of the first.
fn hire(ground: &Ground) -> Result<i64> {
    let all = (0..STAFF).map(|nth| format!("('员{nth}', '员{nth}', 'T{nth:04}', '2026-01-01')"));
    ground.batch(&format!(
        "INSERT INTO person (name, find, staff_number, joined_on) VALUES {};
         INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day)
           SELECT p.id, o.id, 1, 'full', '', '2026-01-01' FROM person p, post o
           WHERE p.staff_number LIKE 'T%' AND o.code = 'therapist';",
        all.collect::<Vec<_>>().join(", ")
    ))?;
    ground.number("SELECT min(id) FROM person WHERE staff_number LIKE 'T%'")
}
