//! How the sum of a ticket is spread over its lines and what they were paid with (分摊), to the fen: every line is
//! paid in full, every tender is used up, and no fen comes or goes. What is left of a package pays for the one that
//! takes its place. Lines on sessions of a package pay themselves and do not come here.

use kernel::{Money, MoneyError};

use crate::kind::{LineKind, Means};
use crate::refused::Refused;

/// A line as far as its payment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What it is about.
    pub kind: LineKind,
    /// What is to be paid for it.
    pub amount: Money,
}

/// What was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// What with.
    pub means: Means,
    /// How much.
    pub amount: Money,
}

/// Line by line, tender by tender: how much of this was paid with that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread(Vec<Vec<Money>>);

/// What one line was paid with, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paid {
    /// In money.
    pub money: Money,
    /// With stored value, of whichever part.
    pub value: Money,
    /// Owed.
    pub owed: Money,
}

impl Spread {
    /// Spreads; what is given must be what is due. A package that is traded in goes first; then those that only money
    /// pays; then all others, by what is left of each tender.
    pub fn of(lines: &[Due], given: &[Given]) -> Result<Spread, kernel::Error> {
        let mut left: Vec<Money> = given.iter().map(|given| given.amount).collect();
        let mut spread = vec![vec![Money::ZERO; given.len()]; lines.len()];
        trade_in(lines, &mut spread, &mut left, given)?;
        let due = Money::total(lines.iter().map(|line| line.amount))?;
        let paid = Money::total(given.iter().map(|given| given.amount))?;
        if due != paid {
            return Err(Refused::NotPaid { due, paid }.into());
        }
        if due.in_fen() > i64::from(u32::MAX) || given.iter().any(|given| given.amount < Money::ZERO) {
            return Err(MoneyError::OutOfRange.into());
        }
        for wants_money in [true, false] {
            let within: Vec<bool> =
                given.iter().map(|given| !wants_money || given.means.is_money()).collect();
            let these = |(line, _): &(&Due, &mut Vec<Money>)| line.kind.wants_money() == wants_money;
            for (line, row) in lines.iter().zip(&mut spread).filter(these) {
                take(line, row, &mut left, &within)?;
            }
        }
        Ok(Spread(spread))
    }

    /// What a line was paid with, tender by tender.
    pub fn of_line(&self, line: usize) -> &[Money] {
        self.0.get(line).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same, taken together.
    pub fn paid(&self, line: usize, given: &[Given]) -> Result<Paid, MoneyError> {
        let mut paid = Paid::default();
        for (amount, given) in self.of_line(line).iter().zip(given) {
            match given.means {
                Means::Value => paid.value = paid.value.plus(*amount)?,
                Means::Account => paid.owed = paid.owed.plus(*amount)?,
                means if means.is_money() => paid.money = paid.money.plus(*amount)?,
                _ => {}
            }
        }
        Ok(paid)
    }
}

/// What is left of packages goes first, and into the one package of the ticket.
fn trade_in(
    lines: &[Due],
    spread: &mut [Vec<Money>],
    left: &mut [Money],
    given: &[Given],
) -> Result<(), kernel::Error> {
    let traded = |at: &usize| given[*at].means == Means::TradeIn && given[*at].amount > Money::ZERO;
    let traded: Vec<usize> = (0..given.len()).filter(traded).collect();
    let worth = Money::total(traded.iter().map(|at| given[*at].amount))?;
    if traded.is_empty() {
        return Ok(());
    }
    let mut packages = (lines.iter().zip(spread)).filter(|(line, _)| line.kind == LineKind::Package);
    match (packages.next(), packages.next()) {
        (Some((line, _)), None) if worth > line.amount => {
            Err(Refused::TradesForLess { worth, price: line.amount }.into())
        }
        (Some((_, row)), None) => {
            for at in traded {
                (row[at], left[at]) = (given[at].amount, Money::ZERO);
            }
            Ok(())
        }
        _ => Err(Refused::TradesForOne.into()),
    }
}

/// Takes what is open of a line's amount out of what is left of the tenders that may pay it, each by its part.
fn take(line: &Due, row: &mut [Money], left: &mut [Money], within: &[bool]) -> Result<(), kernel::Error> {
    let asked = line.amount.minus(Money::total(row.iter().copied())?)?;
    let open = |(left, within): (&Money, &bool)| if *within { *left } else { Money::ZERO };
    let weights: Vec<Money> = left.iter().zip(within).map(open).collect();
    let there = Money::total(weights.iter().copied())?;
    if asked > there {
        return Err(Refused::WrongMeans { kind: line.kind.title(), missing: asked.minus(there)? }.into());
    }
    let weights: Vec<u32> =
        weights.iter().map(|left| u32::try_from(left.in_fen()).unwrap_or(u32::MAX)).collect();
    if there == Money::ZERO {
        return Ok(());
    }
    for ((part, cell), left) in asked.split(&weights).into_iter().zip(row).zip(left) {
        *cell = cell.plus(part)?;
        *left = left.minus(part)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn due(kind: LineKind, amount: i64) -> Due {
        Due { kind, amount: fen(amount) }
    }

    fn given(means: Means, amount: i64) -> Given {
        Given { means, amount: fen(amount) }
    }

    fn refused(lines: &[Due], tenders: &[Given]) -> Option<&'static str> {
        Spread::of(lines, tenders).err()?.refusal().map(|refusal| refusal.code)
    }

    #[test]
    fn three_lines_and_three_tenders_to_the_fen() {
        let lines =
            [due(LineKind::Treatment, 29_800), due(LineKind::Product, 16_800), due(LineKind::Value, 100_000)];
        let tenders =
            [given(Means::Cash, 20_000), given(Means::WeChat, 106_600), given(Means::Account, 20_000)];
        let spread = Spread::of(&lines, &tenders).expect("spread");
        assert_eq!(spread.of_line(2)[2], Money::ZERO, "stored value is not bought on account");
        assert_eq!(spread.paid(2, &tenders), Ok(Paid { money: fen(100_000), ..Paid::default() }));
        let owed: i64 = (0..2).map(|line| spread.paid(line, &tenders).expect("paid").owed.in_fen()).sum();
        assert_eq!(owed, 20_000);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let line = [due(LineKind::Treatment, 100)];
        assert_eq!(refused(&line, &[given(Means::Cash, 99)]), Some("sales.not_paid"));
        assert_eq!(
            refused(&[due(LineKind::Deposit, 100)], &[given(Means::Account, 100)]),
            Some("sales.wrong_means")
        );
        assert_eq!(refused(&line, &[]), Some("sales.not_paid"));
        assert!(Spread::of(&[due(LineKind::Treatment, 0)], &[]).is_ok(), "a gift is paid with nothing");
    }

    #[test]
    fn what_is_left_of_a_package_goes_into_the_one_that_takes_its_place() {
        let lines = [due(LineKind::Treatment, 100), due(LineKind::Package, 1_000)];
        let tenders = [given(Means::Cash, 350), given(Means::TradeIn, 750)];
        let spread = Spread::of(&lines, &tenders).expect("spread");
        assert_eq!(
            (spread.of_line(0), spread.of_line(1)),
            (&[fen(100), fen(0)][..], &[fen(250), fen(750)][..])
        );
        assert_eq!(spread.paid(1, &tenders), Ok(Paid { money: fen(250), ..Paid::default() }));
        let traded = |lines: &[Due], worth, rest| {
            refused(lines, &[given(Means::Cash, rest), given(Means::TradeIn, worth)])
        };
        assert_eq!(traded(&lines, 1_050, 50), Some("sales.trades_for_less"));
        assert_eq!(traded(&lines[..1], 50, 50), Some("sales.trades_for_one"));
        assert_eq!(traded(&[lines[1], lines[1]], 750, 1_250), Some("sales.trades_for_one"));
    }

    proptest! {
        #[test]
        fn every_line_is_paid_and_every_tender_used_up(
            amounts in prop::collection::vec((0usize..3, 0i64..10_000_000), 1..8),
            cuts in prop::collection::vec(0u32..1000, 1..6),
        ) {
            let kinds = [LineKind::Treatment, LineKind::Product, LineKind::Package];
            let lines: Vec<Due> = amounts.iter().map(|(kind, amount)| due(kinds[*kind], *amount)).collect();
            let whole = fen(amounts.iter().map(|(_, amount)| amount).sum());
            let means = [Means::Cash, Means::WeChat, Means::Value, Means::Voucher, Means::Account];
            let tenders: Vec<Given> = whole.split(&cuts).into_iter().zip(means)
                .map(|(amount, means)| Given { means, amount }).collect();
            let spread = Spread::of(&lines, &tenders).expect("it can be spread");
            for (index, line) in lines.iter().enumerate() {
                prop_assert_eq!(Money::total(spread.of_line(index).iter().copied()), Ok(line.amount));
                prop_assert!(spread.of_line(index).iter().all(|part| *part >= Money::ZERO));
            }
            for (index, tender) in tenders.iter().enumerate() {
                let used = (0..lines.len()).map(|line| spread.of_line(line)[index]);
                prop_assert_eq!(Money::total(used), Ok(tender.amount));
            }
        }
    }
}
