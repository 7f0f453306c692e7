use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Money, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Failure, Reply, Say, Table, View, filters};

use super::seen;
use crate::offer::{OfferId, OfferKind};
use crate::store::{self, OfferLine};

/// Of which day the prices are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct DayAsked {
    /// The day; none is today.
    #[serde(default)]
    on: Option<String>,
}

/// A part of the price list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PricesPart {
    kind: OfferKind,
    /// The department of treatments.
    department: Option<Words>,
    rows: Vec<OfferLine>,
}

/// The price list, to be posted where customers can read it (明码标价规定, art. 5).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/prices.html")]
pub struct PricesPage {
    day: BusinessDate,
    parts: Vec<PricesPart>,
}

impl View for PricesPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.prices.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |row: &OfferLine| {
            vec![
                row.number.clone().into(),
                row.name().read(say.0).into(),
                row.minutes.into(),
                row.price.into(),
                row.member_price.into(),
            ]
        };
        let columns = ["number", "name", "minutes", "price", "member_price"];
        Some(Table {
            name: format!("prices-{}", self.day),
            columns: columns.map(|key| say.t(&format!("catalog.{key}"))).to_vec(),
            rows: self.parts.iter().flat_map(|part| &part.rows).map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = OfferLine {
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
        let day = jiff::civil::date(2026, 11, 24);
        let department = Some(Words::new("美疗部", "Therapy"));
        let product = OfferLine { minutes: None, member_price: None, ..line.clone() };
        let parts = vec![
            PricesPart { kind: OfferKind::Treatment, department, rows: vec![line] },
            PricesPart { kind: OfferKind::Product, department: None, rows: vec![product] },
        ];
        vec![PricesPage { day, parts }, PricesPage { day, parts: vec![] }]
    }
}

/// `GET /catalog/prices`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<DayAsked>,
) -> Result<Reply<PricesPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let typed = asked.on.as_deref().and_then(parse_day);
        let day = match typed {
            Some(day) => day,
            None => org::today(tx, call)?.day,
        };
        let rows = store::sold_on(tx, day)?;
        let departments = seen::departments(tx, call)?;
        let mut parts = vec![];
        for kind in OfferKind::ALL.iter().copied().filter(|kind| kind.is_sold()) {
            let of_kind = |row: &&OfferLine| row.kind == kind;
            let mut codes: Vec<Option<String>> =
                rows.iter().filter(of_kind).map(|row| row.department.clone()).collect();
            codes.sort_by_key(|code| departments.iter().position(|d| Some(&d.value) == code.as_ref()));
            codes.dedup();
            for code in codes {
                let here = rows.iter().filter(of_kind).filter(|row| row.department == code);
                let named = departments.iter().find(|d| Some(&d.value) == code.as_ref());
                let department = named.map(|named| named.name.clone());
                parts.push(PricesPart { kind, department, rows: here.cloned().collect() });
            }
        }
        Ok(PricesPage { day, parts })
    });
    Ok(Reply(page.await?))
}
