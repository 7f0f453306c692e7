//! A ticket in the books: what it earns and what it was paid with. Prepaid posts its own side against clearing, and so
//! does the ticket, so that a settled one leaves nothing there.

use db::Tx;
use kernel::{Mandate, Money, Result};
use ledger::{Line, Posting, Role};
use prepaid::Occasion;

use crate::kind::{LineKind, Means};
use crate::settling::Came;
use crate::wish::{self, Deal};

/// A line as far as the books go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amounts {
    pub kind: LineKind,
    pub deal: Deal,
    pub amount: Money,
    /// What of it was paid with value given on top: it is no money, so it is no income.
    pub gift: Money,
}

impl Amounts {
    pub fn of(line: &wish::Line, came: &Came) -> Amounts {
        Amounts { kind: line.kind, deal: line.deal, amount: came.amount, gift: came.gift }
    }
}

/// Both sides. What prepaid keeps itself goes to clearing. Given value that buys something prepaid is a concession.
pub(crate) fn sides(lines: &[Amounts], tenders: &[(Means, Money)]) -> Result<Vec<Line>> {
    let mut sides = vec![];
    for (means, amount) in tenders {
        match means.role() {
            Some(role) => sides.push(Line::debit(role, *amount)),
            None if *means == Means::Gift => {}
            None => sides.push(Line::debit(Role::Clearing, *amount)),
        }
    }
    for line in lines {
        let role = match (line.deal, line.kind.role()) {
            (Deal::Session, _) => Role::PackageIncome,
            (_, Some(role)) => role,
            (_, None) => Role::Clearing,
        };
        if line.kind.role().is_none() {
            sides.push(Line::debit(Role::Gifts, line.gift));
            sides.push(Line::credit(role, line.amount));
        } else {
            sides.push(Line::credit(role, line.amount.minus(line.gift)?));
        }
    }
    sides.retain(|side| side.amount != Money::ZERO);
    Ok(sides)
}

/// Posts; a ticket of gifts alone moves nothing.
pub(crate) fn post(
    tx: &mut Tx,
    by: &Mandate,
    on: &Occasion,
    lines: &[Amounts],
    tenders: &[(Means, Money, String)],
) -> Result<()> {
    let tenders: Vec<(Means, Money)> = tenders.iter().map(|(means, amount, _)| (*means, *amount)).collect();
    let lines = netted(sides(lines, &tenders)?)?;
    if lines.is_empty() {
        return Ok(());
    }
    let posting = Posting { document: on.document.clone(), day: on.day, store: on.store, at: on.at, lines };
    ledger::post(tx, by, &posting).map(drop)
}

/// One side for each account; accounts that come to nothing are left out.
fn netted(sides: Vec<Line>) -> Result<Vec<Line>> {
    let mut netted: Vec<Line> = vec![];
    for side in sides {
        match netted.iter_mut().find(|line| line.role == side.role) {
            Some(line) => line.amount = line.amount.plus(side.amount)?,
            None => netted.push(side),
        }
    }
    netted.retain(|line| line.amount != Money::ZERO);
    Ok(netted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn line(kind: LineKind, deal: Deal, amount: i64, gift: i64) -> Amounts {
        Amounts { kind, deal, amount: fen(amount), gift: fen(gift) }
    }

    #[test]
    fn a_mixed_ticket_balances_with_what_prepaid_posts_itself() {
        let lines = [
            line(LineKind::Treatment, Deal::Usual, 300, 50),
            line(LineKind::Treatment, Deal::Session, 250, 0),
            line(LineKind::Package, Deal::Usual, 1000, 20),
            line(LineKind::Tip, Deal::Usual, 30, 0),
        ];
        let tenders = [
            (Means::Cash, fen(1030)),
            (Means::Value, fen(230)),
            (Means::Gift, fen(70)),
            (Means::Session, fen(250)),
        ];
        let sides = sides(&lines, &tenders).expect("sides");
        let sum = Money::total(sides.iter().map(|side| side.amount));
        assert_eq!(sum, Ok(Money::ZERO));
        let on = |role| {
            sides.iter().filter(|side| side.role == role).map(|side| side.amount.in_fen()).sum::<i64>()
        };
        assert_eq!(on(Role::TreatmentIncome), -250);
        assert_eq!(on(Role::PackageIncome), -250);
        assert_eq!(on(Role::Gifts), 20);
        // Prepaid: value 230 and session 250 to the credit, the package 1000 to the debit.
        assert_eq!(on(Role::Clearing), 230 + 250 - 1000);
    }

    #[test]
    fn what_is_repaid_lessens_what_is_owed() {
        let lines = [line(LineKind::Debt, Deal::Usual, 100, 0)];
        let netted = netted(sides(&lines, &[(Means::WeChat, fen(100))]).expect("sides")).expect("netted");
        assert_eq!(netted, [Line::debit(Role::WeChat, fen(100)), Line::credit(Role::Receivable, fen(100))]);
    }
}
