//! How the house books: dated data, not code.

use std::sync::OnceLock;

use kernel::{BusinessDate, Error, Money, Result, Words};
use serde::Deserialize;

/// How the house books, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The first day.
    pub from: BusinessDate,
    /// Minutes between the beginnings that are offered.
    pub step: u32,
    /// How many days ahead one books.
    pub days_ahead: i64,
    /// After how many minutes somebody is late.
    pub late_after: u32,
    /// After how many she is taken for a no-show.
    pub missed_after: u32,
    /// How many hours before the visit she is reminded.
    pub remind_hours: i64,
    /// How many days ahead customers book for themselves.
    pub online_days: i64,
    /// At least so many minutes before.
    pub online_notice: u32,
}

/// When a deposit is asked for, and how much.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositRule {
    /// Its code.
    pub code: String,
    /// The first day.
    pub from: BusinessDate,
    /// In words.
    pub zh: String,
    /// In words.
    pub en: String,
    /// Fits when the treatments come to this much, in fen.
    pub price_from: Option<i64>,
    /// Fits when so many visits were missed.
    pub misses: Option<i64>,
    /// Within so many days.
    #[serde(default)]
    pub within_days: i64,
    /// So much, in fen.
    pub amount: Option<i64>,
    /// Or so many hundredths of the price.
    pub percent: Option<i64>,
}

/// How the code on a customer's telephone works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodePolicy {
    /// How long it holds.
    pub minutes: i64,
    /// How often it may be typed wrongly.
    pub tries: i64,
    /// How many are sent to a number in an hour.
    pub per_phone: i64,
    /// How many to one address.
    pub per_origin: i64,
    /// For how many minutes it opens the booking page.
    pub opens_minutes: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: Vec<Policy>,
    deposit: Vec<DepositRule>,
    code: CodePolicy,
}

fn file() -> Result<&'static File> {
    static FILE: OnceLock<std::result::Result<File, String>> = OnceLock::new();
    let read = || toml::from_str(include_str!("../data/policy.toml")).map_err(|error| error.to_string());
    FILE.get_or_init(read).as_ref().map_err(|error| Error::fault(error.clone()))
}

/// How the house books on a day.
pub fn policy(day: BusinessDate) -> Result<&'static Policy> {
    let begun = file()?.policy.iter().filter(|policy| policy.from <= day);
    begun.max_by_key(|policy| policy.from).ok_or_else(|| Error::fault("no booking policy has begun"))
}

/// How codes for customers' telephones work.
pub(crate) fn code_policy() -> Result<&'static CodePolicy> {
    Ok(&file()?.code)
}

/// What a deposit rule goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// What the treatments come to.
    pub price: Money,
    /// The day on which she books.
    pub day: BusinessDate,
}

/// What is asked for beforehand, and by which rule; `missed` tells how many visits were missed in so many days.
pub(crate) fn deposit(
    basis: Basis,
    mut missed: impl FnMut(i64) -> Result<i64>,
) -> Result<Option<(Money, &'static DepositRule)>> {
    let mut most: Option<(Money, &DepositRule)> = None;
    for rule in file()?.deposit.iter().filter(|rule| rule.from <= basis.day) {
        let dear = rule.price_from.is_none_or(|least| basis.price.in_fen() >= least);
        let often = match rule.misses {
            Some(misses) => missed(rule.within_days)? >= misses,
            None => true,
        };
        if !(dear && often) {
            continue;
        }
        let fen = rule.amount.unwrap_or_else(|| {
            let hundredths = i128::from(basis.price.in_fen()) * i128::from(rule.percent.unwrap_or(0));
            i64::try_from((hundredths + 50) / 100).unwrap_or(0)
        });
        let amount = Money::fen(fen)?;
        if most.is_none_or(|(before, _)| amount > before) {
            most = Some((amount, rule));
        }
    }
    Ok(most)
}

/// What a rule says, by its code.
pub(crate) fn deposit_words(code: &str) -> Option<Words> {
    let rule = file().ok()?.deposit.iter().find(|rule| rule.code == code)?;
    Some(Words::new(&rule.zh, &rule.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(price: i64, missed: i64) -> Option<(i64, &'static str)> {
        let basis = Basis { price: Money::fen(price).expect("fen"), day: jiff::civil::date(2026, 3, 2) };
        let found = deposit(basis, |_| Ok(missed)).expect("rules");
        found.map(|(amount, rule)| (amount.in_fen(), rule.code.as_str()))
    }

    #[test]
    fn the_highest_rule_that_fits_is_asked_for() {
        assert_eq!(asked(79_999, 1), None);
        assert_eq!(asked(80_000, 0), Some((16_000, "price")));
        assert_eq!(asked(10_000, 2), Some((10_000, "missed")));
        assert_eq!(asked(80_000, 2), Some((16_000, "price")));
    }

    #[test]
    fn the_policy_of_a_day_can_be_read() {
        assert_eq!(policy(jiff::civil::date(2026, 3, 2)).expect("a policy").step, 10);
        assert!(policy(jiff::civil::date(1999, 12, 31)).is_err());
        assert!(code_policy().expect("codes").tries > 0);
    }
}
