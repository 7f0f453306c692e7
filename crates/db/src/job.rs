//! Later is a row: work put off is written with the change that asked for it, and may run twice.
use kernel::{Instant, Result};
use serde::Serialize;

use crate::{Tx, args, record, sql};

/// After how many tries a job is left for a person to look at.
pub const TRIES: i64 = 12;

/// A lease that ends more than so many minutes ahead was given by a clock that has been put right since: it is none.
const ASTRAY: i64 = 24 * 60;

/// The longest pause between two tries, in minutes.
const LONGEST_PAUSE: i64 = 6 * 60;

record! {
    /// A job that one worker has taken for the time of its lease.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Claimed {
        /// Key.
        pub id: i64,
        /// What is to be done.
        pub kind: String,
        /// With what, as JSON; ids only.
        pub payload: String,
        /// The how-manieth try this is; with the key it proves that the lease is still ours.
        pub tries: i64,
    }

    /// How many jobs of a kind there are.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Open {
        /// The kind.
        pub kind: String,
        /// Waiting or under way.
        pub waiting: i64,
        /// Tried too often.
        pub gave_up: i64,
        /// When the oldest that waits was due.
        pub oldest_due: Option<Instant>,
    }
}

/// Puts work off until it is due.
pub fn put(tx: &mut Tx, kind: &str, payload: &impl Serialize, due: Instant) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO job (kind, payload, due_at) VALUES ($1, $2, $3)"),
        args![kind, serde_json::to_string(payload)?, due],
    )?;
    Ok(())
}

/// The same, unless a job of this kind and key is still open; was it put?
pub fn put_unique(
    tx: &mut Tx,
    kind: &str,
    key: &str,
    payload: &impl Serialize,
    due: Instant,
) -> Result<bool> {
    let put = tx.exec(
        sql!("INSERT INTO job (kind, key, payload, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"),
        args![kind, key, serde_json::to_string(payload)?, due],
    )?;
    Ok(put == 1)
}

/// Has the open job of a kind and key be due now when it is due after `latest`; was it?
pub fn bring_forward(tx: &mut Tx, kind: &str, key: &str, now: Instant, latest: Instant) -> Result<bool> {
    let brought = tx.exec(
        sql!(
            "UPDATE job SET due_at = $3
              WHERE kind = $1 AND key = $2 AND due_at > $4 AND gave_up_at IS NULL"
        ),
        args![kind, key, now, latest],
    )?;
    Ok(brought == 1)
}

/// Takes the job that has been due longest, for so many minutes. Afterwards, if its worker was never heard of
/// again, another one may take it.
pub fn claim(tx: &mut Tx, now: Instant, lease_minutes: i64) -> Result<Option<Claimed>> {
    tx.exec(
        sql!(
            "UPDATE job SET gave_up_at = $1, last_error = 'its worker was never heard of again'
              WHERE gave_up_at IS NULL AND tries >= $2 AND leased_until <= $1"
        ),
        args![now, TRIES],
    )?;
    tx.find(
        sql!("UPDATE job SET leased_until = $2, tries = tries + 1
              WHERE id = (SELECT id FROM job
                          WHERE gave_up_at IS NULL AND due_at <= $1
                            AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $3)
                          ORDER BY due_at, id LIMIT 1)
              RETURNING id, kind, payload, tries" => Claimed),
        args![now, now.plus_minutes(lease_minutes), now.plus_minutes(ASTRAY)],
    )
}

/// Is there a job to be taken? Costs no write, so that one may look often.
pub fn is_due(tx: &mut Tx, now: Instant) -> Result<bool> {
    let found = tx.find_scalar(
        sql!(
            "SELECT id FROM job WHERE gave_up_at IS NULL AND due_at <= $1 \
              AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $2) LIMIT 1" => (i64,)
        ),
        args![now, now.plus_minutes(ASTRAY)],
    )?;
    Ok(found.is_some())
}

/// The work is done; false when the lease had run out and another worker has taken it.
pub fn done(tx: &mut Tx, job: &Claimed) -> Result<bool> {
    Ok(tx.exec(sql!("DELETE FROM job WHERE id = $1 AND tries = $2"), args![job.id, job.tries])? == 1)
}

/// The work failed: it is due again after a pause that doubles each time, or left for a person to look at.
pub fn failed(tx: &mut Tx, job: &Claimed, now: Instant, error: &str) -> Result<bool> {
    let gave_up = (job.tries >= TRIES).then_some(now);
    let touched = tx.exec(
        sql!(
            "UPDATE job SET leased_until = NULL, due_at = $3, last_error = $4, gave_up_at = $5
              WHERE id = $1 AND tries = $2"
        ),
        args![job.id, job.tries, now.plus_minutes(pause(job.tries)), error, gave_up],
    )?;
    Ok(touched == 1)
}

/// What is open, kind by kind.
pub fn open(tx: &mut Tx) -> Result<Vec<Open>> {
    tx.all(
        sql!("SELECT kind,
                     count(*) FILTER (WHERE gave_up_at IS NULL) AS waiting,
                     count(*) FILTER (WHERE gave_up_at IS NOT NULL) AS gave_up,
                     min(due_at) FILTER (WHERE gave_up_at IS NULL) AS oldest_due
              FROM job GROUP BY kind ORDER BY kind" => Open),
        args![],
    )
}

fn pause(tries: i64) -> i64 {
    (1 << tries.clamp(1, 16) >> 1).min(LONGEST_PAUSE)
}
