use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, Reply, Say, View, filters};

use crate::pages::TaskView;
use crate::task::Status;
use crate::{overdue, store};

/// What is the reader's to do, and what waits for her word.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/tasks.html")]
pub struct TasksPage {
    /// Hers, the nearest deadline first.
    mine: Vec<TaskView>,
    /// Given by her, done or declined.
    agree: Vec<TaskView>,
    /// Overdue ones of others that have come up to her.
    risen: Vec<TaskView>,
    may_give: bool,
}

impl View for TasksPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.tasks")
    }

    fn samples() -> Vec<Self> {
        let task = TaskView::sample;
        vec![
            TasksPage {
                mine: vec![task(Status::Given), task(Status::Accepted)],
                agree: vec![task(Status::Done), task(Status::Declined)],
                risen: vec![task(Status::Accepted)],
                may_give: true,
            },
            TasksPage { mine: vec![], agree: vec![], risen: vec![], may_give: false },
        ]
    }
}

fn page(tx: &mut Tx, call: &Call) -> Result<TasksPage> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let views = |tasks: Vec<store::TaskRow>| {
        tasks.into_iter().map(|task| TaskView::of(task, &chart.organisation, call.now)).collect()
    };
    Ok(TasksPage {
        mine: views(store::open_of(tx, me)?),
        agree: views(store::awaiting_giver(tx, me)?),
        risen: views(overdue::risen(tx, call, &chart, me)?),
        may_give: call.actor.may(Permission::GiveWork),
    })
}

/// `GET /tasks`
pub async fn own(State(app): State<App>, By(by): By) -> Result<Reply<TasksPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}
