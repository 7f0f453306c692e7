use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::Dispatch;
use crate::VisitId;
use crate::minutes::Spans;

db::record! {
    /// A treatment that somebody gave.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct ServedRow {
        pub visit_id: VisitId,
        pub treatment_id: catalog::TreatmentId,
        pub dispatch: Dispatch,
        pub ended_at: Instant,
    }

    /// What of a day is promised to customers.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PromisedRow {
        pub visit_id: VisitId,
        pub therapist_id: PersonId,
        pub hands: Spans,
    }
}

/// What somebody gave on a day.
pub(crate) fn served_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<ServedRow>> {
    tx.all(
        sql!("SELECT visit_id, treatment_id, dispatch, ended_at FROM visit_line \
              WHERE day = $1 AND therapist_id = $2 AND state = 'done' ORDER BY ended_at, id" => ServedRow),
        args![day, person],
    )
}

/// How many customers somebody asked on a day whether they will come, and when last.
pub(crate) fn confirmed_by(
    tx: &mut Tx,
    person: PersonId,
    day: BusinessDate,
) -> Result<(i64, Option<Instant>)> {
    tx.one(
        sql!("SELECT count(*) AS asked, max(asked_at) AS at FROM visit_confirmation WHERE day = $1 AND asked_by = $2"
            => (i64, Option<Instant>)),
        args![day, person],
    )
}

/// Everything of a store's day that still stands or was given.
pub(crate) fn promised(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<PromisedRow>> {
    tx.all(
        sql!("SELECT visit_id, therapist_id, hands FROM visit_line \
              WHERE store_id = $1 AND day = $2 AND state NOT IN ('cancelled', 'no-show')" => PromisedRow),
        args![store, day],
    )
}
