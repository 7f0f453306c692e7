//! How much an amount pays (提成阶梯): whole-amount, where the sum decides one rate for all of it, or marginal, where
//! each step pays for what lies within it (trade rule 2.3).

use kernel::{Money, Result, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rates are counted in ten-thousandths: 350 is 3.5 %.
pub(crate) const WHOLE: i64 = 10_000;

codes! {
    /// How steps are read.
    pub enum Way {
        /// The sum decides one rate for all of it (全额).
        Whole = "whole",
        /// Each step pays for what lies within it (超额).
        Marginal = "marginal",
    }
}

/// From an amount on, a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// From so much on.
    pub from: Money,
    /// In ten-thousandths.
    pub rate: u32,
}

/// The steps of a rule, as they hold for one month of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve<'a> {
    /// From the lowest up.
    pub steps: &'a [Step],
    /// How they are read.
    pub way: Way,
    /// An amount that is exactly where a step begins belongs to the step below it (不含).
    pub above: bool,
    /// Never more than this; nothing is no limit.
    pub most: Money,
}

impl Curve<'_> {
    /// The rate that a sum reaches.
    pub fn rate(&self, sum: Money) -> u32 {
        let reached = |step: &&Step| if self.above { sum > step.from } else { sum >= step.from };
        self.steps.iter().rfind(reached).map_or(0, |step| step.rate)
    }

    /// What a month's sum pays.
    pub fn pays(&self, sum: Money) -> Result<Money> {
        self.so_far(sum, sum)
    }

    /// What the first `part` of a month's `sum` pays. Line after line earns what it adds, so that the lines make the
    /// whole to the fen whatever was rounded, and what is taken back within the month brings nought.
    pub fn so_far(&self, sum: Money, part: Money) -> Result<Money> {
        let part = part.max(Money::ZERO);
        let paid = match self.way {
            Way::Whole => rounded(part, self.rate(sum))?,
            Way::Marginal => self.by_steps(part)?,
        };
        Ok(if self.most > Money::ZERO { paid.min(self.most) } else { paid })
    }

    fn by_steps(&self, part: Money) -> Result<Money> {
        let ends = self.steps.iter().skip(1).map(|step| step.from).chain([Money::MAX]);
        let mut sum = 0i128;
        for (step, end) in self.steps.iter().zip(ends) {
            let within = part.min(end).minus(step.from)?.max(Money::ZERO);
            sum += i128::from(within.in_fen()) * i128::from(step.rate);
        }
        to_fen(sum, i128::from(WHOLE))
    }
}

/// So many ten-thousandths of an amount, half a fen away from nought.
pub(crate) fn rounded(amount: Money, rate: u32) -> Result<Money> {
    to_fen(i128::from(amount.in_fen()) * i128::from(rate), i128::from(WHOLE))
}

/// So many parts of so many.
pub(crate) fn portion(amount: Money, part: Money, whole: Money) -> Result<Money> {
    if whole == Money::ZERO {
        return Ok(Money::ZERO);
    }
    let whole = i128::from(whole.in_fen());
    to_fen(i128::from(amount.in_fen()) * i128::from(part.in_fen()) * whole.signum(), whole.abs())
}

fn to_fen(amount: i128, parts: i128) -> Result<Money> {
    let half = parts / 2 * amount.signum();
    let fen = i64::try_from((amount + half) / parts).unwrap_or(i64::MAX);
    Ok(Money::fen(fen)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn steps(of: &[(i64, u32)]) -> Vec<Step> {
        of.iter().map(|(from, rate)| Step { from: fen(*from), rate: *rate }).collect()
    }

    fn usual() -> Vec<Step> {
        steps(&[(7_000_00, 200), (15_000_00, 350), (25_000_00, 550), (40_000_00, 800), (60_000_00, 1000)])
    }

    fn curve(steps: &[Step], way: Way) -> Curve<'_> {
        Curve { steps, way, above: false, most: Money::ZERO }
    }

    /// The worked example of the trade: thirty thousand yuan.
    #[test]
    fn thirty_thousand_by_both_ways() {
        let steps = usual();
        assert_eq!(curve(&steps, Way::Whole).pays(fen(30_000_00)).expect("paid"), fen(1_650_00));
        assert_eq!(curve(&steps, Way::Marginal).pays(fen(30_000_00)).expect("paid"), fen(785_00));
    }

    #[test]
    fn the_cliff_of_the_whole_amount_stands_where_the_step_begins() {
        let steps = usual();
        let whole = curve(&steps, Way::Whole);
        assert_eq!(whole.pays(fen(24_999_99)).expect("paid"), fen(875_00));
        assert_eq!(whole.pays(fen(25_000_00)).expect("paid"), fen(1_375_00));
        let above = Curve { above: true, ..whole };
        assert_eq!(above.pays(fen(25_000_00)).expect("paid"), fen(875_00), "not including the edge");
        assert_eq!(above.pays(fen(25_000_01)).expect("paid"), fen(1_375_00));
    }

    #[test]
    fn below_the_first_step_nothing_is_paid_and_never_more_than_the_most() {
        let steps = usual();
        assert_eq!(curve(&steps, Way::Marginal).pays(fen(6_999_99)).expect("paid"), Money::ZERO);
        let held = Curve { most: fen(500_00), ..curve(&steps, Way::Whole) };
        assert_eq!(held.pays(fen(30_000_00)).expect("paid"), fen(500_00));
    }

    proptest! {
        #[test]
        fn line_by_line_is_the_same_as_at_once(
            amounts in prop::collection::vec(-500_000i64..900_000, 1..40),
            whole in any::<bool>(),
            most in 0i64..300_000,
        ) {
            let steps = usual();
            let way = if whole { Way::Whole } else { Way::Marginal };
            let curve = Curve { most: fen(most), ..curve(&steps, way) };
            let sum = fen(amounts.iter().sum());
            let (mut so_far, mut lines) = (0, 0);
            for amount in &amounts {
                let before = curve.so_far(sum, fen(so_far)).expect("paid");
                so_far += amount;
                lines += curve.so_far(sum, fen(so_far)).expect("paid").minus(before).expect("in range").in_fen();
            }
            prop_assert_eq!(lines, curve.pays(sum).expect("paid").in_fen());
        }

        #[test]
        fn a_part_that_is_the_whole_is_all_of_it(amount in -9_000_000i64..9_000_000, whole in 1i64..9_000_000) {
            prop_assert_eq!(portion(fen(amount), fen(whole), fen(whole)).expect("a part"), fen(amount));
            prop_assert_eq!(portion(fen(amount), fen(-whole), fen(-whole)).expect("a part"), fen(amount));
            prop_assert_eq!(portion(fen(amount), fen(-whole), fen(whole)).expect("a part"), fen(-amount));
        }
    }
}
