//! Drafts: opened as a copy of the newest version, or from a new release; thrown away again.

use db::Tx;
use garde::Validate;
use kernel::{Error, Kind, Mandate, Permission, Place, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form, Nothing};

use crate::merge::{Leaf, Merged, merge};
use crate::shipped::{Shipped, shipped};
use crate::store::{self, NewVersion};
use crate::version::{Refused, State, Version, VersionId, newest};

/// A command on the draft that says nothing but which state of it was seen.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct DraftForm {
    /// The draft's `edit` counter, as it was shown.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub edit: String,
}

impl Form for DraftForm {
    fn sample() -> DraftForm {
        DraftForm { edit: "7".into() }
    }
}

/// May the asker write in the centre's handbook?
pub(crate) fn editor(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::EditHandbook, &Place::centre())
}

/// The open draft, if there is one.
pub(crate) fn open(tx: &mut Tx) -> Result<Option<Version>> {
    Ok(store::versions(tx)?.into_iter().find(|version| version.state == State::Draft))
}

/// The open draft, provided that it is still as the asker saw it.
pub(crate) fn as_seen(tx: &mut Tx, edit: &str) -> Result<Version> {
    let draft = open(tx)?.ok_or_else(|| Error::from(Refused::NoDraft))?;
    match edit.trim().parse() == Ok(draft.edit) {
        true => Ok(draft),
        false => Err(Refusal::new(Kind::Conflict, "stale").into()),
    }
}

/// Where a version stands, for the journal.
pub(crate) fn subject(version: VersionId) -> String {
    format!("handbook/versions/{version}")
}

/// Opens a draft: a copy of the newest version, in force or still coming.
pub fn open_draft(tx: &mut Tx, call: &Call, _: &Nothing) -> Result<VersionId> {
    let by = editor(call)?;
    let from = free_to_begin(tx)?;
    let leaves = store::leaves(tx, from.id)?;
    let new = NewVersion {
        state: State::Draft,
        follows: Some(from.id),
        based_on: &from.based_on,
        effective_from: None,
        title: "",
        reason: "",
        review: &[],
        leaves: &leaves,
    };
    let (id, number) = store::add(tx, call.now, &by, &new)?;
    call.note(
        tx,
        &by,
        "handbook.draft_opened",
        subject(id),
        json!({ "number": number, "from": from.number }),
    )?;
    Ok(id)
}

/// Opens a draft that takes the new release in: what the centre has not touched follows it, what the centre has
/// written itself stays, and what both have changed is listed for somebody to look at.
pub fn take_release(tx: &mut Tx, call: &Call, _: &Nothing) -> Result<VersionId> {
    let by = editor(call)?;
    let shipped = shipped()?;
    let from = free_to_begin(tx)?;
    if from.based_on == shipped.hash {
        return Err(Refused::NoRelease.into());
    }
    let merged = merged(tx, &from, shipped)?;
    store::keep_release(tx, call.now, &shipped.hash, shipped.release, &shipped.book.entries)?;
    let new = NewVersion {
        state: State::Draft,
        follows: Some(from.id),
        based_on: &shipped.hash,
        effective_from: None,
        title: "",
        reason: "",
        review: &merged.both,
        leaves: &merged.leaves,
    };
    let (id, number) = store::add(tx, call.now, &by, &new)?;
    let detail = json!({ "number": number, "from": from.number, "release": shipped.hash, "added": merged.added,
                         "dropped": merged.dropped, "updated": merged.updated, "both": merged.both });
    call.note(tx, &by, "handbook.release_taken", subject(id), detail)?;
    Ok(id)
}

fn merged(tx: &mut Tx, from: &Version, shipped: &Shipped) -> Result<Merged> {
    let base = store::release(tx, &from.based_on)?;
    let ours: Vec<Leaf> = store::leaves(tx, from.id)?;
    Ok(merge(&base, &ours, &shipped.book.entries))
}

/// The version that a new draft begins from, provided that none is open.
fn free_to_begin(tx: &mut Tx) -> Result<Version> {
    let versions = store::versions(tx)?;
    if let Some(draft) = versions.iter().find(|version| version.state == State::Draft) {
        return Err(Refused::DraftOpen { number: draft.number }.into());
    }
    newest(&versions).cloned().ok_or_else(|| Error::fault("no handbook yet: run `dianwu init`"))
}

/// Throws the draft away.
pub fn discard(tx: &mut Tx, call: &Call, form: &DraftForm) -> Result<()> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    store::discard(tx, draft.id)?;
    call.note(tx, &by, "handbook.draft_discarded", subject(draft.id), json!({ "number": draft.number }))
}
