//! The duties of a day of a thousand stores, with the chart they hang on; beside a walk over as many rows.

#[path = "../../rhythm/tests/chain/mod.rs"]
mod chain;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow};
use org::Chart;
use rhythm::Day;

use crate::results::{Results, Row};

const TAKES: usize = 5;

/// Without a database: the organisation and the book are in memory.
pub fn run(results: &mut Results) -> Result<()> {
    let shipped = handbook::shipped().map_err(|error| anyhow!("{error}"))?;
    let book = Arc::new(shipped.book.clone());
    for stores in [1, 10, 100, 1000] {
        let organisation = Arc::new(chain::organisation(stores, 1));
        let people = organisation.people.len();
        let (mut takes, mut walks, mut duties) = (vec![], vec![], 0);
        for _ in 0..TAKES {
            let began = Instant::now();
            let chart = Arc::new(Chart::of(organisation.clone(), jiff::civil::date(2026, 11, 24)));
            let day = Day::of(book.clone(), chart);
            takes.push(began.elapsed().as_secs_f64() * 1e3);
            duties = day.all().len();
            let began = Instant::now();
            let copied: Vec<String> = (0..duties).map(|nth| nth.to_string()).collect();
            walks.push(began.elapsed().as_secs_f64() * 1e3);
            black_box(copied);
        }
        walks.sort_by(f64::total_cmp);
        let size = format!("{stores} stores, {people} people, {duties} duties");
        let row = Row::of_takes("duties", "a day with its chart", "-", &size, &takes, "ms");
        results.add(
            row.beside(walks[TAKES / 2], "as many numbers written down")
                .wanted("at most 2,000 ms for 20,000 people"),
        );
    }
    Ok(())
}
