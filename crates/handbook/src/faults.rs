use std::collections::BTreeSet;

use crate::book::Book;
use crate::entry::Entry;

/// What is wrong with an entry of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry's id.
    pub entry: String,
    /// What.
    pub kind: FaultKind,
}

/// The ways in which an entry can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Another entry has the same id.
    DoubleId,
    /// There is no such post.
    UnknownPost(String),
    /// There is no such post to review it.
    UnknownReviewer(String),
    /// There is no such clause.
    UnknownClause(String),
    /// There is no such evidence.
    UnknownEvidence(String),
    /// There is no such event.
    UnknownEvent(String),
    /// Nothing would show that it was done.
    NoEvidence,
    /// A title or detail is missing in Chinese or English.
    EmptyText,
}

impl FaultKind {
    /// Names its text in the message files (`problem.` + code).
    pub fn code(&self) -> &'static str {
        match self {
            FaultKind::DoubleId => "handbook.double_id",
            FaultKind::UnknownPost(_) => "handbook.unknown_post",
            FaultKind::UnknownReviewer(_) => "handbook.unknown_reviewer",
            FaultKind::UnknownClause(_) => "handbook.unknown_clause",
            FaultKind::UnknownEvidence(_) => "handbook.unknown_evidence",
            FaultKind::UnknownEvent(_) => "handbook.unknown_event",
            FaultKind::NoEvidence => "handbook.no_evidence",
            FaultKind::EmptyText => "handbook.empty_text",
        }
    }

    /// The code it stumbled over.
    pub fn about(&self) -> &str {
        match self {
            FaultKind::UnknownPost(code)
            | FaultKind::UnknownReviewer(code)
            | FaultKind::UnknownClause(code)
            | FaultKind::UnknownEvidence(code)
            | FaultKind::UnknownEvent(code) => code,
            FaultKind::DoubleId | FaultKind::NoEvidence | FaultKind::EmptyText => "",
        }
    }
}

/// Everything that is wrong with entries, measured against what a book knows of posts and codes.
pub fn faults(book: &Book, entries: &[Entry]) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let evidence = book.evidence_codes();
    let mut found = vec![];
    for entry in entries {
        let mut wrong = |kind| found.push(Fault { entry: entry.id.clone(), kind });
        if !seen.insert(&entry.id) {
            wrong(FaultKind::DoubleId);
        }
        if book.post(&entry.post).is_none() {
            wrong(FaultKind::UnknownPost(entry.post.clone()));
        }
        if let Some(reviewer) = entry.reviewer.as_ref().filter(|code| book.post(code).is_none()) {
            wrong(FaultKind::UnknownReviewer(reviewer.clone()));
        }
        for clause in entry.clauses.iter().filter(|id| book.clause(id).is_none()) {
            wrong(FaultKind::UnknownClause(clause.clone()));
        }
        for code in entry.evidence.iter().filter(|code| !evidence.contains(code.as_str())) {
            wrong(FaultKind::UnknownEvidence(code.clone()));
        }
        let unknown = |event: &&str| !book.events.iter().any(|known| known.code == *event);
        if let Some(event) = entry.when.event().filter(unknown) {
            wrong(FaultKind::UnknownEvent(event.to_owned()));
        }
        if entry.evidence.is_empty() {
            wrong(FaultKind::NoEvidence);
        }
        if !entry.is_complete() {
            wrong(FaultKind::EmptyText);
        }
    }
    found
}
