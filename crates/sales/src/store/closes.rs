use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};

use super::tickets::TenderId;
use super::till::ShiftId;
use crate::closing::Compared;
use crate::kind::Means;
use crate::statement::{Booked, Said};

ids! {
    /// The close of a day.
    pub struct CloseId;
    /// A statement that was read in.
    pub struct StatementId;
    /// Cash taken to the bank.
    pub struct DepositSlipId;
}

db::record! {
    /// A close.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CloseRow {
        /// Key.
        pub id: CloseId,
        /// The how-manieth of the day.
        pub nth: i64,
        /// What was said.
        pub words: String,
        /// Tickets carried over.
        pub carried: i64,
        /// By whom.
        pub closed_by: PersonId,
        /// When.
        pub closed_at: Instant,
    }

    /// A row of a statement that found no tender, or a tender that no statement knows.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LooseRow {
        /// The means.
        pub means: Means,
        /// The number of the payment.
        pub reference: String,
        /// How much.
        pub amount: Money,
    }

    /// Cash taken to the bank.
    #[derive(Debug, Clone, PartialEq)]
    pub struct BankedRow {
        /// Key.
        pub id: DepositSlipId,
        /// The store.
        pub store_id: StoreId,
        /// Out of the drawer of this shift.
        pub shift_id: Option<ShiftId>,
        /// How much; negative when it takes another one back.
        pub amount: Money,
        /// The slip.
        pub slip: String,
        /// Why it takes another one back.
        pub reason: String,
        /// What it takes back.
        pub reverses: Option<DepositSlipId>,
        /// By whom.
        pub entered_by: PersonId,
        /// When.
        pub entered_at: Instant,
    }
}

/// What the tickets of a day were paid with.
pub(crate) fn booked_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<(Means, Money)>> {
    tx.all(
        sql!("SELECT means, CAST(sum(amount) AS BIGINT) AS amount FROM ticket_tender \
              WHERE store_id = $1 AND day = $2 GROUP BY means ORDER BY means" => (Means, Money)),
        args![store, day],
    )
}

/// What the statements of a day say.
pub(crate) fn said_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<(Means, Money)>> {
    tx.all(
        sql!("SELECT means, CAST(sum(amount) AS BIGINT) AS amount FROM statement_row \
              WHERE store_id = $1 AND day = $2 GROUP BY means ORDER BY means" => (Means, Money)),
        args![store, day],
    )
}

/// The cash that the counts of a day's shifts found, without what the drawers began with; none while one is open.
pub(crate) fn counted_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Option<Money>> {
    let (open, shifts): (i64, i64) = tx.one(
        sql!("SELECT CAST(coalesce(sum(CASE WHEN closed_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS open, \
              count(*) AS shifts FROM till_shift WHERE store_id = $1 AND day = $2" => (i64, i64)),
        args![store, day],
    )?;
    if open > 0 || shifts == 0 {
        return Ok(None);
    }
    let found: Money = tx.scalar(
        sql!("SELECT CAST(sum(s.counted - s.began_with + coalesce((SELECT sum(b.amount) FROM bank_deposit b \
              WHERE b.shift_id = s.id), 0)) AS BIGINT) FROM till_shift s WHERE s.store_id = $1 AND s.day = $2" => (Money,)),
        args![store, day],
    )?;
    Ok(Some(found))
}

pub(crate) fn closes_of(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<CloseRow>> {
    tx.all(
        sql!("SELECT id, nth, words, carried, closed_by, closed_at FROM day_close WHERE store_id = $1 AND day = $2 \
              ORDER BY nth" => CloseRow),
        args![store, day],
    )
}

#[allow(clippy::too_many_arguments, reason = "the columns of one row")]
pub(crate) fn add_close(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    nth: i64,
    words: &str,
    carried: usize,
    by: PersonId,
    at: Instant,
    compared: &[Compared],
) -> Result<CloseId> {
    let carried = i64::try_from(carried).unwrap_or(i64::MAX);
    let id: CloseId = tx.scalar(
        sql!("INSERT INTO day_close (store_id, day, nth, words, carried, closed_by, closed_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (CloseId,)),
        args![store, day, nth, words, carried, by, at],
    )?;
    let row = |one: &Compared| args![id, one.means, one.booked, one.found.unwrap_or_default()].to_vec();
    let rows: Vec<_> = compared.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO day_close_line (close_id, means, booked, found) VALUES ($1, $2, $3, $4)"),
        &rows,
    )?;
    Ok(id)
}

pub(crate) fn add_statement(
    tx: &mut Tx,
    (store, day, means): (StoreId, BusinessDate, Means),
    by: PersonId,
    at: Instant,
    on: BusinessDate,
) -> Result<StatementId> {
    tx.scalar(
        sql!("INSERT INTO statement (store_id, day, means, read_by, read_at, read_on) VALUES ($1, $2, $3, $4, $5, $6) \
              RETURNING id" => (StatementId,)),
        args![store, day, means, by, at, on],
    )
}

/// The statements that were read and matched on a day, for evidence.
pub(crate) fn read_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, BusinessDate, Instant)>> {
    tx.all(
        sql!("SELECT store_id, day, read_at FROM statement WHERE read_on = $1 ORDER BY id"
            => (StoreId, BusinessDate, Instant)),
        args![day],
    )
}

/// Adds a row, unless it was read before.
pub(crate) fn add_said(
    tx: &mut Tx,
    id: StatementId,
    store: StoreId,
    means: Means,
    day: BusinessDate,
    said: &Said,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO statement_row (statement_id, store_id, means, day, reference, amount) \
              VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        ),
        args![id, store, means, day, &said.reference, said.amount],
    )
    .map(drop)
}

/// The rows of a day that have found no tender yet.
pub(crate) fn unmatched(
    tx: &mut Tx,
    store: StoreId,
    means: Means,
    day: BusinessDate,
) -> Result<Vec<(i64, Said)>> {
    let rows: Vec<(i64, String, Money)> = tx.all(
        sql!("SELECT id, reference, amount FROM statement_row WHERE store_id = $1 AND means = $2 AND day = $3 \
              AND tender_id IS NULL ORDER BY id" => (i64, String, Money)),
        args![store, means, day],
    )?;
    let said = |(id, reference, amount)| (id, Said { reference, amount, day: Some(day) });
    Ok(rows.into_iter().map(said).collect())
}

/// The tenders of a day that no statement knows yet.
pub(crate) fn unmatched_tenders(
    tx: &mut Tx,
    store: StoreId,
    means: Means,
    day: BusinessDate,
) -> Result<Vec<Booked>> {
    let rows: Vec<(TenderId, String, Money)> = tx.all(
        sql!("SELECT t.id, t.reference, t.amount FROM ticket_tender t LEFT JOIN statement_row r ON r.tender_id = t.id \
              WHERE t.store_id = $1 AND t.means = $2 AND t.day = $3 AND r.id IS NULL ORDER BY t.id"
              => (TenderId, String, Money)),
        args![store, means, day],
    )?;
    Ok(rows.into_iter().map(|(tender, reference, amount)| Booked { tender, reference, amount }).collect())
}

pub(crate) fn match_row(tx: &mut Tx, row: i64, tender: TenderId) -> Result<()> {
    tx.exec(sql!("UPDATE statement_row SET tender_id = $2 WHERE id = $1"), args![row, tender]).map(drop)
}

/// What statements say and no ticket knows; and what tickets say and no statement knows, where one was read in.
pub(crate) fn loose(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
) -> Result<(Vec<LooseRow>, Vec<LooseRow>)> {
    let said = tx.all(
        sql!("SELECT means, reference, amount FROM statement_row WHERE store_id = $1 AND day = $2 AND tender_id IS NULL \
              ORDER BY id" => LooseRow),
        args![store, day],
    )?;
    let booked = tx.all(
        sql!("SELECT t.means, t.reference, t.amount FROM ticket_tender t LEFT JOIN statement_row r ON r.tender_id = t.id \
              WHERE t.store_id = $1 AND t.day = $2 AND r.id IS NULL AND t.means IN \
              (SELECT s.means FROM statement_row s WHERE s.store_id = $1 AND s.day = $2) ORDER BY t.id" => LooseRow),
        args![store, day],
    )?;
    Ok((said, booked))
}

#[allow(clippy::too_many_arguments, reason = "the columns of one row")]
pub(crate) fn add_bank_deposit(
    tx: &mut Tx,
    store: StoreId,
    shift: Option<ShiftId>,
    day: BusinessDate,
    amount: Money,
    slip: &str,
    by: PersonId,
    at: Instant,
) -> Result<DepositSlipId> {
    tx.scalar(
        sql!("INSERT INTO bank_deposit (store_id, shift_id, day, amount, slip, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (DepositSlipId,)),
        args![store, shift, day, amount, slip, by, at],
    )
}

pub(crate) fn banked_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<BankedRow>> {
    tx.all(
        sql!("SELECT id, store_id, shift_id, amount, slip, reason, reverses, entered_by, entered_at FROM bank_deposit \
              WHERE store_id = $1 AND day = $2 ORDER BY id" => BankedRow),
        args![store, day],
    )
}

pub(crate) fn bank_deposit(tx: &mut Tx, id: DepositSlipId) -> Result<BankedRow> {
    tx.get(
        sql!("SELECT id, store_id, shift_id, amount, slip, reason, reverses, entered_by, entered_at FROM bank_deposit \
              WHERE id = $1" => BankedRow),
        args![id],
    )
}

/// Was a slip taken back?
pub(crate) fn unbanked(tx: &mut Tx, id: DepositSlipId) -> Result<bool> {
    let found = tx.find_scalar(
        sql!("SELECT id FROM bank_deposit WHERE reverses = $1" => (DepositSlipId,)),
        args![id],
    )?;
    Ok(found.is_some())
}

/// The mirror image of a slip.
pub(crate) fn take_banked_back(
    tx: &mut Tx,
    slip: &BankedRow,
    shift: Option<ShiftId>,
    day: BusinessDate,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO bank_deposit (store_id, shift_id, day, amount, slip, reason, reverses, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
        args![slip.store_id, shift, day, -slip.amount, &slip.slip, why, slip.id, by, at],
    )
    .map(drop)
}

/// The slips of a day, store by store, for evidence.
pub(crate) fn slips_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, DepositSlipId, Instant)>> {
    tx.all(
        sql!("SELECT store_id, id, entered_at FROM bank_deposit WHERE day = $1 ORDER BY id"
            => (StoreId, DepositSlipId, Instant)),
        args![day],
    )
}
