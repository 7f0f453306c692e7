use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::minutes::Spans;

db::record! {
    /// When somebody works on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RosterRow {
        /// Who.
        pub person_id: PersonId,
        /// On which business day.
        pub day: BusinessDate,
        /// From which minute.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// When she rests.
        pub breaks: Spans,
    }
}

/// Who works in a store between two days.
pub(crate) fn rosters(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<RosterRow>> {
    tx.all(
        sql!("SELECT person_id, day, starts, ends, breaks FROM roster \
              WHERE store_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, person_id" => RosterRow),
        args![store, from, until],
    )
}

/// Where somebody works on a day, and when.
pub(crate) fn roster_of(
    tx: &mut Tx,
    person: PersonId,
    day: BusinessDate,
) -> Result<Option<(StoreId, u32, u32, Spans)>> {
    tx.find(
        sql!("SELECT store_id, starts, ends, breaks FROM roster WHERE person_id = $1 AND day = $2"
            => (StoreId, u32, u32, Spans)),
        args![person, day],
    )
}

pub(crate) fn set_roster(
    tx: &mut Tx,
    store: StoreId,
    row: &RosterRow,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO roster (store_id, person_id, day, starts, ends, breaks, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id, day) DO UPDATE \
              SET store_id = $1, starts = $4, ends = $5, breaks = $6, set_by = $7, set_at = $8"
        ),
        args![store, row.person_id, row.day, row.starts, row.ends, row.breaks.clone(), by, at],
    )
    .map(drop)
}

pub(crate) fn clear_roster(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<()> {
    tx.exec(sql!("DELETE FROM roster WHERE person_id = $1 AND day = $2"), args![person, day]).map(drop)
}
