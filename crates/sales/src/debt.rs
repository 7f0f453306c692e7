//! What is owed (欠款): repaid to the oldest or as the payer says, and how old it is (trade rule 2.7).

use kernel::{BusinessDate, Money, MoneyError, codes, ids};
use schemars::JsonSchema;
use serde::Serialize;

ids! {
    /// What is owed for one line of a ticket.
    pub struct DebtId;
}

codes! {
    /// How long something has been owed (账龄).
    pub enum Age {
        /// Up to 30 days.
        Fresh = "fresh",
        /// 31 to 60 days.
        Late = "late",
        /// 61 days and more.
        Old = "old",
    }
}

impl Age {
    /// The age of a debt of a day, on another.
    pub fn on(since: BusinessDate, day: BusinessDate) -> Age {
        match since.until(day).map_or(0, |span| span.get_days()) {
            ..=30 => Age::Fresh,
            31..=60 => Age::Late,
            _ => Age::Old,
        }
    }
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Open {
    /// Which debt.
    pub debt: DebtId,
    /// How much of it.
    pub owing: Money,
}

/// What goes to which debt. The debts come oldest first; the one that the payer named goes before.
/// What is left over is too much.
pub(crate) fn repaid(
    open: &[Open],
    named: Option<DebtId>,
    amount: Money,
) -> Result<(Vec<Open>, Money), MoneyError> {
    let mut order: Vec<&Open> = open.iter().collect();
    order.sort_by_key(|one| Some(one.debt) != named);
    let mut left = amount;
    let mut parts = vec![];
    for one in order {
        let part = one.owing.min(left);
        if part > Money::ZERO {
            parts.push(Open { debt: one.debt, owing: part });
            left = left.minus(part)?;
        }
    }
    Ok((parts, left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;
    use proptest::prelude::*;

    fn open(id: i64, owing: i64) -> Open {
        Open { debt: DebtId::of(id), owing: Money::fen(owing).expect("in range") }
    }

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    #[test]
    fn the_oldest_is_paid_first_unless_another_is_named() {
        let debts = [open(1, 300), open(2, 500)];
        assert_eq!(repaid(&debts, None, fen(400)), Ok((vec![open(1, 300), open(2, 100)], fen(0))));
        let named = Some(DebtId::of(2));
        assert_eq!(repaid(&debts, named, fen(600)), Ok((vec![open(2, 500), open(1, 100)], fen(0))));
        assert_eq!(repaid(&debts, None, fen(900)), Ok((vec![open(1, 300), open(2, 500)], fen(100))));
    }

    #[test]
    fn a_month_and_a_day_is_late() {
        let since = date(2026, 1, 1);
        let age = |month, day| Age::on(since, date(2026, month, day));
        assert_eq!((age(1, 1), age(1, 31), age(2, 1)), (Age::Fresh, Age::Fresh, Age::Late));
        assert_eq!((age(3, 2), age(3, 3)), (Age::Late, Age::Old));
        assert_eq!(Age::on(since, date(2025, 12, 1)), Age::Fresh);
    }

    proptest! {
        #[test]
        fn nothing_is_repaid_twice(debts in prop::collection::vec(1i64..1000, 0..6), amount in 0i64..5000) {
            let debts: Vec<Open> = debts.iter().enumerate().map(|(at, owing)| open(at as i64 + 1, *owing)).collect();
            let (parts, left) = repaid(&debts, None, fen(amount)).expect("in range");
            prop_assert_eq!(Money::total(parts.iter().map(|part| part.owing)).and_then(|sum| sum.plus(left)), Ok(fen(amount)));
            for part in parts {
                prop_assert!(debts.iter().any(|debt| debt.debt == part.debt && part.owing <= debt.owing));
            }
        }
    }
}
