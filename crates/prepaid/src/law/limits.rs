use kernel::{BusinessDate, Money, Result, Shipped, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::issuer::{Class, Entity, Issuer};

codes! {
    /// What a check does.
    pub enum Does {
        /// The sale is refused.
        Refuse = "refuse",
        /// It is warned of, and kept.
        Warn = "warn",
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    code: String,
    entities: Vec<Entity>,
    city: Option<String>,
    from: BusinessDate,
    amount: Option<i64>,
    age: Option<i16>,
    does: Does,
    article: String,
    says: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustodyRate {
    pub class: Class,
    pub entities: Vec<Entity>,
    pub from: BusinessDate,
    pub percent: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cap {
    pub entities: Vec<Entity>,
    pub from: BusinessDate,
    pub of_revenue: i64,
    pub of_capital: i64,
    pub article: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Warning {
    pub city: String,
    pub entities: Vec<Entity>,
    pub from: BusinessDate,
    pub line: i64,
    pub percent: i64,
    pub special_of_revenue: i64,
    pub special_most: i64,
    pub special_percent: i64,
    pub article: String,
}

/// The limits that are shipped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    check: Vec<Check>,
    pub custody: Vec<CustodyRate>,
    pub cap: Vec<Cap>,
    pub warning: Vec<Warning>,
}

pub(crate) fn limits() -> Result<&'static Limits> {
    static KEPT: Shipped<Limits> = Shipped::new(include_str!("../../data/limits.toml"));
    KEPT.get()
}

/// What is known of a sale when the law is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// What one card would hold; none for what is sold as a service contract, such as a package.
    pub card: Option<Money>,
    /// What is paid altogether.
    pub price: Money,
    /// What of it is paid in cash.
    pub cash: Money,
    /// Does an organisation buy?
    pub organisation: bool,
    /// Outside the shop?
    pub off_site: bool,
    /// Does it end on a day?
    pub ends: bool,
    /// Her age in years, where it is known.
    pub age: Option<i16>,
    /// Is her identity on file?
    pub identified: bool,
    /// Was it written down how the guardian agreed?
    pub consent: bool,
}

/// What the law has to say of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Which check.
    pub code: String,
    /// What it does.
    pub does: Does,
    /// By which article.
    pub article: String,
    /// What is wrong, and what would be right.
    pub says: Words,
}

impl Check {
    fn holds(&self, issuer: &Issuer, day: BusinessDate) -> bool {
        let here = self.city.as_ref().is_none_or(|city| *city == issuer.city);
        here && self.entities.contains(&issuer.entity) && self.from <= day
    }

    fn strikes(&self, issuer: &Issuer, facts: &Facts, day: BusinessDate) -> bool {
        let limit = self.amount.and_then(|fen| Money::fen(fen).ok()).unwrap_or(Money::MAX);
        let cash = facts.cash > Money::ZERO;
        let young = || self.age.zip(facts.age).is_some_and(|(limit, age)| age < limit);
        match self.code.as_str() {
            "face-named" => facts.card.is_some_and(|held| held > limit),
            "real-name" => facts.card.is_some() && !facts.identified,
            "cash-person" => !facts.organisation && cash && facts.price >= limit,
            "cash-organisation" => facts.organisation && cash && facts.price >= limit,
            "cash-off-site" => facts.off_site && cash,
            "validity-named" => facts.card.is_some() && facts.ends,
            "capacity-none" => young(),
            "capacity-limited" => young() && !facts.consent,
            "listed" => issuer.listed_since.is_some_and(|since| since <= day),
            _ => false,
        }
    }

    fn finding(&self) -> Finding {
        let yuan = self.amount.map(|fen| (fen / 100).to_string());
        let limit = yuan.or(self.age.map(|age| age.to_string())).unwrap_or_default();
        let fill = |text: &str| text.replace("{limit}", &limit);
        Finding {
            code: self.code.clone(),
            does: self.does,
            article: self.article.clone(),
            says: Words::new(fill(&self.says.zh), fill(&self.says.en)),
        }
    }
}

/// Everything that the law has to say of a sale on a day.
pub(crate) fn findings(issuer: &Issuer, facts: &Facts, day: BusinessDate) -> Result<Vec<Finding>> {
    let checks = limits()?.check.iter().filter(|check| check.holds(issuer, day));
    Ok(checks.filter(|check| check.strikes(issuer, facts, day)).map(Check::finding).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::article;

    const DAY: BusinessDate = jiff::civil::date(2026, 3, 2);

    fn yuan(yuan: i64) -> Money {
        Money::fen(yuan * 100).expect("in range")
    }

    fn found(issuer: &Issuer, facts: Facts) -> Vec<String> {
        let found = findings(issuer, &facts, DAY).expect("found");
        found.into_iter().map(|finding| finding.code).collect()
    }

    fn card(amount: i64) -> Facts {
        Facts { card: Some(yuan(amount)), price: yuan(amount), identified: true, ..Facts::default() }
    }

    #[test]
    fn every_check_names_an_article_and_is_known() {
        for check in &limits().expect("limits").check {
            article(&check.article).expect("there");
        }
        assert_eq!(limits().expect("limits").check.len(), 9, "a new one needs its arm in `strikes`");
    }

    #[test]
    fn a_named_card_of_five_thousand_is_lawful_and_a_fen_more_is_not() {
        let issuer = Issuer::supposed(DAY);
        assert_eq!(found(&issuer, card(5_000)), Vec::<String>::new());
        assert_eq!(found(&issuer, card(10_000)), ["face-named"]);
        let contract = Facts { card: None, ..card(10_000) };
        assert_eq!(found(&issuer, contract), Vec::<String>::new(), "as a service contract");
    }

    #[test]
    fn a_sole_trader_is_not_bound_by_the_measures_but_by_the_courts() {
        let trader = Issuer { entity: Entity::SoleTrader, ..Issuer::supposed(DAY) };
        let child = Facts { age: Some(7), ..card(10_000) };
        assert_eq!(found(&trader, child), ["capacity-none", "capacity-limited"]);
    }

    #[test]
    fn a_minor_needs_consent_and_it_is_enough() {
        let issuer = Issuer::supposed(DAY);
        let minor = Facts { age: Some(17), ..card(1_000) };
        assert_eq!(found(&issuer, minor), ["capacity-limited"]);
        assert_eq!(found(&issuer, Facts { consent: true, ..minor }), Vec::<String>::new());
        assert_eq!(found(&issuer, Facts { age: Some(18), ..minor }), Vec::<String>::new());
    }

    #[test]
    fn cash_has_its_limits() {
        let issuer = Issuer::supposed(DAY);
        let cash =
            |price, paid| Facts { card: None, price: yuan(price), cash: yuan(paid), ..Facts::default() };
        assert_eq!(found(&issuer, cash(49_999, 49_999)), Vec::<String>::new());
        assert_eq!(found(&issuer, cash(50_000, 50_000)), ["cash-person"]);
        assert_eq!(found(&issuer, cash(50_000, 0)), Vec::<String>::new(), "by transfer");
        let firm = Facts { organisation: true, ..cash(5_000, 100) };
        assert_eq!(found(&issuer, firm), ["cash-organisation"]);
        assert_eq!(found(&issuer, Facts { off_site: true, ..cash(10, 10) }), ["cash-off-site"]);
    }

    #[test]
    fn a_city_has_rules_of_its_own() {
        let listed =
            |city: &str| Issuer { city: city.into(), listed_since: Some(DAY), ..Issuer::supposed(DAY) };
        assert_eq!(found(&listed("beijing"), card(100)), ["listed"]);
        assert_eq!(found(&listed("shanghai"), card(100)), Vec::<String>::new());
    }
}
