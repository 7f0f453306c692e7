//! The rows of a settled ticket: added, never changed.

use catalog::OfferId;
use customer::CustomerId;
use db::{Tx, Value, args, sql};
use kernel::{BusinessDate, Money, PersonId, Result, StoreId};

use super::tickets::{TenderId, TicketId, TicketLineId};
use super::till::ShiftId;
use crate::debt::DebtId;
use crate::kind::{LineKind, Means};
use crate::share::Journal;
use crate::wish::Deal;

db::record! {
    /// A line.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LineRow {
        /// Key.
        pub id: TicketLineId,
        /// Its place on the ticket, from 1.
        pub position: i64,
        /// What it is about.
        pub kind: LineKind,
        /// Of the catalogue.
        pub offer_id: Option<OfferId>,
        /// Its name then.
        pub words: String,
        /// Whose it is.
        pub customer_id: Option<CustomerId>,
        /// How many.
        pub count: i64,
        /// The price of the day for one.
        pub list: Money,
        /// What was asked for all.
        pub amount: Money,
        /// On what terms.
        pub deal: Deal,
        /// Why.
        pub why: String,
        /// How much was paid in money.
        pub money: Money,
        /// How much with given value.
        pub gift: Money,
        /// How much is owed, as it was settled.
        pub owed: Money,
        /// The line of a package that a session came from.
        pub package_line_id: Option<i64>,
        /// The line of the visit.
        pub visit_line_id: Option<i64>,
        /// The line that it takes back.
        pub reverses: Option<TicketLineId>,
    }

    /// A tender.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TenderRow {
        /// Key.
        pub id: TenderId,
        /// Its place on the ticket, from 1.
        pub position: i64,
        /// What with.
        pub means: Means,
        /// How much.
        pub amount: Money,
        /// The number of the payment.
        pub reference: String,
    }

    /// A share in a line.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ShareRow {
        /// The line.
        pub line_id: TicketLineId,
        /// Which journal.
        pub journal: Journal,
        /// Whose; none is the house's.
        pub person_id: Option<PersonId>,
        /// Against the others.
        pub weight: i64,
        /// How much.
        pub amount: Money,
        /// How many times.
        pub count: i64,
        /// The debt that was repaid.
        pub debt_id: Option<DebtId>,
    }
}

/// Where rows of a ticket belong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Where {
    pub ticket: TicketId,
    pub store: StoreId,
    pub day: BusinessDate,
    pub shift: ShiftId,
}

/// Adds the lines; the keys by place.
pub(crate) fn add_lines(tx: &mut Tx, place: Where, lines: &[LineRow]) -> Result<Vec<TicketLineId>> {
    // A day that is summed already has passed, unless a clock was wrong.
    super::unsum(tx, place.store, place.day)?;
    let row = |line: &LineRow| -> Vec<Value> {
        args![
            place.ticket,
            line.position,
            place.store,
            place.day,
            line.kind,
            line.offer_id,
            &line.words,
            line.customer_id,
            line.count,
            line.list,
            line.amount,
            line.deal,
            &line.why,
            line.money,
            line.gift,
            line.owed,
            line.package_line_id,
            line.visit_line_id,
            line.reverses
        ]
        .to_vec()
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    let mut keys: Vec<(i64, TicketLineId)> = tx.all_many(
        sql!("INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, customer_id, count, \
              list, amount, deal, why, money, gift, owed, package_line_id, visit_line_id, reverses) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
              RETURNING position, id" => (i64, TicketLineId)),
        &rows,
    )?;
    keys.sort_unstable_by_key(|(position, _)| *position);
    Ok(keys.into_iter().map(|(_, id)| id).collect())
}

/// What allowed a line, or asked for it: where that stands in the house.
pub(crate) fn allow_line(tx: &mut Tx, line: TicketLineId, by: &str) -> Result<()> {
    tx.exec(sql!("UPDATE ticket_line SET approval = $2 WHERE id = $1"), args![line, by]).map(drop)
}

pub(crate) fn add_tenders(tx: &mut Tx, place: Where, tenders: &[(Means, Money, String)]) -> Result<()> {
    let row = |(position, (means, amount, reference)): (i64, &(Means, Money, String))| {
        args![place.ticket, position, place.store, place.day, place.shift, *means, *amount, reference]
            .to_vec()
    };
    let rows: Vec<_> = (1..).zip(tenders).map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO ticket_tender (ticket_id, position, store_id, day, shift_id, means, amount, reference) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        &rows,
    )
    .map(drop)
}

/// A share on its way into the journals.
#[derive(Debug, Clone)]
pub(crate) struct NewShare {
    pub line: TicketLineId,
    pub journal: Journal,
    pub person: Option<PersonId>,
    pub kind: LineKind,
    pub deal: Deal,
    pub weight: u32,
    pub amount: Money,
    pub count: i64,
    pub debt: Option<DebtId>,
    /// The line whose sale it undoes, where the line itself does not say so.
    pub undoes: Option<TicketLineId>,
}

pub(crate) fn add_shares(tx: &mut Tx, place: Where, shares: &[NewShare]) -> Result<()> {
    let row = |share: &NewShare| {
        args![
            share.line,
            share.journal,
            share.person,
            place.store,
            place.day,
            share.kind,
            share.deal,
            share.weight,
            share.amount,
            share.count,
            share.debt,
            share.undoes
        ]
        .to_vec()
    };
    let rows: Vec<_> = shares.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count, \
              debt_id, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"),
        &rows,
    )
    .map(drop)
}

pub(crate) fn lines(tx: &mut Tx, ticket: TicketId) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, position, kind, offer_id, words, customer_id, count, list, amount, deal, why, money, gift, \
              owed, package_line_id, visit_line_id, reverses FROM ticket_line WHERE ticket_id = $1 ORDER BY position"
              => LineRow),
        args![ticket],
    )
}

pub(crate) fn tenders(tx: &mut Tx, ticket: TicketId) -> Result<Vec<TenderRow>> {
    tx.all(
        sql!("SELECT id, position, means, amount, reference FROM ticket_tender WHERE ticket_id = $1 ORDER BY position"
            => TenderRow),
        args![ticket],
    )
}

pub(crate) fn shares(tx: &mut Tx, ticket: TicketId) -> Result<Vec<ShareRow>> {
    tx.all(
        sql!("SELECT p.line_id, p.journal, p.person_id, p.weight, p.amount, p.count, p.debt_id FROM performance p \
              JOIN ticket_line l ON l.id = p.line_id WHERE l.ticket_id = $1 ORDER BY p.id" => ShareRow),
        args![ticket],
    )
}

/// The shares of one line.
pub(crate) fn shares_of(tx: &mut Tx, line: TicketLineId) -> Result<Vec<ShareRow>> {
    tx.all(
        sql!("SELECT line_id, journal, person_id, weight, amount, count, debt_id FROM performance \
              WHERE line_id = $1 ORDER BY id" => ShareRow),
        args![line],
    )
}

/// The lines of a ticket that were taken back.
pub(crate) fn taken_back(tx: &mut Tx, ticket: TicketId) -> Result<Vec<TicketLineId>> {
    tx.scalars(
        sql!("SELECT l.id FROM ticket_line l JOIN ticket_line r ON r.reverses = l.id WHERE l.ticket_id = $1 \
              ORDER BY l.id" => (TicketLineId,)),
        args![ticket],
    )
}
