//! A refund of something prepaid ends the debt for what will not be delivered.

use db::Tx;
use kernel::{Mandate, Money, Result};
use ledger::{Line, Posting, Role};
use prepaid::Occasion;

use crate::store::{self, DebtMove, TicketId};

/// The debts that end with what they were made for.
pub struct EndedDebts;

impl prepaid::refund::Debts for EndedDebts {
    fn end(&self, tx: &mut Tx, by: &Mandate, on: &Occasion, document: &str, amount: Money) -> Result<()> {
        let line = match place(document) {
            Some((ticket, position)) => store::line_at(tx, ticket, position)?,
            None => None,
        };
        let debt = match line {
            Some(line) => store::debt_of_line(tx, line)?,
            None => None,
        };
        if let Some(debt) = debt.filter(|debt| debt.owing > Money::ZERO) {
            let moved = DebtMove {
                debt: debt.id,
                kind: "ended",
                amount: amount.min(debt.owing),
                day: on.day,
                line: None,
                by: by.person,
                at: on.at,
            };
            store::move_debt(tx, &moved)?;
        }
        let lines = vec![Line::debit(Role::Clearing, amount), Line::credit(Role::Receivable, amount)];
        let document = on.document.clone();
        let posting = Posting { document, day: on.day, store: on.store, at: on.at, lines };
        ledger::post(tx, by, &posting).map(drop)
    }
}

/// Ticket and line of `tickets/7/lines/2`.
fn place(document: &str) -> Option<(TicketId, i64)> {
    let (ticket, line) = document.strip_prefix("tickets/")?.split_once("/lines/")?;
    Some((ticket.parse().ok()?, line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_line_of_a_ticket_is_found_by_its_document() {
        assert_eq!(place("tickets/7/lines/2"), Some((TicketId::of(7), 2)));
        for other in ["tickets/7", "demo/tickets/7", "tickets/x/lines/2", ""] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}
