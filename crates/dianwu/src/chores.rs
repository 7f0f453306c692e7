//! What the house does of itself: a row of the job table for each chore, so that of several processes on one database
//! one does it, and another takes over when that one is gone.

use std::time::Duration;

use db::{Tx, job};
use kernel::{Instant, Result};
use web::App;

/// How often one looks whether something is due.
const LOOK: Duration = Duration::from_secs(60);
/// After how many minutes a chore that was begun is somebody else's.
const LEASE: i64 = 10;

/// Something done again and again.
#[derive(Clone, Copy)]
pub struct Chore {
    /// The kind of its job.
    pub kind: &'static str,
    /// The minutes between two times.
    pub every: i64,
    /// What is done, in a transaction of its own.
    pub act: fn(&mut Tx, Instant) -> Result<()>,
}

/// Looks after the house until it is dropped.
pub async fn look_after(app: App, chores: Vec<Chore>) {
    loop {
        if let Err(error) = round(&app, &chores).await {
            tracing::error!(%error, "the chores could not be looked at");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Does what is due; how much that was.
pub async fn round(app: &App, chores: &[Chore]) -> Result<usize> {
    let now = app.now();
    let all = chores.to_vec();
    app.write_unattended(move |tx| all.iter().try_for_each(|chore| put(tx, chore, now))).await?;
    let mut done = 0;
    while let Some(job) = app.write_unattended(move |tx| job::claim(tx, now, LEASE)).await? {
        do_one(app, chores, job, now).await?;
        done += 1;
    }
    Ok(done)
}

fn put(tx: &mut Tx, chore: &Chore, due: Instant) -> Result<()> {
    job::put_unique(tx, chore.kind, "house", &(), due).map(drop)
}

async fn do_one(app: &App, chores: &[Chore], job: job::Claimed, now: Instant) -> Result<()> {
    let chore = chores.iter().find(|chore| chore.kind == job.kind).copied();
    let claimed = job.clone();
    let result = app.write_unattended(move |tx| match &chore {
        Some(chore) => {
            (chore.act)(tx, now)?;
            job::done(tx, &claimed)?;
            put(tx, chore, now.plus_minutes(chore.every))
        }
        None => Err(kernel::Error::fault("nobody knows how to do this")),
    });
    let Err(error) = result.await else { return Ok(()) };
    tracing::error!(kind = job.kind, %error, "a chore failed");
    app.write_unattended(move |tx| job::failed(tx, &job, now, &error.to_string())).await.map(drop)
}
