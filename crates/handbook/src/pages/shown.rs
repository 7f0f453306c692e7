//! Parts that several pages show: an entry as it is read, names with their codes.

use std::collections::BTreeSet;

use kernel::Words;
use schemars::JsonSchema;
use serde::Serialize;

use super::words::{asked, climbs, when_in_words, within_in_words};
use crate::book::Book;
use crate::entry::Entry;
use crate::shipped::shipped;

/// A code and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Name {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
}

impl Name {
    pub(super) fn of(code: &str, name: Words) -> Name {
        Name { code: code.to_owned(), name }
    }
}

/// A kind of evidence, and whether the program can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceShown {
    /// Code.
    pub code: String,
    /// What it is.
    pub name: Words,
    /// Can the program show it yet?
    pub built: bool,
}

/// Something a post asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asked {
    /// Of what kind.
    pub name: Words,
    /// What.
    pub value: Words,
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryShown {
    /// The entry itself.
    pub entry: Entry,
    /// When it falls due, in words.
    pub when: Words,
    /// How long there is for it, in words.
    pub within: Option<Words>,
    /// Where it climbs when overdue, in words.
    pub climbs: Option<Words>,
    /// By what one sees that it was done.
    pub evidence: Vec<EvidenceShown>,
    /// Who looks at it.
    pub reviewer: Option<Name>,
    /// What the post asks for.
    pub requires: Vec<Asked>,
    /// The clauses it carries.
    pub clauses: Vec<Name>,
    /// Can the program show all of its evidence yet?
    pub built: bool,
}

impl EntryShown {
    /// Is some of its evidence built and some not? Then each that is not says so.
    pub(super) fn is_partly_built(&self) -> bool {
        !self.built && self.evidence.iter().any(|evidence| evidence.built)
    }

    pub(super) fn of(book: &Book, built: &BTreeSet<String>, entry: &Entry) -> EntryShown {
        let evidence = |code: &String| EvidenceShown {
            code: code.clone(),
            name: book.evidence_name(code),
            built: built.contains(code),
        };
        let clause = |id: &String| {
            Name::of(id, book.clause(id).map_or_else(|| Words::new(id, id), |clause| clause.name.clone()))
        };
        EntryShown {
            when: when_in_words(book, &entry.when),
            within: entry.within.map(within_in_words),
            climbs: climbs(book, entry),
            evidence: entry.evidence.iter().map(evidence).collect(),
            reviewer: entry.reviewer.as_ref().map(|code| Name::of(code, book.post_name(code))),
            requires: entry.requires.as_ref().map_or(vec![], asked),
            clauses: entry.clauses.iter().map(clause).collect(),
            built: entry.is_built(built),
            entry: entry.clone(),
        }
    }
}

/// A shipped entry, for samples of pages.
pub(super) fn sample_entries() -> Vec<EntryShown> {
    let Ok(shipped) = shipped() else { return vec![] };
    let built = BTreeSet::from(["org.line".to_owned()]);
    let entries = ["greeter", "general-manager"].into_iter().flat_map(|post| shipped.book.entries_of(post));
    entries.map(|entry| EntryShown::of(&shipped.book, &built, entry)).collect()
}
