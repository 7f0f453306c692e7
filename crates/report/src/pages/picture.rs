use kernel::BusinessDate;
use rhythm::Amount;
use schemars::JsonSchema;
use serde::Serialize;

use crate::frozen::Point;

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
                    format!("{day} · {amount}"),
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
pub(crate) fn pictures(points: &[Point]) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = vec![];
    for point in points {
        let one = (point.day, point.amount);
        match pictures.iter_mut().find(|picture| picture.code == point.code) {
            Some(picture) => picture.days.push(one),
            None => pictures.push(Picture { code: point.code.clone(), days: vec![one] }),
        }
    }
    pictures.retain(|picture| picture.days.iter().any(|(_, amount)| !amount.is_nothing()));
    pictures
}
