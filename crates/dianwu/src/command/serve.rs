//! Serving: everything is made ready before the address is printed, and nothing is dropped half way at the end.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use db::{Db, Options};
use jiff::civil::DateTime;
use kernel::{Clock, Instant, ShiftedClock, SystemClock};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use super::centre::{bring_forward, centre, claim, open};
use super::simulate::progress;
use super::{Stop, key, logs};
use crate::config::{Config, Wrong};
use crate::shop::House;
use crate::simulate::{Plan, live};
use crate::{chores, demo, shop};

/// How long what still hangs after the drain may hold up the end.
const LAST: Duration = Duration::from_secs(1);

/// Serves the centre.
pub(super) fn run(config: &Config) -> Result<(), Stop> {
    serve(config, Arc::new(SystemClock), |_| Ok(()), |_| ())
}

/// Serves the demonstration, which is made first when the database is empty. Its clock may begin at any moment, so
/// that a journey or a picture does not hang on the hour at which it is made.
pub(super) fn demo(config: &Config, at: Option<&str>, months: i64) -> Result<(), Stop> {
    let clock: Arc<dyn Clock> = match at {
        Some(at) => Arc::new(ShiftedClock::beginning(moment(at)?)),
        None => Arc::new(SystemClock),
    };
    let make = |db: &Db| match db.read_now(centre)? {
        None if months == 0 => Ok(demo::make(db, Arc::clone(&clock), key::vault(config, db)?)?),
        None => {
            live_through(config, key::vault(config, db)?, months, clock.now())?;
            Ok(demo::make_today(db, Arc::clone(&clock), key::vault(config, db)?)?)
        }
        // Months that were lived and nothing more: by `dianwu simulate`, or because somebody pressed Ctrl-C meanwhile.
        Some(centre) if centre.demo && !db.read_now(demo::has_today)? => {
            Ok(demo::make_today(db, Arc::clone(&clock), key::vault(config, db)?)?)
        }
        Some(centre) if centre.demo => Ok(()),
        Some(_) => Err(Stop::Asked(format!(
            "{} holds a real centre; the demonstration needs a database of its own",
            config.database
        ))),
    };
    serve(config, Arc::clone(&clock), make, demo::print_table)
}

/// Months of the demonstration before its first day.
fn live_through(config: &Config, vault: customer::Vault, months: i64, now: Instant) -> Result<(), Stop> {
    eprintln!("dianwu: {months} months of the demonstration are lived through first");
    let db = Db::open_to_make(&config.database)?;
    let plan = Plan { stores: 1, months, seed: 1 };
    live(&db, vault, &plan, now, &progress())?;
    db.close();
    Ok(())
}

/// A moment on the demonstration's own wall.
fn moment(at: &str) -> Result<Instant, Wrong> {
    let wall = at.parse::<DateTime>().and_then(|wall| wall.in_tz(demo::ZONE));
    wall.map(|wall| wall.timestamp().into()).map_err(|_| Wrong {
        found: format!("--at is {at:?}"),
        right: "a day and a time such as 2026-11-26T14:00".to_owned(),
    })
}

fn serve(
    config: &Config,
    clock: Arc<dyn Clock>,
    prepare: impl FnOnce(&Db) -> Result<(), Stop>,
    greet: impl FnOnce(&mut String),
) -> Result<(), Stop> {
    logs::begin(config.log);
    warn_when_open(config);
    let _claim = claim(&config.database)?;
    bring_forward(&config.database)?;
    let db = Db::open(&config.database, &Options::default())?;
    prepare(&db)?;
    web::health::recorder();
    let house = open(db.clone(), config, clock)?;
    let runtime = runtime()?;
    let served = runtime.block_on(serve_until_told(config, house, greet));
    runtime.shutdown_timeout(LAST);
    db.close();
    served
}

async fn serve_until_told(
    config: &Config,
    house: House,
    greet: impl FnOnce(&mut String),
) -> Result<(), Stop> {
    let stop = told_to_stop()?;
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| cannot_listen(config.listen, &error))?;
    let address = listener.local_addr()?;
    let chores = tokio::spawn(chores::look_after(house.app, shop::chores(), shop::errands()));
    let mut greeting = format!("dianwu serves on http://{address}\n");
    greet(&mut greeting);
    // One write, so that whoever waits for the line has all of it; a closed pipe is nobody's business.
    let _ = std::io::stdout().lock().write_all(greeting.as_bytes());
    tracing::info!(%address, database = %config.database, "serving");
    web::server::serve(listener, house.router, stop).await;
    chores.abort();
    tracing::info!("stopped");
    Ok(())
}

fn runtime() -> Result<Runtime, Stop> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Ok(Builder::new_multi_thread().worker_threads(cores.max(2)).enable_all().build()?)
}

/// Ends when the machine, or somebody at the keyboard, says so.
fn told_to_stop() -> Result<impl Future<Output = ()>, Stop> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Stop {
    Stop::Asked(format!("cannot listen on {address}: {error}; another --listen ADDRESS:PORT may be free"))
}

fn warn_when_open(config: &Config) {
    if !config.listen.ip().is_loopback() && !config.https {
        tracing::warn!(
            listen = %config.listen,
            "others on the network can reach this and read along: put HTTPS in front and say --https"
        );
    }
}
