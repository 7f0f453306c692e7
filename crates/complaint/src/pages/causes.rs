use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use kernel::Permission::ViewComplaints;
use kernel::{BusinessDate, Money, Problems, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Failure, Reply, Say, Table, TableCell, View, filters};

use crate::case::Severity;
use crate::place::Sight;
use crate::proof::CAUSES_PAGE;
use crate::store::{self, CauseRow};
use crate::words::{name, vocabulary};

/// Which month.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct MonthAsked {
    /// `YYYY-MM`; empty is this month.
    #[serde(default)]
    pub month: String,
}

/// The first day of a month.
pub(super) fn first_day(text: &str, today: BusinessDate) -> Result<BusinessDate> {
    let mut wrong = Problems::default();
    let first = match text.trim() {
        "" => Some(today.first_of_month()),
        text => wrong.need("month", parse_day(&format!("{text}-01")), "not_a_day"),
    };
    wrong.or(first)
}

/// What was complained of in a month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CauseView {
    code: String,
    name: Words,
    /// How many, by how bad.
    by_severity: Vec<i64>,
    count: i64,
    /// How many in the month before.
    before: i64,
    /// How many are closed with a customer who is content.
    content: i64,
    worth: Money,
}

/// A month's complaints by cause.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/causes.html")]
pub struct CausesPage {
    month: String,
    previous: String,
    next: Option<String>,
    first: BusinessDate,
    last: BusinessDate,
    causes: Vec<CauseView>,
    count: i64,
    worth: Money,
}

impl CausesPage {
    fn severities(&self) -> Vec<String> {
        Severity::ALL.iter().map(|one| format!("complaint.severity.{}", one.code())).collect()
    }

    /// The stretches of a cause's bar: class, from where, how wide; the most frequent cause is 100 wide.
    fn stretches(&self, cause: &CauseView) -> Vec<(&'static str, String, String)> {
        let most = self.causes.iter().map(|cause| cause.count).max().unwrap_or(1).max(1);
        let share = |n: i64| format!("{:.1}", n as f64 * 100.0 / most as f64);
        let classes = ["is-none", "is-done", "is-due", "is-late"];
        let mut from = 0;
        let stretch = |(class, count): (&&'static str, &i64)| {
            let begins = from;
            from += count;
            (*class, share(begins), share(*count))
        };
        classes.iter().zip(&cause.by_severity).map(stretch).collect()
    }
}

impl View for CausesPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("complaint.causes.title"), self.month)
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("complaint.causes.{key}"));
        let mut columns = vec![heading("cause")];
        columns.extend(self.severities().iter().map(|key| say.t(key)));
        columns.extend(["count", "before", "content", "worth"].map(heading));
        let row = |cause: &CauseView| -> Vec<TableCell> {
            let mut cells: Vec<TableCell> = vec![cause.name.read(say.0).into()];
            cells.extend(cause.by_severity.iter().map(|n| TableCell::from(*n)));
            cells.extend([cause.count, cause.before, cause.content].map(TableCell::from));
            cells.push(cause.worth.into());
            cells
        };
        let rows = self.causes.iter().map(row).collect();
        Some(Table { name: format!("complaint-causes-{}", self.month), columns, rows })
    }

    fn samples() -> Vec<Self> {
        let cause = |code: &str, zh: &str, by_severity: Vec<i64>| CauseView {
            code: code.into(),
            name: Words::new(zh, ""),
            count: by_severity.iter().sum(),
            by_severity,
            before: 1,
            content: 1,
            worth: Money::fen(128_00).unwrap_or_default(),
        };
        let page = |causes: Vec<CauseView>| CausesPage {
            month: "2026-11".into(),
            previous: "2026-10".into(),
            next: None,
            first: jiff::civil::date(2026, 11, 1),
            last: jiff::civil::date(2026, 11, 30),
            count: causes.iter().map(|cause| cause.count).sum(),
            worth: Money::ZERO,
            causes,
        };
        let causes = vec![
            cause("waiting", "等候与预约", vec![1, 2, 0, 0]),
            cause("manner", "态度与礼仪", vec![0, 0, 1, 1]),
        ];
        vec![page(causes), page(vec![])]
    }
}

/// Puts a month's rows together, the most frequent cause first; what went away since the month before is shown too.
fn views(rows: &[CauseRow], before: &[CauseRow]) -> Result<Vec<CauseView>> {
    let names = &vocabulary()?.cause;
    let mut all: BTreeMap<&str, CauseView> = BTreeMap::new();
    for row in rows.iter().chain(before) {
        all.entry(&row.cause).or_insert_with(|| CauseView {
            code: row.cause.clone(),
            name: name(names, &row.cause),
            by_severity: vec![0; Severity::ALL.len()],
            count: 0,
            before: 0,
            content: 0,
            worth: Money::ZERO,
        });
    }
    for row in rows {
        let Some(view) = all.get_mut(row.cause.as_str()) else { continue };
        if let Some(place) = Severity::ALL.iter().position(|one| *one == row.severity) {
            view.by_severity[place] += row.count;
        }
        view.count += row.count;
        view.content += row.content;
        view.worth = view.worth.plus(row.worth)?;
    }
    for row in before {
        if let Some(view) = all.get_mut(row.cause.as_str()) {
            view.before += row.count;
        }
    }
    let mut all: Vec<CauseView> = all.into_values().collect();
    all.sort_by_key(|view| -view.count);
    Ok(all)
}

fn month_of(first: BusinessDate) -> String {
    first.strftime("%Y-%m").to_string()
}

/// `GET /complaints/causes`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<CausesPage>, Failure> {
    let look = app.look(&by, &asked, |tx, call, asked| {
        let sight = Sight::of(call, ViewComplaints)?;
        let today = org::today(tx, call)?.day;
        let first = first_day(&asked.month, today)?;
        let last = first.last_of_month();
        let earlier = first.saturating_sub(1.month());
        let rows = store::causes(tx, sight.store, first, last)?;
        let before = store::causes(tx, sight.store, earlier, earlier.last_of_month())?;
        let causes = views(&rows, &before)?;
        let page = CausesPage {
            month: month_of(first),
            previous: month_of(earlier),
            next: (last < today).then(|| month_of(first.saturating_add(1.month()))),
            first,
            last,
            count: causes.iter().map(|cause| cause.count).sum(),
            worth: Money::total(causes.iter().map(|cause| cause.worth))?,
            causes,
        };
        let seen = rhythm::looks::seen(tx, call.actor.person, today, CAUSES_PAGE)?;
        Ok((page, seen, today))
    });
    let (page, seen, today) = look.await?;
    rhythm::looks::keep(&app, seen, by.person, today, CAUSES_PAGE);
    Ok(Reply(page))
}
