//! Months of a centre, lived in minutes.

use std::io::{IsTerminal, Write};

use clap::Args;
use db::Db;
use kernel::{BusinessDate, Clock, SystemClock};

use super::centre::{bring_forward, centre, claim};
use super::{Stop, key};
use crate::config::Config;
use crate::simulate::{Plan, live};

/// Where the data of a simulation goes when nobody says so.
pub(super) const DATABASE: &str = "sqlite:data/simulated.sqlite";

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// How many stores
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=200))]
    stores: u8,
    /// How many months, until yesterday
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i64).range(1..=24))]
    months: i64,
    /// The same seed lives the same life
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(config: &Config, flags: &Flags) -> Result<(), Stop> {
    let _claim = claim(&config.database)?;
    bring_forward(&config.database)?;
    let db = Db::open_to_make(&config.database)?;
    if db.read_now(centre)?.is_some() {
        return Err(Stop::Asked(format!("{} holds a centre already", config.database)));
    }
    let vault = key::vault(config, &db)?;
    let plan = Plan { stores: flags.stores.into(), months: flags.months, seed: flags.seed };
    let tally = live(&db, vault, &plan, SystemClock.now(), &progress())?;
    for (act, (done, refused)) in tally {
        say!("{act}: {done} done, {refused} refused");
    }
    db.close();
    say!("lived; look at it: dianwu demo --database {}", config.database);
    Ok(())
}

/// Tells each day that was lived: on a terminal in one line.
pub(super) fn progress() -> impl Fn(BusinessDate, i64, i64) {
    let end = if std::io::stderr().is_terminal() { '\r' } else { '\n' };
    move |day, nth, days| {
        let end = if nth == days { '\n' } else { end };
        let _ = write!(std::io::stderr(), "{day}  day {nth} of {days}{end}");
    }
}
