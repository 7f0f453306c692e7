use askama::Template;
use axum::extract::State;
use kernel::Words;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Failure, Reply, Say, View, filters};

use crate::keeper::CardLine;
use crate::{Brief, CustomerId, keeping, sight};

/// A line of the card.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    code: &'static str,
    words: Words,
    warns: bool,
}

/// What whoever greets a customer should know (迎宾卡).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/card.html")]
pub struct CardPage {
    customer: Brief,
    lines: Vec<LineView>,
}

impl View for CardPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.card.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let line = |code, warns| LineView { code, words: Words::new("怀孕", "Pregnant"), warns };
        let lines = vec![line("warning", true), line("wish", false)];
        let page = |lines| CardPage { customer: Brief::sample(), lines };
        vec![page(lines), page(vec![])]
    }
}

/// `GET /customers/{id}/card`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<CardPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        sight::seeing(tx, call, *id)?;
        let (customer, lines) = keeping::greeting(tx, call, *id)?;
        let line = |line: CardLine| {
            Ok(LineView { code: line.code, words: keeping::both(&line.words)?, warns: line.warns })
        };
        Ok(CardPage { customer, lines: lines.into_iter().map(line).collect::<kernel::Result<_>>()? })
    });
    Ok(Reply(page.await?))
}
