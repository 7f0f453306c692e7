use askama::Template;
use axum::extract::State;
use kernel::{Id, Instant, Permission, Result, Scope};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::TaskId;
use crate::pages::look;
use crate::store::{TASKS, TaskLine};
use crate::task::{Origin, Status};

/// Tasks, listed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/list.html")]
pub struct TaskListPage {
    rows: Vec<TaskLine>,
    list: ListPlace,
    now: Instant,
}

impl TaskListPage {
    fn look(&self, row: &TaskLine) -> (&'static str, &'static str, String) {
        look(row.status, row.status.is_open() && row.due_at < self.now)
    }

    fn origin(&self, row: &TaskLine) -> String {
        format!("work.origin.{}", row.origin.code())
    }
}

impl View for TaskListPage {
    fn title(&self, say: Say) -> String {
        say.t("work.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("work.list.{key}"));
        let row = |row: &TaskLine| {
            vec![
                row.title.as_str().into(),
                row.owner.as_str().into(),
                row.giver.as_str().into(),
                say.t(&self.origin(row)).as_str().into(),
                say.t(&self.look(row).2).as_str().into(),
                row.given_at.into(),
                row.due_at.into(),
                row.result.as_str().into(),
            ]
        };
        let columns = ["task", "owner", "giver", "origin", "status", "given", "due", "result"];
        Some(Table {
            name: "tasks".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = TaskLine {
            id: TaskId::of(1),
            title: "补齐三号房的毛巾".into(),
            owner: "唐糖".into(),
            giver: "许雅琴".into(),
            origin: Origin::Superior,
            status: Status::Accepted,
            given_at: at,
            due_at: at,
            result: String::new(),
        };
        let page = |rows| TaskListPage { rows, list: ListPlace::sample(), now: at.plus_minutes(1) };
        vec![page(vec![line]), page(vec![])]
    }
}

/// The owners whose tasks the asker may see, as the list takes them; empty is everybody.
pub(crate) fn visible(call: &Call) -> String {
    if call.actor.scope(Permission::ViewWork) == Some(Scope::Centre) {
        return String::new();
    }
    let below = call.actor.holdings.iter().flat_map(|held| held.below.iter().copied());
    let keys = std::iter::once(call.actor.person).chain(below).map(|person| person.get().to_string());
    format!(",{},", keys.collect::<Vec<_>>().join(","))
}

/// `GET /tasks/all`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<TaskListPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let args = db::args![visible(call), call.actor.person, call.now];
        let page = TASKS.page(tx, &listing.ask_newest_first(), args)?;
        Ok(TaskListPage { list: listing.place(&page), rows: page.rows, now: call.now })
    });
    Ok(Reply(page.await?))
}
