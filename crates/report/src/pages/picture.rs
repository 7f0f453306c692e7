use std::collections::BTreeMap;

use db::Tx;
use kernel::{BusinessDate, Money, Result};
use rhythm::Amount;
use schemars::JsonSchema;
use serde::Serialize;

use crate::kind::ReportKind;
use crate::store::{self, ReportRow};

/// A figure day by day, as the daily reports froze it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Picture {
    /// Names its text (`figure.` + code).
    pub code: String,
    /// Day by day.
    pub days: Vec<(BusinessDate, Amount)>,
}

impl Picture {
    /// The key of its text.
    pub fn title(&self) -> String {
        format!("figure.{}", self.code)
    }

    /// The bars in a field of 100 by 40: where each begins, how wide, how high it stands, and what it says.
    pub fn bars(&self) -> Vec<(String, String, String, String, String)> {
        let highest = self.days.iter().map(|(_, amount)| size(*amount)).max().unwrap_or(0).max(1) as f64;
        let width = 100.0 / self.days.len().max(1) as f64;
        let place = |n: f64| format!("{n:.2}");
        self.days
            .iter()
            .enumerate()
            .map(|(index, (day, amount))| {
                let height = size(*amount).max(0) as f64 * 38.0 / highest;
                (
                    place(index as f64 * width + width * 0.15),
                    place(width * 0.7),
                    place(40.0 - height),
                    place(height),
                    format!("{day}：{amount}"),
                )
            })
            .collect()
    }

    pub(crate) fn sample() -> Picture {
        let day = |n| (jiff::civil::date(2026, 11, n), Amount::Count(i64::from(n) % 4));
        Picture { code: "inspection.walk_faults".into(), days: (1..8).map(day).collect() }
    }
}

fn size(amount: Amount) -> i64 {
    match amount {
        Amount::Count(n) | Amount::Share(n, _) => n,
        Amount::Money(money) => money.in_fen(),
    }
}

/// The pictures of a week or a month: every figure that had something on some day.
pub(crate) fn pictures(tx: &mut Tx, report: &ReportRow) -> Result<Vec<Picture>> {
    if !matches!(report.kind, ReportKind::Weekly | ReportKind::Monthly) {
        return Ok(vec![]);
    }
    let rows = store::day_figures(tx, report.person_id, report.from_day, report.until_day)?;
    let mut order: Vec<String> = vec![];
    let mut by_code: BTreeMap<String, Vec<(BusinessDate, Amount)>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.unit != "share") {
        let amount = match row.unit.as_str() {
            "money" => Amount::Money(Money::fen(row.amount)?),
            _ => Amount::Count(row.amount),
        };
        if !by_code.contains_key(&row.code) {
            order.push(row.code.clone());
        }
        by_code.entry(row.code).or_default().push((row.day, amount));
    }
    let told = |days: &Vec<(BusinessDate, Amount)>| days.iter().any(|(_, amount)| size(*amount) != 0);
    let picture = |code: String| by_code.remove(&code).map(|days| Picture { code, days });
    Ok(order.into_iter().filter_map(picture).filter(|picture| told(&picture.days)).collect())
}
