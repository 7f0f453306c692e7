//! Parts that make the whole (分解): of a year in months, of a month among people, of a person's month in days.

use kernel::{Money, Result};

/// An amount in parts by weights; where all weights are nought, nobody knows better than equal parts.
pub(crate) fn by(amount: Money, weights: &[u32]) -> Vec<Money> {
    amount.split(weights)
}

/// Weights of amounts that were reached before: in whole yuan, so that they stay small. Who has none yet counts as the
/// average of those who have.
pub(crate) fn of_history(reached: &[Money]) -> Vec<u32> {
    let yuan = |sum: &Money| u32::try_from(sum.in_fen().max(0) / 100).unwrap_or(u32::MAX / 64);
    let known: Vec<u32> = reached.iter().map(yuan).map(|sum| sum.min(u32::MAX / 64)).collect();
    let some: Vec<u64> = known.iter().filter(|sum| **sum > 0).map(|sum| u64::from(*sum)).collect();
    let average = some.iter().sum::<u64>().checked_div(some.len() as u64).unwrap_or(1);
    let average = u32::try_from(average).unwrap_or(1).max(1);
    known.into_iter().map(|sum| if sum == 0 { average } else { sum }).collect()
}

/// What the parts lack to make the whole; negative where they are more.
pub(crate) fn lack(whole: Money, parts: &[Money]) -> Result<Money> {
    Ok(whole.minus(Money::total(parts.iter().copied())?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    #[test]
    fn a_newcomer_counts_as_the_average() {
        assert_eq!(of_history(&[fen(300_00), Money::ZERO, fen(100_00)]), [300, 200, 100]);
        assert_eq!(of_history(&[Money::ZERO, Money::ZERO]), [1, 1]);
        assert_eq!(of_history(&[]), Vec::<u32>::new());
    }

    proptest! {
        #[test]
        fn parts_make_the_whole(
            amount in 0i64..1_000_000_000,
            reached in prop::collection::vec(-1000i64..1_000_000_000_000, 1..40),
        ) {
            let reached: Vec<Money> = reached.into_iter().map(fen).collect();
            let parts = by(fen(amount), &of_history(&reached));
            prop_assert_eq!(lack(fen(amount), &parts).expect("in range"), Money::ZERO);
        }
    }
}
