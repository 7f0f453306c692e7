//! What a session is worth: fixed at the sale, by a rule that is kept with the package.

use kernel::{Money, codes};

codes! {
    /// Over which sessions the price is spread (单次耗卡).
    pub enum UnitRule {
        /// Over all of them, those given on top too, so that gifts do not inflate the books.
        AllSessions = "all-sessions",
        /// Over those paid for; those given on top come last and are worth nothing.
        PaidFirst = "paid-first",
    }
}

codes! {
    /// Was a line of sessions paid for, or given on top?
    pub enum LineKind {
        /// Paid for.
        Paid = "paid",
        /// Given on top (赠送).
        Gift = "gift",
    }
}

/// A line as the price is spread over it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    pub kind: LineKind,
    pub list_price: Money,
    pub count: u32,
}

impl Weight {
    fn of(self) -> u32 {
        let fen = self.list_price.in_fen().saturating_mul(i64::from(self.count));
        u32::try_from(fen).unwrap_or(u32::MAX)
    }
}

/// Spreads the price of a package over its lines, by what they cost on the list; to the fen.
pub(crate) fn spread(rule: UnitRule, price: Money, lines: &[Weight]) -> Vec<Money> {
    let paid = |line: &&Weight| line.kind == LineKind::Paid;
    let only_paid = rule == UnitRule::PaidFirst && lines.iter().any(|line| paid(&line));
    let carries = |line: &&Weight| !only_paid || paid(line);
    let weights: Vec<u32> = lines.iter().filter(carries).map(|line| line.of()).collect();
    let mut parts = price.split(&weights).into_iter();
    lines
        .iter()
        .map(|line| if carries(&line) { parts.next().unwrap_or_default() } else { Money::ZERO })
        .collect()
}

/// What the next session of a line is worth; the last one takes the fen that are left over.
pub(crate) fn next(value_left: Money, count_left: u32) -> Money {
    match i64::from(count_left) {
        0 => Money::ZERO,
        count => Money::fen(value_left.in_fen() / count).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn ten_and_two() -> [Weight; 2] {
        let line = |kind, count| Weight { kind, list_price: fen(500_00), count };
        [line(LineKind::Paid, 10), line(LineKind::Gift, 2)]
    }

    #[test]
    fn ten_sessions_and_two_on_top_for_three_thousand() {
        let all = spread(UnitRule::AllSessions, fen(3_000_00), &ten_and_two());
        assert_eq!(all, [fen(2_500_00), fen(500_00)], "250 each");
        let paid = spread(UnitRule::PaidFirst, fen(3_000_00), &ten_and_two());
        assert_eq!(paid, [fen(3_000_00), Money::ZERO], "300 each, the gift nothing");
    }

    #[test]
    fn a_package_of_gifts_only_is_spread_over_them() {
        let gifts = [Weight { kind: LineKind::Gift, list_price: Money::ZERO, count: 3 }];
        assert_eq!(spread(UnitRule::PaidFirst, fen(7), &gifts), [fen(7)]);
    }

    proptest! {
        #[test]
        fn session_by_session_a_line_gives_exactly_its_value(value in 0i64..100_000_000, count in 1u32..400) {
            let (mut left, mut got) = (fen(value), Money::ZERO);
            for session in (1..=count).rev() {
                let one = next(left, session);
                prop_assert!((one.in_fen() - value / i64::from(count)).abs() <= 1);
                left = left.minus(one).expect("in range");
                got = got.plus(one).expect("in range");
            }
            prop_assert_eq!((left, got), (Money::ZERO, fen(value)));
        }

        #[test]
        fn the_lines_make_the_price(price in 0i64..100_000_000, lists in prop::collection::vec((0i64..1_000_000, 1u32..50, any::<bool>()), 1..6), first in any::<bool>()) {
            let rule = if first { UnitRule::PaidFirst } else { UnitRule::AllSessions };
            let kind = |gift| if gift { LineKind::Gift } else { LineKind::Paid };
            let lines: Vec<Weight> = lists.iter().map(|(list, count, gift)| Weight { kind: kind(*gift), list_price: fen(*list), count: *count }).collect();
            prop_assert_eq!(Money::total(spread(rule, fen(price), &lines)), Ok(fen(price)));
        }
    }
}
