use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use super::{AlertId, OpinionId};
use crate::case::{ComplaintId, StepKind};

db::record! {
    /// A complaint that is not closed, or came in on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CaseTold {
        /// Key.
        pub id: ComplaintId,
        /// Why.
        pub cause: String,
        /// Who looks after it.
        pub owner_id: PersonId,
        /// Until when the next step is due.
        pub due_at: Instant,
    }
}

/// A store's complaints that are not closed, the most urgent first.
pub(crate) fn open_at(tx: &mut Tx, store: StoreId) -> Result<Vec<CaseTold>> {
    tx.all(
        sql!("SELECT id, cause, owner_id, due_at FROM complaint \
              WHERE store_id = $1 AND closed_at IS NULL ORDER BY due_at, id" => CaseTold),
        args![store],
    )
}

/// A store's special situations of a day.
pub(crate) fn alerts_at(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<(AlertId, String)>> {
    tx.all(
        sql!("SELECT id, kind FROM alert WHERE store_id = $1 AND day = $2 ORDER BY id" => (AlertId, String)),
        args![store, day],
    )
}

/// A store's opinions that were answered on a day: key and overall mark.
pub(crate) fn opinions_at(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<(OpinionId, i64)>> {
    tx.all(
        sql!("SELECT id, overall FROM opinion WHERE store_id = $1 AND answered_on = $2 ORDER BY id"
            => (OpinionId, i64)),
        args![store, day],
    )
}

/// The special situations that somebody reported on a day.
pub(crate) fn reported_by(
    tx: &mut Tx,
    person: PersonId,
    day: BusinessDate,
) -> Result<Vec<(AlertId, String, Instant)>> {
    tx.all(
        sql!("SELECT id, kind, reported_at FROM alert WHERE day = $1 AND reported_by = $2 ORDER BY id"
            => (AlertId, String, Instant)),
        args![day, person],
    )
}

/// What somebody did about complaints on a day.
pub(crate) fn steps_by(
    tx: &mut Tx,
    person: PersonId,
    day: BusinessDate,
) -> Result<Vec<(ComplaintId, StepKind, Instant, String)>> {
    tx.all(
        sql!("SELECT t.complaint_id, t.kind, t.at, c.cause FROM complaint_step t \
              JOIN complaint c ON c.id = t.complaint_id WHERE t.day = $1 AND t.person_id = $2 ORDER BY t.id"
            => (ComplaintId, StepKind, Instant, String)),
        args![day, person],
    )
}
