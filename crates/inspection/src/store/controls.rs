use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::sheet::Verdict;

db::record! {
    /// A control signed on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MarkRow {
        /// Code of the control.
        pub control: String,
        /// As it should be, or not.
        pub verdict: Verdict,
        /// What there is to say.
        pub note: String,
        /// Who signed.
        pub marked_by: PersonId,
        /// When.
        pub marked_at: Instant,
    }

    /// A day's sheet that is complete.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Completed {
        /// The store.
        pub store_id: StoreId,
        /// When.
        pub at: Instant,
    }
}

pub(crate) fn marks(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<MarkRow>> {
    tx.all(
        sql!("SELECT control, verdict, note, marked_by, marked_at FROM control_mark \
              WHERE store_id = $1 AND day = $2" => MarkRow),
        args![store, day],
    )
}

pub(crate) fn mark(tx: &mut Tx, store: StoreId, day: BusinessDate, mark: &MarkRow) -> Result<u64> {
    tx.exec(
        sql!(
            "INSERT INTO control_mark (store_id, day, control, verdict, note, marked_by, marked_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (store_id, day, control) DO NOTHING"
        ),
        args![store, day, &mark.control, mark.verdict, &mark.note, mark.marked_by, mark.marked_at],
    )
}

pub(crate) fn complete(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO control_day (store_id, day, completed_by, completed_at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (store_id, day) DO NOTHING"
        ),
        args![store, day, by, at],
    )
    .map(drop)
}

pub(crate) fn completed_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Completed>> {
    tx.all(
        sql!("SELECT store_id, completed_at AS at FROM control_day WHERE day = $1" => Completed),
        args![day],
    )
}
