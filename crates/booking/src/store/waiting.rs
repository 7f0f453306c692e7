use catalog::TreatmentId;
use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::{OfferedId, VisitId, WaitingId};

db::record! {
    /// Somebody who waits.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WaitingRow {
        /// Key.
        pub id: WaitingId,
        /// Where.
        pub store_id: StoreId,
        /// Who.
        pub customer_id: CustomerId,
        /// For what.
        pub treatment_id: TreatmentId,
        /// With whom, if not with anybody.
        pub therapist_id: Option<PersonId>,
        /// The first day that would do.
        pub from_day: BusinessDate,
        /// The last.
        pub until_day: BusinessDate,
        /// Not before this minute.
        pub earliest: u32,
        /// Not after this.
        pub latest: u32,
        /// What is to be known.
        pub note: String,
    }

    /// What was offered to somebody who waits.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OfferedRow {
        /// Key.
        pub id: OfferedId,
        /// To whom.
        pub waiting_id: WaitingId,
        /// The day.
        pub day: BusinessDate,
        /// The minute.
        pub starts: u32,
        /// When it came free.
        pub offered_at: Instant,
        /// When it was answered.
        pub closed_at: Option<Instant>,
    }
}

pub(crate) fn add_waiting(tx: &mut Tx, row: &WaitingRow, by: PersonId, at: Instant) -> Result<WaitingId> {
    tx.scalar(
        sql!(
            "INSERT INTO waiting (store_id, customer_id, treatment_id, therapist_id, from_day, until_day, earliest, \
              latest, note, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
                => (WaitingId,)
        ),
        args![
            row.store_id,
            row.customer_id,
            row.treatment_id,
            row.therapist_id,
            row.from_day,
            row.until_day,
            row.earliest,
            row.latest,
            &row.note,
            by,
            at
        ],
    )
}

pub(crate) fn waiting(tx: &mut Tx, id: WaitingId) -> Result<WaitingRow> {
    tx.get(
        sql!("SELECT id, store_id, customer_id, treatment_id, therapist_id, from_day, until_day, earliest, latest, \
              note FROM waiting WHERE id = $1" => WaitingRow),
        args![id],
    )
}

/// Those who wait for something on a day, who came first first; a few are enough for what came free.
pub(crate) fn waiting_for(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<WaitingRow>> {
    tx.all(
        sql!("SELECT id, store_id, customer_id, treatment_id, therapist_id, from_day, until_day, earliest, latest, \
              note FROM waiting WHERE store_id = $1 AND closed_at IS NULL AND from_day <= $2 AND until_day >= $2 \
              ORDER BY id LIMIT 20" => WaitingRow),
        args![store, day],
    )
}

/// Everybody who still waits in a store.
pub(crate) fn all_waiting(tx: &mut Tx, store: StoreId, today: BusinessDate) -> Result<Vec<WaitingRow>> {
    tx.all(
        sql!("SELECT id, store_id, customer_id, treatment_id, therapist_id, from_day, until_day, earliest, latest, \
              note FROM waiting WHERE store_id = $1 AND closed_at IS NULL AND until_day >= $2 \
              ORDER BY id LIMIT 200" => WaitingRow),
        args![store, today],
    )
}

/// Was it still open?
pub(crate) fn close_waiting(tx: &mut Tx, id: WaitingId, visit: Option<VisitId>, at: Instant) -> Result<bool> {
    let closed = tx.exec(
        sql!("UPDATE waiting SET closed_at = $2, visit_id = $3 WHERE id = $1 AND closed_at IS NULL"),
        args![id, at, visit],
    )?;
    Ok(closed == 1)
}

pub(crate) fn add_offer(
    tx: &mut Tx,
    id: WaitingId,
    day: BusinessDate,
    starts: u32,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO waiting_offer (waiting_id, day, starts, offered_at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (waiting_id, day, starts) DO NOTHING"
        ),
        args![id, day, starts, at],
    )
    .map(drop)
}

pub(crate) fn offered(tx: &mut Tx, id: OfferedId) -> Result<OfferedRow> {
    tx.get(
        sql!("SELECT id, waiting_id, day, starts, offered_at, closed_at FROM waiting_offer WHERE id = $1"
            => OfferedRow),
        args![id],
    )
}

/// What is offered in a store and not answered, the earliest first.
pub(crate) fn open_offers(tx: &mut Tx, store: StoreId, today: BusinessDate) -> Result<Vec<OfferedRow>> {
    tx.all(
        sql!("SELECT o.id, o.waiting_id, o.day, o.starts, o.offered_at, o.closed_at FROM waiting_offer o \
              JOIN waiting w ON w.id = o.waiting_id WHERE o.closed_at IS NULL AND o.day >= $2 AND w.store_id = $1 \
              AND w.closed_at IS NULL ORDER BY o.day, o.starts, o.id LIMIT 200" => OfferedRow),
        args![store, today],
    )
}

pub(crate) fn close_offer(tx: &mut Tx, id: OfferedId, answer: &str, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE waiting_offer SET closed_at = $2, answer = $3 WHERE id = $1 AND closed_at IS NULL"),
        args![id, at, answer],
    )
    .map(drop)
}
