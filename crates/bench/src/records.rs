//! The eleven records of a month, for a store with a month and with three years behind it; beside the smallest handler.

use std::path::Path;

use anyhow::Result;

use crate::floor::Floor;
use crate::ground::Ground;
use crate::load::takes;
use crate::results::{Results, Row};
use crate::served::Served;
use crate::years::{YESTERDAY, Years, summed};

/// As `/records` lists them, each with a month where it is about a time.
const RECORDS: [(&str, &str); 11] = [
    ("target progress", "/targets"),
    ("daily sales", "/records/daily?from=2026-11-01&until=2026-11-25"),
    ("cash income", "/records/cash?from=2026-11-01&until=2026-11-25"),
    ("arrears", "/arrears"),
    ("turnover", "/records/turnover?from=2026-11-01&until=2026-11-25"),
    ("new customers", "/records/new-customers?from=2026-11-01&until=2026-11-25"),
    ("negotiations", "/negotiations"),
    ("classes", "/classes"),
    ("performance", "/records/performance?from=2026-11-01&until=2026-11-25"),
    ("member files", "/customers"),
    ("appointments", "/bookings"),
];
const OPINIONS: (&str, &str) = ("opinion forms", "/opinions");
const TAKES: usize = 21;

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let nothing = Floor::start()?.look()?;
    for (size, days) in [("a month", 31), ("3 years × 60 tickets a day", 3 * 365)] {
        for ground in Ground::all()? {
            Served::on(binary, &ground)?.stop()?;
            let years = Years {
                store: 1,
                last: YESTERDAY,
                days,
                tickets: 60,
                visits: 40,
                customers: days * 4,
                people: (5, 10),
            };
            years.fill(&ground)?;
            let served = Served::on(binary, &ground)?;
            summed(&ground, 1)?;
            let mut asker = served.connection(&served.sign_in("td")?)?;
            for (name, path) in RECORDS.into_iter().chain([OPINIONS]) {
                let takes = takes(TAKES, || asker.page(path)?.well(path).map(drop))?;
                let row = Row::of_takes("records", name, ground.name(), size, &takes, "ms");
                results.add(row.beside(nothing, "the smallest handler").wanted("at most 50 ms"));
            }
        }
    }
    Ok(())
}
