//! What is taken of a day.
//!
//! Nothing is ever given twice because whoever takes something reads the row of it for that day and writes it again in
//! one transaction: SQLite has one writer, and on PostgreSQL two that meet at a row are serialisable, so that the second
//! runs again, sees what the first took, and is refused by that. A row a minute with a UNIQUE index was the other way;
//! it wrote forty rows a booking and read five hundred a day where this reads ten.

use db::{Tx, args, sql};
use kernel::{BusinessDate, PersonId, Result, StoreId};

use crate::minutes::{Minutes, Spans};
use crate::state::Kind;

/// Somebody's or something's row of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub store: StoreId,
    pub day: BusinessDate,
    pub kind: Kind,
    pub resource: i64,
}

pub(crate) fn taken(tx: &mut Tx, sheet: Sheet) -> Result<Minutes> {
    let found = tx.find_scalar(
        sql!("SELECT taken FROM day_sheet WHERE kind = $1 AND resource_id = $2 AND day = $3" => (Minutes,)),
        args![sheet.kind, sheet.resource, sheet.day],
    )?;
    Ok(found.unwrap_or(Minutes::NONE))
}

fn write(tx: &mut Tx, sheet: Sheet, taken: Minutes) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO day_sheet (day, kind, resource_id, store_id, taken) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT (kind, resource_id, day) DO UPDATE SET taken = $5, store_id = $4"
        ),
        args![sheet.day, sheet.kind, sheet.resource, sheet.store, taken],
    )
    .map(drop)
}

/// Takes these minutes, unless one of them is taken: was it done?
pub(crate) fn take(tx: &mut Tx, sheet: Sheet, minutes: Minutes) -> Result<bool> {
    let before = taken(tx, sheet)?;
    if !(before & minutes).is_empty() {
        return Ok(false);
    }
    write(tx, sheet, before | minutes)?;
    Ok(true)
}

/// Gives these minutes back.
pub(crate) fn free(tx: &mut Tx, sheet: Sheet, minutes: Minutes) -> Result<()> {
    let before = taken(tx, sheet)?;
    write(tx, sheet, before & !minutes)
}

db::record! {
    /// Somebody on duty, with what is taken of her.
    #[derive(Debug, Clone)]
    pub(crate) struct DutySheet {
        /// Who.
        pub person_id: PersonId,
        /// On which day.
        pub day: BusinessDate,
        /// From which minute.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// When she rests.
        pub breaks: Spans,
        /// What is taken.
        pub taken: Option<Minutes>,
    }

    /// A row of a day.
    #[derive(Debug, Clone)]
    pub(crate) struct SheetRow {
        /// The day.
        pub day: BusinessDate,
        /// Of what.
        pub kind: Kind,
        /// Which.
        pub resource_id: i64,
        /// What is taken.
        pub taken: Minutes,
    }
}

/// Everybody on duty in a store between two days, in the order of days.
pub(crate) fn duty_sheets(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<DutySheet>> {
    tx.all(
        sql!("SELECT r.person_id, r.day, r.starts, r.ends, r.breaks, s.taken FROM roster r \
              LEFT JOIN day_sheet s ON s.kind = 'therapist' AND s.resource_id = r.person_id AND s.day = r.day \
              WHERE r.store_id = $1 AND r.day >= $2 AND r.day <= $3 ORDER BY r.day, r.person_id" => DutySheet),
        args![store, from, until],
    )
}

/// What is taken of rooms and equipment of a store between two days.
pub(crate) fn place_sheets(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<SheetRow>> {
    tx.all(
        sql!("SELECT day, kind, resource_id, taken FROM day_sheet \
              WHERE store_id = $1 AND day >= $2 AND day <= $3 AND kind <> 'therapist'" => SheetRow),
        args![store, from, until],
    )
}

/// Every row of every day.
pub(crate) fn all_sheets(tx: &mut Tx) -> Result<Vec<SheetRow>> {
    tx.all(
        sql!("SELECT day, kind, resource_id, taken FROM day_sheet ORDER BY day, kind, resource_id" => SheetRow),
        args![],
    )
}
