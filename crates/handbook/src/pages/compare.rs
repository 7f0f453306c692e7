use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Error, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, View, filters};

use super::seen::VersionShown;
use super::shown::Name;
use super::words::{field_in_words, field_name};
use crate::book::Book;
use crate::compare::{Changed, Comparison, Piece, compare, marks};
use crate::edit::may_edit;
use crate::entry::Entry;
use crate::field::Field;
use crate::force::bound;
use crate::store;
use crate::version::{Standing, Version, VersionId, in_force_on};

/// Two versions to set side by side; when left out, the newest and the one it was copied from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Two {
    /// Key of the older.
    pub from: Option<VersionId>,
    /// Key of the newer.
    pub to: Option<VersionId>,
}

/// Two versions side by side.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/compare.html")]
pub struct ComparePage {
    from: VersionShown,
    to: VersionShown,
    /// All versions, to choose others.
    versions: Vec<VersionShown>,
    /// Only in the newer.
    added: Vec<OneSide>,
    /// Only in the older.
    removed: Vec<OneSide>,
    /// In both, and different.
    changed: Vec<BothSides>,
    /// How many are the same.
    same: usize,
}

/// An entry that only one version has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OneSide {
    post: Name,
    entry: Entry,
    when: Words,
    /// Why it was withdrawn.
    reason: Option<String>,
}

/// An entry that both versions have, differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BothSides {
    post: Name,
    id: String,
    title: Words,
    /// As it was called before.
    old_title: Words,
    clauses: Vec<String>,
    fields: Vec<FieldSides>,
}

/// A field as it was and as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldSides {
    field: Field,
    name: Words,
    /// As it was; in pieces for free text, otherwise as words of each language.
    old: Side,
    /// As it is.
    new: Side,
}

/// One side of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Free text, with the words marked that the other side has not.
    Pieces(Vec<Piece>),
    /// Codes and numbers, in words.
    Words(Words),
}

impl View for ComparePage {
    fn title(&self, say: Say) -> String {
        let number = |version: &VersionShown| version.number.to_string();
        say.fill("handbook.compare.title", &[("from", number(&self.from)), ("to", number(&self.to))])
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = crate::shipped() else { return vec![] };
        let before: Vec<crate::Leaf> =
            shipped.book.entries.iter().take(6).cloned().map(crate::Leaf::of).collect();
        let mut after = before.clone();
        after[0].entry.detail.zh.push_str("每季再看一次。");
        after[0].entry.within = Some(60);
        after[1].withdrawn = Some("改由总经理做".into());
        let sample = |from: &[crate::Leaf], to: &[crate::Leaf]| {
            let (old, new) =
                (VersionShown::sample(2, Standing::InForce), VersionShown::sample(3, Standing::Draft));
            page_of(&shipped.book, compare(from, to), (old.clone(), new.clone()), vec![new, old])
        };
        vec![sample(&before, &after), sample(&before[1..], &before), sample(&before, &before)]
    }
}

fn page_of(
    book: &Book,
    comparison: Comparison,
    (from, to): (VersionShown, VersionShown),
    versions: Vec<VersionShown>,
) -> ComparePage {
    let one = |entry: Entry, reason| OneSide {
        post: Name::of(&entry.post, book.post_name(&entry.post)),
        when: field_in_words(book, Field::When, &entry),
        entry,
        reason,
    };
    ComparePage {
        from,
        to,
        versions,
        added: comparison.added.into_iter().map(|entry| one(entry, None)).collect(),
        removed: comparison.removed.into_iter().map(|removed| one(removed.entry, removed.reason)).collect(),
        changed: comparison.changed.iter().map(|changed| both_sides(book, changed)).collect(),
        same: comparison.same,
    }
}

fn both_sides(book: &Book, changed: &Changed) -> BothSides {
    let sides = |field: &Field| {
        let (old, new) = match field.is_words() {
            true => {
                let (old, new) = marks(&field.text(&changed.before), &field.text(&changed.after));
                (Side::Pieces(old), Side::Pieces(new))
            }
            false => {
                let words = |entry| Side::Words(field_in_words(book, *field, entry));
                (words(&changed.before), words(&changed.after))
            }
        };
        FieldSides { field: *field, name: field_name(*field), old, new }
    };
    BothSides {
        post: Name::of(&changed.after.post, book.post_name(&changed.after.post)),
        id: changed.after.id.clone(),
        title: changed.after.title.clone(),
        old_title: changed.before.title.clone(),
        clauses: changed.after.clauses.clone(),
        fields: changed.fields.iter().map(sides).collect(),
    }
}

fn compared(tx: &mut Tx, call: &Call, two: &Two) -> Result<ComparePage> {
    let chart = org::today(tx, call)?;
    let mut versions = store::versions(tx)?;
    if !may_edit(call) {
        versions.retain(|version| version.effective_from.is_some());
    }
    let find = |id: VersionId| versions.iter().find(|version| version.id == id).ok_or_else(Error::missing);
    let newest = versions.first().ok_or_else(Error::missing)?;
    let to = two.to.map_or(Ok(newest), find)?;
    let before = || to.follows.map(find).transpose().map(|found| found.or(in_force_on(&versions, chart.day)));
    let from = match two.from {
        Some(id) => find(id)?,
        None => before()?.unwrap_or(to),
    };
    let (old, new) = (store::leaves(tx, from.id)?, store::leaves(tx, to.id)?);
    let show = |version: &Version| VersionShown::of(&chart.organisation, &versions, version, chart.day);
    let all = versions.iter().map(show).collect();
    Ok(page_of(&bound(&new)?, compare(&old, &new), (show(from), show(to)), all))
}

/// `GET /handbook/compare`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(two): Asked<Two>,
) -> Result<Reply<ComparePage>, Failure> {
    Ok(Reply(app.look(&by, &two, compared).await?))
}
