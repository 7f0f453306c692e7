//! How much of what is due back may be taken in a month (追回上限): a part of what was earned, never so much that less
//! than the minimum wage (最低工资) is left, and the rest waits. Both are law, and stand in `data/law.toml`.

use kernel::{Money, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::curve::rounded;

/// What a month pays a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Sheet {
    /// By what she sold and did in the month.
    pub earned: Money,
    /// Due back from the months before.
    pub brought: Money,
    /// Due back for what was undone in this month, and was sold in an earlier one.
    pub due_back: Money,
    /// What is taken of both.
    pub taken: Money,
    /// What waits for the next month.
    pub carried: Money,
    /// Further entries.
    pub corrected: Money,
    /// What she gets.
    pub total: Money,
    /// What the law has her get at least for the days she was there; nothing where the sheet is not the whole of her
    /// pay, because the scheme has no base wage for her, or the place has no minimum that we know.
    pub least: Money,
}

/// What the law says of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The part of what was earned that may be taken, in ten-thousandths.
    pub most: u32,
    /// What has to be left.
    pub least: Money,
}

impl Sheet {
    /// The month of one person.
    pub fn of(earned: Money, back: Money, brought: Money, corrected: Money, bounds: Bounds) -> Result<Sheet> {
        // Where a month undoes less than it pays for again, the difference is earned.
        let earned = earned.minus(back.min(Money::ZERO))?;
        let due_back = back.max(Money::ZERO);
        let due = brought.plus(due_back)?;
        let part = rounded(earned.max(Money::ZERO), bounds.most)?;
        let spare = earned.minus(bounds.least)?.max(Money::ZERO);
        let taken = due.min(part).min(spare);
        let (carried, total) = (due.minus(taken)?, earned.minus(taken)?.plus(corrected)?);
        Ok(Sheet { earned, brought, due_back, taken, carried, corrected, total, least: bounds.least })
    }

    /// Less than the law has her get?
    pub fn is_below(&self) -> bool {
        self.total < self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    const A_FIFTH: Bounds = Bounds { most: 2000, least: Money::ZERO };

    #[test]
    fn a_fifth_is_taken_and_the_rest_waits() {
        let first = Sheet::of(fen(1000_00), fen(300_00), Money::ZERO, Money::ZERO, A_FIFTH).expect("a sheet");
        assert_eq!((first.taken, first.carried, first.total), (fen(200_00), fen(100_00), fen(800_00)));
        let next = Sheet::of(fen(1000_00), Money::ZERO, first.carried, fen(-5_00), A_FIFTH).expect("a sheet");
        assert_eq!((next.taken, next.carried, next.total), (fen(100_00), Money::ZERO, fen(895_00)));
    }

    #[test]
    fn the_minimum_wage_is_left_to_her() {
        let bounds = Bounds { most: 2000, least: fen(2740_00) };
        let sheet =
            |earned| Sheet::of(fen(earned), fen(900_00), Money::ZERO, Money::ZERO, bounds).expect("a sheet");
        assert_eq!((sheet(5000_00).taken, sheet(5000_00).carried), (fen(900_00), Money::ZERO));
        assert_eq!((sheet(3000_00).taken, sheet(3000_00).carried), (fen(260_00), fen(640_00)));
        assert_eq!((sheet(2000_00).taken, sheet(2000_00).is_below()), (Money::ZERO, true));
        assert!(!sheet(3000_00).is_below());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_never_more_is_taken_than_may_be(
            months in prop::collection::vec((0i64..2_000_000, -50_000i64..1_000_000), 1..20),
            most in 0u32..=10_000,
            least in 0i64..300_000,
        ) {
            let bounds = Bounds { most, least: fen(least) };
            let (mut brought, mut due, mut taken) = (Money::ZERO, 0, 0);
            for (earned, back) in months {
                let sheet = Sheet::of(fen(earned), fen(back), brought, Money::ZERO, bounds).expect("a sheet");
                prop_assert!(sheet.taken.in_fen() * 10_000 <= sheet.earned.in_fen() * i64::from(most) + 5_000);
                prop_assert!(sheet.total >= sheet.least.min(sheet.earned));
                due += sheet.due_back.in_fen();
                taken += sheet.taken.in_fen();
                brought = sheet.carried;
            }
            prop_assert_eq!(due, taken + brought.in_fen());
        }
    }
}
