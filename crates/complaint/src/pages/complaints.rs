use askama::Template;
use axum::extract::State;
use kernel::Permission::{TakeComplaints, ViewComplaints};
use kernel::{Instant, Words};
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use super::{Pick, look};
use crate::case::{ComplaintId, Severity, State as Stands};
use crate::place::Sight;
use crate::proof::COMPLAINTS_PAGE;
use crate::store::{self, ComplaintLine};
use crate::words::{name, vocabulary};

/// Complaints.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/complaints.html")]
pub struct ComplaintsPage {
    rows: Vec<ComplaintLine>,
    list: ListPlace,
    now: Instant,
    may_take: bool,
    #[serde(skip)]
    causes: Vec<Pick>,
}

impl ComplaintsPage {
    fn look(&self, row: &ComplaintLine) -> (&'static str, &'static str, &'static str) {
        look(row.state, self.now > row.due_at)
    }

    fn cause(&self, code: &str) -> Words {
        vocabulary().map_or_else(|_| Words::new(code, code), |all| name(&all.cause, code))
    }

    fn states(&self) -> Vec<(String, String)> {
        Stands::ALL
            .iter()
            .map(|state| (state.code().to_owned(), format!("complaint.state.{}", state.code())))
            .collect()
    }

    fn severities(&self) -> Vec<(String, String)> {
        let key = |one: &Severity| (one.code().to_owned(), format!("complaint.severity.{}", one.code()));
        Severity::ALL.iter().map(key).collect()
    }
}

impl View for ComplaintsPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("complaint.list.{key}"));
        let row = |line: &ComplaintLine| -> Vec<TableCell> {
            vec![
                line.day.into(),
                line.store.clone().into(),
                line.who.clone().into(),
                self.cause(&line.cause).read(say.0).into(),
                say.t(&format!("complaint.severity.{}", line.severity.code())).into(),
                line.words.clone().into(),
                line.owner.clone().into(),
                say.t(&format!("complaint.state.{}", line.state.code())).into(),
                line.due_at.into(),
                line.closed_at.into(),
            ]
        };
        let columns =
            ["day", "store", "who", "cause", "severity", "words", "owner", "state", "due", "closed"];
        Some(Table {
            name: "complaints".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let now = Instant::from_millis(1_795_484_000_000);
        let line = ComplaintLine {
            id: kernel::Id::of(1),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            who: "秦岚".into(),
            cause: "waiting".into(),
            severity: Severity::Normal,
            words: "等了四十分钟".into(),
            owner: "杨帆".into(),
            state: Stands::Open,
            due_at: now.plus_minutes(60),
            closed_at: None,
        };
        let late =
            ComplaintLine { due_at: now.plus_minutes(-60), severity: Severity::Critical, ..line.clone() };
        let asked = ComplaintLine { state: Stands::Remedied, ..line.clone() };
        let closed = ComplaintLine { state: Stands::Closed, closed_at: Some(now), ..line.clone() };
        let page = |rows| ComplaintsPage {
            rows,
            list: ListPlace::sample(),
            now,
            may_take: true,
            causes: Pick::sample(),
        };
        vec![page(vec![line, late, asked, closed]), page(vec![])]
    }
}

/// `GET /complaints`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ComplaintsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let sight = Sight::of(call, ViewComplaints)?;
        let args = db::args![sight.store, sight.own, call.now];
        let page = store::COMPLAINTS.page(tx, &listing.ask_newest_first(), args)?;
        let (me, today) = (call.actor.person, org::today(tx, call)?.day);
        let waits = store::is_any_late(tx, sight.store, sight.own, call.now)?;
        let seen = looks::seen(tx, me, today, COMPLAINTS_PAGE)?;
        let page = ComplaintsPage {
            list: listing.place(&page),
            rows: page.rows,
            now: call.now,
            may_take: call.actor.may(TakeComplaints),
            causes: Pick::named(&vocabulary()?.cause, today),
        };
        Ok((page, waits, seen, today))
    });
    let (page, waits, seen, today) = page.await?;
    // On a calm day to have looked is to have done it; on any other it is not.
    looks::keep(&app, seen || waits, by.person, today, COMPLAINTS_PAGE);
    Ok(Reply(page))
}

/// The address of a complaint.
pub(super) fn address(id: ComplaintId) -> String {
    format!("/complaints/{id}")
}
