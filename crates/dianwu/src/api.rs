//! The API as it describes itself, for programs and for people who try it out.

use std::sync::OnceLock;

use askama::Template;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use web::reply::FileReply;
use web::{Access, App, Reply, Routes, Say, View, filters};

use crate::shop;

/// The description, written out when somebody first asks for it.
#[derive(Default)]
pub struct Description(OnceLock<Vec<u8>>);

impl Description {
    fn text(&self) -> Vec<u8> {
        let written = || serde_json::to_vec(&shop::description()).unwrap_or_default();
        self.0.get_or_init(written).clone()
    }
}

/// The page on which the API is tried out.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "dianwu/docs.html")]
pub struct DocsPage {
    /// Where the description stands.
    description: &'static str,
}

impl DocsPage {
    fn new() -> DocsPage {
        DocsPage { description: "/openapi.json" }
    }
}

impl View for DocsPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.docs")
    }

    fn samples() -> Vec<Self> {
        vec![DocsPage::new()]
    }
}

/// The doors of the description.
pub fn routes() -> Routes {
    Routes::new("house").get("/openapi.json", Access::Public, "The description of the API", description).get(
        "/docs",
        Access::SignedIn,
        "The page to try the API on",
        docs,
    )
}

/// `GET /openapi.json`
async fn description(State(app): State<App>) -> FileReply {
    FileReply { media: "application/json", name: None, bytes: app.part::<Description>().text() }
}

/// `GET /docs`
async fn docs() -> Reply<DocsPage> {
    Reply(DocsPage::new())
}
