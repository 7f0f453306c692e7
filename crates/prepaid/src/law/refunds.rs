use kernel::{BusinessDate, Error, Money, Result, Shipped, Words, codes};
use serde::Deserialize;

codes! {
    /// At which price what was delivered counts.
    pub enum Counts {
        /// At the price that she paid.
        Discount = "discount",
        /// At the price before discount.
        List = "list",
    }
}

codes! {
    /// Which rate runs on what is given back.
    pub enum Interest {
        /// The one-year loan prime rate (贷款市场报价利率).
        Loan = "loan",
        /// The one-year deposit benchmark (存款基准利率).
        Deposit = "deposit",
        /// None.
        None = "none",
    }
}

/// Why money is given back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// At which price what was delivered counts.
    pub counts: Counts,
    /// Which rate runs.
    pub interest: Interest,
    /// By which articles.
    pub articles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    code: String,
    city: Option<String>,
    days: i64,
    from: BusinessDate,
    article: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Second {
    above: i64,
    from: BusinessDate,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    code: Interest,
    from: BusinessDate,
    rate: i64,
}

/// Everything that refunds go by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    ground: Vec<Ground>,
    days: Vec<Days>,
    second: Vec<Second>,
    rate: Vec<Rate>,
}

/// The rules that are shipped.
pub(crate) fn rules() -> Result<&'static Rates> {
    static KEPT: Shipped<Rates> = Shipped::new(include_str!("../../data/refunds.toml"));
    KEPT.get()
}

impl Rates {
    /// All grounds.
    pub fn grounds(&self) -> &[Ground] {
        &self.ground
    }

    /// The ground of a code.
    pub fn ground(&self, code: &str) -> Option<&Ground> {
        self.ground.iter().find(|ground| ground.code == code)
    }

    /// The rate of the contract's day, in hundredths of a percent; the first one known for older contracts.
    pub fn rate(&self, interest: Interest, contract: BusinessDate) -> i64 {
        let of = || self.rate.iter().filter(|rate| rate.code == interest);
        let in_force = of().filter(|rate| rate.from <= contract).max_by_key(|rate| rate.from);
        in_force.or_else(|| of().min_by_key(|rate| rate.from)).map_or(0, |rate| rate.rate)
    }

    /// So many days, and by which article; a city's own rule before the one of the whole country.
    pub fn days(&self, code: &str, city: &str, day: BusinessDate) -> Option<(i64, &str)> {
        let here = |row: &&Days| {
            row.code == code && row.from <= day && row.city.as_deref().is_none_or(|own| own == city)
        };
        let row = self.days.iter().filter(here).max_by_key(|row| (row.city.is_some(), row.from))?;
        Some((row.days, &row.article))
    }

    /// Above this amount a second post has to agree.
    pub fn second_above(&self, day: BusinessDate) -> Result<Money> {
        let row = self.second.iter().filter(|row| row.from <= day).max_by_key(|row| row.from);
        let row = row.ok_or_else(|| Error::fault("no limit for a second post"))?;
        Ok(Money::fen(row.above)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::article;
    use jiff::civil::date;

    #[test]
    fn every_article_that_is_named_is_there() {
        let rules = rules().expect("the rules");
        let days = rules.days.iter().map(|row| &row.article);
        for code in rules.ground.iter().flat_map(|ground| &ground.articles).chain(days) {
            article(code).expect(code);
        }
    }

    #[test]
    fn the_rate_is_that_of_the_contracts_day() {
        let rules = rules().expect("the rules");
        assert_eq!(rules.rate(Interest::Loan, date(2025, 5, 19)), 310);
        assert_eq!(rules.rate(Interest::Loan, date(2025, 5, 20)), 300);
        assert_eq!(rules.rate(Interest::Deposit, date(2026, 1, 1)), 150);
        assert_eq!(rules.rate(Interest::Loan, date(2001, 1, 1)), 571, "the first one known");
        assert_eq!(rules.rate(Interest::None, date(2026, 1, 1)), 0);
    }

    #[test]
    fn a_city_has_its_own_days() {
        let rules = rules().expect("the rules");
        let day = date(2026, 1, 1);
        assert_eq!(rules.days("pay", "beijing", day), Some((15, "penalties-10")));
        assert_eq!(rules.days("pay-unused", "beijing", day), Some((5, "beijing-refund")));
        assert_eq!(rules.days("pay-unused", "shanghai", day), None);
        assert_eq!(rules.days("seven-days", "", date(2025, 4, 30)), None, "before it was in force");
    }
}
