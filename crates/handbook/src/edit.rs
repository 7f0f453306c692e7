//! Writing in a draft: entries changed, duties of the centre's own added, entries withdrawn and restored.

use std::collections::BTreeSet;

use db::Tx;
use garde::Validate;
use kernel::{Error, Permission, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::book::Book;
use crate::draft::{DraftForm, as_seen, editor, subject};
use crate::entry::{Entry, Kind};
use crate::field::Field;
use crate::form::EntryForm;
use crate::merge::Leaf;
use crate::shipped::shipped;
use crate::store;
use crate::version::Refused;
use crate::when::When;

/// Changes an entry of the draft.
pub fn change(tx: &mut Tx, call: &Call, (id, form): &(String, EntryForm)) -> Result<()> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    let old = store::leaf_of(tx, draft.id, id)?;
    let entry = form.parse(&shipped()?.book)?.onto(&old.entry);
    if entry == old.entry {
        return Err(Refused::NothingChanged.into());
    }
    let changes = changes(&old.entry, &entry);
    store::save_leaf(tx, draft.id, &Leaf { entry, ..old })?;
    store::edited(tx, draft.id)?;
    call.note(
        tx,
        &by,
        "handbook.entry_changed",
        subject(draft.id),
        json!({ "entry": id, "changes": changes }),
    )
}

/// What was and what is, field by field.
fn changes(before: &Entry, after: &Entry) -> serde_json::Value {
    let differs = |field: &&Field| field.text(before) != field.text(after);
    let both = |field: &Field| (field.code().to_owned(), json!([field.text(before), field.text(after)]));
    Field::ALL.iter().filter(differs).map(both).collect::<serde_json::Map<_, _>>().into()
}

/// Adds a duty of the centre's own to a post; answers its id.
pub fn add(tx: &mut Tx, call: &Call, form: &EntryForm) -> Result<String> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    let book = &shipped()?.book;
    let post = book.post(&form.post).ok_or_else(Error::missing)?;
    let typed = form.parse(book)?;
    let leaves = store::leaves(tx, draft.id)?;
    let entry = typed.onto(&blank(own_id(&leaves, &post.code), &post.code));
    let position = store::next_position(tx, draft.id)?;
    store::add_leaf(tx, draft.id, position, &Leaf::of(entry.clone()))?;
    store::edited(tx, draft.id)?;
    call.note(tx, &by, "handbook.entry_added", subject(draft.id), json!({ "entry": entry }))?;
    Ok(entry.id)
}

/// The next free `own.<post>.<n>`; the numbers of withdrawn duties are not given again.
fn own_id(leaves: &[Leaf], post: &str) -> String {
    let before = format!("own.{post}.");
    let taken = leaves.iter().filter_map(|leaf| leaf.entry.id.strip_prefix(&before)?.parse::<u32>().ok());
    format!("{before}{}", taken.max().unwrap_or(0) + 1)
}

/// A duty of which nothing is known yet.
pub(crate) fn blank(id: String, post: &str) -> Entry {
    Entry {
        id,
        post: post.to_owned(),
        kind: Kind::Duty,
        clauses: vec![],
        when: When::Standing,
        within: None,
        evidence: vec![],
        reviewer: None,
        escalate_after: None,
        requires: None,
        title: Default::default(),
        detail: Default::default(),
    }
}

/// Why an entry is withdrawn, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct WithdrawForm {
    /// The draft's `edit` counter, as it was shown.
    #[garde(length(max = 20))]
    pub edit: String,
    /// Why, 300 characters at most.
    #[garde(length(chars, max = 300))]
    pub reason: String,
}

impl Form for WithdrawForm {
    fn sample() -> WithdrawForm {
        WithdrawForm { edit: "7".into(), reason: "本店没有司机，改由行政文员叫车".into() }
    }
}

/// Withdraws an entry from the draft; it stays there struck out, and can be restored.
pub fn withdraw(tx: &mut Tx, call: &Call, (id, form): &(String, WithdrawForm)) -> Result<()> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    let old = store::leaf_of(tx, draft.id, id)?;
    let mut wrong = web::limits(form);
    let reason = wrong.need("reason", Some(form.reason.trim()).filter(|text| !text.is_empty()), "needed");
    let reason = wrong.or(reason)?.to_owned();
    if old.withdrawn.is_some() {
        return Err(Refused::IsWithdrawn.into());
    }
    let lost = lost_without(&crate::force::bound(&store::leaves(tx, draft.id)?)?, id);
    store::save_leaf(tx, draft.id, &Leaf { withdrawn: Some(reason.clone()), ..old })?;
    store::edited(tx, draft.id)?;
    let detail = json!({ "entry": id, "reason": reason, "clauses": lost });
    call.note(tx, &by, "handbook.entry_withdrawn", subject(draft.id), detail)
}

/// Puts a withdrawn entry back into force.
pub fn restore(tx: &mut Tx, call: &Call, (id, form): &(String, DraftForm)) -> Result<()> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    let old = store::leaf_of(tx, draft.id, id)?;
    let Some(reason) = &old.withdrawn else { return Err(Refused::NotWithdrawn.into()) };
    let detail = json!({ "entry": id, "was_withdrawn": reason });
    store::save_leaf(tx, draft.id, &Leaf { withdrawn: None, ..old.clone() })?;
    store::edited(tx, draft.id)?;
    call.note(tx, &by, "handbook.entry_restored", subject(draft.id), detail)
}

/// The clauses that nothing in the book would carry any more without an entry.
pub fn lost_without(book: &Book, id: &str) -> Vec<String> {
    let own: BTreeSet<&String> = book.entry(id).into_iter().flat_map(|entry| &entry.clauses).collect();
    let alone = |clause: &&&String| !book.carriers(clause).any(|entry| entry.id != id && entry.is_complete());
    own.iter().filter(alone).map(|clause| (*clause).clone()).collect()
}

/// May the asker write in the handbook? For pages that show the way to it.
pub(crate) fn may_edit(call: &Call) -> bool {
    call.actor.may_at(Permission::EditHandbook, &Place::centre())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_duty_gets_the_next_number_of_its_post() {
        let leaf = |id: &str| Leaf::of(blank(id.into(), "greeter"));
        assert_eq!(own_id(&[], "greeter"), "own.greeter.1");
        let leaves =
            [leaf("own.greeter.1"), leaf("own.greeter.12"), leaf("own.driver.40"), leaf("greeter.tea")];
        assert_eq!(own_id(&leaves, "greeter"), "own.greeter.13");
    }

    #[test]
    fn a_clause_is_lost_only_with_its_last_entry() {
        let book = &shipped().expect("sound").book;
        assert_eq!(lost_without(book, "general-manager.market"), ["GM-D2"]);
        assert_eq!(
            lost_without(book, "general-manager.budget-year"),
            Vec::<String>::new(),
            "the month carries it"
        );
        assert_eq!(lost_without(book, "cleaner.linen"), Vec::<String>::new());
    }
}
