//! The journal: who did what, when, where, by which right, and for whom. Notes are only added; a job seals them
//! into a hash chain, so that a change made behind the program's back is found and named.
mod chain;

use std::fmt::Display;

use kernel::{Instant, Mandate, Result};
use serde::Serialize;

use crate::{Tx, args, sql};

pub use chain::{Difference, Head, head, seal, verify};

/// Notes what was done under a mandate: `what` such as `store.opened`, `subject` such as `store/3`.
pub fn note(
    tx: &mut Tx,
    now: Instant,
    by: &Mandate,
    what: &str,
    subject: impl Display,
    detail: impl Serialize,
) -> Result<()> {
    let id: i64 = tx.scalar(
        sql!("INSERT INTO journal_note
                  (at, person_id, for_person_id, post_id, permission, store_id, what, subject, detail)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (i64,)),
        args![
            now,
            by.person,
            by.for_person,
            by.post,
            by.permission,
            by.place.store,
            what,
            subject.to_string(),
            serde_json::to_string(&detail)?
        ],
    )?;
    wait_for_seal(tx, id)
}

/// Notes what happened where nobody holds a mandate: a sign-in that failed, a job that gave up.
pub fn note_unattended(
    tx: &mut Tx,
    now: Instant,
    what: &str,
    subject: impl Display,
    detail: impl Serialize,
) -> Result<()> {
    let id: i64 = tx.scalar(
        sql!("INSERT INTO journal_note (at, what, subject, detail) VALUES ($1, $2, $3, $4) RETURNING id" => (i64,)),
        args![now, what, subject.to_string(), serde_json::to_string(&detail)?],
    )?;
    wait_for_seal(tx, id)
}

fn wait_for_seal(tx: &mut Tx, note: i64) -> Result<()> {
    tx.exec(sql!("INSERT INTO journal_unsealed (note_id) VALUES ($1)"), args![note])?;
    Ok(())
}
