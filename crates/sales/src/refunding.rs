//! What prepaid asks the till for when a customer gets her money back: a debt for what will not be delivered ends, and
//! the money goes out by a ticket of its own, which takes from the performance of those who sold (trade rule 2.6).

use db::Tx;
use kernel::{Mandate, Money, Result, StoreId};
use ledger::{Document, Line, Posting, Role};
use prepaid::refund::{Cashier, PaidOut};
use prepaid::{Bought, Occasion};
use web::Call;

use crate::books::{self, Amounts};
use crate::checkout::{number_of, receipt};
use crate::kind::{LineKind, Means};
use crate::place::my_shift;
use crate::refused::Refused;
use crate::share::{HOUSE, Journal, Share, parts};
use crate::store::{
    self, DebtMove, LineRow, NewShare, NewTicket, Settled, ShiftRow, TicketId, TicketLineId, Where,
};
use crate::wish::Deal;

/// The till, as prepaid asks it.
pub struct Counter;

impl Cashier for Counter {
    fn debt_ends(
        &self,
        tx: &mut Tx,
        by: &Mandate,
        on: &Occasion,
        document: &str,
        amount: Money,
    ) -> Result<()> {
        let debt = match line_of(tx, document)? {
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

    fn pays_out(&self, tx: &mut Tx, call: &Call, by: &Mandate, on: &Occasion, paid: &PaidOut) -> Result<()> {
        let means = Means::CHOSEN.iter().copied().find(|means| means.role() == Some(paid.with));
        let means = means.filter(|means| means.is_money()).ok_or(Refused::NotMoney)?;
        let shift = shift(tx, call, on.store, means)?;
        let running = store::next_number(tx, shift.id)?.ok_or(Refused::ShiftClosed)?;
        let number = number_of(on.store, &shift, running);
        let settled =
            Settled { number: number.clone(), shift: shift.id, day: on.day, by: by.person, at: on.at };
        let words = format!("退款：{}", paid.name);
        let total = -paid.total()?;
        let new = NewTicket {
            store: on.store,
            customer: Some(paid.customer),
            visit: None,
            draft: "",
            words: &words,
            total,
            by: by.person,
            at: on.at,
            settled: Some(&settled),
            reverses: None,
            reason: &on.document.words,
            receipt: receipt(),
        };
        let ticket = store::add_ticket(tx, &new)?;
        let place = Where { ticket, store: on.store, day: on.day, shift: shift.id };
        let line = line(paid, words.clone(), total);
        let key = store::add_lines(tx, place, std::slice::from_ref(&line))?;
        let key = *key.first().ok_or_else(kernel::Error::missing)?;
        store::allow_line(tx, key, &on.document.path)?;
        let tenders = [(means, total, String::new())];
        store::add_tenders(tx, place, &tenders)?;
        let shares = taken_from(tx, paid, &line, key)?;
        store::add_shares(tx, place, &shares)?;
        let document = Document { path: format!("tickets/{ticket}"), words: format!("小票 {number}") };
        let on = Occasion { document, ..on.clone() };
        let amounts = Amounts { kind: line.kind, deal: line.deal, amount: total, gift: Money::ZERO };
        books::post(tx, by, &on, &[amounts], &tenders)
    }
}

/// Cash goes out of one's own drawer; what a bank or platform sends back is written down in any shift that is open.
fn shift(tx: &mut Tx, call: &Call, store: StoreId, means: Means) -> Result<ShiftRow> {
    match my_shift(tx, call, store) {
        Err(_) if means != Means::Cash => {
            store::open_shifts(tx, store)?.pop().ok_or_else(|| Refused::NoShift.into())
        }
        mine => mine,
    }
}

fn line(paid: &PaidOut, words: String, total: Money) -> LineRow {
    LineRow {
        id: kernel::Id::of(0),
        position: 1,
        kind: match paid.bought {
            Bought::Lot(_) => LineKind::Value,
            Bought::Package(_) => LineKind::Package,
        },
        offer_id: None,
        words,
        customer_id: None,
        count: 1,
        list: Money::ZERO,
        amount: total,
        deal: Deal::Usual,
        why: String::new(),
        money: total,
        gift: Money::ZERO,
        owed: Money::ZERO,
        package_line_id: None,
        visit_line_id: None,
        reverses: None,
    }
}

/// What is paid back is taken from those who sold it, as they shared it then; the interest is the house's.
fn taken_from(tx: &mut Tx, paid: &PaidOut, line: &LineRow, key: TicketLineId) -> Result<Vec<NewShare>> {
    let sold_by = line_of(tx, &paid.sold_by)?;
    let rows = match sold_by {
        Some(sold) => store::shares_of(tx, sold)?,
        None => vec![],
    };
    let mut sold: Vec<Share> = rows
        .iter()
        .filter(|row| row.journal == Journal::Cash)
        .map(|row| Share { person: row.person_id, weight: u32::try_from(row.weight).unwrap_or(1) })
        .collect();
    if sold.is_empty() {
        sold.push(HOUSE);
    }
    let back = parts(&sold, -paid.principal);
    let own = (paid.interest > Money::ZERO).then_some((HOUSE, -paid.interest));
    let row = |(share, amount): (Share, Money)| NewShare {
        line: key,
        journal: Journal::Cash,
        person: share.person,
        kind: line.kind,
        deal: line.deal,
        weight: share.weight,
        amount,
        count: 0,
        debt: None,
        undoes: sold_by,
    };
    Ok(sold.into_iter().zip(back).chain(own).map(row).collect())
}

/// The line that a document names.
fn line_of(tx: &mut Tx, document: &str) -> Result<Option<TicketLineId>> {
    match place(document) {
        Some((ticket, position)) => store::line_at(tx, ticket, position),
        None => Ok(None),
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
