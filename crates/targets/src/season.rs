//! How the trade's year and week run: data.

use kernel::{BusinessDate, Result, Shipped};
use serde::Deserialize;

/// Weights of months and of days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Season {
    pub months: [u32; 12],
    pub days: [u32; 7],
}

/// The pattern.
pub(crate) fn season() -> Result<&'static Season> {
    static SEASON: Shipped<Season> = Shipped::new(include_str!("../data/season.toml"));
    SEASON.get()
}

impl Season {
    /// The weight of each day of a month; nought where the store is shut.
    pub(crate) fn of_month(&self, first: BusinessDate, is_open: impl Fn(BusinessDate) -> bool) -> Vec<u32> {
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        let within = days.take_while(|day| day.month() == first.month());
        let weight = |day: BusinessDate| self.days[day.weekday().to_monday_zero_offset() as usize];
        within.map(|day| if is_open(day) { weight(day) } else { 0 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_a_weight_for_each_of_its_days_and_none_where_it_is_shut() {
        let season = season().expect("a pattern");
        let first = jiff::civil::date(2026, 2, 1);
        let weights = season.of_month(first, |day| day.day() != 17);
        assert_eq!(weights.len(), 28);
        assert_eq!((weights[0], weights[16]), (season.days[6], 0), "a Sunday; a day that is shut");
    }
}
