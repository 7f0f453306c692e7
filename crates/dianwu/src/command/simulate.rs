//! Months of a centre, lived in minutes.

use std::io::{IsTerminal, Write};

use clap::Args;
use db::{Db, Options};

use super::centre::{bring_forward, centre, claim};
use super::{Stop, key};
use crate::config::Config;
use crate::simulate::{Plan, live};

/// Where the data of a simulation goes when nobody says so.
pub(super) const DATABASE: &str = "sqlite:data/simulated.sqlite";

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// How many stores; one so far
    #[arg(long, default_value_t = 1)]
    stores: i64,
    /// How many months, until yesterday
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i64).range(1..=24))]
    months: i64,
    /// The same seed lives the same life
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(config: &Config, flags: &Flags) -> Result<(), Stop> {
    if flags.stores != 1 {
        return Err(Stop::Asked("--stores: one store can be simulated so far".to_owned()));
    }
    let _claim = claim(&config.database)?;
    bring_forward(&config.database)?;
    let db = Db::open(&config.database, &Options { readers: 1, connections: 2 })?;
    if db.read_now(centre)?.is_some() {
        return Err(Stop::Asked(format!("{} holds a centre already", config.database)));
    }
    let vault = key::vault(config, &db)?;
    let live_line = std::io::stderr().is_terminal();
    let told = |day: kernel::BusinessDate, nth: i64, days: i64| {
        let end = if live_line { '\r' } else { '\n' };
        let _ = write!(std::io::stderr(), "{day}  day {nth} of {days}{end}");
    };
    let tally = live(&db, vault, &Plan { months: flags.months, seed: flags.seed }, &told)?;
    for (act, (done, refused)) in tally {
        say!("{act}: {done} done, {refused} refused");
    }
    db.close();
    say!("lived; look at it: dianwu demo --database {}", config.database);
    Ok(())
}
