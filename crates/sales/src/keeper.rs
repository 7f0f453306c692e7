//! What the till keeps of customers: tickets, what they owe, deposits.

use customer::{CardLine, CustomerId, Happening, Keeper, Kept, Stays};
use db::{Tx, args, sql};
use kernel::{Instant, Mandate, Money, PersonId, Result};
use serde_json::json;

use crate::store::{self, TicketId};

/// The till as a keeper.
pub struct Tickets;

db::record! {
    /// A ticket of a customer.
    #[derive(Debug, Clone, PartialEq)]
    struct Hers {
        id: TicketId,
        number: String,
        words: String,
        total: kernel::Money,
        settled_by: Option<PersonId>,
        settled_at: Instant,
        reverses: Option<TicketId>,
    }
}

fn hers(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Hers>> {
    tx.all(
        sql!("SELECT id, coalesce(number, '') AS number, words, total, settled_by, settled_at, reverses FROM ticket \
              WHERE customer_id = $1 AND settled_at IS NOT NULL ORDER BY settled_at DESC, id DESC LIMIT $2" => Hers),
        args![customer, most],
    )
}

impl Keeper for Tickets {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let happened = |ticket: Hers| Happening {
            at: ticket.settled_at,
            code: if ticket.reverses.is_some() { "sales.reversed" } else { "sales.ticket" },
            words: format!("{} ¥{}", ticket.words, ticket.total),
            person: ticket.settled_by,
            href: Some(format!("/tickets/{}", ticket.id)),
        };
        Ok(hers(tx, customer, most)?.into_iter().map(happened).collect())
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, _: Instant) -> Result<Vec<CardLine>> {
        let owing = store::owing(tx, customer)?;
        let line = owing.map(|(sum, since)| CardLine {
            code: "sales.owes",
            words: format!("¥{sum} · {since}"),
            warns: true,
        });
        let left = Money::total(store::deposits_left(tx, customer)?.into_iter().map(|(_, left)| left))?;
        let deposit = CardLine { code: "sales.deposit", words: format!("¥{left}"), warns: false };
        Ok(line.into_iter().chain((left > Money::ZERO).then_some(deposit)).collect())
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let tickets = hers(tx, customer, 100_000)?;
        let ticket = |one: &Hers| json!({ "number": one.number, "what": one.words, "total": one.total, "at": one.settled_at.millis() });
        let debts = store::open_debts(tx, customer)?;
        Ok(vec![
            Kept { code: "sales.tickets", rows: tickets.iter().map(ticket).collect() },
            Kept {
                code: "sales.debts",
                rows: debts.iter().map(|one| json!({ "owing": one.owing })).collect(),
            },
        ])
    }

    fn merge(&self, tx: &mut Tx, _: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        tx.exec(sql!("UPDATE ticket SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
        tx.exec(sql!("UPDATE ticket_line SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
        tx.exec(sql!("UPDATE debt SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
        tx.exec(sql!("UPDATE deposit SET customer_id = $2 WHERE customer_id = $1"), args![from, into])
            .map(drop)
    }

    /// Vouchers of accounting stay (会计档案管理办法: 30 years); what tells who she is goes from what is only kept for service.
    fn erase(&self, tx: &mut Tx, _: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        tx.exec(
            sql!("UPDATE debt_reminder SET words = '' WHERE debt_id IN (SELECT id FROM debt WHERE customer_id = $1)"),
            args![customer],
        )?;
        let count: i64 = tx.scalar(
            sql!("SELECT count(*) FROM ticket WHERE customer_id = $1 AND settled_at IS NOT NULL" => (i64,)),
            args![customer],
        )?;
        Ok(vec![Stays { code: "sales.tickets", count }])
    }
}
