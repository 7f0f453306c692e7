use askama::Template;
use axum::extract::State;
use kernel::Permission::ViewOpinions;
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use crate::place::Sight;
use crate::proof::OPINIONS_PAGE;
use crate::store::{self, OpinionLine};

/// Opinion forms.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/opinions.html")]
pub struct OpinionsPage {
    rows: Vec<OpinionLine>,
    list: ListPlace,
}

impl OpinionsPage {
    fn class(&self, mark: &i64) -> &'static str {
        super::opinion::class(mark)
    }
}

impl View for OpinionsPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.opinions.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("complaint.opinions.{key}"));
        let row = |line: &OpinionLine| -> Vec<TableCell> {
            vec![
                line.day.into(),
                line.store.clone().into(),
                line.who.clone().into(),
                line.answered_at.into(),
                line.overall.into(),
                line.words.clone().into(),
                line.replied_at.into(),
            ]
        };
        Some(Table {
            name: "opinions".to_owned(),
            columns: ["day", "store", "who", "answered", "overall", "words", "replied"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = kernel::Instant::from_millis(1_795_484_000_000);
        let sent = OpinionLine {
            id: kernel::Id::of(1),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            who: "秦岚".into(),
            answered_at: None,
            overall: None,
            words: String::new(),
            complaint_id: None,
            replied_at: None,
        };
        let low = OpinionLine {
            answered_at: Some(at),
            overall: Some(2),
            words: "房间有点冷".into(),
            complaint_id: Some(kernel::Id::of(1)),
            ..sent.clone()
        };
        let good = OpinionLine { overall: Some(5), complaint_id: None, replied_at: Some(at), ..low.clone() };
        let page = |rows| OpinionsPage { rows, list: ListPlace::sample() };
        vec![page(vec![sent, low, good]), page(vec![])]
    }
}

/// `GET /opinions`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<OpinionsPage>, Failure> {
    let look = app.look(&by, &listing, |tx, call, listing| {
        let sight = Sight::of(call, ViewOpinions)?;
        let page =
            store::OPINIONS.page(tx, &listing.ask_newest_first(), db::args![sight.store, sight.own])?;
        let today = org::today(tx, call)?.day;
        let seen = looks::seen(tx, call.actor.person, today, OPINIONS_PAGE)?;
        Ok((OpinionsPage { list: listing.place(&page), rows: page.rows }, seen, today))
    });
    let (page, seen, today) = look.await?;
    looks::keep(&app, seen, by.person, today, OPINIONS_PAGE);
    Ok(Reply(page))
}
