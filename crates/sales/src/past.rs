//! Steps: sales of a time before this program (以往消费). They become tickets like any other, dated at their day, so that
//! every record shows them; each says where it came from. Their money went where it went long ago: the books hold it
//! against what was brought in, and no drawer counts it.

use std::collections::{BTreeMap, HashMap};

use catalog::OfferId;
use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Mandate, Money, PersonId, Result, StoreId};
use ledger::{Document, Line, Posting, Reversal, Role};

use crate::checkout::receipt;
use crate::kind::{LineKind, Means};
use crate::refused::Refused;
use crate::share::Journal;
use crate::store::{NewDebt, TicketId, TicketLineId, add_debts, unsum};
use crate::wish::Deal;

/// One sale of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSale {
    /// Its number here, which nobody else has.
    pub number: String,
    /// Who paid; none for a passer-by.
    pub customer: Option<CustomerId>,
    /// The business day.
    pub day: BusinessDate,
    /// The moment that stands for it.
    pub at: Instant,
    /// A treatment or a product.
    pub kind: LineKind,
    /// The thing of the catalogue, where it is known.
    pub offer: Option<OfferId>,
    /// What it was.
    pub words: String,
    /// How many; not zero.
    pub count: i64,
    /// For how much, all together; nothing for a gift.
    pub amount: Money,
    /// What it was paid with; on account is still owed.
    pub means: Means,
    /// The number of the old receipt.
    pub reference: String,
    /// Who served.
    pub server: Option<PersonId>,
    /// Who sold.
    pub seller: Option<PersonId>,
}

impl PastSale {
    fn owed(&self) -> Money {
        if self.means == Means::Account { self.amount } else { Money::ZERO }
    }

    fn money(&self) -> Money {
        if self.means.is_money() { self.amount } else { Money::ZERO }
    }
}

/// Where past sales come from, and who brings them in.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Who.
    pub by: &'a Mandate,
    /// `imports/3`.
    pub source: &'a str,
    /// Where they were sold.
    pub store: StoreId,
    /// When they are brought in.
    pub at: Instant,
}

/// Brings past sales in, a ticket each, in a few statements; answers the tickets in the order of the sales.
pub fn bring_in(tx: &mut Tx, from: &Origin, sales: &[PastSale]) -> Result<Vec<TicketId>> {
    if let Some(first) = sales.iter().map(|sale| sale.day).min() {
        unsum(tx, from.store, first)?;
    }
    let tickets = add_tickets(tx, from, sales)?;
    let lines = add_lines(tx, from, sales, &tickets)?;
    add_tenders(tx, from, sales, &tickets)?;
    add_shares(tx, from, sales, &lines)?;
    for (sale, line) in sales.iter().zip(&lines).filter(|(sale, _)| sale.owed() > Money::ZERO) {
        let customer = sale.customer.ok_or(Refused::NoCustomer)?;
        let debt = NewDebt { line: *line, customer, due_on: sale.day, amount: sale.owed() };
        add_debts(tx, from.store, sale.day, &[debt])?;
    }
    post(tx, from, sales)?;
    Ok(tickets)
}

/// The keys in the order of what they belong to: a database answers in any.
fn in_order<K: std::hash::Hash + Eq, I: Copy>(rows: Vec<(K, I)>, wanted: &[K]) -> Vec<I> {
    let keys: HashMap<K, I> = rows.into_iter().collect();
    wanted.iter().filter_map(|key| keys.get(key).copied()).collect()
}

fn add_tickets(tx: &mut Tx, from: &Origin, sales: &[PastSale]) -> Result<Vec<TicketId>> {
    let row = |sale: &PastSale| {
        args![
            from.store,
            sale.customer,
            "",
            1i64,
            &sale.words,
            sale.amount,
            from.by.person,
            sale.at,
            sale.at,
            &sale.number,
            sale.day,
            from.by.person,
            sale.at,
            receipt(),
            from.source
        ]
        .to_vec()
    };
    let rows: Vec<_> = sales.iter().map(row).collect();
    let keys: Vec<(String, TicketId)> = tx.all_many(
        sql!("INSERT INTO ticket (store_id, customer_id, draft, version, words, total, opened_by, opened_at, kept_at, \
              number, day, settled_by, settled_at, receipt, source) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING number, id"
              => (Option<String>, TicketId)),
        &rows,
    )?
    .into_iter()
    .filter_map(|(number, id)| Some((number?, id)))
    .collect();
    let wanted: Vec<String> = sales.iter().map(|sale| sale.number.clone()).collect();
    Ok(in_order(keys, &wanted))
}

fn add_lines(
    tx: &mut Tx,
    from: &Origin,
    sales: &[PastSale],
    tickets: &[TicketId],
) -> Result<Vec<TicketLineId>> {
    let row = |(sale, ticket): (&PastSale, &TicketId)| -> Result<Vec<kernel::Value>> {
        let each = i64::try_from(sale.count.unsigned_abs().max(1)).unwrap_or(i64::MAX);
        let list = Money::fen(sale.amount.in_fen().abs() / each)?;
        Ok(args![
            *ticket,
            1i64,
            from.store,
            sale.day,
            sale.kind,
            sale.offer,
            &sale.words,
            sale.count,
            list,
            sale.amount,
            Deal::Usual,
            "",
            sale.money(),
            Money::ZERO,
            sale.owed()
        ]
        .to_vec())
    };
    let rows = sales.iter().zip(tickets).map(row).collect::<Result<Vec<_>>>()?;
    let keys: Vec<(TicketId, TicketLineId)> = tx.all_many(
        sql!("INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, \
              deal, why, money, gift, owed) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING ticket_id, id"
              => (TicketId, TicketLineId)),
        &rows,
    )?;
    Ok(in_order(keys, tickets))
}

fn add_tenders(tx: &mut Tx, from: &Origin, sales: &[PastSale], tickets: &[TicketId]) -> Result<()> {
    let paid = sales.iter().zip(tickets).filter(|(sale, _)| sale.amount != Money::ZERO);
    let row = |(sale, ticket): (&PastSale, &TicketId)| {
        args![*ticket, 1i64, from.store, sale.day, sale.means, sale.amount, &sale.reference].to_vec()
    };
    let rows: Vec<_> = paid.map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO ticket_tender (ticket_id, position, store_id, day, means, amount, reference) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &rows,
    )
    .map(drop)
}

/// What was paid for whoever sold, what was given for whoever served; the house's where nobody is named.
fn add_shares(tx: &mut Tx, from: &Origin, sales: &[PastSale], lines: &[TicketLineId]) -> Result<()> {
    let mut rows = vec![];
    for (sale, line) in sales.iter().zip(lines) {
        let mut add = |journal: Journal, person: Option<PersonId>, amount: Money| {
            rows.push(
                args![
                    *line,
                    journal,
                    person,
                    from.store,
                    sale.day,
                    sale.kind,
                    Deal::Usual,
                    1i64,
                    amount,
                    sale.count
                ]
                .to_vec(),
            );
        };
        add(Journal::Cash, sale.seller, sale.money());
        add(Journal::Consumption, sale.server, sale.amount);
    }
    tx.exec_many(
        sql!(
            "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &rows,
    )
    .map(drop)
}

/// One posting a day.
fn post(tx: &mut Tx, from: &Origin, sales: &[PastSale]) -> Result<()> {
    let mut days: BTreeMap<BusinessDate, BTreeMap<Role, Money>> = BTreeMap::new();
    for sale in sales {
        let Some(income) = sale.kind.role() else { continue };
        let held = if sale.means == Means::Account { Role::Receivable } else { Role::Opening };
        let day = days.entry(sale.day).or_default();
        for (role, amount) in [(held, sale.amount), (income, -sale.amount)] {
            let sum = day.entry(role).or_default();
            *sum = sum.plus(amount)?;
        }
    }
    for (day, roles) in days {
        let lines: Vec<Line> = roles
            .into_iter()
            .filter(|(_, amount)| *amount != Money::ZERO)
            .map(|(role, amount)| Line { role, amount })
            .collect();
        if lines.is_empty() {
            continue;
        }
        let document = Document { path: from.source.to_owned(), words: format!("以往消费 {day}") };
        let posting = Posting { document, day, store: from.store, at: from.at, lines };
        ledger::post(tx, from.by, &posting)?;
    }
    Ok(())
}

/// Takes everything back that came from a source, each ticket by one that mirrors it on its own day, so that every day
/// comes to what it was. Refused where one of them was taken back, billed or repaid since.
pub fn take_back(tx: &mut Tx, from: &Origin, why: &str) -> Result<i64> {
    refuse_moved(tx, from.source)?;
    let first = sql!("SELECT day FROM ticket WHERE source = $1 AND source <> '' ORDER BY day LIMIT 1" => (BusinessDate,));
    if let Some(first) = tx.find_scalar(first, args![from.source])? {
        unsum(tx, from.store, first)?;
    }
    let mirrored = tx.exec(
        sql!(
            "INSERT INTO ticket (store_id, customer_id, draft, version, words, total, opened_by, opened_at, kept_at, \
              number, day, settled_by, settled_at, reverses, reason, receipt, source) \
              SELECT store_id, customer_id, '', 1, words, -total, $2, $3, $3, number || '-R', day, $2, $3, id, $4, \
              receipt || 'r', source FROM ticket WHERE source = $1 AND source <> '' AND reverses IS NULL"
        ),
        args![from.source, from.by.person, from.at, why],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, \
              deal, why, money, gift, owed, reverses) \
              SELECT t.id, l.position, l.store_id, l.day, l.kind, l.offer_id, l.words, -l.count, l.list, -l.amount, \
              l.deal, l.why, -l.money, -l.gift, -l.owed, l.id FROM ticket t JOIN ticket_line l ON l.ticket_id = t.reverses \
              WHERE t.source = $1 AND t.source <> '' AND t.reverses IS NOT NULL"
        ),
        args![from.source],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO ticket_tender (ticket_id, position, store_id, day, means, amount, reference) \
              SELECT t.id, p.position, p.store_id, p.day, p.means, -p.amount, p.reference FROM ticket t \
              JOIN ticket_tender p ON p.ticket_id = t.reverses WHERE t.source = $1 AND t.source <> '' AND t.reverses IS NOT NULL"
        ),
        args![from.source],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
              SELECT n.id, p.journal, p.person_id, p.store_id, p.day, p.kind, p.deal, p.weight, -p.amount, -p.count \
              FROM ticket t JOIN ticket_line n ON n.ticket_id = t.id JOIN performance p ON p.line_id = n.reverses \
              WHERE t.source = $1 AND t.source <> '' AND t.reverses IS NOT NULL"
        ),
        args![from.source],
    )?;
    forgive(tx, from)?;
    while let Some(posting) = ledger::posting_of(tx, from.source)? {
        let day = ledger::day_of(tx, posting)?;
        ledger::reverse(tx, from.by, &Reversal { posting, day, at: from.at, reason: why.to_owned() })?;
    }
    Ok(i64::try_from(mirrored).unwrap_or(i64::MAX))
}

fn refuse_moved(tx: &mut Tx, source: &str) -> Result<()> {
    let number = tx.find_scalar(
        sql!("SELECT t.number FROM ticket t WHERE t.source = $1 AND t.source <> '' AND ( \
              EXISTS (SELECT 1 FROM ticket r WHERE r.reverses = t.id) \
              OR EXISTS (SELECT 1 FROM invoice_request i WHERE i.ticket_id = t.id) \
              OR EXISTS (SELECT 1 FROM ticket_line l JOIN debt d ON d.line_id = l.id \
              WHERE l.ticket_id = t.id AND d.owing <> d.amount)) ORDER BY t.id LIMIT 1" => (Option<String>,)),
        args![source],
    )?;
    match number.flatten() {
        Some(number) => Err(Refused::MovedSince { number }.into()),
        None => Ok(()),
    }
}

/// What is owed for what was brought in is owed no more.
fn forgive(tx: &mut Tx, from: &Origin) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO debt_entry (debt_id, kind, amount, day, line_id, entered_by, entered_at) \
              SELECT d.id, 'taken-back', d.owing, d.day, d.line_id, $2, $3 FROM debt d \
              JOIN ticket_line l ON l.id = d.line_id JOIN ticket t ON t.id = l.ticket_id \
              WHERE t.source = $1 AND t.source <> '' AND d.owing > 0"
        ),
        args![from.source, from.by.person, from.at],
    )?;
    tx.exec(
        sql!(
            "UPDATE debt SET owing = 0 WHERE line_id IN (SELECT l.id FROM ticket_line l \
              JOIN ticket t ON t.id = l.ticket_id WHERE t.source = $1 AND t.source <> '')"
        ),
        args![from.source],
    )
    .map(drop)
}

/// The tickets of a source, as other slices call them.
pub fn tickets_of(tx: &mut Tx, source: &str) -> Result<Vec<TicketId>> {
    tx.scalars(
        sql!("SELECT id FROM ticket WHERE source = $1 AND source <> '' ORDER BY id" => (TicketId,)),
        args![source],
    )
}

/// Was this thing of the catalogue ever sold or used by a ticket?
pub fn was_sold(tx: &mut Tx, offer: OfferId) -> Result<bool> {
    let found = tx.find_scalar(
        sql!("SELECT id FROM ticket_line WHERE offer_id = $1 LIMIT 1" => (i64,)),
        args![offer],
    )?;
    Ok(found.is_some())
}

/// Did anything that somebody sold or served come to her?
pub fn has_earned(tx: &mut Tx, person: PersonId) -> Result<bool> {
    let found = tx.find_scalar(
        sql!("SELECT id FROM performance WHERE person_id = $1 LIMIT 1" => (i64,)),
        args![person],
    )?;
    Ok(found.is_some())
}
