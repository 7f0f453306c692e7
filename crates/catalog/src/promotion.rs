//! Whether a promotion says the truth about its prices.

use std::collections::BTreeMap;

use db::Tx;
use kernel::{BusinessDate, Money, Result, StoreId};
use web::Call;

use crate::offer::{BundleContent, Content, OfferId, OfferKind};
use crate::original::{Deal, original_price, price_before_raise};
use crate::proposal::{ProposalKind, Proposed};
use crate::refused::Refused;
use crate::store;

/// What a promotion may compare with, at one place; none where a thing in it was never dealt.
fn at_a_place(lines: &[(OfferId, u32)], originals: &BTreeMap<OfferId, Money>) -> Result<Option<Money>> {
    let mut sum = Money::ZERO;
    for (offer, count) in lines {
        let Some(original) = originals.get(offer) else { return Ok(None) };
        sum = sum.plus(original.times(i64::from(*count))?)?;
    }
    Ok(Some(sum))
}

/// The lawful original price of a promotion's contents that begins on a day: the lowest of the open stores, because
/// it is advertised in all of them; none when a store has never sold one of them.
pub(crate) fn original(
    tx: &mut Tx,
    call: &Call,
    bundle: &BundleContent,
    begins: BusinessDate,
) -> Result<Option<Money>> {
    let stores: Vec<StoreId> = org::today(tx, call)?.open_stores().collect();
    let paid: Vec<(OfferId, u32)> =
        bundle.lines.iter().filter(|line| !line.gift).map(|line| (line.offer, line.count)).collect();
    let mut lowest: Option<Money> = None;
    for store in stores {
        let mut originals = BTreeMap::new();
        for (offer, _) in &paid {
            let price = original_price(&deals(tx, store, *offer, begins)?, begins);
            originals.extend(price.map(|price| (*offer, price)));
        }
        let Some(here) = at_a_place(&paid, &originals)? else { return Ok(None) };
        lowest = Some(lowest.map_or(here, |lowest| lowest.min(here)));
    }
    Ok(lowest)
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
        let lawful = original(tx, call, bundle, begins)?.ok_or(Refused::NothingDealt)?;
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
pub fn dealt(
    tx: &mut Tx,
    store: StoreId,
    offer: impl Into<OfferId>,
    day: BusinessDate,
    price: Money,
    count: u32,
) -> Result<()> {
    store::add_deal(tx, store, offer.into(), Deal { day, price }, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_combination_compares_with_the_sum_of_what_was_paid() {
        let fen = |fen| Money::fen(fen).expect("an amount");
        let originals = BTreeMap::from([(OfferId::of(1), fen(300)), (OfferId::of(2), fen(50))]);
        let sum = |lines: &[(OfferId, u32)]| at_a_place(lines, &originals).expect("a sum");
        assert_eq!(sum(&[(OfferId::of(1), 2), (OfferId::of(2), 1)]), Some(fen(650)));
        assert_eq!(sum(&[(OfferId::of(1), 1), (OfferId::of(3), 1)]), None, "one was never sold");
    }
}
