use askama::Template;
use axum::extract::State;
use customer::{Brief, CardLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Failure, Reply, Say, View, filters};

use crate::{arrivals, slips};

/// Which number.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct PhoneAsked {
    /// As it is typed.
    #[serde(default)]
    pub phone: String,
}

/// Whose number it is, with her card: a part of the form of a call slip.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/caller.html")]
pub struct CallerPage {
    customer: Option<Brief>,
    /// A whole number that is nobody's?
    unknown: bool,
    card: Vec<CardLine>,
}

impl View for CallerPage {
    fn title(&self, say: Say) -> String {
        say.t("desk.caller.title")
    }

    fn samples() -> Vec<Self> {
        let line = CardLine { code: "open_complaint", words: "等了四十分钟".into(), warns: true };
        vec![
            CallerPage { customer: Some(Brief::sample()), unknown: false, card: vec![line] },
            CallerPage { customer: None, unknown: true, card: vec![] },
            CallerPage { customer: None, unknown: false, card: vec![] },
        ]
    }
}

/// `GET /slips/caller`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<PhoneAsked>,
) -> Result<Reply<CallerPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let found = slips::caller(tx, call, &asked.phone)?;
        let customer = found.map(|id| customer::brief(tx, id)).transpose()?;
        let card = found.map(|id| arrivals::card(tx, call, id)).transpose()?.unwrap_or_default();
        let unknown = customer.is_none() && customer::Phone::read(&asked.phone).is_some();
        Ok(CallerPage { customer, unknown, card })
    });
    Ok(Reply(page.await?))
}
