//! All SQL of the slice.

mod arrivals;
mod slips;
mod stands;
mod told;

pub use arrivals::ArrivalId;
pub(crate) use arrivals::*;
pub use slips::SlipId;
pub(crate) use slips::*;
pub use stands::StandId;
pub(crate) use stands::*;
pub(crate) use told::*;

use db::{Tx, args, sql};
use kernel::{Result, StoreId};

/// How many notes the journal holds of a store, or of nobody in particular, after one; and the last of them. Every
/// change notes itself, so that this tells whether anything has happened, whichever process did it. Counted, and not
/// only the last: PostgreSQL may let a note with a lower key come after one with a higher.
pub(crate) fn pulse(tx: &mut Tx, store: StoreId, after: i64) -> Result<(i64, i64)> {
    tx.one(
        sql!("SELECT count(*), coalesce(max(id), 0) FROM journal_note \
              WHERE id > $2 AND (store_id = $1 OR store_id IS NULL)" => (i64, i64)),
        args![store, after],
    )
}

/// The last note of the journal.
pub(crate) fn last_note(tx: &mut Tx) -> Result<i64> {
    tx.scalar(sql!("SELECT coalesce(max(id), 0) FROM journal_note" => (i64,)), args![])
}
