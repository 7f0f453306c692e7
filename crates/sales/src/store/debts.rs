use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};

use super::tickets::{TicketId, TicketLineId};
use crate::debt::{DebtId, Open};

ids! {
    /// A proposal to give a debt up.
    pub struct WriteOffId;
}

db::record! {
    /// What is owed.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DebtRow {
        /// Key.
        pub id: DebtId,
        /// For which line.
        pub line_id: TicketLineId,
        /// The store.
        pub store_id: StoreId,
        /// Who owes it.
        pub customer_id: CustomerId,
        /// Since when.
        pub day: BusinessDate,
        /// When it is due.
        pub due_on: BusinessDate,
        /// How much it was.
        pub amount: Money,
        /// How much it is.
        pub owing: Money,
    }

    /// What happened with a debt.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DebtEntryRow {
        /// Key.
        pub id: i64,
        /// What.
        pub kind: String,
        /// What it lessened it by.
        pub amount: Money,
        /// When.
        pub day: BusinessDate,
        /// The ticket.
        pub ticket_id: Option<TicketId>,
        /// By whom.
        pub entered_by: PersonId,
    }

    /// A proposal to give a debt up.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WriteOffRow {
        /// Key.
        pub id: WriteOffId,
        /// Which debt.
        pub debt_id: DebtId,
        /// How much.
        pub amount: Money,
        /// Why.
        pub why: String,
        /// Who proposed it.
        pub asked_by: PersonId,
        /// When.
        pub asked_at: Instant,
        /// Who decided.
        pub decided_by: Option<PersonId>,
        /// What.
        pub decision: Option<String>,
        /// With which words.
        pub note: String,
    }
}

/// Something owed, as it comes into being.
pub(crate) struct NewDebt {
    pub line: TicketLineId,
    pub customer: CustomerId,
    pub due_on: BusinessDate,
    pub amount: Money,
}

pub(crate) fn add_debts(tx: &mut Tx, store: StoreId, day: BusinessDate, debts: &[NewDebt]) -> Result<()> {
    let row = |debt: &NewDebt| {
        args![debt.line, store, debt.customer, day, debt.due_on, debt.amount, debt.amount].to_vec()
    };
    let rows: Vec<_> = debts.iter().map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO debt (line_id, store_id, customer_id, day, due_on, amount, owing) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &rows,
    )
    .map(drop)
}

/// What a customer owes, the oldest first.
pub(crate) fn open_debts(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Open>> {
    let rows: Vec<(DebtId, Money)> = tx.all(
        sql!("SELECT id, owing FROM debt WHERE customer_id = $1 AND owing > 0 ORDER BY day, id" => (DebtId, Money)),
        args![customer],
    )?;
    Ok(rows.into_iter().map(|(debt, owing)| Open { debt, owing }).collect())
}

pub(crate) fn debt(tx: &mut Tx, id: DebtId) -> Result<DebtRow> {
    tx.get(
        sql!("SELECT id, line_id, store_id, customer_id, day, due_on, amount, owing FROM debt WHERE id = $1" => DebtRow),
        args![id],
    )
}

pub(crate) fn debt_of_line(tx: &mut Tx, line: TicketLineId) -> Result<Option<DebtRow>> {
    tx.find(
        sql!("SELECT id, line_id, store_id, customer_id, day, due_on, amount, owing FROM debt WHERE line_id = $1"
            => DebtRow),
        args![line],
    )
}

/// The line at a place of a ticket.
pub(crate) fn line_at(tx: &mut Tx, ticket: TicketId, position: i64) -> Result<Option<TicketLineId>> {
    tx.find_scalar(
        sql!("SELECT id FROM ticket_line WHERE ticket_id = $1 AND position = $2" => (TicketLineId,)),
        args![ticket, position],
    )
}

/// A movement of a debt, by what it lessens it.
pub(crate) struct DebtMove<'a> {
    pub debt: DebtId,
    pub kind: &'a str,
    pub amount: Money,
    pub day: BusinessDate,
    pub line: Option<TicketLineId>,
    pub by: PersonId,
    pub at: Instant,
}

pub(crate) fn move_debt(tx: &mut Tx, moved: &DebtMove) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO debt_entry (debt_id, kind, amount, day, line_id, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![moved.debt, moved.kind, moved.amount, moved.day, moved.line, moved.by, moved.at],
    )?;
    tx.exec(sql!("UPDATE debt SET owing = owing - $2 WHERE id = $1"), args![moved.debt, moved.amount])
        .map(drop)
}

/// What a line repaid, debt by debt.
pub(crate) fn repaid_by(tx: &mut Tx, line: TicketLineId) -> Result<Vec<(DebtId, Money)>> {
    tx.all(
        sql!("SELECT debt_id, amount FROM debt_entry WHERE line_id = $1 AND kind = 'repaid' ORDER BY id"
            => (DebtId, Money)),
        args![line],
    )
}

pub(crate) fn debt_entries(tx: &mut Tx, id: DebtId) -> Result<Vec<DebtEntryRow>> {
    tx.all(
        sql!("SELECT e.id, e.kind, e.amount, e.day, l.ticket_id, e.entered_by FROM debt_entry e \
              LEFT JOIN ticket_line l ON l.id = e.line_id WHERE e.debt_id = $1 ORDER BY e.id" => DebtEntryRow),
        args![id],
    )
}

/// The ticket, its number and the words of the line that something is owed for.
pub(crate) fn origin(tx: &mut Tx, line: TicketLineId) -> Result<(TicketId, i64, String, String)> {
    tx.one(
        sql!("SELECT t.id, l.position, coalesce(t.number, '') AS number, l.words FROM ticket_line l \
              JOIN ticket t ON t.id = l.ticket_id WHERE l.id = $1" => (TicketId, i64, String, String)),
        args![line],
    )
}

pub(crate) fn propose_write_off(
    tx: &mut Tx,
    debt: &DebtRow,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<WriteOffId> {
    tx.scalar(
        sql!("INSERT INTO debt_write_off (debt_id, amount, why, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5) \
              RETURNING id" => (WriteOffId,)),
        args![debt.id, debt.owing, why, by, at],
    )
}

pub(crate) fn write_offs(tx: &mut Tx, debt: DebtId) -> Result<Vec<WriteOffRow>> {
    tx.all(
        sql!("SELECT id, debt_id, amount, why, asked_by, asked_at, decided_by, decision, note FROM debt_write_off \
              WHERE debt_id = $1 ORDER BY id" => WriteOffRow),
        args![debt],
    )
}

pub(crate) fn decide_write_off(
    tx: &mut Tx,
    id: WriteOffId,
    by: PersonId,
    at: Instant,
    decision: &str,
    note: &str,
) -> Result<()> {
    tx.exec(
        sql!("UPDATE debt_write_off SET decided_by = $2, decided_at = $3, decision = $4, note = $5 WHERE id = $1"),
        args![id, by, at, decision, note],
    )
    .map(drop)
}

pub(crate) fn add_reminder(
    tx: &mut Tx,
    debt: DebtId,
    words: &str,
    due_on: BusinessDate,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO debt_reminder (debt_id, words, due_on, reminded_by, reminded_at) VALUES ($1, $2, $3, $4, $5)"),
        args![debt, words, due_on, by, at],
    )?;
    tx.exec(sql!("UPDATE debt SET due_on = $2 WHERE id = $1"), args![debt, due_on]).map(drop)
}

/// When and with which words a debtor was reminded.
pub(crate) fn reminders(tx: &mut Tx, debt: DebtId) -> Result<Vec<(Instant, String, PersonId)>> {
    tx.all(
        sql!("SELECT reminded_at, words, reminded_by FROM debt_reminder WHERE debt_id = $1 ORDER BY id"
            => (Instant, String, PersonId)),
        args![debt],
    )
}

/// What a customer owes altogether, and since when the oldest of it.
pub(crate) fn owing(tx: &mut Tx, customer: CustomerId) -> Result<Option<(Money, BusinessDate)>> {
    let row: (Option<Money>, Option<BusinessDate>) = tx.one(
        sql!("SELECT CAST(sum(owing) AS BIGINT) AS owing, min(day) AS since FROM debt \
              WHERE customer_id = $1 AND owing > 0" => (Option<Money>, Option<BusinessDate>)),
        args![customer],
    )?;
    Ok(row.0.zip(row.1))
}
