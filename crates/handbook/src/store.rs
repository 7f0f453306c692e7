//! All SQL of the slice.

use db::{TakenAs, Tx, args, record, sql};
use kernel::{BusinessDate, Instant, Mandate, PersonId, Result};

use crate::entry::Entry;
use crate::merge::{Both, Leaf};
use crate::version::{Refused, State, Version, VersionId};

record! {
    struct LeafRow {
        content: String,
        withdrawn: Option<String>,
    }
}

/// Every version, the newest first.
pub(crate) fn versions(tx: &mut Tx) -> Result<Vec<Version>> {
    tx.all(
        sql!("SELECT v.id, v.number, v.state, v.edit, v.follows, v.based_on, r.shipped_with, v.effective_from, \
                     v.title, v.reason, v.review, v.created_by, v.created_at, v.published_by, v.published_at \
              FROM handbook_version v JOIN handbook_release r ON r.hash = v.based_on \
              ORDER BY v.number DESC" => Version),
        args![],
    )
}

/// Key, time of publishing and first day of every published version, the one that holds last first.
pub(crate) fn published(tx: &mut Tx) -> Result<Vec<(VersionId, Instant, BusinessDate)>> {
    tx.all(
        sql!("SELECT id, published_at, effective_from FROM handbook_version WHERE state = 'published' \
              ORDER BY effective_from DESC, number DESC" => (VersionId, Instant, BusinessDate)),
        args![],
    )
}

/// A version's entries, in their order.
pub(crate) fn leaves(tx: &mut Tx, version: VersionId) -> Result<Vec<Leaf>> {
    let rows = tx.all(
        sql!("SELECT content, withdrawn FROM handbook_entry WHERE version_id = $1 ORDER BY position" => LeafRow),
        args![version],
    )?;
    rows.into_iter().map(leaf).collect()
}

/// One entry of a version.
pub(crate) fn leaf_of(tx: &mut Tx, version: VersionId, entry: &str) -> Result<Leaf> {
    let row = tx.get(
        sql!("SELECT content, withdrawn FROM handbook_entry WHERE version_id = $1 AND entry_id = $2" => LeafRow),
        args![version, entry],
    )?;
    leaf(row)
}

fn leaf(row: LeafRow) -> Result<Leaf> {
    Ok(Leaf { entry: serde_json::from_str(&row.content)?, withdrawn: row.withdrawn })
}

/// A version to be written down.
pub(crate) struct NewVersion<'a> {
    pub state: State,
    pub follows: Option<VersionId>,
    pub based_on: &'a str,
    pub effective_from: Option<BusinessDate>,
    pub title: &'a str,
    pub reason: &'a str,
    pub review: &'a [Both],
    pub leaves: &'a [Leaf],
}

/// Writes down a version with its entries, under the next number.
pub(crate) fn add(tx: &mut Tx, now: Instant, by: &Mandate, new: &NewVersion) -> Result<(VersionId, i64)> {
    let last: i64 =
        tx.scalar(sql!("SELECT coalesce(max(number), 0) AS last FROM handbook_version" => (i64,)), args![])?;
    let published = (new.state == State::Published).then_some(now);
    let person = somebody(by);
    let id = tx
        .scalar(
            sql!("INSERT INTO handbook_version (number, state, edit, follows, based_on, effective_from, title, \
                      reason, review, created_by, created_at, published_by, published_at) \
                  VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id" => (VersionId,)),
            args![
                last + 1,
                new.state,
                new.follows,
                new.based_on,
                new.effective_from,
                new.title,
                new.reason,
                serde_json::to_string(new.review)?,
                person,
                now,
                person.filter(|_| published.is_some()),
                published
            ],
        )
        .taken_as(|| Refused::DraftOpen { number: last + 1 })?;
    for (leaf, position) in new.leaves.iter().zip(1i64..) {
        add_leaf(tx, id, position, leaf)?;
    }
    Ok((id, last + 1))
}

/// The house itself, at the founding, is nobody in particular.
fn somebody(by: &Mandate) -> Option<PersonId> {
    Some(by.person).filter(|person| kernel::Id::get(*person) != 0)
}

pub(crate) fn add_leaf(tx: &mut Tx, version: VersionId, position: i64, leaf: &Leaf) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO handbook_entry (version_id, entry_id, post, position, content, withdrawn) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![
            version,
            &leaf.entry.id,
            &leaf.entry.post,
            position,
            serde_json::to_string(&leaf.entry)?,
            leaf.withdrawn.clone()
        ],
    )
    .map(drop)
}

/// Writes an entry anew where it stands.
pub(crate) fn save_leaf(tx: &mut Tx, version: VersionId, leaf: &Leaf) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE handbook_entry SET content = $3, withdrawn = $4 WHERE version_id = $1 AND entry_id = $2"
        ),
        args![version, &leaf.entry.id, serde_json::to_string(&leaf.entry)?, leaf.withdrawn.clone()],
    )
    .map(drop)
}

/// The place after the last entry.
pub(crate) fn next_position(tx: &mut Tx, version: VersionId) -> Result<i64> {
    tx.scalar(
        sql!("SELECT coalesce(max(position), 0) + 1 AS place FROM handbook_entry WHERE version_id = $1" => (i64,)),
        args![version],
    )
}

/// Counts a change of a draft.
pub(crate) fn edited(tx: &mut Tx, version: VersionId) -> Result<()> {
    tx.exec(sql!("UPDATE handbook_version SET edit = edit + 1 WHERE id = $1"), args![version]).map(drop)
}

/// Fixes a draft for good.
pub(crate) fn publish(
    tx: &mut Tx,
    now: Instant,
    by: &Mandate,
    id: VersionId,
    from: BusinessDate,
    (title, reason): (&str, &str),
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE handbook_version \
              SET state = 'published', effective_from = $2, title = $3, reason = $4, review = '[]', \
                  published_by = $5, published_at = $6 \
              WHERE id = $1 AND state = 'draft'"
        ),
        args![id, from, title, reason, somebody(by), now],
    )
    .map(drop)
}

/// Throws a draft away; what is published stays.
pub(crate) fn discard(tx: &mut Tx, id: VersionId) -> Result<()> {
    tx.exec(
        sql!(
            "DELETE FROM handbook_entry WHERE version_id IN \
              (SELECT id FROM handbook_version WHERE id = $1 AND state = 'draft')"
        ),
        args![id],
    )?;
    tx.exec(sql!("DELETE FROM handbook_version WHERE id = $1 AND state = 'draft'"), args![id]).map(drop)
}

/// Keeps a release for later merges; once is enough.
pub(crate) fn keep_release(
    tx: &mut Tx,
    now: Instant,
    hash: &str,
    shipped_with: &str,
    entries: &[Entry],
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO handbook_release (hash, shipped_with, content, kept_at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (hash) DO NOTHING"
        ),
        args![hash, shipped_with, serde_json::to_string(entries)?, now],
    )
    .map(drop)
}

/// The entries of a release that is kept.
pub(crate) fn release(tx: &mut Tx, hash: &str) -> Result<Vec<Entry>> {
    let content: String =
        tx.scalar(sql!("SELECT content FROM handbook_release WHERE hash = $1" => (String,)), args![hash])?;
    Ok(serde_json::from_str(&content)?)
}
