//! Commands that are done once, however often they are sent.
use kernel::{AccountId, Error, Instant, Kind, Once, Refusal, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Tx, args, record, sql};

record! {
    struct Kept {
        digest: String,
        answer: Option<String>,
    }
}

/// Does a command and keeps its answer under its key, in the same transaction. Sent again, the kept answer is
/// given and nothing is done; the same key with another wish is refused. A command that was refused keeps
/// nothing and may be sent again.
pub fn once<T: Serialize + DeserializeOwned>(
    tx: &mut Tx,
    now: Instant,
    account: AccountId,
    once: &Once,
    f: impl FnOnce(&mut Tx) -> Result<T>,
) -> Result<T> {
    // The key is taken first: of two at the same time, PostgreSQL makes one wait here before doing anything.
    let first = tx.exec(
        sql!(
            "INSERT INTO command (account_id, key, digest, done_at) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING"
        ),
        args![account, &once.key, &once.digest, now],
    )?;
    if first == 0 {
        return again(tx, account, once);
    }
    let answer = f(tx)?;
    tx.exec(
        sql!("UPDATE command SET answer = $3 WHERE account_id = $1 AND key = $2"),
        args![account, &once.key, serde_json::to_string(&answer)?],
    )?;
    Ok(answer)
}

fn again<T: DeserializeOwned>(tx: &mut Tx, account: AccountId, once: &Once) -> Result<T> {
    let kept = tx.one(
        sql!("SELECT digest, answer FROM command WHERE account_id = $1 AND key = $2" => Kept),
        args![account, &once.key],
    )?;
    if kept.digest != once.digest {
        return Err(Refusal::new(Kind::Conflict, "once_reused").into());
    }
    let answer = kept.answer.ok_or_else(|| Error::fault("a command within itself, under one key"))?;
    Ok(serde_json::from_str(&answer)?)
}

/// Forgets the keys of commands done before a moment; how many there were.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.exec(sql!("DELETE FROM command WHERE done_at < $1"), args![before])
}
