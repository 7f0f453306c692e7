//! The lawful original price (原价): with what an advertisement may compare. By the provisions on marked prices
//! (明码标价规定, art. 16) it is no higher than the lowest price really dealt at the same place in the seven days before
//! the promotion; where there was none, the last deal before. By art. 17 nobody raises first and discounts then.

use kernel::{BusinessDate, Money};

/// So many days before a promotion count.
const DAYS: i64 = 7;

/// A price really paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deal {
    /// When.
    pub day: BusinessDate,
    /// For one.
    pub price: Money,
}

/// The highest price that a promotion beginning on a day may call the original one; none when nothing was dealt.
/// The deals are those of one thing at one place.
pub fn original_price(deals: &[Deal], begins: BusinessDate) -> Option<Money> {
    original_deal(deals, begins).map(|deal| deal.price)
}

/// The deal that sets it.
pub fn original_deal(deals: &[Deal], begins: BusinessDate) -> Option<Deal> {
    let before = || deals.iter().filter(|deal| deal.day < begins).copied();
    let lately = before().filter(|deal| days_between(deal.day, begins) <= DAYS).min_by_key(|deal| deal.price);
    let last_day = before().map(|deal| deal.day).max();
    lately.or_else(|| before().filter(|deal| Some(deal.day) == last_day).min_by_key(|deal| deal.price))
}

/// The list price that held before a raise within the days before a promotion, if there was one: prices are
/// `(first day, price)`, the oldest first.
pub fn price_before_raise(prices: &[(BusinessDate, Money)], begins: BusinessDate) -> Option<Money> {
    let current = prices.iter().rfind(|(from, _)| *from <= begins)?.1;
    let starts = prices.iter().enumerate().filter(|(_, (from, _))| *from <= begins);
    let lately = starts.filter(|(_, (from, _))| days_between(*from, begins) <= DAYS);
    // What stood before each of the late changes.
    let before = lately.filter_map(|(place, _)| Some(prices.get(place.checked_sub(1)?)?.1));
    before.min().filter(|before| *before < current)
}

fn days_between(from: BusinessDate, until: BusinessDate) -> i64 {
    from.until(until).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: i8) -> BusinessDate {
        jiff::civil::date(2026, 3, day)
    }

    fn yuan(yuan: i64) -> Money {
        Money::fen(yuan * 100).expect("an amount")
    }

    fn deal(on: i8, price: i64) -> Deal {
        Deal { day: day(on), price: yuan(price) }
    }

    #[test]
    fn the_lowest_of_the_seven_days_before_counts() {
        let deals = [deal(1, 200), deal(12, 380), deal(14, 350), deal(15, 398)];
        assert_eq!(original_price(&deals, day(20)), Some(yuan(350)));
        assert_eq!(original_price(&deals, day(22)), Some(yuan(398)), "the 14th is eight days back");
    }

    #[test]
    fn without_one_in_the_seven_days_the_last_deal_counts() {
        let deals = [deal(1, 300), deal(2, 398), deal(2, 358)];
        assert_eq!(original_price(&deals, day(20)), Some(yuan(358)));
        assert_eq!(original_price(&deals, day(1)), None, "what is sold on the day itself is not before it");
        assert_eq!(original_price(&[], day(20)), None);
    }

    #[test]
    fn a_raise_shortly_before_is_seen() {
        let prices = [(day(1), yuan(300)), (day(15), yuan(400))];
        assert_eq!(price_before_raise(&prices, day(20)), Some(yuan(300)));
        assert_eq!(price_before_raise(&prices, day(23)), None, "eight days later it is the price");
        assert_eq!(price_before_raise(&[(day(1), yuan(400)), (day(15), yuan(300))], day(20)), None, "a cut");
        let up_and_up = [(day(1), yuan(300)), (day(15), yuan(350)), (day(16), yuan(400))];
        assert_eq!(price_before_raise(&up_and_up, day(20)), Some(yuan(300)), "in two steps");
    }

    fn deals() -> impl Strategy<Value = Vec<Deal>> {
        prop::collection::vec((1..29i8, 1..1000i64).prop_map(|(on, price)| deal(on, price)), 0..20)
    }

    proptest! {
        #[test]
        fn it_was_really_paid_before_and_never_undercut_in_the_seven_days(deals in deals(), begins in 1..29i8) {
            let begins = day(begins);
            match original_price(&deals, begins) {
                Some(price) => {
                    prop_assert!(deals.iter().any(|deal| deal.day < begins && deal.price == price));
                    let mut lately = deals.iter().filter(|d| d.day < begins && days_between(d.day, begins) <= 7);
                    prop_assert!(lately.all(|deal| price <= deal.price));
                }
                None => prop_assert!(deals.iter().all(|deal| deal.day >= begins)),
            }
        }

        #[test]
        fn dealing_cheaper_just_before_never_raises_it(deals in deals(), begins in 2..29i8, price in 1..1000i64) {
            let before = original_price(&deals, day(begins));
            let more = [&deals[..], &[deal(begins - 1, price)]].concat();
            let after = original_price(&more, day(begins)).expect("dealt yesterday");
            prop_assert!(after <= yuan(price));
            if let Some(before) = before.filter(|_| deals.iter().any(|d| {
                d.day < day(begins) && days_between(d.day, day(begins)) <= 7
            })) {
                prop_assert!(after <= before);
            }
        }

        #[test]
        fn the_order_of_deals_does_not_matter(deals in deals(), begins in 1..29i8) {
            let mut reversed = deals.clone();
            reversed.reverse();
            prop_assert_eq!(original_price(&deals, day(begins)), original_price(&reversed, day(begins)));
        }
    }
}
