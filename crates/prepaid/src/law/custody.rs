//! What of the prepayments lies in custody, and how much the house may owe in service at all; worked line by line.

use kernel::{BusinessDate, Money, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::text::yuan;

use super::issuer::Issuer;
use super::limits::limits;
use crate::refund::Step;

/// How the house stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Custody {
    /// Line by line.
    pub steps: Vec<Step>,
    /// What has to lie in custody.
    pub required: Money,
    /// What is missing there.
    pub missing: Money,
    /// How much the house may owe in service; none where nothing says so.
    pub cap: Option<Money>,
    /// By how much it owes more.
    pub beyond: Money,
}

fn percent(of: Money, percent: i64) -> Result<Money> {
    let fen = (i128::from(of.in_fen()) * i128::from(percent) + 50).div_euclid(100);
    Ok(Money::fen(i64::try_from(fen).map_err(|_| kernel::MoneyError::OutOfRange)?)?)
}

fn step(code: &str, sum: String, amount: Money, article: &str) -> Step {
    Step { code: code.to_owned(), name: None, sum, amount, article: article.to_owned() }
}

/// Works out custody and cap: of the balance at the end of last quarter, and of the balance now.
pub(crate) fn custody(issuer: &Issuer, quarter_end: Money, now: Money, day: BusinessDate) -> Result<Custody> {
    let mut steps = vec![step("quarter-end", String::new(), quarter_end, "")];
    let country = by_class(issuer, quarter_end, day, &mut steps)?;
    let city = by_city(issuer, now, day, &mut steps)?;
    let required = country.max(city);
    let missing = required.minus(issuer.in_custody)?.max(Money::ZERO);
    steps.push(step("required", String::new(), required, ""));
    steps.push(step("missing", format!("{} − {}", yuan(required), yuan(issuer.in_custody)), missing, ""));
    let cap = cap(issuer, day, &mut steps)?;
    let beyond = match cap {
        Some(cap) => now.minus(cap)?.max(Money::ZERO),
        None => Money::ZERO,
    };
    steps.push(step("balance", String::new(), now, ""));
    if let Some(cap) = cap {
        steps.push(step("beyond", format!("{} − {}", yuan(now), yuan(cap)), beyond, ""));
    }
    Ok(Custody { steps, required, missing, cap, beyond })
}

fn by_class(issuer: &Issuer, balance: Money, day: BusinessDate, steps: &mut Vec<Step>) -> Result<Money> {
    let of = limits()?.custody.iter().filter(|rate| {
        rate.class == issuer.class && rate.entities.contains(&issuer.entity) && rate.from <= day
    });
    let Some(rate) = of.max_by_key(|rate| rate.from) else { return Ok(Money::ZERO) };
    let required = percent(balance, rate.percent)?.minus(issuer.insured)?.max(Money::ZERO);
    let sum = format!("{} × {}% − {}", yuan(balance), rate.percent, yuan(issuer.insured));
    steps.push(step("by-class", sum, required, "cards-custody"));
    Ok(required)
}

fn by_city(issuer: &Issuer, balance: Money, day: BusinessDate, steps: &mut Vec<Step>) -> Result<Money> {
    let of = limits()?
        .warning
        .iter()
        .filter(|row| row.city == issuer.city && row.entities.contains(&issuer.entity) && row.from <= day);
    let Some(row) = of.max_by_key(|row| row.from) else { return Ok(Money::ZERO) };
    let line = Money::fen(row.line)?;
    let special = match issuer.is_young(day) {
        true => line,
        false => percent(issuer.revenue, row.special_of_revenue)?.clamp(line, Money::fen(row.special_most)?),
    };
    let (code, rate) = match balance {
        balance if balance > special => ("special-warning", row.special_percent),
        balance if balance > line => ("general-warning", row.percent),
        _ => ("no-warning", 0),
    };
    let required = percent(balance, rate)?;
    let sum = format!("{} × {rate}% ({} / {})", yuan(balance), yuan(line), yuan(special));
    steps.push(step(code, sum, required, &row.article));
    Ok(required)
}

fn cap(issuer: &Issuer, day: BusinessDate, steps: &mut Vec<Step>) -> Result<Option<Money>> {
    let of = limits()?.cap.iter().filter(|cap| cap.entities.contains(&issuer.entity) && cap.from <= day);
    let Some(row) = of.max_by_key(|cap| cap.from) else { return Ok(None) };
    let (base, rate) = match issuer.is_young(day) {
        true => (issuer.capital, row.of_capital),
        false => (issuer.revenue, row.of_revenue),
    };
    if base == Money::ZERO {
        return Ok(None);
    }
    let cap = percent(base, rate)?;
    steps.push(step("cap", format!("{} × {rate}%", yuan(base)), cap, &row.article));
    Ok(Some(cap))
}

#[cfg(test)]
mod tests {
    use super::super::issuer::{Class, Entity};
    use super::*;
    use crate::law::article;

    const DAY: BusinessDate = jiff::civil::date(2026, 3, 2);

    fn yuan(yuan: i64) -> Money {
        Money::fen(yuan * 100).expect("in range")
    }

    fn issuer() -> Issuer {
        Issuer {
            class: Class::Large,
            revenue: yuan(3_000_000),
            capital: yuan(500_000),
            opened_on: jiff::civil::date(2020, 1, 1),
            ..Issuer::supposed(DAY)
        }
    }

    fn worked(issuer: &Issuer, quarter_end: i64, now: i64) -> Custody {
        custody(issuer, yuan(quarter_end), yuan(now), DAY).expect("worked out")
    }

    #[test]
    fn an_issuer_of_size_keeps_a_fifth_less_what_is_insured() {
        let insured = Issuer { insured: yuan(50_000), in_custody: yuan(100_000), ..issuer() };
        let stands = worked(&insured, 1_000_000, 1_100_000);
        assert_eq!((stands.required, stands.missing), (yuan(150_000), yuan(50_000)));
        assert_eq!((stands.cap, stands.beyond), (Some(yuan(3_000_000)), Money::ZERO));
        let over_insured = Issuer { insured: yuan(900_000), ..issuer() };
        assert_eq!(worked(&over_insured, 1_000_000, 0).required, Money::ZERO, "never below nought");
        for (class, required) in [(Class::Group, 300_000), (Class::Brand, 400_000), (Class::Other, 0)] {
            assert_eq!(worked(&Issuer { class, ..issuer() }, 1_000_000, 0).required, yuan(required));
        }
    }

    #[test]
    fn the_balance_has_a_cap() {
        assert_eq!(worked(&issuer(), 0, 3_000_001).beyond, yuan(1));
        let young = Issuer { opened_on: jiff::civil::date(2025, 9, 1), ..issuer() };
        assert_eq!(worked(&young, 0, 1_000_001).beyond, yuan(1), "twice the capital in the first year");
        let trader = Issuer { entity: Entity::SoleTrader, ..issuer() };
        assert_eq!(
            (worked(&trader, 0, 9_000_000).cap, worked(&trader, 0, 9_000_000).required),
            (None, Money::ZERO)
        );
    }

    #[test]
    fn shanghai_has_two_warning_lines() {
        let shop = Issuer { city: "shanghai".into(), class: Class::Other, ..issuer() };
        assert_eq!(worked(&shop, 0, 200_000).required, Money::ZERO);
        assert_eq!(worked(&shop, 0, 300_000).required, yuan(120_000), "40 % of the whole balance");
        assert_eq!(worked(&shop, 0, 600_001).required, yuan(600_001), "above 20 % of last year's revenue");
        let young = Issuer { opened_on: jiff::civil::date(2025, 9, 1), ..shop };
        assert_eq!(worked(&young, 0, 200_001).required, yuan(200_001));
    }

    #[test]
    fn every_step_that_names_an_article_names_one_that_is_there() {
        let shop = Issuer { city: "shanghai".into(), ..issuer() };
        for step in worked(&shop, 1_000_000, 900_000).steps.iter().filter(|step| !step.article.is_empty()) {
            article(&step.article).expect("there");
        }
    }
}
