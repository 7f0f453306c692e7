use kernel::{Money, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::text::yuan;

use super::case::{Case, GiftPolicy, Had, Sessions};
use super::timer::between;
use crate::law::{Counts, Ground, Interest, rules};

/// One line of the working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Names its text (`prepaid.working.` + code).
    pub code: String,
    /// Of what, where it is about one thing.
    pub name: Option<Words>,
    /// The sum that is done, in figures.
    pub sum: String,
    /// What it comes to.
    pub amount: Money,
    /// The article behind it; empty for what was typed.
    pub article: String,
}

/// What is given back, and how it comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Working {
    /// Line by line.
    pub steps: Vec<Step>,
    /// What was delivered, in money.
    pub delivered: Money,
    /// The principal that is given back; never more than was paid, never less than nothing.
    pub principal: Money,
    /// The interest that goes with it.
    pub interest: Money,
    /// Both together.
    pub total: Money,
}

/// A millionth of a fen, so that thirds are rounded once, at the end.
const FINE: i128 = 1_000_000;

/// One thing delivered, finely.
struct Delivered {
    code: &'static str,
    name: Option<Words>,
    sum: String,
    fine: i128,
    article: &'static str,
}

/// Works a refund out by its ground.
pub fn work_out(case: &Case, ground: &Ground) -> Result<Working> {
    let list = ground.counts == Counts::List;
    let parts = match &case.had {
        Had::Sessions(sessions) => {
            sessions.iter().flat_map(|of| sessions_had(of, case.gifts, list)).collect()
        }
        Had::Value { principal, gift, used } => vec![value_had(*principal, *gift, *used, list)],
        Had::Unlimited { .. } => vec![unlimited_had(&case.had)],
    };
    let mut steps = vec![step("paid", None, String::new(), case.paid, "spc-15")];
    let (amounts, delivered) = rounded(&parts)?;
    for (part, amount) in parts.into_iter().zip(amounts) {
        steps.push(step(part.code, part.name, part.sum, -amount, part.article));
    }
    let left = case.paid.minus(delivered)?;
    let principal = left.max(Money::ZERO);
    if left < Money::ZERO {
        steps.push(step("nothing", None, String::new(), -left, if list { "spc-20" } else { "spc-15" }));
    }
    let sum = format!("{} − {}", yuan(case.paid), yuan(delivered));
    steps.push(step("principal", None, sum, principal, "spc-15"));
    let interest = interest(case, ground, principal, &mut steps)?;
    let total = principal.plus(interest)?;
    steps.push(step("total", None, String::new(), total, ""));
    Ok(Working { steps, delivered, principal, interest, total })
}

fn step(code: &str, name: Option<Words>, sum: String, amount: Money, article: &str) -> Step {
    Step { code: code.to_owned(), name, sum, amount, article: article.to_owned() }
}

/// Each part to the fen, so that together they make the whole, which is rounded once.
fn rounded(parts: &[Delivered]) -> Result<(Vec<Money>, Money)> {
    let whole: i128 = parts.iter().map(|part| part.fine).sum();
    let whole = money((whole + FINE / 2).div_euclid(FINE))?;
    let mut amounts: Vec<i128> = parts.iter().map(|part| part.fine.div_euclid(FINE)).collect();
    let left = i128::from(whole.in_fen()) - amounts.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|part| std::cmp::Reverse(parts[*part].fine.rem_euclid(FINE)));
    by_remainder.iter().take(usize::try_from(left).unwrap_or(0)).for_each(|part| amounts[*part] += 1);
    Ok((amounts.into_iter().map(money).collect::<Result<_>>()?, whole))
}

fn money(fen: i128) -> Result<Money> {
    let fen = i64::try_from(fen).map_err(|_| kernel::MoneyError::OutOfRange)?;
    Ok(Money::fen(fen)?)
}

fn fine(amount: Money) -> i128 {
    i128::from(amount.in_fen()) * FINE
}

/// What sessions she had were worth; those given on top apart, as the policy says.
fn sessions_had(of: &Sessions, policy: GiftPolicy, list: bool) -> Vec<Delivered> {
    let all = of.paid.saturating_add(of.gifts);
    let used = of.used.min(all);
    let counted = match policy {
        GiftPolicy::Counted => used,
        // Those paid for are had first.
        GiftPolicy::LeftOut if of.paid > 0 => used.min(of.paid),
        GiftPolicy::LeftOut => 0,
    };
    let over = if policy == GiftPolicy::Counted { all } else { of.paid };
    let (code, sum, fine, article) = if list {
        (
            "at-list",
            format!("{} × {counted}", yuan(of.list_price)),
            fine(of.list_price) * i128::from(counted),
            "spc-19",
        )
    } else {
        let sum = format!("{} ÷ {over} × {counted}", yuan(of.price));
        ("at-discount", sum, fine(of.price) * i128::from(counted) / i128::from(over.max(1)), "spc-18")
    };
    let mut parts = vec![Delivered { code, name: Some(of.name.clone()), sum, fine, article }];
    if used > counted {
        let sum = format!("{}", used - counted);
        parts.push(Delivered { code: "gifts", name: Some(of.name.clone()), sum, fine: 0, article: "spc-21" });
    }
    parts
}

/// What was drawn of stored value: in the ratio of what was paid; or as it stands when the reason is hers, for the gift was
/// the discount.
fn value_had(principal: Money, gift: Money, used: Money, list: bool) -> Delivered {
    let (paid, given) = (i128::from(principal.in_fen()), i128::from(gift.in_fen()));
    let all = (paid + given).max(1);
    if list || gift == Money::ZERO {
        let article = if list { "spc-19" } else { "spc-18" };
        return Delivered { code: "value", name: None, sum: yuan(used), fine: fine(used), article };
    }
    let sum = format!("{} × {} ÷ ({} + {})", yuan(used), yuan(principal), yuan(principal), yuan(gift));
    Delivered { code: "value-ratio", name: None, sum, fine: fine(used) * paid / all, article: "spc-18" }
}

/// The days that she had of an unlimited card.
fn unlimited_had(had: &Had) -> Delivered {
    let Had::Unlimited { price, from, until, ended } = had else {
        return Delivered { code: "days", name: None, sum: String::new(), fine: 0, article: "spc-22" };
    };
    let all = (between(*from, *until) + 1).max(1);
    let had = between(*from, *ended).clamp(0, all);
    let sum = format!("{} × {had} ÷ {all}", yuan(*price));
    let fine = fine(*price) * i128::from(had) / i128::from(all);
    Delivered { code: "days", name: None, sum, fine, article: "spc-22" }
}

/// Simple interest by the day, 365 days a year, rounded to the fen.
fn interest(case: &Case, ground: &Ground, principal: Money, steps: &mut Vec<Step>) -> Result<Money> {
    let days = between(case.ended, case.paid_back).max(0);
    if ground.interest == Interest::None || principal == Money::ZERO {
        return Ok(Money::ZERO);
    }
    let (rate, code) = match case.custody_rate {
        Some(rate) => (rate, "interest-custody"),
        None => (rules()?.rate(ground.interest, case.contract), "interest"),
    };
    const YEAR: i128 = 365 * 10_000;
    let exact = i128::from(principal.in_fen()) * i128::from(rate) * i128::from(days);
    let amount = money((exact + YEAR / 2).div_euclid(YEAR))?;
    let sum = format!("{} × {}.{:02}% × {days} ÷ 365", yuan(principal), rate / 100, rate % 100);
    let article = if ground.interest == Interest::Loan { "spc-16" } else { "spc-17" };
    steps.push(step(code, None, sum, amount, article));
    Ok(amount)
}
