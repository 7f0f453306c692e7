//! All SQL of the slice.

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Id, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::PostingId;
use crate::posting::Document;

/// So many rows share what an account moves on a day.
const SLOTS: i64 = 16;

/// The store that stands for all of them.
pub(crate) const ALL: i64 = 0;

db::record! {
    /// A posting.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PostingRow {
        /// Key.
        pub id: PostingId,
        /// The business day.
        pub day: BusinessDate,
        /// The store.
        pub store_id: StoreId,
        /// Where its document stands.
        pub document: String,
        /// What it is.
        pub words: String,
        /// What it takes back.
        pub reverses: Option<PostingId>,
        /// Why.
        pub reason: String,
        /// By whom; none when it was the house itself.
        pub posted_by: Option<PersonId>,
        /// When.
        pub posted_at: Instant,
    }

    /// An entry.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EntryRow {
        /// The account's number.
        pub account: String,
        /// Debit when positive.
        pub amount: Money,
    }

    /// What an account holds and moved.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MovedRow {
        /// The account's number.
        pub account: String,
        /// What it held before, debit positive.
        pub opening: Money,
        /// To the debit side.
        pub debit: Money,
        /// To the credit side.
        pub credit: Money,
    }

    /// An entry in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct EntryLine {
        /// Key.
        pub id: i64,
        /// Its posting.
        pub posting_id: PostingId,
        /// The business day.
        pub day: BusinessDate,
        /// The account's number.
        pub account: String,
        /// The store.
        pub store: String,
        /// What it is.
        pub words: String,
        /// Where its document stands.
        pub document: String,
        /// What its posting takes back.
        pub reverses: Option<PostingId>,
        /// Debit when positive.
        pub amount: Money,
    }

    /// What was kept of an account's day less what its entries say, where the two differ.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MiscountedRow {
        /// The store.
        pub store_id: StoreId,
        /// The account's number.
        pub account: String,
        /// The business day.
        pub day: BusinessDate,
        /// Fen too many on the debit side.
        pub debit: i64,
        /// Fen too many on the credit side.
        pub credit: i64,
    }

    /// An entry on its way into another program.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OutRow {
        /// Its posting.
        pub posting_id: PostingId,
        /// The business day.
        pub day: BusinessDate,
        /// The store.
        pub store: String,
        /// Where its document stands.
        pub document: String,
        /// What it is.
        pub words: String,
        /// By whom.
        pub maker: String,
        /// The account's number.
        pub account: String,
        /// Debit when positive.
        pub amount: Money,
    }
}

db::listing! {
    /// The entries of the store `$1`, or of all.
    pub(crate) static ENTRIES: EntryLine = Shape {
        select: "e.id, e.posting_id, e.day, e.account, s.name AS store, p.words, p.document, p.reverses, e.amount",
        from: "ledger_entry e JOIN posting p ON p.id = e.posting_id JOIN store s ON s.id = e.store_id",
        only: "e.store_id = $1 OR $1 = 0",
        key: "e.id",
        sorts: &[Sort::text("day", "e.day"), Sort::int("amount", "e.amount"), Sort::text("account", "e.account")],
        filters: &[
            Filter::contains("q", "lower(p.words || ' ' || p.document) LIKE ?"),
            Filter::text("account", "e.account = ?"),
            Filter::text("document", "p.document = ?"),
            Filter::day("from", "e.day >= ?"),
            Filter::day("until", "e.day <= ?"),
            Filter::int("store", "e.store_id = ?"),
        ],
    };
}

/// A posting about to be written.
pub(crate) struct NewPosting<'a> {
    pub day: BusinessDate,
    pub store: StoreId,
    pub document: &'a Document,
    pub reverses: Option<PostingId>,
    pub reason: &'a str,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn add_posting(tx: &mut Tx, new: &NewPosting) -> Result<PostingId> {
    tx.scalar(
        sql!(
            "INSERT INTO posting (day, store_id, document, words, reverses, reason, posted_by, posted_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (PostingId,)
        ),
        args![
            new.day,
            new.store,
            &new.document.path,
            &new.document.words,
            new.reverses,
            new.reason,
            new.by,
            new.at
        ],
    )
}

pub(crate) fn add_entries(
    tx: &mut Tx,
    posting: PostingId,
    new: &NewPosting,
    entries: &[(String, Money)],
) -> Result<()> {
    let row =
        |(account, amount): &(String, Money)| args![posting, account, new.store, new.day, *amount].to_vec();
    let rows: Vec<_> = entries.iter().map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO ledger_entry (posting_id, account, store_id, day, amount) VALUES ($1, $2, $3, $4, $5)"
        ),
        &rows,
    )
    .map(drop)
}

/// Adds to what the accounts, each of them once, moved on the day.
pub(crate) fn count(
    tx: &mut Tx,
    posting: PostingId,
    new: &NewPosting,
    entries: &[(String, Money)],
) -> Result<()> {
    let slot = posting.get() % SLOTS;
    let row = |(account, amount): &(String, Money)| {
        let (debit, credit) = ((*amount).max(Money::ZERO), (-*amount).max(Money::ZERO));
        args![new.store, account, new.day, slot, debit, credit].to_vec()
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO account_day (store_id, account, day, slot, debit, credit) VALUES ($1, $2, $3, $4, $5, $6) \
              ON CONFLICT (store_id, account, day, slot) DO UPDATE \
              SET debit = account_day.debit + excluded.debit, credit = account_day.credit + excluded.credit"
        ),
        &rows,
    )
    .map(drop)
}

pub(crate) fn posting(tx: &mut Tx, id: PostingId) -> Result<PostingRow> {
    tx.get(
        sql!("SELECT id, day, store_id, document, words, reverses, reason, posted_by, posted_at FROM posting \
              WHERE id = $1" => PostingRow),
        args![id],
    )
}

pub(crate) fn reversal_of(tx: &mut Tx, id: PostingId) -> Result<Option<PostingId>> {
    tx.find_scalar(sql!("SELECT id FROM posting WHERE reverses = $1" => (PostingId,)), args![id])
}

pub(crate) fn posting_of(tx: &mut Tx, document: &str) -> Result<Option<PostingId>> {
    tx.find_scalar(
        sql!(
            "SELECT p.id FROM posting p LEFT JOIN posting r ON r.reverses = p.id \
              WHERE p.document = $1 AND p.reverses IS NULL AND r.id IS NULL ORDER BY p.id DESC LIMIT 1" => (PostingId,)
        ),
        args![document],
    )
}

pub(crate) fn entries(tx: &mut Tx, id: PostingId) -> Result<Vec<EntryRow>> {
    tx.all(
        sql!("SELECT account, amount FROM ledger_entry WHERE posting_id = $1 ORDER BY id" => EntryRow),
        args![id],
    )
}

/// Every account that ever moved until the last day: what it held before the first, and what it moved since.
pub(crate) fn moved(
    tx: &mut Tx,
    store: i64,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<MovedRow>> {
    tx.all(
        sql!(
            "SELECT account, CAST(sum(CASE WHEN day < $2 THEN debit - credit ELSE 0 END) AS BIGINT) AS opening, \
              CAST(sum(CASE WHEN day >= $2 THEN debit ELSE 0 END) AS BIGINT) AS debit, \
              CAST(sum(CASE WHEN day >= $2 THEN credit ELSE 0 END) AS BIGINT) AS credit FROM account_day \
              WHERE store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND day <= $3 GROUP BY account ORDER BY account" => MovedRow
        ),
        args![store, from, until],
    )
}

pub(crate) fn balance(
    tx: &mut Tx,
    account: &str,
    store: Option<StoreId>,
    day: BusinessDate,
) -> Result<Money> {
    tx.scalar(
        sql!(
            "SELECT CAST(coalesce(sum(debit - credit), 0) AS BIGINT) FROM account_day \
              WHERE account = $1 AND store_id IN (SELECT id FROM store WHERE id = $2 OR $2 = 0) AND day <= $3" => (Money,)
        ),
        args![account, store.map_or(ALL, Id::get), day],
    )
}

/// All entries of a time, posting by posting.
pub(crate) fn out(tx: &mut Tx, store: i64, from: BusinessDate, until: BusinessDate) -> Result<Vec<OutRow>> {
    tx.all(
        sql!(
            "SELECT e.posting_id, e.day, s.name AS store, p.document, p.words, coalesce(m.name, '') AS maker, e.account, e.amount \
              FROM posting p JOIN ledger_entry e ON e.posting_id = p.id JOIN store s ON s.id = p.store_id \
              LEFT JOIN person m ON m.id = p.posted_by \
              WHERE p.store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND p.day >= $2 AND p.day <= $3 ORDER BY p.day, p.id, e.id" => OutRow
        ),
        args![store, from, until],
    )
}

/// Postings that do not sum to zero.
pub(crate) fn unbalanced(tx: &mut Tx) -> Result<Vec<(PostingId, i64)>> {
    tx.all(
        sql!(
            "SELECT posting_id, CAST(sum(amount) AS BIGINT) AS left_over FROM ledger_entry GROUP BY posting_id \
              HAVING sum(amount) <> 0 ORDER BY posting_id" => (PostingId, i64)
        ),
        args![],
    )
}

/// Postings without entries, or whose entries stand on another day or store.
pub(crate) fn astray(tx: &mut Tx) -> Result<Vec<PostingId>> {
    tx.scalars(
        sql!(
            "SELECT DISTINCT p.id FROM posting p LEFT JOIN ledger_entry e ON e.posting_id = p.id \
              WHERE e.id IS NULL OR e.day <> p.day OR e.store_id <> p.store_id ORDER BY p.id" => (PostingId,)
        ),
        args![],
    )
}

/// Takings back that are not the mirror image.
pub(crate) fn crooked(tx: &mut Tx) -> Result<Vec<PostingId>> {
    tx.scalars(
        sql!(
            "SELECT DISTINCT r.id FROM posting r JOIN ledger_entry e ON e.posting_id IN (r.id, r.reverses) \
              WHERE r.reverses IS NOT NULL GROUP BY r.id, e.account HAVING sum(e.amount) <> 0 ORDER BY r.id" => (PostingId,)
        ),
        args![],
    )
}

/// What the entries say an account of a store moved on a day, where the kept balance says otherwise.
pub(crate) fn miscounted(tx: &mut Tx) -> Result<Vec<MiscountedRow>> {
    tx.all(
        sql!(
            "SELECT store_id, account, day, CAST(sum(debit) AS BIGINT) AS debit, \
              CAST(sum(credit) AS BIGINT) AS credit FROM ( \
              SELECT store_id, account, day, debit, credit FROM account_day UNION ALL \
              SELECT store_id, account, day, CASE WHEN amount > 0 THEN -amount ELSE 0 END, \
              CASE WHEN amount < 0 THEN amount ELSE 0 END FROM ledger_entry) both_sides \
              GROUP BY store_id, account, day HAVING sum(debit) <> 0 OR sum(credit) <> 0 \
              ORDER BY store_id, account, day" => MiscountedRow
        ),
        args![],
    )
}
