use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Money, Permission, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::may;
use super::seen::{self, Named};
use crate::offer::{OfferId, OfferKind};
use crate::store::{self, OfferLine};

/// The catalogue.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/list.html")]
pub struct CatalogPage {
    day: BusinessDate,
    rows: Vec<OfferLine>,
    list: ListPlace,
    departments: Vec<Named>,
    may_propose: bool,
}

impl CatalogPage {
    fn department(&self, code: &str) -> Words {
        let found = self.departments.iter().find(|department| department.value == code);
        found.map_or_else(|| Words::new(code, code), |department| department.name.clone())
    }
}

impl View for CatalogPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns = [
            "number",
            "name",
            "kind_is",
            "department",
            "minutes",
            "price",
            "member_price",
            "first_day",
            "last_day",
        ];
        let row = |row: &OfferLine| {
            vec![
                row.number.clone().into(),
                row.name().read(say.0).into(),
                say.t(&row.kind.key()).into(),
                row.department.as_deref().map(|code| self.department(code).read(say.0).to_owned()).into(),
                row.minutes.into(),
                row.price.into(),
                row.member_price.into(),
                row.first_day.into(),
                row.last_day.into(),
            ]
        };
        Some(Table {
            name: "catalogue".to_owned(),
            columns: columns.map(|key| say.t(&format!("catalog.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let treatment = OfferLine {
            id: OfferId::of(1),
            kind: OfferKind::Treatment,
            number: "F001".into(),
            name_zh: "深层补水护理".into(),
            name_en: "Deep moisture facial".into(),
            department: Some("therapy".into()),
            family: Some("face".into()),
            minutes: Some(70),
            price: Money::fen(298_00).ok(),
            member_price: Money::fen(258_00).ok(),
            first_day: jiff::civil::date(2026, 1, 1),
            last_day: None,
        };
        let instrument = OfferLine {
            kind: OfferKind::Instrument,
            department: None,
            family: None,
            minutes: None,
            price: None,
            member_price: None,
            last_day: Some(jiff::civil::date(2026, 6, 30)),
            ..treatment.clone()
        };
        let coming = OfferLine { first_day: jiff::civil::date(2027, 1, 1), ..treatment.clone() };
        let page = |rows, may_propose| CatalogPage {
            day,
            rows,
            list: ListPlace::sample(),
            departments: vec![Named::new("therapy", Words::new("美疗部", "Therapy"))],
            may_propose,
        };
        vec![page(vec![treatment, coming, instrument], true), page(vec![], false)]
    }
}

/// `GET /catalog`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<CatalogPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let day = org::today(tx, call)?.day;
        let ask = listing.ask();
        let gone = ask.filters.iter().any(|(name, _)| name == "gone");
        let page = store::OFFERS.page(tx, &ask, db::args![day, if gone { "all" } else { "" }])?;
        Ok(CatalogPage {
            day,
            list: listing.place(&page),
            rows: page.rows,
            departments: seen::departments(tx, call)?,
            may_propose: may(call, Permission::ProposeCatalog),
        })
    });
    Ok(Reply(page.await?))
}
