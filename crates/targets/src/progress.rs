//! How far a month's target is reached (完成进度), and what the rest of the month asks.

use kernel::{Money, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::parts;

/// A target of a month beside what was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Progress {
    /// The target.
    pub target: Money,
    /// What was reached so far, today's with it.
    pub reached: Money,
    /// What is missing; nothing where it is reached.
    pub gap: Money,
    /// What the month's days up to today would have asked.
    pub due: Money,
    /// What today asks: its part of what was missing this morning.
    pub today: Money,
    /// What each of the coming days asks on average, today left out.
    pub each: Money,
}

impl Progress {
    /// The month of somebody: `days` are the weights of its days, and what was reached on each; `today` is the place of
    /// today, or the number of days where the month is over.
    pub fn of(target: Money, days: &[(u32, Money)], today: usize) -> Result<Progress> {
        let weights: Vec<u32> = days.iter().map(|(weight, _)| *weight).collect();
        let reached = Money::total(days.iter().map(|(_, reached)| *reached))?;
        let gap = target.minus(reached)?.max(Money::ZERO);
        let plan = parts::by(target, &weights);
        let due = Money::total(plan.iter().take(today.saturating_add(1)).copied())?;
        let before = Money::total(days.iter().take(today).map(|(_, reached)| *reached))?;
        let missing = target.minus(before)?.max(Money::ZERO);
        let left = weights.get(today..).unwrap_or_default();
        let asks = if left.iter().any(|weight| *weight > 0) { parts::by(missing, left) } else { vec![] };
        let open = left.iter().skip(1).filter(|weight| **weight > 0).count();
        let each = if open == 0 { Money::ZERO } else { parts::by(gap, &vec![1; open])[0] };
        Ok(Progress { target, reached, gap, due, today: asks.first().copied().unwrap_or_default(), each })
    }

    /// Several together.
    pub fn plus(self, other: Progress) -> Result<Progress> {
        Ok(Progress {
            target: self.target.plus(other.target)?,
            reached: self.reached.plus(other.reached)?,
            gap: self.gap.plus(other.gap)?,
            due: self.due.plus(other.due)?,
            today: self.today.plus(other.today)?,
            each: self.each.plus(other.each)?,
        })
    }

    /// How much of it is reached, in percent; none where there is no target.
    pub fn percent(&self) -> Option<i64> {
        (self.target > Money::ZERO).then(|| self.reached.in_fen().saturating_mul(100) / self.target.in_fen())
    }

    /// Does she lag behind what the days up to today would have asked?
    pub fn is_late(&self) -> bool {
        self.reached < self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn days(of: &[(u32, i64)]) -> Vec<(u32, Money)> {
        of.iter().map(|(weight, reached)| (*weight, fen(*reached))).collect()
    }

    #[test]
    fn what_was_missed_is_asked_of_the_days_that_are_left() {
        let month = days(&[(1, 50_00), (1, 0), (0, 0), (2, 0)]);
        let progress = Progress::of(fen(400_00), &month, 1).expect("progress");
        assert_eq!((progress.reached, progress.gap), (fen(50_00), fen(350_00)));
        assert_eq!(progress.due, fen(200_00));
        assert_eq!(progress.today, fen(116_67), "a third of 350 by weight");
        assert_eq!(progress.each, fen(350_00), "one open day is left after today");
        assert_eq!(progress.percent(), Some(12));
        assert!(progress.is_late());
    }

    #[test]
    fn a_month_that_is_over_asks_nothing_more() {
        let progress = Progress::of(fen(100_00), &days(&[(1, 120_00)]), 1).expect("progress");
        assert_eq!((progress.gap, progress.today, progress.each), (Money::ZERO, Money::ZERO, Money::ZERO));
        assert!(!progress.is_late());
    }

    proptest! {
        #[test]
        fn the_days_of_a_month_ask_the_whole_of_it(
            target in 0i64..100_000_000,
            month in prop::collection::vec((0u32..200, 0i64..1_000_000), 1..31),
        ) {
            let untouched: Vec<(u32, Money)> = month.iter().map(|(weight, _)| (*weight, Money::ZERO)).collect();
            let last = month.len() - 1;
            let all = Progress::of(fen(target), &untouched, last).expect("progress");
            prop_assert_eq!(all.due, fen(target));
            let reached: Vec<(u32, Money)> = month.iter().map(|(weight, sum)| (*weight, fen(*sum))).collect();
            let progress = Progress::of(fen(target), &reached, last / 2).expect("progress");
            prop_assert!(progress.today <= fen(target) && progress.today >= Money::ZERO);
            prop_assert!(progress.gap.plus(progress.reached).expect("in range") >= fen(target));
        }
    }
}
