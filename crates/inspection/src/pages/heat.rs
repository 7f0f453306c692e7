//! What was found, by point and day: where the house is weak, and whether it gets better.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, TableCell, View, filters};

use super::walks::store_seen;
use crate::store::{self, Heat};

/// So many days are shown.
const DAYS: i64 = 14;

/// Which fortnight.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HeatAsked {
    /// Its last day; today when it is empty.
    until: String,
}

/// A point on a day: how often looked at, how often wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeatCell {
    looked: i64,
    faults: i64,
}

impl HeatCell {
    /// The class of its shade: none when nobody looked, then from all good to all wrong in five.
    fn shade(&self) -> &'static str {
        match (self.looked, self.faults) {
            (0, _) => "heat-none",
            (_, 0) => "heat-0",
            (looked, faults) if faults * 3 < looked => "heat-1",
            (looked, faults) if faults * 3 < looked * 2 => "heat-2",
            (looked, faults) if faults < looked => "heat-3",
            _ => "heat-4",
        }
    }

    fn and(self, other: HeatCell) -> HeatCell {
        HeatCell { looked: self.looked + other.looked, faults: self.faults + other.faults }
    }
}

/// A point over the days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeatRow {
    name: Words,
    cells: Vec<HeatCell>,
    all: HeatCell,
}

/// A round with its points.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeatRound {
    code: String,
    name: Words,
    rows: Vec<HeatRow>,
    all: HeatCell,
}

/// What was found by point and day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/heat.html")]
pub struct HeatPage {
    /// The last of them.
    until: BusinessDate,
    days: Vec<BusinessDate>,
    rounds: Vec<HeatRound>,
    earlier: BusinessDate,
    later: Option<BusinessDate>,
}

impl View for HeatPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.heat.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let mut columns = vec![say.t("inspection.heat.round"), say.t("inspection.heat.point")];
        columns.extend(self.days.iter().map(ToString::to_string));
        let row = |round: &HeatRound, row: &HeatRow| {
            let mut cells: Vec<TableCell> =
                vec![round.name.read(say.0).to_owned().into(), row.name.read(say.0).to_owned().into()];
            let cell =
                |cell: &HeatCell| (cell.looked > 0).then(|| format!("{}/{}", cell.faults, cell.looked));
            cells.extend(row.cells.iter().map(|one| TableCell::from(cell(one))));
            cells
        };
        let rows = self
            .rounds
            .iter()
            .flat_map(|round| round.rows.iter().map(|one| row(round, one)).collect::<Vec<_>>());
        Some(Table { name: "rounds".to_owned(), columns, rows: rows.collect() })
    }

    fn samples() -> Vec<Self> {
        let until = jiff::civil::date(2026, 11, 24);
        let heat = |point: &str, faults| Heat {
            round: "opening".into(),
            point: point.into(),
            day: until,
            looked: 3,
            faults,
        };
        let points = ["uniform", "badge", "music", "till", "lamps"];
        let found: Vec<Heat> =
            points.iter().zip(0..).map(|(point, faults)| heat(point, faults.min(3))).collect();
        let book = handbook::shipped().map(|shipped| shipped.book.rounds.clone()).unwrap_or_default();
        vec![page(&book, &found, until, until), page(&book, &[], until, until)]
    }
}

fn page(rounds: &[handbook::Round], found: &[Heat], until: BusinessDate, today: BusinessDate) -> HeatPage {
    let days: Vec<BusinessDate> = (0..DAYS).rev().map(|back| until.saturating_sub(back.days())).collect();
    let mut cells: BTreeMap<(&str, &str), BTreeMap<BusinessDate, HeatCell>> = BTreeMap::new();
    for one in found {
        let cell = HeatCell { looked: one.looked, faults: one.faults };
        cells.entry((&one.round, &one.point)).or_default().insert(one.day, cell);
    }
    let row = |round: &handbook::Round, item: &handbook::RoundItem| {
        let of = cells.get(&(round.code.as_str(), item.code.as_str()))?;
        let cells: Vec<HeatCell> = days.iter().map(|day| of.get(day).copied().unwrap_or_default()).collect();
        let all = cells.iter().fold(HeatCell::default(), |all, cell| all.and(*cell));
        Some(HeatRow { name: item.name.clone(), cells, all })
    };
    let shown = rounds.iter().filter_map(|round| {
        let items = round.sections.iter().flat_map(|section| &section.items);
        let rows: Vec<HeatRow> = items.filter_map(|item| row(round, item)).collect();
        let all = rows.iter().fold(HeatCell::default(), |all, row| all.and(row.all));
        (!rows.is_empty()).then(|| HeatRound {
            code: round.code.clone(),
            name: round.name.clone(),
            rows,
            all,
        })
    });
    let later = until.saturating_add(DAYS.days());
    HeatPage {
        until,
        rounds: shown.collect(),
        earlier: until.saturating_sub(DAYS.days()),
        later: (until < today).then(|| later.min(today)),
        days,
    }
}

fn asked(tx: &mut Tx, call: &Call, asked: &HeatAsked) -> Result<HeatPage> {
    let today = org::today(tx, call)?.day;
    let until = kernel::parse_day(asked.until.trim()).unwrap_or(today).min(today);
    let from = until.saturating_sub((DAYS - 1).days());
    let found = store::heat(tx, store_seen(call), from, until)?;
    let book = handbook::in_force(tx, call.app.part(), today)?;
    Ok(page(&book.rounds, &found, until, today))
}

/// `GET /rounds/summary`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(ask): Asked<HeatAsked>,
) -> Result<Reply<HeatPage>, Failure> {
    Ok(Reply(app.look(&by, &ask, asked).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shade_grows_with_the_share_of_faults() {
        let shades: Vec<&str> = [(0, 0), (4, 0), (4, 1), (4, 2), (4, 3), (4, 4)]
            .map(|(looked, faults)| HeatCell { looked, faults }.shade())
            .to_vec();
        assert_eq!(shades, ["heat-none", "heat-0", "heat-1", "heat-2", "heat-3", "heat-4"]);
    }
}
