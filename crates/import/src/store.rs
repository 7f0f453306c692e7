//! All SQL of the slice.

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{Instant, Mandate, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use crate::kind::{ImportKind, Way};

ids! {
    /// An import (导入).
    pub struct ImportId;
}

db::record! {
    /// An import.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ImportRow {
        /// Key.
        pub id: ImportId,
        /// What the file is about.
        pub kind: ImportKind,
        /// Into which store.
        pub store_id: StoreId,
        /// The file's name.
        pub file: String,
        /// By what the file is known again.
        pub digest: String,
        /// Its content, sealed; none once it has ended.
        pub content: Option<Vec<u8>>,
        /// Its rows.
        pub total: i64,
        /// Which column is which field, as JSON.
        pub columns: String,
        /// All or each.
        pub way: Way,
        /// By whom it was read.
        pub read_by: Option<PersonId>,
        /// When.
        pub read_at: Instant,
        /// Rows gone through.
        pub place: i64,
        /// Rows brought in.
        pub brought: i64,
        /// Rows that were there before.
        pub known: i64,
        /// Rows that are not right.
        pub wrong: i64,
        /// When somebody last worked at it.
        pub touched_at: Option<Instant>,
        /// When it was asked to stop.
        pub stop_at: Option<Instant>,
        /// When it ended.
        pub ended_at: Option<Instant>,
        /// When it was taken back.
        pub undone_at: Option<Instant>,
        /// Why.
        pub undone_why: String,
    }

    /// An import in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ImportLine {
        /// Key.
        pub id: ImportId,
        /// What the file is about.
        pub kind: ImportKind,
        /// Into which store.
        pub store: String,
        /// The file's name.
        pub file: String,
        /// Its rows.
        pub total: i64,
        /// Rows gone through.
        pub place: i64,
        /// Rows brought in.
        pub brought: i64,
        /// Rows that are not right.
        pub wrong: i64,
        /// By whom.
        pub by: String,
        /// When it was read.
        pub read_at: Instant,
        /// When it ended.
        pub ended_at: Option<Instant>,
        /// When it was taken back.
        pub undone_at: Option<Instant>,
    }
}

db::listing! {
    /// The imports of the store `$1`, or of all.
    pub(crate) static IMPORTS: ImportLine = Shape {
        select: "i.id, i.kind, s.name AS store, i.file, i.total, i.place, i.brought, i.wrong, coalesce(p.name, '') AS by, \
                 i.read_at, i.ended_at, i.undone_at",
        from: "import i JOIN store s ON s.id = i.store_id LEFT JOIN person p ON p.id = i.read_by",
        only: "i.store_id = $1 OR $1 = 0",
        key: "i.id",
        sorts: &[Sort::int("read_at", "i.read_at"), Sort::int("total", "i.total")],
        filters: &[Filter::contains("q", "lower(i.file) LIKE ?"), Filter::text("kind", "i.kind = ?")],
    };
}

/// A file that was read.
pub(crate) struct NewImport<'a> {
    pub kind: ImportKind,
    pub store: StoreId,
    pub file: &'a str,
    pub digest: &'a str,
    pub content: Option<Vec<u8>>,
    pub total: i64,
    pub columns: &'a str,
    pub way: Way,
    pub at: Instant,
}

pub(crate) fn add(tx: &mut Tx, by: &Mandate, new: &NewImport) -> Result<ImportId> {
    tx.scalar(
        sql!("INSERT INTO import (kind, store_id, file, digest, content, total, columns, way, read_by, read_at, place, \
              brought, known, wrong) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0) RETURNING id"
              => (ImportId,)),
        args![
            new.kind,
            new.store,
            new.file,
            new.digest,
            new.content.clone(),
            new.total,
            new.columns,
            new.way,
            Some(by.person),
            new.at
        ],
    )
}

pub(crate) fn import(tx: &mut Tx, id: ImportId) -> Result<ImportRow> {
    tx.get(
        sql!("SELECT id, kind, store_id, file, digest, content, total, columns, way, read_by, read_at, place, brought, \
              known, wrong, touched_at, stop_at, ended_at, undone_at, undone_why FROM import WHERE id = $1" => ImportRow),
        args![id],
    )
}

/// The import of the same file that was not ended, to be gone on with.
pub(crate) fn unfinished(
    tx: &mut Tx,
    kind: ImportKind,
    store: StoreId,
    digest: &str,
) -> Result<Option<ImportId>> {
    tx.find_scalar(
        sql!("SELECT id FROM import WHERE digest = $1 AND kind = $2 AND store_id = $3 AND ended_at IS NULL \
              AND undone_at IS NULL ORDER BY id DESC LIMIT 1" => (ImportId,)),
        args![digest, kind, store],
    )
}

pub(crate) fn set_columns(tx: &mut Tx, id: ImportId, columns: &str, way: Way) -> Result<()> {
    tx.exec(sql!("UPDATE import SET columns = $2, way = $3 WHERE id = $1"), args![id, columns, way]).map(drop)
}

pub(crate) fn keep(tx: &mut Tx, id: ImportId, content: Option<Vec<u8>>) -> Result<()> {
    tx.exec(sql!("UPDATE import SET content = $2 WHERE id = $1"), args![id, content]).map(drop)
}

/// How far one is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gone {
    pub place: i64,
    pub brought: i64,
    pub known: i64,
    pub wrong: i64,
}

pub(crate) fn go_on(tx: &mut Tx, id: ImportId, gone: Gone, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE import SET place = place + $2, brought = brought + $3, known = known + $4, wrong = wrong + $5, \
              touched_at = $6 WHERE id = $1"
        ),
        args![id, gone.place, gone.brought, gone.known, gone.wrong, at],
    )
    .map(drop)
}

pub(crate) fn begin(tx: &mut Tx, id: ImportId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE import SET stop_at = NULL, touched_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

/// Nobody works at it any more.
pub(crate) fn rest(tx: &mut Tx, id: ImportId) -> Result<()> {
    tx.exec(sql!("UPDATE import SET touched_at = NULL WHERE id = $1"), args![id]).map(drop)
}

pub(crate) fn stop(tx: &mut Tx, id: ImportId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE import SET stop_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

pub(crate) fn end(tx: &mut Tx, id: ImportId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE import SET ended_at = $2, touched_at = NULL, content = NULL WHERE id = $1"),
        args![id, at],
    )
    .map(drop)
}

/// A row that came in: its place in the file, its mark, what it became.
pub(crate) struct NewRow {
    pub place: i64,
    pub mark: String,
    pub made: String,
}

pub(crate) fn add_rows(tx: &mut Tx, id: ImportId, rows: &[NewRow]) -> Result<()> {
    let rows: Vec<_> = rows.iter().map(|row| args![id, row.place, &row.mark, &row.made].to_vec()).collect();
    tx.exec_many(sql!("INSERT INTO import_row (import_id, place, mark, made) VALUES ($1, $2, $3, $4)"), &rows)
        .map(drop)
}

/// The marks of all rows of a kind that a store brought in.
pub(crate) fn marks(tx: &mut Tx, kind: ImportKind, store: StoreId) -> Result<Vec<String>> {
    tx.scalars(
        sql!("SELECT r.mark FROM import_row r JOIN import i ON i.id = r.import_id \
              WHERE i.kind = $1 AND i.store_id = $2 AND r.undone_at IS NULL" => (String,)),
        args![kind, store],
    )
}

/// What the rows of an import became.
pub(crate) fn made(tx: &mut Tx, id: ImportId) -> Result<Vec<String>> {
    tx.scalars(
        sql!("SELECT made FROM import_row WHERE import_id = $1 AND undone_at IS NULL ORDER BY place" => (String,)),
        args![id],
    )
}

pub(crate) fn undo(tx: &mut Tx, by: &Mandate, id: ImportId, at: Instant, why: &str) -> Result<()> {
    tx.exec(sql!("UPDATE import_row SET undone_at = $2 WHERE import_id = $1"), args![id, at])?;
    tx.exec(
        sql!(
            "UPDATE import SET undone_by = $2, undone_at = $3, undone_why = $4, ended_at = coalesce(ended_at, $3), \
              content = NULL, touched_at = NULL WHERE id = $1"
        ),
        args![id, by.person, at, why],
    )
    .map(drop)
}
