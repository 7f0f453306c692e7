//! What the house does of itself: a row of the job table for each chore, so that of several processes on one database
//! one does it, and another takes over when that one is gone.

use std::time::Duration;

use db::{Tx, job};
use kernel::{Instant, Result};
use web::{App, Call};

/// How often one looks whether something is due.
const LOOK: Duration = Duration::from_secs(60);
/// How often one looks whether something wants to leave the house: a customer waits for her receipt.
const GLANCE: Duration = Duration::from_secs(2);
/// After how many minutes a chore that was begun is somebody else's.
const LEASE: i64 = 10;

/// The key of every chore's job: the house has one of each.
const HOUSE: &str = "house";

/// Something done again and again.
#[derive(Clone, Copy)]
pub struct Chore {
    /// The kind of its job.
    pub kind: &'static str,
    /// The minutes between two times.
    pub every: i64,
    /// What is done, by the house itself, in a transaction of its own.
    pub act: fn(&mut Tx, &Call) -> Result<()>,
}

/// What is done outside of any transaction, and may block; a fault has it tried again.
pub type Outside = Box<dyn FnOnce() -> Result<()> + Send>;

/// Something that leaves the house: put off by a command as a job of this kind, done until it has worked.
#[derive(Clone, Copy)]
pub struct Errand {
    /// The kind of its job.
    pub kind: &'static str,
    /// Reads what is to be done.
    pub prepare: fn(&mut Tx, &App, &str) -> Result<Outside>,
}

/// Looks after the house until it is dropped.
pub async fn look_after(app: App, chores: Vec<Chore>, errands: Vec<Errand>) {
    loop {
        if let Err(error) = round(&app, &chores, &errands).await {
            tracing::error!(%error, "the chores could not be looked at");
        }
        for _ in 0..LOOK.as_secs() / GLANCE.as_secs() {
            tokio::time::sleep(GLANCE).await;
            if let Err(error) = do_due(&app, &chores, &errands).await {
                tracing::error!(%error, "what is due could not be looked at");
            }
        }
    }
}

/// Puts what is to be done again and again, and does what is due; how much that was.
pub async fn round(app: &App, chores: &[Chore], errands: &[Errand]) -> Result<usize> {
    let now = app.now();
    let all = chores.to_vec();
    app.write_unattended(move |tx| {
        all.iter().try_for_each(|chore| {
            put(tx, chore, now)?;
            // Later than its next time, and than another process's clock may be ahead: by a clock that was wrong.
            let latest = now.plus_minutes(chore.every + LEASE);
            job::bring_forward(tx, chore.kind, HOUSE, now, latest).map(drop)
        })
    })
    .await?;
    do_due(app, chores, errands).await
}

async fn do_due(app: &App, chores: &[Chore], errands: &[Errand]) -> Result<usize> {
    let now = app.now();
    let mut done = 0;
    while app.read(move |tx| job::is_due(tx, now)).await? {
        let Some(job) = app.write_unattended(move |tx| job::claim(tx, now, LEASE)).await? else { break };
        match errands.iter().find(|errand| errand.kind == job.kind) {
            Some(errand) => run(app, *errand, job, now).await?,
            None => do_one(app, chores, job, now).await?,
        }
        done += 1;
    }
    Ok(done)
}

/// Reads what is to be done, does it outside, and strikes it off.
async fn run(app: &App, errand: Errand, job: job::Claimed, now: Instant) -> Result<()> {
    let (house, payload) = (app.clone(), job.payload.clone());
    let prepared = app.read(move |tx| (errand.prepare)(tx, &house, &payload)).await;
    let done = match prepared {
        Ok(outside) => tokio::task::spawn_blocking(outside).await?,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => app.write_unattended(move |tx| job::done(tx, &job)).await.map(drop),
        Err(error) => fail(app, job, now, &error).await,
    }
}

fn put(tx: &mut Tx, chore: &Chore, due: Instant) -> Result<()> {
    job::put_unique(tx, chore.kind, HOUSE, &(), due).map(drop)
}

async fn do_one(app: &App, chores: &[Chore], job: job::Claimed, now: Instant) -> Result<()> {
    let chore = chores.iter().find(|chore| chore.kind == job.kind).copied();
    let claimed = job.clone();
    let call = Call { now, ..Call::new(app, &org::founding::house()) };
    let result = app.write_unattended(move |tx| match &chore {
        Some(chore) => {
            (chore.act)(tx, &call)?;
            job::done(tx, &claimed)?;
            put(tx, chore, now.plus_minutes(chore.every))
        }
        None => Err(kernel::Error::fault("nobody knows how to do this")),
    });
    let Err(error) = result.await else { return Ok(()) };
    fail(app, job, now, &error).await
}

async fn fail(app: &App, job: job::Claimed, now: Instant, error: &kernel::Error) -> Result<()> {
    tracing::error!(kind = job.kind, %error, "a chore failed");
    let error = error.to_string();
    app.write_unattended(move |tx| job::failed(tx, &job, now, &error)).await.map(drop)
}
