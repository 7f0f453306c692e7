use askama::Template;
use axum::extract::State as Held;
use kernel::{Id, Instant, Permission, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use super::look;
use crate::asking::own;
use crate::form::Group;
use crate::state::State;
use crate::store::{self, ApprovalId, ApprovalLine};

/// Which of the lists.
const TABS: [&str; 4] = ["inbox", "mine", "decided", "all"];

/// The forms that wait for one, and the other lists.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/inbox.html")]
pub struct InboxPage {
    /// `inbox`, `mine`, `decided` or `all`.
    tab: String,
    /// How many wait.
    waiting: i64,
    /// How many of them are urged.
    urged: i64,
    rows: Vec<ApprovalLine>,
    list: ListPlace,
    may_see_all: bool,
    #[serde(skip)]
    forms: Vec<(String, Words)>,
}

impl InboxPage {
    fn tabs(&self) -> impl Iterator<Item = &'static str> {
        let all = self.may_see_all;
        TABS.into_iter().filter(move |tab| all || *tab != "all")
    }
}

impl ApprovalLine {
    fn form(&self) -> Words {
        Words::new(&self.form_zh, &self.form_en)
    }
}

impl View for InboxPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.approvals")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("approval.inbox.{key}"));
        let row = |line: &ApprovalLine| -> Vec<TableCell> {
            vec![
                line.id.get().into(),
                line.form().read(say.0).into(),
                line.title.clone().into(),
                line.amount.into(),
                line.asker.clone().into(),
                line.store.clone().into(),
                say.t(&look(&line.state).2).into(),
                line.asked_at.into(),
            ]
        };
        let columns = ["number", "form", "title", "amount", "asker", "store", "state", "asked_at"];
        Some(Table {
            name: "approvals".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = ApprovalLine {
            id: ApprovalId::of(7),
            form_zh: "申购单".into(),
            form_en: "Purchase".into(),
            topic: Group::Goods,
            title: "洁面乳".into(),
            amount: kernel::Money::fen(3_000_00).ok(),
            asker: "陈思思".into(),
            store: Some("静安店".into()),
            state: State::Open,
            asked_at: Instant::from_millis(1_795_484_000_000),
            urged_at: Some(Instant::from_millis(1_795_488_000_000)),
        };
        let settled = ApprovalLine { state: State::Approved, amount: None, urged_at: None, ..line.clone() };
        let page = |tab: &str, rows| InboxPage {
            tab: tab.into(),
            waiting: 1,
            urged: 1,
            rows,
            list: ListPlace::sample(),
            may_see_all: tab == "all",
            forms: vec![("purchase".into(), Words::new("申购单", "Purchase"))],
        };
        vec![page("inbox", vec![line]), page("all", vec![settled]), page("mine", vec![])]
    }
}

/// `GET /approvals`
pub async fn list(Held(app): Held<App>, By(by): By, listing: Listing) -> Result<Reply<InboxPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        own(call)?;
        let mut ask = listing.ask();
        let asked =
            ask.filters.iter().find(|(name, _)| name == "tab").map_or("inbox", |(_, tab)| tab.as_str());
        let tab = TABS.into_iter().find(|tab| *tab == asked).unwrap_or("inbox");
        // A figure is told to many and leads to all; who oversees none has her own.
        let tab = if tab == "all" && overseen(call).is_err() { "mine" } else { tab };
        ask.filters.retain(|(name, _)| name != "tab");
        // What waits longest stands first; the other lists begin with the newest.
        ask.descending = ask.descending || (tab != "inbox" && ask.sort.is_empty());
        let (person, day) = (call.actor.person, org::today(tx, call)?.day);
        let page = match tab {
            "mine" => store::ASKED.page(tx, &ask, db::args![person])?,
            "decided" => store::DECIDED.page(tx, &ask, db::args![person])?,
            "all" => store::ALL.page(tx, &ask, db::args![overseen(call)?])?,
            _ => store::INBOX.page(tx, &ask, db::args![person, day])?,
        };
        let waiting = store::waiting(tx, person, day)?;
        let forms = store::forms(tx, day)?;
        Ok(InboxPage {
            tab: tab.to_owned(),
            waiting: waiting.count,
            urged: waiting.urged,
            list: listing.place(&page),
            rows: page.rows,
            may_see_all: overseen(call).is_ok(),
            forms: forms.into_iter().map(|form| (form.code, form.name)).collect(),
        })
    });
    Ok(Reply(page.await?))
}

/// Whose forms one oversees: a store's, or those of all (0).
fn overseen(call: &web::Call) -> Result<i64> {
    match call.actor.scope(Permission::ViewApprovals) {
        Some(Scope::Centre) => Ok(0),
        Some(Scope::Store) => {
            let own = call.actor.holdings.iter().find_map(|held| held.store);
            own.map(Id::get).ok_or_else(kernel::Error::missing)
        }
        _ => Err(kernel::Error::missing()),
    }
}
