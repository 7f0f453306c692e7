use askama::Template;
use axum::extract::State;
use db::Tx;
use db::list::Page;
use kernel::{Problems, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::seen::{built, seen};
use super::shown::Name;
use crate::book::{Book, Clause};
use crate::check::{Carried, Report, check, standing};

/// The clauses, and how each stands.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/clauses.html")]
pub struct ClausesPage {
    report: Report,
    rows: Vec<ClauseLine>,
    list: ListPlace,
}

/// A clause as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClauseLine {
    id: String,
    name: Words,
    /// The slice of the program that is about it.
    slice: String,
    /// How it stands.
    standing: Carried,
    /// The entries that carry it.
    entries: Vec<CarrierLine>,
}

/// An entry that carries a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CarrierLine {
    id: String,
    title: Words,
    post: Name,
}

impl View for ClausesPage {
    fn title(&self, say: Say) -> String {
        say.t("handbook.clauses.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("handbook.clauses.{key}"));
        let row = |line: &ClauseLine| {
            let entries: Vec<String> = line.entries.iter().map(|entry| entry.in_words(say)).collect();
            vec![
                line.id.as_str().into(),
                line.name.read(say.0).into(),
                say.t(&format!("handbook.carried.{}", line.standing.code())).into(),
                entries.join(&say.t("handbook.list")).into(),
            ]
        };
        Some(Table {
            name: "clauses".to_owned(),
            columns: ["id", "name", "state", "entries"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = crate::shipped() else { return vec![] };
        let page = |rows| ClausesPage {
            report: check(&shipped.book, &Default::default()),
            rows,
            list: ListPlace::sample(),
        };
        let all = shipped.book.clauses.iter().take(5);
        let line = |clause| ClauseLine::of(&shipped.book, &["org.line".to_owned()].into(), clause);
        vec![page(all.map(line).collect()), page(vec![])]
    }
}

impl CarrierLine {
    fn in_words(&self, say: Say) -> String {
        format!("{} {}", self.post.name.read(say.0), self.title.read(say.0))
    }
}

impl ClauseLine {
    fn of(book: &Book, built: &std::collections::BTreeSet<String>, clause: &Clause) -> ClauseLine {
        let carrier = |entry: &crate::Entry| CarrierLine {
            id: entry.id.clone(),
            title: entry.title.clone(),
            post: Name::of(&entry.post, book.post_name(&entry.post)),
        };
        ClauseLine {
            id: clause.id.clone(),
            name: clause.name.clone(),
            slice: clause.slice.clone(),
            standing: standing(book, built, &clause.id),
            entries: book.carriers(&clause.id).map(carrier).collect(),
        }
    }

    fn has(&self, text: &str) -> bool {
        let entries = self.entries.iter().flat_map(|entry| [&entry.title.zh, &entry.title.en]);
        let mut texts = [&self.id, &self.name.zh, &self.name.en].into_iter().chain(entries);
        texts.any(|own| own.to_lowercase().contains(text))
    }
}

fn is_wanted(line: &ClauseLine, filters: &[(String, String)]) -> bool {
    filters.iter().all(|(name, value)| match name.as_str() {
        "q" => line.has(&value.trim().to_lowercase()),
        "clause" => line.id == *value,
        "post" => line.entries.iter().any(|entry| entry.post.code == *value),
        _ => line.standing.code() == value,
    })
}

fn clauses(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<ClausesPage> {
    let ask = listing.ask();
    let mut wrong = Problems::default();
    for (name, value) in &ask.filters {
        let known = match name.as_str() {
            "q" | "clause" | "post" => true,
            "state" => Carried::from_code(value).is_some(),
            _ => false,
        };
        if !known {
            wrong.add(name.as_str(), "unknown");
        }
    }
    wrong.or(Some(()))?;
    let seen = seen(tx, call, None)?;
    let lines = seen.book.clauses.iter().map(|clause| ClauseLine::of(&seen.book, built(call), clause));
    let rows: Vec<ClauseLine> = lines.filter(|line| is_wanted(line, &ask.filters)).collect();
    let page = Page { rows, next: None, previous: None };
    Ok(ClausesPage { report: check(&seen.book, built(call)), list: listing.place(&page), rows: page.rows })
}

/// `GET /handbook/clauses`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ClausesPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, clauses).await?))
}
