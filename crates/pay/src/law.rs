//! What the law says to pay: dated rows, in `data/law.toml`.

use kernel::{BusinessDate, Error, Money, Result, Shipped, Words};
use serde::Deserialize;

/// A rule of the house that breaks the law, with the article.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseRule {
    pub code: String,
    pub name: Words,
    pub article: Words,
}

/// What may be taken of a month's pay.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Take {
    from: BusinessDate,
    /// In ten-thousandths.
    pub most: u32,
    pub article: Words,
}

/// The minimum wage of a place (最低工资标准).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Minimum {
    pub city: String,
    from: BusinessDate,
    /// For a whole month, in fen.
    pub month: Money,
}

#[derive(Deserialize)]
struct Law {
    minimum: Vec<Minimum>,
    take: Vec<Take>,
    house: Vec<HouseRule>,
}

fn law() -> Result<&'static Law> {
    static LAW: Shipped<Law> = Shipped::new(include_str!("../data/law.toml"));
    LAW.get()
}

/// What may be taken of a month's pay on a day.
pub(crate) fn take(day: BusinessDate) -> Result<&'static Take> {
    let in_force = law()?.take.iter().rfind(|take| take.from <= day);
    in_force.ok_or_else(|| Error::fault("no row of the law holds on the day"))
}

/// The minimum wage of a city on a day, as far as it is known.
pub(crate) fn minimum(city: &str, day: BusinessDate) -> Result<Option<Money>> {
    let in_force = law()?.minimum.iter().rfind(|row| row.city == city && row.from <= day);
    Ok(in_force.map(|row| row.month))
}

/// The house rules that break the law.
pub(crate) fn house_rules() -> Result<&'static [HouseRule]> {
    Ok(&law()?.house)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_may_be_taken_today() {
        assert_eq!(take(jiff::civil::date(2026, 11, 1)).expect("a row").most, 2000);
        assert!(take(jiff::civil::date(1990, 1, 1)).is_err());
        let shanghai = |day| minimum("shanghai", day).expect("the law").map(Money::in_fen);
        assert_eq!(shanghai(jiff::civil::date(2025, 6, 30)), Some(2690_00));
        assert_eq!(shanghai(jiff::civil::date(2026, 11, 1)), Some(2740_00));
        assert_eq!(minimum("", jiff::civil::date(2026, 11, 1)).expect("the law"), None);
        assert!(house_rules().expect("rules").iter().all(|rule| !rule.article.zh.is_empty()));
    }
}
