use askama::Template;
use axum::extract::State;
use kernel::Permission::{TakeComplaints, ViewComplaints};
use kernel::{Instant, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use super::Pick;
use crate::place::Sight;
use crate::store::{self, AlertLine};
use crate::words::{name, vocabulary};

/// Class, icon and text of how a special situation stands.
pub(super) fn look(taken: bool, ended: bool) -> (&'static str, &'static str, &'static str) {
    match (taken, ended) {
        (_, true) => ("is-done", "check", "complaint.alerts.over"),
        (true, false) => ("is-due", "user", "complaint.alerts.taken"),
        (false, false) => ("is-late", "alert-triangle", "complaint.alerts.waits"),
    }
}

/// Special situations.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/alerts.html")]
pub struct AlertsPage {
    rows: Vec<AlertLine>,
    list: ListPlace,
    may_report: bool,
    #[serde(skip)]
    kinds: Vec<Pick>,
}

impl AlertsPage {
    fn look(&self, row: &AlertLine) -> (&'static str, &'static str, &'static str) {
        look(row.taken_at.is_some(), row.ended_at.is_some())
    }

    fn kind(&self, code: &str) -> Words {
        vocabulary().map_or_else(|_| Words::new(code, code), |all| name(&all.situation, code))
    }
}

impl View for AlertsPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.alerts.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("complaint.alerts.{key}"));
        let row = |line: &AlertLine| -> Vec<TableCell> {
            vec![
                line.reported_at.into(),
                line.store.clone().into(),
                self.kind(&line.kind).read(say.0).into(),
                line.who.clone().into(),
                line.words.clone().into(),
                line.reporter.clone().into(),
                line.taker.clone().into(),
                line.taken_at.into(),
                line.ended_at.into(),
            ]
        };
        let columns = ["reported", "store", "kind", "who", "words", "reporter", "taker", "taken_at", "ended"];
        Some(Table {
            name: "special-situations".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = AlertLine {
            id: kernel::Id::of(1),
            reported_at: at,
            store: "静安店".into(),
            kind: "reaction".into(),
            who: "秦岚".into(),
            words: "二号房顾客头晕".into(),
            reporter: "唐糖".into(),
            taker: None,
            taken_at: None,
            ended_at: None,
        };
        let taken =
            AlertLine {
                taker: Some("杨帆".into()), taken_at: Some(at), who: String::new(), ..line.clone()
            };
        let over = AlertLine { ended_at: Some(at), ..taken.clone() };
        let page =
            |rows| AlertsPage { rows, list: ListPlace::sample(), may_report: true, kinds: Pick::sample() };
        vec![page(vec![line, taken, over]), page(vec![])]
    }
}

/// `GET /alerts`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<AlertsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let sight = Sight::of(call, ViewComplaints)?;
        let page = store::ALERTS.page(tx, &listing.ask_newest_first(), db::args![sight.store, sight.own])?;
        Ok(AlertsPage {
            list: listing.place(&page),
            rows: page.rows,
            may_report: call.actor.may(TakeComplaints),
            kinds: Pick::named(&vocabulary()?.situation, org::today(tx, call)?.day),
        })
    });
    Ok(Reply(page.await?))
}
