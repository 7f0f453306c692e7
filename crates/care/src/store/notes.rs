use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, codes, ids};

ids! {
    /// A note of how a service was taken (护理与反应).
    pub struct ServiceNoteId;
}

codes! {
    /// How she took it.
    pub enum Reaction {
        /// Well (正常).
        Good = "good",
        /// With something that passes (轻微).
        Mild = "mild",
        /// Badly (不适).
        Bad = "bad",
    }
}

impl Reaction {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("care.reaction.{}", self.code())
    }
}

db::record! {
    /// A note of how a service was taken.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ServiceNoteRow {
        /// Key.
        pub id: ServiceNoteId,
        /// When.
        pub day: BusinessDate,
        /// What was given.
        pub given: String,
        /// How she took it.
        pub reaction: Reaction,
        /// What else is to be known.
        pub note: String,
        /// Who gave it.
        pub by_person: PersonId,
        /// When it was written.
        pub at: Instant,
    }
}

/// The notes of a customer's services, the newest first.
pub(crate) fn service_notes(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<ServiceNoteRow>> {
    tx.all(
        sql!("SELECT id, day, given, reaction, note, by_person, at FROM service_note WHERE customer_id = $1 \
              ORDER BY id DESC LIMIT $2" => ServiceNoteRow),
        args![customer, most],
    )
}

pub(crate) fn add_service_note(
    tx: &mut Tx,
    customer: CustomerId,
    store: StoreId,
    note: &ServiceNoteRow,
) -> Result<ServiceNoteId> {
    tx.scalar(
        sql!("INSERT INTO service_note (customer_id, store_id, day, given, reaction, note, by_person, at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (ServiceNoteId,)),
        args![customer, store, note.day, &note.given, note.reaction, &note.note, note.by_person, note.at],
    )
}

/// The notes of a day: of whom, by whom, when.
pub(crate) fn service_notes_on(
    tx: &mut Tx,
    day: BusinessDate,
) -> Result<Vec<(CustomerId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT customer_id, by_person, at FROM service_note WHERE day = $1" => (CustomerId, PersonId, Instant)),
        args![day],
    )
}

/// Makes one customer's another's.
pub(crate) fn merge_notes(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE service_note SET customer_id = $2 WHERE customer_id = $1"), args![from, into])
        .map(drop)
}

/// Takes the words out.
pub(crate) fn erase_notes(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE service_note SET given = '', note = '' WHERE customer_id = $1"), args![customer])
        .map(drop)
}
