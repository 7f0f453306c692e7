use std::collections::BTreeSet;

use kernel::Words;
use org::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Kind};

/// A department, and what it is there for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Department {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What it is there for.
    pub purpose: Words,
}

/// A post, without its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Post {
    /// Code.
    pub code: String,
    /// Place in lists, the top first.
    pub order: i64,
    /// Name.
    pub name: Words,
    /// What it is about, in one sentence.
    pub summary: Words,
    /// Code of the department its holders belong to; none for those above all.
    pub department: Option<String>,
    /// Where it is held.
    pub level: Level,
    /// Code of the post it answers to; none for the topmost.
    pub superior: Option<String>,
    /// Codes of those who get copies of its reports.
    pub dotted: Vec<String>,
    /// Power over money: two-step sign-in is required.
    pub pays_out: bool,
}

/// One of the clauses that the handbook answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clause {
    /// Such as `GM-D1`.
    pub id: String,
    /// The slice of the program that is about it.
    pub slice: String,
    /// In our own words.
    pub name: Words,
}

/// A code that the data uses, and its words: a kind of evidence, an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
}

/// Whose a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The store's: one a day, whoever goes on with it.
    Store,
    /// That of each who walks.
    Walker,
}

/// A round: what is looked at, point by point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Whose sheet it is.
    pub whose: Whose,
    /// Code of the department that it looks at.
    pub department: Option<String>,
    /// Does each point get marks?
    #[serde(default)]
    pub scored: bool,
    /// May it be gone through more than once a day?
    #[serde(default)]
    pub again: bool,
    /// The codes of what a sheet handed in proves.
    pub evidence: Vec<String>,
    /// Its parts.
    #[serde(rename(deserialize = "section"))]
    pub sections: Vec<Section>,
}

/// A part of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(from = "crate::files::SectionInFile")]
pub struct Section {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What is looked at.
    pub items: Vec<RoundItem>,
}

/// One point of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoundItem {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What is right.
    pub standard: Words,
    /// What is written down besides.
    pub asks: Vec<Ask>,
    /// Is what is broken there a matter for repair (报修)?
    pub repair: bool,
}

/// Something that is counted, measured or written down at a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ask {
    /// Code, unique at its point.
    pub code: String,
    /// What is typed.
    pub kind: AskKind,
    /// Name.
    pub name: Words,
}

/// What is typed where something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AskKind {
    /// A number, with a decimal point or without.
    Number,
    /// A line of text.
    Text,
    /// A time of day.
    Time,
}

/// The whole handbook, as shipped or as a centre has it on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The departments, in their order.
    pub departments: Vec<Department>,
    /// The posts, the top first.
    pub posts: Vec<Post>,
    /// Every entry, by post.
    pub entries: Vec<Entry>,
    /// The clauses, in their order.
    pub clauses: Vec<Clause>,
    /// What can be evidence.
    pub evidence: Vec<Named>,
    /// What can happen.
    pub events: Vec<Named>,
    /// The rounds.
    pub rounds: Vec<Round>,
}

impl Book {
    /// The post of a code.
    pub fn post(&self, code: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.code == code)
    }

    /// The entry of an id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The department of a code.
    pub fn department(&self, code: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.code == code)
    }

    /// The clause of an id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// The round of a code.
    pub fn round(&self, code: &str) -> Option<&Round> {
        self.rounds.iter().find(|round| round.code == code)
    }

    /// The name of a post; its code when it is none of the book's.
    pub fn post_name(&self, code: &str) -> Words {
        self.post(code).map_or_else(|| Words::new(code, code), |post| post.name.clone())
    }

    /// What a code of evidence stands for.
    pub fn evidence_name(&self, code: &str) -> Words {
        named(&self.evidence, code)
    }

    /// What an event's code stands for.
    pub fn event_name(&self, code: &str) -> Words {
        named(&self.events, code)
    }

    /// The entries of a post, in the order of its day.
    pub fn entries_of(&self, post: &str) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().filter(|entry| entry.post == post).collect();
        entries.sort_by_key(|entry| entry.when.order());
        entries
    }

    /// Those of one kind.
    pub fn entries_of_kind(&self, post: &str, kind: Kind) -> Vec<&Entry> {
        self.entries_of(post).into_iter().filter(|entry| entry.kind == kind).collect()
    }

    /// The posts that answer to a post.
    pub fn below(&self, code: &str) -> Vec<&Post> {
        self.posts.iter().filter(|post| post.superior.as_deref() == Some(code)).collect()
    }

    /// The entries that carry a clause.
    pub fn carriers<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.clauses.iter().any(|id| id == clause))
    }

    /// The codes of everything that can be evidence.
    pub fn evidence_codes(&self) -> BTreeSet<&str> {
        self.evidence.iter().map(|evidence| evidence.code.as_str()).collect()
    }

    /// The same book with other entries.
    pub fn with_entries(&self, entries: Vec<Entry>) -> Book {
        Book { entries, ..self.clone() }
    }
}

fn named(list: &[Named], code: &str) -> Words {
    list.iter()
        .find(|named| named.code == code)
        .map_or_else(|| Words::new(code, code), |named| named.name.clone())
}
