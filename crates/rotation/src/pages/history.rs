use askama::Template;
use axum::extract::State;
use booking::Dispatch;
use kernel::{BusinessDate, Id, Instant, Permission, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use crate::deed::{DeedKind, EventId};
use crate::place::store_of;
use crate::policy::board_name;
use crate::reason::Teller;
use crate::store;
use crate::weight::Weight;

/// Something that happened on a board.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HistoryLine {
    id: EventId,
    day: BusinessDate,
    at: Instant,
    family: String,
    board: Words,
    kind: DeedKind,
    person: Option<String>,
    by: String,
    dispatch: Option<Dispatch>,
    /// Weighted turns, in hundredths.
    weight: Weight,
    points: i64,
    /// Why, in words.
    words: Words,
}

/// What happened on the boards.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/history.html")]
pub struct HistoryPage {
    rows: Vec<HistoryLine>,
    list: ListPlace,
    #[serde(skip)]
    families: Vec<(String, Words)>,
}

impl HistoryPage {
    fn kinds(&self) -> impl Iterator<Item = &'static DeedKind> {
        DeedKind::ALL.iter().filter(|kind| **kind != DeedKind::Opened)
    }
}

impl View for HistoryPage {
    fn title(&self, say: Say) -> String {
        say.t("rotation.history.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("rotation.history.{key}"));
        let row = |line: &HistoryLine| -> Vec<TableCell> {
            vec![
                line.at.into(),
                line.board.read(say.0).into(),
                line.person.clone().into(),
                say.t(&format!("rotation.kind.{}", line.kind.code())).into(),
                line.words.read(say.0).into(),
                line.weight.to_string().into(),
                line.points.into(),
                line.by.clone().into(),
            ]
        };
        Some(Table {
            name: "rotation".to_owned(),
            columns: ["at", "board", "person", "kind", "why", "weight", "points", "by"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = HistoryLine {
            id: EventId::of(7),
            day: jiff::civil::date(2026, 11, 24),
            at: Instant::from_millis(1_795_484_000_000),
            family: "face".into(),
            board: Words::new("面部牌", "Face board"),
            kind: DeedKind::Dispatched,
            person: Some("陈思思".into()),
            by: "唐糖".into(),
            dispatch: Some(Dispatch::Turn),
            weight: Weight::WHOLE,
            points: 0,
            words: Words::new("F002 深层补水护理 · 排在第一位", "F002 Deep moisture facial · first in line"),
        };
        let points = HistoryLine { kind: DeedKind::Penalised, dispatch: None, points: 2, ..line.clone() };
        let families = vec![("face".to_owned(), Words::new("面部牌", "Face board"))];
        let page = |rows| HistoryPage { rows, list: ListPlace::sample(), families: families.clone() };
        vec![page(vec![line, points]), page(vec![])]
    }
}

/// `GET /rotation/history`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<HistoryPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let mut ask = listing.ask_newest_first();
        let asked = ask.filters.iter().find(|(name, _)| name == "store").map(|(_, store)| store.clone());
        ask.filters.retain(|(name, _)| name != "store");
        let store = store_of(tx, call, Permission::ViewRotation, asked.as_deref().unwrap_or(""))?;
        let page = store::EVENTS.page(tx, &ask, db::args![store])?;
        let organisation = org::organisation(tx, call)?;
        let name = |person: PersonId| organisation.person_name(person).to_owned();
        let teller = Teller { names: &name, zone: &organisation.zone() };
        let line = |row: &store::EventLine| {
            Ok(HistoryLine {
                id: row.id,
                day: row.day,
                at: row.at,
                board: board_name(&row.family),
                family: row.family.clone(),
                kind: row.kind,
                person: row.person.clone(),
                by: row.by.clone(),
                dispatch: row.dispatch,
                weight: row.weight,
                points: row.points,
                words: teller.told(&serde_json::from_str(&row.deed)?),
            })
        };
        Ok(HistoryPage {
            list: listing.place(&page),
            rows: page.rows.iter().map(line).collect::<Result<_>>()?,
            families: super::families(tx, call, store)?,
        })
    });
    Ok(Reply(page.await?))
}
