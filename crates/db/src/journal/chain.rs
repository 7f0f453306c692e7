use std::fmt;

use kernel::{Instant, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Tx, args, record, sql};

/// Notes read at a time, so that a journal of years needs no memory of its size.
const STEP: i64 = 1000;

record! {
    /// A note as it is sealed. Its JSON, fields in this order, is the text that is hashed: a field added later
    /// must be skipped where it is empty, or every old seal breaks.
    #[derive(Serialize)]
    struct Note {
        id: i64,
        at: i64,
        person_id: Option<i64>,
        for_person_id: Option<i64>,
        post_id: Option<i64>,
        permission: Option<String>,
        store_id: Option<i64>,
        what: String,
        subject: String,
        detail: String,
    }

    /// The last link of the chain. Kept elsewhere, it also proves that nothing was cut off the end.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Head {
        /// How many notes are sealed.
        pub position: i64,
        /// The last hash.
        pub hash: String,
    }

    struct Seal {
        position: i64,
        note_id: i64,
        hash: String,
    }
}

/// Where the journal is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The note, as far as it is known.
    pub note: Option<i64>,
    /// What is wrong, in words.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.note {
            Some(note) => write!(f, "journal note {note}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The last link, if anything is sealed yet.
pub fn head(tx: &mut Tx) -> Result<Option<Head>> {
    tx.find(sql!("SELECT position, hash FROM journal_seal ORDER BY position DESC LIMIT 1" => Head), args![])
}

/// Links every note that waits into the chain, oldest first; how many there were.
pub fn seal(tx: &mut Tx, now: Instant) -> Result<u64> {
    let (mut position, mut hash) = head(tx)?.map_or((0, String::new()), |head| (head.position, head.hash));
    let waiting = tx.all(
        sql!("SELECT n.id, n.at, n.person_id, n.for_person_id, n.post_id, n.permission, n.store_id, n.what,
                     n.subject, n.detail
              FROM journal_unsealed u JOIN journal_note n ON n.id = u.note_id ORDER BY n.id" => Note),
        args![],
    )?;
    for note in &waiting {
        position += 1;
        hash = link(&hash, note)?;
        tx.exec(
            sql!("INSERT INTO journal_seal (position, note_id, hash, sealed_at) VALUES ($1, $2, $3, $4)"),
            args![position, note.id, &hash, now],
        )?;
        tx.exec(sql!("DELETE FROM journal_unsealed WHERE note_id = $1"), args![note.id])?;
    }
    Ok(waiting.len() as u64)
}

/// Recomputes the whole chain. Names the first link that is broken (all after it hang in the air), and notes
/// that are neither sealed nor waiting.
pub fn verify(tx: &mut Tx) -> Result<Vec<Difference>> {
    let mut found: Vec<Difference> = first_broken(tx)?.into_iter().collect();
    let stray = tx.scalars(
        sql!("SELECT n.id FROM journal_note n
              WHERE NOT EXISTS (SELECT 1 FROM journal_seal s WHERE s.note_id = n.id)
                AND NOT EXISTS (SELECT 1 FROM journal_unsealed u WHERE u.note_id = n.id)
              ORDER BY n.id LIMIT 10" => (i64,)),
        args![],
    )?;
    found.extend(stray.into_iter().map(|note| wrong(note, "is neither sealed nor waiting for its seal")));
    Ok(found)
}

fn first_broken(tx: &mut Tx) -> Result<Option<Difference>> {
    let (mut position, mut hash) = (0, String::new());
    loop {
        let seals = seals_after(tx, position)?;
        let is_last = (seals.len() as i64) < STEP;
        let mut notes = sealed_after(tx, position)?.into_iter().peekable();
        for seal in seals {
            position += 1;
            if seal.position != position {
                return Ok(Some(missing(position)));
            }
            let Some(note) = notes.next_if(|note| note.id == seal.note_id) else {
                return Ok(Some(wrong(seal.note_id, "is sealed but gone")));
            };
            hash = link(&hash, &note)?;
            if hash != seal.hash {
                return Ok(Some(wrong(note.id, "is not what was sealed, or the seal before it was changed")));
            }
        }
        if is_last {
            return beyond(tx, position);
        }
    }
}

fn seals_after(tx: &mut Tx, position: i64) -> Result<Vec<Seal>> {
    tx.all(
        sql!("SELECT position, note_id, hash FROM journal_seal
              WHERE position > $1 AND position <= $1 + $2 ORDER BY position" => Seal),
        args![position, STEP],
    )
}

fn sealed_after(tx: &mut Tx, position: i64) -> Result<Vec<Note>> {
    tx.all(
        sql!("SELECT n.id, n.at, n.person_id, n.for_person_id, n.post_id, n.permission, n.store_id, n.what,
                     n.subject, n.detail
              FROM journal_seal s JOIN journal_note n ON n.id = s.note_id
              WHERE s.position > $1 AND s.position <= $1 + $2 ORDER BY s.position" => Note),
        args![position, STEP],
    )
}

/// A gap of more than a step would look like the end.
fn beyond(tx: &mut Tx, position: i64) -> Result<Option<Difference>> {
    let last = head(tx)?.map_or(0, |head| head.position);
    Ok((last > position).then(|| missing(position + 1)))
}

fn missing(position: i64) -> Difference {
    Difference { note: None, what: format!("journal seal {position} is missing") }
}

fn wrong(note: i64, what: &str) -> Difference {
    Difference { note: Some(note), what: what.to_owned() }
}

fn link(before: &str, note: &Note) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update("\n");
    hash.update(serde_json::to_string(note)?);
    Ok(hex::encode(hash.finalize()))
}
