//! How quick the program is: every workload beside its limit, taken in the same run. `make bench` runs all of it;
//! `bench checkout` one. What comes out is in `bench/results.json`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures, and tells")]
#![allow(clippy::cast_precision_loss, reason = "counts become figures")]

mod bare;
mod bookings;
mod chain;
mod checkout;
mod connection;
mod duties;
mod floor;
mod ground;
mod house;
mod import;
mod load;
mod month;
mod records;
mod results;
mod search;
mod served;
mod shops;
mod today;
mod year;
mod years;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, ValueEnum};

use results::Results;

#[derive(Parser)]
struct Line {
    /// Which workloads  [default: all]
    workloads: Vec<Workload>,
    /// The program
    #[arg(long, default_value = "target/release/dianwu")]
    binary: PathBuf,
    /// Where the figures are kept
    #[arg(long, default_value = "bench/results.json")]
    results: PathBuf,
    /// Be the smallest handler instead
    #[arg(long, hide = true)]
    floor: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workload {
    /// A ticket of three lines, paid in two ways.
    Checkout,
    /// Free times, bookings, the live board.
    Bookings,
    /// Customers among a million.
    Search,
    /// The eleven records of a month.
    Records,
    /// The commission of a month.
    Month,
    /// A year of five million lines.
    Year,
    /// Today's page.
    Today,
    /// One, ten, a hundred stores.
    Chain,
    /// The duties of a day.
    Duties,
    /// Old sales from a file.
    Import,
    /// Disk, start, memory, first load.
    House,
}

impl Workload {
    fn run(self, binary: &Path, results: &mut Results) -> Result<()> {
        match self {
            Workload::Checkout => checkout::run(binary, results),
            Workload::Bookings => bookings::run(binary, results),
            Workload::Search => search::run(binary, results),
            Workload::Records => records::run(binary, results),
            Workload::Month => month::run(binary, results),
            Workload::Year => year::run(binary, results),
            Workload::Today => today::run(binary, results),
            Workload::Chain => chain::run(binary, results),
            Workload::Duties => duties::run(results),
            Workload::Import => import::run(binary, results),
            Workload::House => house::run(binary, results),
        }
    }
}

fn main() -> Result<()> {
    let line = Line::parse();
    if line.floor {
        return floor::serve();
    }
    let mut results = Results::read(&line.results);
    let all = if line.workloads.is_empty() { Workload::value_variants() } else { &line.workloads };
    for workload in all {
        workload.run(&line.binary, &mut results)?;
        results.write(&line.results)?;
    }
    Ok(())
}
