use booking::VisitId;
use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};

use super::till::ShiftId;
use crate::form::TicketForm;

ids! {
    /// A ticket (小票).
    pub struct TicketId;
    /// A line of a ticket.
    pub struct TicketLineId;
    /// What a ticket was paid with.
    pub struct TenderId;
}

db::record! {
    /// A ticket.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TicketRow {
        /// Key.
        pub id: TicketId,
        /// The store.
        pub store_id: StoreId,
        /// Who pays.
        pub customer_id: Option<CustomerId>,
        /// The visit it came of.
        pub visit_id: Option<i64>,
        /// What was typed, as JSON.
        pub draft: String,
        /// How often it was kept.
        pub version: i64,
        /// What it is about, in a few words.
        pub words: String,
        /// What it comes to.
        pub total: Money,
        /// By whom it was opened.
        pub opened_by: PersonId,
        /// When.
        pub opened_at: Instant,
        /// Its number.
        pub number: Option<String>,
        /// The shift.
        pub shift_id: Option<ShiftId>,
        /// The business day.
        pub day: Option<BusinessDate>,
        /// Who settled it.
        pub settled_by: Option<PersonId>,
        /// When.
        pub settled_at: Option<Instant>,
        /// When it was put aside.
        pub dropped_at: Option<Instant>,
        /// Why.
        pub dropped_why: String,
        /// The one it was made part of.
        pub merged_into: Option<TicketId>,
        /// What it takes back.
        pub reverses: Option<TicketId>,
        /// Why.
        pub reason: String,
        /// The end of the receipt's address.
        pub receipt: String,
    }

    /// An open ticket in the list of those that wait.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OpenRow {
        /// Key.
        pub id: TicketId,
        /// Who pays.
        pub customer_id: Option<CustomerId>,
        /// What it is about.
        pub words: String,
        /// What it comes to.
        pub total: Money,
        /// By whom it was opened.
        pub opened_by: PersonId,
        /// When it was kept last.
        pub kept_at: Instant,
    }
}

/// A ticket that is opened.
pub(crate) struct NewTicket<'a> {
    pub store: StoreId,
    pub customer: Option<CustomerId>,
    pub visit: Option<i64>,
    pub draft: &'a str,
    pub words: &'a str,
    pub total: Money,
    pub by: PersonId,
    pub at: Instant,
    pub settled: Option<&'a Settled>,
    pub reverses: Option<TicketId>,
    pub reason: &'a str,
    pub receipt: String,
}

/// What a ticket gets when it is settled.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub number: String,
    pub shift: ShiftId,
    pub day: BusinessDate,
    pub by: PersonId,
    pub at: Instant,
}

pub(crate) fn add_ticket(tx: &mut Tx, new: &NewTicket) -> Result<TicketId> {
    let settled = new.settled;
    tx.scalar(
        sql!("INSERT INTO ticket (store_id, customer_id, visit_id, draft, version, words, total, opened_by, opened_at, \
              kept_at, number, shift_id, day, settled_by, settled_at, reverses, reason, receipt) \
              VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id"
              => (TicketId,)),
        args![
            new.store,
            new.customer,
            new.visit,
            new.draft,
            new.words,
            new.total,
            new.by,
            new.at,
            settled.map(|settled| settled.number.clone()),
            settled.map(|settled| settled.shift),
            settled.map(|settled| settled.day),
            settled.map(|settled| settled.by),
            settled.map(|settled| settled.at),
            new.reverses,
            new.reason,
            &new.receipt
        ],
    )
}

/// Keeps what was typed of an open ticket; false when somebody else was before, or it is open no more.
pub(crate) fn keep(tx: &mut Tx, row: &TicketRow, form: &Draft, at: Instant) -> Result<bool> {
    let kept = tx.exec(
        sql!("UPDATE ticket SET customer_id = $3, visit_id = $4, draft = $5, words = $6, total = $7, kept_at = $8, \
              version = version + 1 WHERE id = $1 AND version = $2 AND settled_at IS NULL AND dropped_at IS NULL"),
        args![row.id, row.version, form.customer, form.visit, &form.json, &form.words, form.total, at],
    )?;
    Ok(kept == 1)
}

/// What is kept of an open ticket.
pub(crate) struct Draft {
    pub customer: Option<CustomerId>,
    pub visit: Option<i64>,
    pub json: String,
    pub words: String,
    pub total: Money,
}

/// The ticket is settled; false when it was open no more.
pub(crate) fn settle(tx: &mut Tx, row: &TicketRow, draft: &Draft, settled: &Settled) -> Result<bool> {
    let done = tx.exec(
        sql!("UPDATE ticket SET customer_id = $3, visit_id = $4, draft = '', words = $5, total = $6, number = $7, \
              shift_id = $8, day = $9, settled_by = $10, settled_at = $11, version = version + 1 \
              WHERE id = $1 AND version = $2 AND settled_at IS NULL AND dropped_at IS NULL"),
        args![
            row.id,
            row.version,
            draft.customer,
            draft.visit,
            &draft.words,
            draft.total,
            &settled.number,
            settled.shift,
            settled.day,
            settled.by,
            settled.at
        ],
    )?;
    Ok(done == 1)
}

/// Puts an open ticket aside.
pub(crate) fn drop_ticket(
    tx: &mut Tx,
    id: TicketId,
    by: PersonId,
    at: Instant,
    why: &str,
    into: Option<TicketId>,
) -> Result<bool> {
    let done = tx.exec(
        sql!(
            "UPDATE ticket SET dropped_by = $2, dropped_at = $3, dropped_why = $4, merged_into = $5, \
              version = version + 1 WHERE id = $1 AND settled_at IS NULL AND dropped_at IS NULL"
        ),
        args![id, by, at, why, into],
    )?;
    Ok(done == 1)
}

pub(crate) fn ticket(tx: &mut Tx, id: TicketId) -> Result<TicketRow> {
    tx.get(
        sql!("SELECT id, store_id, customer_id, visit_id, draft, version, words, total, opened_by, opened_at, number, \
              shift_id, day, settled_by, settled_at, dropped_at, dropped_why, merged_into, reverses, reason, receipt \
              FROM ticket WHERE id = $1" => TicketRow),
        args![id],
    )
}

pub(crate) fn by_receipt(tx: &mut Tx, receipt: &str) -> Result<TicketId> {
    let found = tx.find_scalar(
        sql!("SELECT id FROM ticket WHERE receipt = $1 AND settled_at IS NOT NULL" => (TicketId,)),
        args![receipt],
    )?;
    found.ok_or_else(kernel::Error::missing)
}

/// The open tickets of a store, those kept last first.
pub(crate) fn open_tickets(tx: &mut Tx, store: StoreId) -> Result<Vec<OpenRow>> {
    tx.all(
        sql!("SELECT id, customer_id, words, total, opened_by, kept_at FROM ticket \
              WHERE store_id = $1 AND settled_at IS NULL AND dropped_at IS NULL ORDER BY kept_at DESC, id DESC LIMIT 200"
              => OpenRow),
        args![store],
    )
}

/// The visits of a store that have a ticket since a day began, and when it was settled; none while it is open.
pub(crate) fn visits_with_ticket(
    tx: &mut Tx,
    store: StoreId,
    since: Instant,
) -> Result<Vec<(i64, Option<Instant>)>> {
    tx.all(
        sql!("SELECT visit_id, settled_at FROM ticket WHERE store_id = $1 AND visit_id IS NOT NULL \
              AND dropped_at IS NULL AND opened_at >= $2 ORDER BY visit_id, id" => (i64, Option<Instant>)),
        args![store, since],
    )
}

/// The open ticket of a visit.
pub(crate) fn open_ticket_of(tx: &mut Tx, store: StoreId, visit: VisitId) -> Result<Option<TicketId>> {
    tx.find_scalar(
        sql!("SELECT id FROM ticket WHERE store_id = $1 AND visit_id = $2 AND settled_at IS NULL \
              AND dropped_at IS NULL ORDER BY id DESC LIMIT 1" => (TicketId,)),
        args![store, visit],
    )
}

/// The tickets that take this one back.
pub(crate) fn reversals(tx: &mut Tx, id: TicketId) -> Result<Vec<(TicketId, String)>> {
    tx.all(
        sql!("SELECT id, coalesce(number, '') AS number FROM ticket WHERE reverses = $1 ORDER BY id" => (TicketId, String)),
        args![id],
    )
}

impl TicketRow {
    pub(crate) fn is_open(&self) -> bool {
        self.settled_at.is_none() && self.dropped_at.is_none()
    }

    /// What was typed.
    pub(crate) fn form(&self) -> Result<TicketForm> {
        match self.draft.as_str() {
            "" => Ok(TicketForm::default()),
            draft => Ok(serde_json::from_str(draft)?),
        }
    }
}
