use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, PersonId, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Failure, Reply, Say, Table, View, filters};

use crate::looks;
use crate::pages::today::OnDay;
use crate::today::{self, Below, Tally};

/// Whose duties, on which day.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct BoardQuery {
    /// `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    on: String,
    /// Part of a name, a post or a store.
    #[serde(default)]
    q: String,
    /// Only those with something late (`late`) or due (`due`).
    #[serde(default)]
    state: String,
}

/// How the duties of everybody stand whom one may see.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rhythm/board.html")]
pub struct BoardPage {
    day: BusinessDate,
    q: String,
    state: String,
    /// All rows together.
    tally: Tally,
    rows: Vec<Below>,
}

impl BoardPage {
    fn fits(row: &Below, query: &BoardQuery) -> bool {
        let state = match query.state.as_str() {
            "late" => row.tally.late > 0,
            "due" => row.tally.due > 0,
            _ => true,
        };
        let wanted = query.q.trim().to_lowercase();
        let in_posts =
            |posts: &[Words]| posts.iter().any(|post| has(&post.zh, &wanted) || has(&post.en, &wanted));
        let has_text = has(&row.name, &wanted) || row.store.iter().any(|store| has(store, &wanted));
        state && (wanted.is_empty() || has_text || in_posts(&row.posts))
    }
}

fn has(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(wanted)
}

impl View for BoardPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.duties")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("rhythm.board.{key}"));
        let row = |row: &Below| {
            let posts: Vec<&str> = row.posts.iter().map(|post| post.read(say.0)).collect();
            let Tally { done, due, late, later, not_built } = row.tally;
            let words = [row.name.clone(), posts.join(" "), row.store.clone().unwrap_or_default()];
            let counts = [done, due, late, later, not_built];
            words.map(Into::into).into_iter().chain(counts.map(Into::into)).collect()
        };
        let columns = ["person", "post", "store", "done", "due", "late", "later", "not_built"];
        Some(Table {
            name: format!("duties-{}", self.day),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let tally = Tally { done: 4, due: 1, late: 2, later: 3, not_built: 9 };
        let below = Below {
            person: PersonId::of(2),
            name: "周晓雯".into(),
            posts: vec![Words::new("前台迎宾", "Greeter")],
            store: Some("静安店".into()),
            tally,
        };
        let day = jiff::civil::date(2026, 11, 24);
        let page = |rows| BoardPage { day, q: String::new(), state: String::new(), tally, rows };
        vec![page(vec![below]), page(vec![])]
    }
}

/// `GET /duties`
pub async fn board(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<BoardQuery>,
) -> Result<Reply<BoardPage>, Failure> {
    let (page, seen) = app
        .look(&by, &query, |tx, call, query| {
            let (day, mut rows) = today::board(tx, call, OnDay { on: query.on.clone() }.parse()?)?;
            rows.retain(|row| BoardPage::fits(row, query));
            rows.sort_by_key(|row| (-row.tally.late, -row.tally.due, row.person));
            let tally = rows.iter().fold(Tally::default(), |all, row| all.and(row.tally));
            let today = org::today(tx, call)?.day;
            let seen = day.chart.day != today || looks::seen(tx, call.actor.person, today, looks::BOARD)?;
            let (q, state) = (query.q.clone(), query.state.clone());
            Ok((BoardPage { day: day.chart.day, q, state, tally, rows }, seen))
        })
        .await?;
    looks::keep(&app, seen, by.person, page.day, looks::BOARD);
    Ok(Reply(page))
}
