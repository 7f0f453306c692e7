//! How the house books, and when it asks for a deposit: dated data, not code.

use kernel::{Money, Result, Shipped, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a store books, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Minutes between the beginnings that are offered.
    pub step: u32,
    /// How many days ahead one books.
    pub days_ahead: i64,
    /// Minutes that stay free between two customers, beside the clean-up of their treatments.
    pub gap: u32,
    /// After how many minutes she is taken for a no-show.
    pub missed_after: u32,
    /// How many hours before the visit she is reminded, each time.
    pub remind_hours: Vec<i64>,
    /// In which language, where hers is not known: its tag.
    pub lang: String,
    /// How many days ahead customers book for themselves.
    pub online_days: i64,
    /// At least so many minutes before.
    pub online_notice: u32,
    /// From which minute of the day.
    pub online_from: u32,
    /// Until which.
    pub online_until: u32,
    /// How many visits to come one may have that one booked oneself.
    pub online_most: u32,
    /// How many minutes before the visit she may still call it off herself.
    pub cancel_notice: u32,
    /// When a deposit is asked for.
    pub deposits: Vec<DepositRule>,
}

/// When a deposit is asked for, and how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DepositRule {
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
    policy: Policy,
    code: CodePolicy,
}

fn file() -> Result<&'static File> {
    static FILE: Shipped<File> = Shipped::new(include_str!("../data/policy.toml"));
    FILE.get()
}

/// How a house books that has set nothing of its own.
pub(crate) fn shipped() -> Result<&'static Policy> {
    Ok(&file()?.policy)
}

/// How codes for customers' telephones work.
pub(crate) fn code_policy() -> Result<&'static CodePolicy> {
    Ok(&file()?.code)
}

impl Policy {
    /// What is asked for beforehand, and by which rule, counted from 1; `missed` tells how many visits were missed in so
    /// many days.
    pub(crate) fn deposit(
        &self,
        price: Money,
        mut missed: impl FnMut(i64) -> Result<i64>,
    ) -> Result<Option<(Money, usize)>> {
        let mut most: Option<(Money, usize)> = None;
        for (number, rule) in (1..).zip(&self.deposits) {
            let dear = rule.price_from.is_none_or(|least| price.in_fen() >= least);
            let often = match rule.misses {
                Some(misses) => missed(rule.within_days)? >= misses,
                None => true,
            };
            if !(dear && often) {
                continue;
            }
            let amount = rule.asks(price)?;
            if most.is_none_or(|(before, _)| amount > before) {
                most = Some((amount, number));
            }
        }
        Ok(most)
    }

    /// What a rule says, by its number.
    pub(crate) fn deposit_words(&self, number: &str) -> Option<Words> {
        let place = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.deposits.get(place).map(DepositRule::words)
    }
}

impl DepositRule {
    /// What it says.
    pub(crate) fn words(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }

    fn asks(&self, price: Money) -> Result<Money> {
        let share = || {
            let hundredths = i128::from(price.in_fen()) * i128::from(self.percent.unwrap_or(0));
            i64::try_from((hundredths + 50) / 100).unwrap_or(0)
        };
        Ok(Money::fen(self.amount.unwrap_or_else(share))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(price: i64, missed: i64) -> Option<(i64, usize)> {
        let price = Money::fen(price).expect("fen");
        let found = shipped().expect("a policy").deposit(price, |_| Ok(missed)).expect("rules");
        found.map(|(amount, rule)| (amount.in_fen(), rule))
    }

    #[test]
    fn the_highest_rule_that_fits_is_asked_for() {
        assert_eq!(asked(79_999, 1), None);
        assert_eq!(asked(80_000, 0), Some((16_000, 1)));
        assert_eq!(asked(10_000, 2), Some((10_000, 2)));
        assert_eq!(asked(80_000, 2), Some((16_000, 1)));
    }

    #[test]
    fn what_is_shipped_can_be_read() {
        assert_eq!(shipped().expect("a policy").step, 10);
        assert!(shipped().expect("a policy").deposit_words("2").is_some());
        assert!(code_policy().expect("codes").tries > 0);
    }
}
