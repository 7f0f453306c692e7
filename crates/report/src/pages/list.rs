use askama::Template;
use axum::extract::State;
use kernel::{Id, Instant, Permission, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::ReportId;
use crate::kind::{ReportKind, ReportStatus};
use crate::pages::look;
use crate::store::{REPORTS, ReportLine};

/// Logs and reports, listed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "report/list.html")]
pub struct ReportListPage {
    rows: Vec<ReportLine>,
    list: ListPlace,
}

impl ReportListPage {
    fn post(&self, row: &ReportLine) -> Words {
        Words::new(&row.post_zh, &row.post_en)
    }

    fn look(&self, row: &ReportLine) -> (&'static str, &'static str, String) {
        look(row.status)
    }
}

impl View for ReportListPage {
    fn title(&self, say: Say) -> String {
        say.t("report.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("report.list.{key}"));
        let row = |row: &ReportLine| {
            vec![
                row.from_day.into(),
                row.until_day.into(),
                say.t(&row.kind.text()).as_str().into(),
                row.name.as_str().into(),
                self.post(row).read(say.0).into(),
                say.t(&self.look(row).2).as_str().into(),
                row.handed_in_at.into(),
            ]
        };
        let columns = ["from", "until", "kind", "name", "post", "status", "handed_in"];
        Some(Table {
            name: "reports".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = ReportLine {
            id: ReportId::of(1),
            kind: ReportKind::Daily,
            name: "杨帆".into(),
            post_zh: "前台主管".into(),
            post_en: "Front desk head".into(),
            from_day: jiff::civil::date(2026, 11, 23),
            until_day: jiff::civil::date(2026, 11, 23),
            status: ReportStatus::Accepted,
            handed_in_at: Some(Instant::from_millis(1_795_484_000_000)),
        };
        let page = |rows| ReportListPage { rows, list: ListPlace::sample() };
        vec![page(vec![line]), page(vec![])]
    }
}

/// The authors whose reports the asker may see, as the list takes them; empty is everybody.
fn visible(call: &Call) -> String {
    if call.actor.scope(Permission::ViewReports) == Some(Scope::Centre) {
        return String::new();
    }
    let below = call.actor.holdings.iter().flat_map(|held| held.below.iter().copied());
    let leads = call.actor.scope(Permission::ViewReports) > Some(Scope::Own);
    let below = below.filter(|_| leads);
    let keys = std::iter::once(call.actor.person).chain(below).map(|person| person.get().to_string());
    format!(",{},", keys.collect::<Vec<_>>().join(","))
}

/// `GET /reports/all`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ReportListPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let args = db::args![visible(call), call.actor.person];
        let page = REPORTS.page(tx, &listing.ask_newest_first(), args)?;
        Ok(ReportListPage { list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}
