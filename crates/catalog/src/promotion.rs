//! Whether a promotion says the truth about its prices.

use db::Tx;
use kernel::{BusinessDate, Money, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::offer::{BundleContent, Content, OfferId, OfferKind};
use crate::original::{Deal, original_deal, price_before_raise};
use crate::proposal::{ProposalKind, Proposed};
use crate::refused::Refused;
use crate::store;

/// How the original price of one thing in a promotion comes about.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WorkingLine {
    /// What.
    pub offer: OfferId,
    /// How often it is in the promotion.
    pub count: u32,
    /// The price that was really paid for one; none when none was sold.
    pub price: Option<Money>,
    /// On which day.
    pub day: Option<BusinessDate>,
}

/// How the original price of a promotion comes about at one store.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Working {
    /// Where.
    pub store: StoreId,
    /// Line by line; what is given on top is not compared.
    pub lines: Vec<WorkingLine>,
    /// What may be called the original price there; none where one of the things was never sold.
    pub sum: Option<Money>,
}

/// The sum of what was paid for each, as often as it is in it; none where a thing was never dealt.
fn sum(lines: &[WorkingLine]) -> Result<Option<Money>> {
    let mut sum = Money::ZERO;
    for line in lines {
        let Some(price) = line.price else { return Ok(None) };
        sum = sum.plus(price.times(i64::from(line.count))?)?;
    }
    Ok(Some(sum))
}

/// The working of the original price of a promotion that begins on a day, store by store.
pub(crate) fn working(
    tx: &mut Tx,
    call: &Call,
    bundle: &BundleContent,
    begins: BusinessDate,
) -> Result<Vec<Working>> {
    let stores: Vec<StoreId> = org::today(tx, call)?.open_stores().collect();
    let mut all = vec![];
    for store in stores {
        let mut lines = vec![];
        for line in bundle.lines.iter().filter(|line| !line.gift) {
            let deal = original_deal(&deals(tx, store, line.offer, begins)?, begins);
            let (price, day) = (deal.map(|deal| deal.price), deal.map(|deal| deal.day));
            lines.push(WorkingLine { offer: line.offer, count: line.count, price, day });
        }
        all.push(Working { store, sum: sum(&lines)?, lines });
    }
    Ok(all)
}

/// The lawful original price: the lowest of the open stores, because a promotion is advertised in all of them; none
/// when a store has never sold one of the things.
pub(crate) fn lowest(working: &[Working]) -> Option<Money> {
    let sums: Option<Vec<Money>> = working.iter().map(|working| working.sum).collect();
    sums?.into_iter().min()
}

fn deals(tx: &mut Tx, store: StoreId, offer: OfferId, begins: BusinessDate) -> Result<Vec<Deal>> {
    let from = begins.checked_sub(jiff::Span::new().days(7))?;
    store::deals(tx, store, offer, from, begins)
}

/// Refuses a promotion that compares with a price that was not paid, or that was raised to be cut.
pub(crate) fn lawful(tx: &mut Tx, call: &Call, proposed: &Proposed, today: BusinessDate) -> Result<()> {
    let Content::Bundle(bundle) = &proposed.content else { return Ok(()) };
    if proposed.offer_kind != OfferKind::Promotion || proposed.kind == ProposalKind::Withdraw {
        return Ok(());
    }
    let begins = bundle.from.unwrap_or(today).max(today);
    if let (Some(compared), Some(price)) = (bundle.compared, proposed.price) {
        let lawful = lowest(&working(tx, call, bundle, begins)?).ok_or(Refused::NothingDealt)?;
        if compared > lawful {
            return Err(Refused::ComparedTooHigh { lawful }.into());
        }
        if price >= lawful {
            return Err(Refused::NotCheaper { lawful }.into());
        }
    }
    not_raised_before(tx, bundle, proposed.price, begins)
}

fn not_raised_before(
    tx: &mut Tx,
    bundle: &BundleContent,
    price: Option<Money>,
    begins: BusinessDate,
) -> Result<()> {
    let mut before = Money::ZERO;
    let mut raised = None;
    for line in bundle.lines.iter().filter(|line| !line.gift) {
        let mut prices: Vec<_> =
            store::prices(tx, line.offer)?.into_iter().map(|price| (price.from_day, price.price)).collect();
        prices.reverse();
        let list = prices.iter().rfind(|(from, _)| *from <= begins).map_or(Money::ZERO, |(_, price)| *price);
        let was = price_before_raise(&prices, begins);
        if was.is_some() {
            raised = Some(store::offer(tx, line.offer)?.number);
        }
        before = before.plus(was.unwrap_or(list).times(i64::from(line.count))?)?;
    }
    match (raised, price) {
        (Some(number), Some(price)) if price >= before => {
            Err(Refused::RaisedBefore { number, before }.into())
        }
        _ => Ok(()),
    }
}

/// What the till tells of each thing it sells: the price that was really paid for one, and how many.
pub fn dealt(tx: &mut Tx, store: StoreId, day: BusinessDate, deals: &[(OfferId, Money, u32)]) -> Result<()> {
    store::add_deals(tx, store, day, deals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_combination_compares_with_the_sum_of_what_was_paid() {
        let fen = |fen| Money::fen(fen).expect("an amount");
        let line = |count, price: Option<i64>| WorkingLine {
            offer: OfferId::of(1),
            count,
            price: price.map(fen),
            day: None,
        };
        let sold = [line(2, Some(300)), line(1, Some(50))];
        assert_eq!(sum(&sold).expect("a sum"), Some(fen(650)));
        assert_eq!(sum(&[line(1, Some(300)), line(1, None)]).expect("a sum"), None, "one was never sold");
        let at = |sum: Option<i64>| Working { store: StoreId::of(1), lines: vec![], sum: sum.map(fen) };
        assert_eq!(lowest(&[at(Some(650)), at(Some(600))]), Some(fen(600)), "advertised in both stores");
        assert_eq!(lowest(&[at(Some(650)), at(None)]), None);
        assert_eq!(lowest(&[]), None);
    }
}
