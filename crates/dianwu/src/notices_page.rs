//! What waits for the reader: the bell on every page, and the list behind it.

use askama::Template;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use web::notices::{Notice, Noticings};
use web::{Access, App, By, Failure, Reply, Routes, Say, View, filters};

/// The doors to it.
pub fn routes() -> Routes {
    Routes::new("house").get("/notices", Access::SignedIn, "What waits for the reader", list).get(
        "/notices/bell",
        Access::SignedIn,
        "How much waits for the reader",
        bell,
    )
}

/// What waits, one line each.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "dianwu/notices.html")]
pub struct NoticesPage {
    notices: Vec<Notice>,
}

/// The bell in the corner of every page; the urgent is said beside it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "dianwu/bell.html")]
pub struct Bell {
    count: i64,
    urgent: Vec<Notice>,
}

fn samples() -> Vec<Notice> {
    let notice = |code, count, words: &str, urgent| Notice {
        code,
        count,
        words: words.to_owned(),
        href: "/today".to_owned(),
        urgent,
    };
    vec![notice("sample", 1, "三号房漏水", true), notice("sample", 2, "", false)]
}

impl View for NoticesPage {
    fn title(&self, say: Say) -> String {
        say.t("notice.title")
    }

    fn samples() -> Vec<Self> {
        vec![NoticesPage { notices: samples() }, NoticesPage { notices: vec![] }]
    }
}

impl View for Bell {
    fn title(&self, say: Say) -> String {
        say.t("notice.title")
    }

    fn samples() -> Vec<Self> {
        vec![Bell::of(samples()), Bell::of(vec![])]
    }
}

impl Bell {
    fn of(notices: Vec<Notice>) -> Bell {
        let count = notices.iter().map(|notice| notice.count).sum();
        Bell { count, urgent: notices.into_iter().filter(|notice| notice.urgent).collect() }
    }
}

async fn waiting(app: &App, by: &kernel::Actor) -> Result<Vec<Notice>, Failure> {
    Ok(app.look(by, &(), |tx, call, ()| call.app.part::<Noticings>().all(tx, call)).await?)
}

/// `GET /notices`
async fn list(State(app): State<App>, By(by): By) -> Result<Reply<NoticesPage>, Failure> {
    Ok(Reply(NoticesPage { notices: waiting(&app, &by).await? }))
}

/// `GET /notices/bell`
async fn bell(State(app): State<App>, By(by): By) -> Result<Reply<Bell>, Failure> {
    Ok(Reply(Bell::of(waiting(&app, &by).await?)))
}
