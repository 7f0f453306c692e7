//! A day's duties are a pure function of book, chart and calendars.
mod chain;

use std::sync::Arc;

use chain::{FOUNDED, organisation};
use jiff::ToSpan;
use org::Chart;
use proptest::prelude::*;
use rhythm::{Day, duties};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Asked twice, or with its rows read in another order, the day is the same list.
    #[test]
    fn the_same_day_is_the_same_list(days in 0i64..300, stores in 1i64..4, holders in 1i64..3, turn: prop::sample::Index) {
        let book = &handbook::shipped().expect("the shipped handbook").book;
        let day = FOUNDED.saturating_add(days.days());
        let first = organisation(stores, holders);
        let mut turned = first.clone();
        let middle = turn.index(turned.holdings.len());
        turned.holdings.rotate_left(middle);
        turned.lines.reverse();
        let chart = Chart::of(Arc::new(first), day);
        let once = duties(book, &chart);
        prop_assert_eq!(&once, &duties(book, &chart));
        prop_assert_eq!(&once, &duties(book, &Chart::of(Arc::new(turned), day)));
        let whole = Day::of(Arc::new(book.clone()), Arc::new(chart));
        prop_assert_eq!(whole.all(), &once[..]);
    }
}
