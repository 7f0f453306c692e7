use askama::Template;
use axum::extract::State;
use kernel::Permission::{KeepCustody, PayRefunds, ViewPrepaid};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::seen;
use crate::store::{self, CardLine};

/// Cards and packages.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/cards.html")]
pub struct CardsPage {
    rows: Vec<CardLine>,
    list: ListPlace,
    /// A month from today: what ends by then ends soon.
    soon: kernel::BusinessDate,
    #[serde(skip)]
    may_see_custody: bool,
}

impl CardLine {
    fn name(&self) -> kernel::Words {
        kernel::Words::new(&self.name_zh, &self.name_en)
    }

    fn ends_by(&self, day: &kernel::BusinessDate) -> bool {
        self.last_day.is_some_and(|last| last <= *day)
    }
}

impl View for CardsPage {
    fn title(&self, say: Say) -> String {
        say.t("prepaid.cards.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("prepaid.cards.{key}"));
        let row = |line: &CardLine| {
            vec![
                line.card.clone().into(),
                line.customer.clone().into(),
                line.name().read(say.0).into(),
                line.store.clone().into(),
                line.day.into(),
                line.price.into(),
                line.owed.into(),
                line.unused.into(),
                line.sessions.into(),
                line.last_day.into(),
            ]
        };
        let columns =
            ["card", "customer", "name", "store", "day", "price", "owed", "unused", "sessions", "last_day"];
        Some(Table {
            name: "prepaid".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| kernel::Money::fen(fen).unwrap_or_default();
        let package = CardLine {
            id: 15,
            card: "p7".into(),
            customer_id: kernel::Id::of(1),
            customer: "李小燕".into(),
            name_zh: "补水疗程".into(),
            name_en: "Moisture course".into(),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 1),
            price: fen(3_000_00),
            owed: fen(500_00),
            unused: fen(1_500_00),
            sessions: Some(6),
            last_day: Some(jiff::civil::date(2026, 12, 1)),
            frozen_since: None,
        };
        let value = CardLine {
            sessions: None,
            last_day: None,
            frozen_since: Some(jiff::civil::date(2026, 11, 2)),
            ..package.clone()
        };
        let page = |rows| CardsPage {
            rows,
            list: ListPlace::sample(),
            soon: jiff::civil::date(2026, 12, 24),
            may_see_custody: true,
        };
        vec![page(vec![package, value]), page(vec![])]
    }
}

/// `GET /prepaid`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<CardsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let page = store::CARDS.page(tx, &listing.ask_newest_first(), db::args![seen(call, ViewPrepaid)?])?;
        let today = org::today(tx, call)?.day;
        Ok(CardsPage {
            list: listing.place(&page),
            rows: page.rows,
            soon: today.checked_add(jiff::Span::new().days(30)).unwrap_or(today),
            may_see_custody: call.actor.may(KeepCustody) || call.actor.may(PayRefunds),
        })
    });
    Ok(Reply(page.await?))
}
