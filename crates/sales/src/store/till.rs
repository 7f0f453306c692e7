use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

ids! {
    /// A shift at a drawer (班次).
    pub struct ShiftId;
}

db::record! {
    /// How the till of a store is set.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct TillSetting {
        /// May tips be taken?
        pub tips: bool,
        /// Millimetres of the receipt's paper: 58 or 80.
        pub paper: i64,
        /// The receipt printer's address on the network; empty where there is none.
        pub printer: String,
        /// What stands below a receipt.
        pub footer: String,
        /// After how many days what is owed is due.
        pub due_days: i64,
    }

    /// A shift.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ShiftRow {
        /// Key.
        pub id: ShiftId,
        /// The store.
        pub store_id: StoreId,
        /// Which drawer.
        pub till: String,
        /// The business day on which it began.
        pub day: BusinessDate,
        /// The how-manieth of the day.
        pub nth: i64,
        /// Who opened it.
        pub opened_by: PersonId,
        /// When.
        pub opened_at: Instant,
        /// What lay in the drawer.
        pub began_with: Money,
        /// How many tickets it has.
        pub last_number: i64,
        /// What was counted.
        pub counted: Option<Money>,
        /// What should have been there.
        pub expected: Option<Money>,
        /// Why they differ.
        pub why: String,
        /// What stays in the drawer.
        pub left_in: Option<Money>,
        /// What the next one should know.
        pub words: String,
        /// Who closed it.
        pub closed_by: Option<PersonId>,
        /// When.
        pub closed_at: Option<Instant>,
        /// Who took it over.
        pub taken_over_by: Option<PersonId>,
    }
}

impl Default for TillSetting {
    fn default() -> TillSetting {
        TillSetting { tips: false, paper: 58, printer: String::new(), footer: String::new(), due_days: 30 }
    }
}

/// How the till of a store is set; as it comes, where nobody set it.
pub(crate) fn till_setting(tx: &mut Tx, store: StoreId) -> Result<TillSetting> {
    let found = tx.find(
        sql!("SELECT tips, paper, printer, footer, due_days FROM till_setting WHERE store_id = $1" => TillSetting),
        args![store],
    )?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn set_till(
    tx: &mut Tx,
    store: StoreId,
    set: &TillSetting,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO till_setting (store_id, tips, paper, printer, footer, due_days, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (store_id) DO UPDATE SET tips = excluded.tips, \
              paper = excluded.paper, printer = excluded.printer, footer = excluded.footer, due_days = excluded.due_days, \
              set_by = excluded.set_by, set_at = excluded.set_at"),
        args![store, set.tips, set.paper, &set.printer, &set.footer, set.due_days, by, at],
    )
    .map(drop)
}

/// The open shifts of a store.
pub(crate) fn open_shifts(tx: &mut Tx, store: StoreId) -> Result<Vec<ShiftRow>> {
    tx.all(
        sql!("SELECT id, store_id, till, day, nth, opened_by, opened_at, began_with, last_number, counted, expected, why, \
              left_in, words, closed_by, closed_at, taken_over_by FROM till_shift \
              WHERE store_id = $1 AND closed_at IS NULL ORDER BY id" => ShiftRow),
        args![store],
    )
}

pub(crate) fn shift(tx: &mut Tx, id: ShiftId) -> Result<ShiftRow> {
    tx.get(
        sql!("SELECT id, store_id, till, day, nth, opened_by, opened_at, began_with, last_number, counted, expected, why, \
              left_in, words, closed_by, closed_at, taken_over_by FROM till_shift WHERE id = $1" => ShiftRow),
        args![id],
    )
}

/// The next number of a shift; none when it is closed.
pub(crate) fn next_number(tx: &mut Tx, id: ShiftId) -> Result<Option<i64>> {
    tx.find_scalar(
        sql!("UPDATE till_shift SET last_number = last_number + 1 WHERE id = $1 AND closed_at IS NULL \
              RETURNING last_number" => (i64,)),
        args![id],
    )
}

/// Opens the next shift of the day.
pub(crate) fn open_shift(
    tx: &mut Tx,
    store: StoreId,
    till: &str,
    day: BusinessDate,
    began_with: Money,
    by: PersonId,
    at: Instant,
) -> Result<ShiftId> {
    tx.scalar(
        sql!("INSERT INTO till_shift (store_id, till, day, nth, opened_by, opened_at, began_with, last_number) \
              VALUES ($1, $2, $3, (SELECT coalesce(max(s.nth), 0) + 1 FROM till_shift s WHERE s.store_id = $1 AND s.day = $3), \
              $4, $5, $6, 0) RETURNING id" => (ShiftId,)),
        args![store, till, day, by, at, began_with],
    )
}

/// The shift of a drawer that was closed last.
pub(crate) fn last_closed(tx: &mut Tx, store: StoreId, till: &str) -> Result<Option<ShiftRow>> {
    tx.find(
        sql!("SELECT id, store_id, till, day, nth, opened_by, opened_at, began_with, last_number, counted, expected, why, \
              left_in, words, closed_by, closed_at, taken_over_by FROM till_shift \
              WHERE store_id = $1 AND till = $2 AND closed_at IS NOT NULL ORDER BY id DESC LIMIT 1" => ShiftRow),
        args![store, till],
    )
}

pub(crate) fn taken_over(tx: &mut Tx, id: ShiftId, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE till_shift SET taken_over_by = $2, taken_over_at = $3 WHERE id = $1"),
        args![id, by, at],
    )
    .map(drop)
}

/// What a count came to.
pub(crate) struct Counted<'a> {
    pub counted: Money,
    pub expected: Money,
    pub why: &'a str,
    pub left_in: Money,
    pub words: &'a str,
    pub by: PersonId,
    pub at: Instant,
}

pub(crate) fn close_shift(tx: &mut Tx, id: ShiftId, count: &Counted, pieces: &[(i64, i64)]) -> Result<()> {
    tx.exec(
        sql!("UPDATE till_shift SET counted = $2, expected = $3, why = $4, left_in = $5, words = $6, closed_by = $7, \
              closed_at = $8 WHERE id = $1 AND closed_at IS NULL"),
        args![id, count.counted, count.expected, count.why, count.left_in, count.words, count.by, count.at],
    )?;
    let rows: Vec<_> = pieces.iter().map(|(fen, count)| args![id, *fen, *count].to_vec()).collect();
    tx.exec_many(sql!("INSERT INTO till_count (shift_id, denomination, count) VALUES ($1, $2, $3)"), &rows)
        .map(drop)
}

/// The cash of a shift's tickets.
pub(crate) fn cash_of(tx: &mut Tx, id: ShiftId) -> Result<Money> {
    tx.scalar(
        sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ticket_tender WHERE shift_id = $1 AND means = 'cash'"
            => (Money,)),
        args![id],
    )
}

/// What of a shift's cash went to the bank.
pub(crate) fn banked_of(tx: &mut Tx, id: ShiftId) -> Result<Money> {
    tx.scalar(
        sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM bank_deposit WHERE shift_id = $1" => (Money,)),
        args![id],
    )
}

/// The pieces of a count.
pub(crate) fn pieces(tx: &mut Tx, id: ShiftId) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT denomination, count FROM till_count WHERE shift_id = $1 ORDER BY denomination DESC" => (i64, i64)),
        args![id],
    )
}

/// The shifts of a store's day.
pub(crate) fn shifts_of(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<ShiftRow>> {
    tx.all(
        sql!("SELECT id, store_id, till, day, nth, opened_by, opened_at, began_with, last_number, counted, expected, why, \
              left_in, words, closed_by, closed_at, taken_over_by FROM till_shift \
              WHERE store_id = $1 AND day = $2 ORDER BY nth" => ShiftRow),
        args![store, day],
    )
}
