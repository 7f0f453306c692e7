use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kernel::{Result, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Call, Say, View, Wrong, filters};

use super::seen::VersionShown;
use super::shown::Name;
use super::words::{field_name, text_in_words, when_in_words};
use crate::book::Book;
use crate::draft::{editor, open};
use crate::edit::lost_without;
use crate::entry::Entry;
use crate::field::Field;
use crate::merge::{Both, Leaf};
use crate::shipped::shipped;
use crate::store;
use crate::version::{Standing, Version};

codes! {
    /// What the draft has done with an entry.
    pub enum Touch {
        /// Nothing.
        Same = "same",
        /// Other content.
        Changed = "changed",
        /// New.
        Added = "added",
        /// Struck out.
        Withdrawn = "withdrawn",
    }
}

/// Whose entries to show.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct OfPost {
    /// Code of a post; those that were touched when none is named.
    pub post: Option<String>,
}

/// The draft, for those who write in it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/draft.html")]
pub struct DraftPage {
    /// The draft; none when nobody has opened one.
    draft: Option<DraftShown>,
    #[serde(skip)]
    wrong: Wrong,
}

/// The draft itself.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DraftShown {
    version: VersionShown,
    /// Counts its changes; every command on it says which state was seen.
    edit: i64,
    posts: Vec<DraftPost>,
    /// The post whose entries are shown; none when those that were touched are.
    post: Option<Name>,
    entries: Vec<DraftEntry>,
    /// What the centre and a new release have both changed.
    both: Vec<BothShown>,
    /// Clauses that nothing carries any more.
    missing: Vec<String>,
}

/// A post in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DraftPost {
    post: Name,
    entries: usize,
    touched: usize,
}

/// An entry in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DraftEntry {
    id: String,
    title: Words,
    post: Name,
    when: Words,
    touch: Touch,
    /// Why it is withdrawn.
    reason: Option<String>,
}

/// A field that both have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BothShown {
    /// The entry.
    pub(super) id: String,
    /// Its title, as the draft has it.
    pub(super) title: Words,
    /// The field; none when the release no longer has the entry at all.
    pub(super) field: Option<Words>,
    /// As the centre has it, and as it stays.
    pub(super) ours: Words,
    /// As the release has it.
    pub(super) theirs: Words,
}

impl BothShown {
    pub(super) fn all(book: &Book, version: &Version, leaves: &[Leaf]) -> Result<Vec<BothShown>> {
        let both: Vec<Both> = serde_json::from_str(&version.review)?;
        let title =
            |id: &str| leaves.iter().find(|leaf| leaf.entry.id == id).map(|leaf| leaf.entry.title.clone());
        let words = |field: Option<Field>, text: &str| match field {
            Some(field) => text_in_words(book, field, text),
            None => Words::new(text, text),
        };
        let shown = |both: Both| BothShown {
            title: title(&both.entry).unwrap_or_else(|| Words::new(&both.entry, &both.entry)),
            field: both.field.map(field_name),
            ours: words(both.field, &both.ours),
            theirs: words(both.field, &both.theirs),
            id: both.entry,
        };
        Ok(both.into_iter().map(shown).collect())
    }

    pub(super) fn sample() -> BothShown {
        BothShown {
            id: "cleaner.morning".into(),
            title: Words::new("开门前打扫一遍", "Clean through before opening"),
            field: Some(field_name(Field::When)),
            ours: Words::new("每日 08:30", "Every day, 08:30"),
            theirs: Words::new("每日 08:45", "Every day, 08:45"),
        }
    }
}

impl DraftPage {
    /// The same, with the reason why not.
    pub(super) fn refused(self, wrong: Wrong) -> DraftPage {
        DraftPage { wrong, ..self }
    }
}

impl View for DraftPage {
    fn title(&self, say: Say) -> String {
        say.t("handbook.draft.title")
    }

    fn samples() -> Vec<Self> {
        let post = Name::of("cleaner", Words::new("保洁员", "Cleaner"));
        let entry = |touch, reason: Option<&str>| DraftEntry {
            id: "cleaner.morning".into(),
            title: Words::new("开门前打扫一遍", "Clean through before opening"),
            post: post.clone(),
            when: Words::new("每日 08:40", "Every day, 08:40"),
            touch,
            reason: reason.map(str::to_owned),
        };
        let draft = DraftShown {
            version: VersionShown::sample(3, Standing::Draft),
            edit: 7,
            posts: vec![DraftPost { post: post.clone(), entries: 9, touched: 3 }],
            post: Some(post.clone()),
            entries: vec![
                entry(Touch::Same, None),
                entry(Touch::Changed, None),
                entry(Touch::Added, None),
                entry(Touch::Withdrawn, Some("外包")),
            ],
            both: vec![BothShown::sample(), BothShown { field: None, ..BothShown::sample() }],
            missing: vec!["GM-D2".into()],
        };
        let untouched =
            DraftShown { post: None, entries: vec![], both: vec![], missing: vec![], ..draft.clone() };
        [Some(draft), Some(untouched), None].map(|draft| DraftPage { draft, wrong: Wrong::default() }).into()
    }
}

fn touch(before: &BTreeMap<String, Leaf>, leaf: &Leaf) -> Touch {
    match before.get(&leaf.entry.id) {
        _ if leaf.withdrawn.is_some() => Touch::Withdrawn,
        None => Touch::Added,
        Some(was) if was == leaf => Touch::Same,
        Some(_) => Touch::Changed,
    }
}

/// Struck out already before this draft?
fn is_news(before: &BTreeMap<String, Leaf>, leaf: &Leaf) -> bool {
    before.get(&leaf.entry.id) != Some(leaf)
}

/// The draft as it is, for those who write in it.
pub(super) fn draft_page(tx: &mut Tx, call: &Call, of: &OfPost) -> Result<DraftPage> {
    editor(call)?;
    let Some(version) = open(tx)? else { return Ok(DraftPage { draft: None, wrong: Wrong::default() }) };
    let chart = org::today(tx, call)?;
    let book = &shipped()?.book;
    let leaves = store::leaves(tx, version.id)?;
    let before = version.follows.map(|id| store::leaves(tx, id)).transpose()?.unwrap_or_default();
    let before: BTreeMap<String, Leaf> =
        before.into_iter().map(|leaf| (leaf.entry.id.clone(), leaf)).collect();
    let post = of.post.as_ref().and_then(|code| book.post(code));
    let name = |entry: &Entry| Name::of(&entry.post, book.post_name(&entry.post));
    let line = |leaf: &Leaf| DraftEntry {
        id: leaf.entry.id.clone(),
        title: leaf.entry.title.clone(),
        post: name(&leaf.entry),
        when: when_in_words(book, &leaf.entry.when),
        touch: touch(&before, leaf),
        reason: leaf.withdrawn.clone(),
    };
    let is_shown = |leaf: &&Leaf| post.map_or(is_news(&before, leaf), |post| leaf.entry.post == post.code);
    let mut shown: Vec<&Leaf> = leaves.iter().filter(is_shown).collect();
    shown.sort_by_key(|leaf| (book.post(&leaf.entry.post).map(|post| post.order), leaf.entry.when.order()));
    let posts = book.posts.iter().map(|post| DraftPost {
        post: Name::of(&post.code, post.name.clone()),
        entries: leaves.iter().filter(|leaf| leaf.entry.post == post.code).count(),
        touched: leaves.iter().filter(|leaf| leaf.entry.post == post.code && is_news(&before, leaf)).count(),
    });
    let versions = store::versions(tx)?;
    let draft = DraftShown {
        edit: version.edit,
        posts: posts.collect(),
        post: post.map(|post| Name::of(&post.code, post.name.clone())),
        entries: shown.into_iter().map(line).collect(),
        both: BothShown::all(book, &version, &leaves)?,
        missing: crate::check(&crate::force::bound(&leaves)?, &Default::default()).missing,
        version: VersionShown::of(&chart.organisation, &versions, &version, chart.day),
    };
    Ok(DraftPage { draft: Some(draft), wrong: Wrong::default() })
}

/// Clauses that would no longer be carried, with their names.
pub(super) fn lost(leaves: &[Leaf], id: &str) -> Result<Vec<Name>> {
    let book = crate::force::bound(leaves)?;
    let name =
        |id: String| Name::of(&id, book.clause(&id).map(|clause| clause.name.clone()).unwrap_or_default());
    Ok(lost_without(&book, id).into_iter().map(name).collect())
}
