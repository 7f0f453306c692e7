use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, PersonId};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Asked, By, Failure, Reply, Say, Table, TableCell, View, filters};

use super::causes::{MonthAsked, first_day};
use crate::opinions::{self, Marked};

/// How a therapist's treatments were marked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarkedView {
    person: PersonId,
    name: String,
    /// How many treatments were marked.
    count: i64,
    /// The mean mark, in hundredths.
    mean: i64,
    /// How many marks are low.
    low: i64,
}

impl MarkedView {
    fn of(marked: Marked) -> MarkedView {
        let Marked { person, name, count, sum, low } = marked;
        MarkedView { person, name, count, mean: sum * 100 / count.max(1), low }
    }

    fn mean(&self) -> String {
        format!("{}.{:02}", self.mean / 100, self.mean % 100)
    }

    /// The mean as a share of the best.
    fn share(&self) -> String {
        format!("{:.1}", self.mean as f64 / 5.0)
    }

    fn class(&self) -> &'static str {
        match self.mean {
            ..300 => "is-late",
            300..400 => "is-due",
            _ => "is-done",
        }
    }
}

/// A month's marks, therapist by therapist.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/marks.html")]
pub struct MarksPage {
    month: String,
    first: BusinessDate,
    last: BusinessDate,
    rows: Vec<MarkedView>,
}

impl View for MarksPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("complaint.marks.title"), self.month)
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("complaint.marks.{key}"));
        let row = |one: &MarkedView| -> Vec<TableCell> {
            vec![one.name.clone().into(), one.count.into(), one.mean().into(), one.low.into()]
        };
        Some(Table {
            name: format!("marks-{}", self.month),
            columns: ["name", "count", "mean", "low"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let row = |name: &str, sum, low| {
            MarkedView::of(Marked { person: kernel::Id::of(1), name: name.into(), count: 4, sum, low })
        };
        let page = |rows| MarksPage {
            month: "2026-11".into(),
            first: jiff::civil::date(2026, 11, 1),
            last: jiff::civil::date(2026, 11, 30),
            rows,
        };
        vec![page(vec![row("王丽", 19, 0), row("陈思思", 13, 1), row("何佳", 9, 2)]), page(vec![])]
    }
}

/// `GET /opinions/therapists`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<MarksPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let first = first_day(&asked.month, org::today(tx, call)?.day)?;
        let last = first.last_of_month();
        let mut rows: Vec<MarkedView> =
            opinions::by_therapist(tx, call, first, last)?.into_iter().map(MarkedView::of).collect();
        rows.sort_by_key(|row| (-row.mean, -row.count));
        Ok(MarksPage { month: first.strftime("%Y-%m").to_string(), first, last, rows })
    });
    Ok(Reply(page.await?))
}
