use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Id, Instant, Money, PersonId, Result, ids};

use super::rows::Where;
use super::tickets::{TicketId, TicketLineId};

ids! {
    /// A deposit (订金).
    pub struct DepositId;
    /// A voucher (代金券).
    pub struct VoucherId;
}

pub(crate) fn add_deposit(
    tx: &mut Tx,
    place: Where,
    line: TicketLineId,
    customer: CustomerId,
    amount: Money,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO deposit (line_id, store_id, customer_id, day, amount, left_over) VALUES ($1, $2, $3, $4, $5, $5)"),
        args![line, place.store, customer, place.day, amount],
    )
    .map(drop)
}

/// What is left of a customer's deposits, the oldest first.
pub(crate) fn deposits_left(tx: &mut Tx, customer: CustomerId) -> Result<Vec<(DepositId, Money)>> {
    tx.all(
        sql!("SELECT id, left_over FROM deposit WHERE customer_id = $1 AND left_over > 0 ORDER BY id"
            => (DepositId, Money)),
        args![customer],
    )
}

pub(crate) fn deposit_of_line(tx: &mut Tx, line: TicketLineId) -> Result<Option<(DepositId, Money, Money)>> {
    tx.find(
        sql!("SELECT id, amount, left_over FROM deposit WHERE line_id = $1" => (DepositId, Money, Money)),
        args![line],
    )
}

/// Uses so much of a deposit; gives it back when negative.
pub(crate) fn move_deposit(
    tx: &mut Tx,
    deposit: DepositId,
    amount: Money,
    day: BusinessDate,
    ticket: TicketId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO deposit_entry (deposit_id, amount, day, ticket_id, entered_at) VALUES ($1, $2, $3, $4, $5)"),
        args![deposit, amount, day, ticket, at],
    )?;
    tx.exec(sql!("UPDATE deposit SET left_over = left_over - $2 WHERE id = $1"), args![deposit, amount])
        .map(drop)
}

/// What a ticket and those that take it back have used of each deposit together, the latest first. Of a deposit that
/// was paid on the ticket itself nothing was used there: what left it was its own taking back.
pub(crate) fn deposits_used(tx: &mut Tx, ticket: TicketId) -> Result<Vec<(DepositId, Money)>> {
    tx.all(
        sql!("SELECT e.deposit_id, CAST(sum(e.amount) AS BIGINT) AS amount FROM deposit_entry e \
              JOIN ticket t ON t.id = e.ticket_id JOIN deposit d ON d.id = e.deposit_id \
              JOIN ticket_line l ON l.id = d.line_id WHERE (t.id = $1 OR t.reverses = $1) AND l.ticket_id <> $1 \
              GROUP BY e.deposit_id HAVING sum(e.amount) > 0 ORDER BY e.deposit_id DESC" => (DepositId, Money)),
        args![ticket],
    )
}

db::record! {
    /// A voucher.
    #[derive(Debug, Clone, PartialEq)]
    pub struct VoucherRow {
        /// Key.
        pub id: VoucherId,
        /// What stands on it.
        pub number: String,
        /// What it is worth, once.
        pub worth: Money,
        /// Why it was given.
        pub why: String,
        /// The last day.
        pub until_day: BusinessDate,
        /// Who gave it.
        pub issued_by: PersonId,
        /// When.
        pub issued_at: Instant,
        /// The ticket that it paid.
        pub used_by: Option<TicketId>,
    }
}

pub(crate) fn voucher(tx: &mut Tx, number: &str) -> Result<Option<VoucherRow>> {
    tx.find(
        sql!("SELECT id, number, worth, why, until_day, issued_by, issued_at, used_by FROM voucher \
              WHERE lower(number) = lower($1)" => VoucherRow),
        args![number],
    )
}

pub(crate) fn vouchers(tx: &mut Tx) -> Result<Vec<VoucherRow>> {
    tx.all(
        sql!("SELECT id, number, worth, why, until_day, issued_by, issued_at, used_by FROM voucher \
              ORDER BY id DESC LIMIT 200" => VoucherRow),
        args![],
    )
}

pub(crate) fn add_voucher(tx: &mut Tx, new: &VoucherRow) -> Result<VoucherId> {
    tx.scalar(
        sql!("INSERT INTO voucher (number, worth, why, until_day, issued_by, issued_at) VALUES ($1, $2, $3, $4, $5, $6) \
              RETURNING id" => (VoucherId,)),
        args![&new.number, new.worth, &new.why, new.until_day, new.issued_by, new.issued_at],
    )
}

/// Takes a voucher for a ticket, or gives it back.
pub(crate) fn use_voucher(tx: &mut Tx, id: VoucherId, ticket: Option<TicketId>) -> Result<()> {
    tx.exec(sql!("UPDATE voucher SET used_by = $2 WHERE id = $1"), args![id, ticket]).map(drop)
}

/// What was asked for: an invoice for a ticket.
pub(crate) fn vouchers_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<VoucherId>> {
    tx.scalars(
        sql!("SELECT id FROM voucher WHERE used_by = $1 ORDER BY id" => (VoucherId,)),
        args![ticket.get()],
    )
}
