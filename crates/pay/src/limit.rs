//! How much of what is due back may be taken in a month (追回上限): a part of what was earned, and the rest waits. The
//! part is law, and stands in `data/law.toml`.

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
}

impl Sheet {
    /// The month of one person; `most` is the part of what was earned that may be taken, in ten-thousandths.
    pub fn of(earned: Money, back: Money, brought: Money, corrected: Money, most: u32) -> Result<Sheet> {
        // Where a month undoes less than it pays for again, the difference is earned.
        let earned = earned.minus(back.min(Money::ZERO))?;
        let due_back = back.max(Money::ZERO);
        let due = brought.plus(due_back)?;
        let taken = due.min(rounded(earned.max(Money::ZERO), most)?);
        let total = earned.minus(taken)?.plus(corrected)?;
        Ok(Sheet { earned, brought, due_back, taken, carried: due.minus(taken)?, corrected, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    #[test]
    fn a_fifth_is_taken_and_the_rest_waits() {
        let first = Sheet::of(fen(1000_00), fen(300_00), Money::ZERO, Money::ZERO, 2000).expect("a sheet");
        assert_eq!((first.taken, first.carried, first.total), (fen(200_00), fen(100_00), fen(800_00)));
        let next = Sheet::of(fen(1000_00), Money::ZERO, first.carried, fen(-5_00), 2000).expect("a sheet");
        assert_eq!((next.taken, next.carried, next.total), (fen(100_00), Money::ZERO, fen(895_00)));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_never_more_is_taken_than_may_be(
            months in prop::collection::vec((0i64..2_000_000, -50_000i64..1_000_000), 1..20),
            most in 0u32..=10_000,
        ) {
            let (mut brought, mut due, mut taken) = (Money::ZERO, 0, 0);
            for (earned, back) in months {
                let sheet = Sheet::of(fen(earned), fen(back), brought, Money::ZERO, most).expect("a sheet");
                prop_assert!(sheet.taken.in_fen() * 10_000 <= sheet.earned.in_fen() * i64::from(most) + 5_000);
                prop_assert!(sheet.total >= Money::ZERO);
                due += sheet.due_back.in_fen();
                taken += sheet.taken.in_fen();
                brought = sheet.carried;
            }
            prop_assert_eq!(due, taken + brought.in_fen());
        }
    }
}
