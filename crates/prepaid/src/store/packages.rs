use catalog::OfferId;
use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, PersonId, Result, StoreId, Words};
use ledger::PostingId;

use super::{EntryKind, Moving};
use crate::Occasion;
use crate::sessions::{LineKind, UnitRule};

kernel::ids! {
    /// A package (套餐、疗程卡) that was sold.
    pub struct PackageId;
    /// A line of sessions in a package.
    pub struct LineId;
    /// A movement of sessions.
    pub struct PackageEntryId;
}

db::record! {
    /// A package that was sold.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PackageRow {
        /// Key.
        pub id: PackageId,
        /// Whose.
        pub customer_id: CustomerId,
        /// Where it was sold.
        pub store_id: StoreId,
        /// Name in Chinese, as sold.
        pub name_zh: String,
        /// Name in English, as sold.
        pub name_en: String,
        /// For which document.
        pub document: String,
        /// On which business day.
        pub day: BusinessDate,
        /// For how much.
        pub price: Money,
        /// What has been paid so far.
        pub paid: Money,
        /// Over which sessions the price is spread.
        pub rule: UnitRule,
        /// The last day of use.
        pub last_day: Option<BusinessDate>,
        /// On hold since.
        pub frozen_since: Option<BusinessDate>,
    }

    /// A line of sessions.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LineRow {
        /// Key.
        pub id: LineId,
        /// Its package.
        pub package_id: PackageId,
        /// Of what.
        pub offer_id: OfferId,
        /// Name in Chinese, as sold.
        pub name_zh: String,
        /// Name in English, as sold.
        pub name_en: String,
        /// Paid for, or given on top.
        pub kind: LineKind,
        /// What one cost by the list.
        pub list_price: Money,
        /// How many.
        pub count: u32,
        /// What they are worth together.
        pub value: Money,
        /// How many are left.
        pub count_left: u32,
        /// What those are worth.
        pub value_left: Money,
    }

    /// A movement of sessions.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PackageEntryRow {
        /// Key.
        pub id: PackageEntryId,
        /// The line.
        pub line_id: LineId,
        /// Why.
        pub kind: EntryKind,
        /// How many sessions.
        pub count: i64,
        /// Worth how much.
        pub value: Money,
        /// Who was served.
        pub customer_id: CustomerId,
        /// Its posting.
        pub posting_id: Option<PostingId>,
    }
}

impl PackageRow {
    /// As it was sold.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    /// What is not paid yet.
    pub fn owed(&self) -> Result<Money> {
        Ok(self.price.minus(self.paid)?)
    }
}

impl LineRow {
    /// As it was sold.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    /// What the next session is worth.
    pub fn next(&self) -> Money {
        crate::sessions::next(self.value_left, self.count_left)
    }
}

/// A package to be written.
pub(crate) struct NewPackage<'a> {
    pub customer: CustomerId,
    pub offer: Option<OfferId>,
    pub name: &'a Words,
    pub price: Money,
    pub rule: UnitRule,
    pub last_day: Option<BusinessDate>,
    pub by: Option<PersonId>,
}

pub(crate) fn add_package(tx: &mut Tx, on: &Occasion, new: &NewPackage) -> Result<PackageId> {
    tx.scalar(
        sql!(
            "INSERT INTO package (customer_id, store_id, offer_id, name_zh, name_en, document, day, price, paid, rule, \
              last_day, sold_by, sold_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12) \
              RETURNING id" => (PackageId,)
        ),
        args![
            new.customer,
            on.store,
            new.offer,
            &new.name.zh,
            &new.name.en,
            &on.document.path,
            on.day,
            new.price,
            new.rule,
            new.last_day,
            new.by,
            on.at
        ],
    )
}

/// A line to be written.
pub(crate) struct NewLine<'a> {
    pub offer: OfferId,
    pub name: &'a Words,
    pub kind: LineKind,
    pub list_price: Money,
    pub count: u32,
    pub value: Money,
}

pub(crate) fn add_line(tx: &mut Tx, package: PackageId, new: &NewLine) -> Result<LineId> {
    tx.scalar(
        sql!(
            "INSERT INTO package_line (package_id, offer_id, name_zh, name_en, kind, list_price, count, value, \
              count_left, value_left) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8) RETURNING id" => (LineId,)
        ),
        args![
            package,
            new.offer,
            &new.name.zh,
            &new.name.en,
            new.kind,
            new.list_price,
            new.count,
            new.value
        ],
    )
}

pub(crate) fn package(tx: &mut Tx, id: PackageId) -> Result<PackageRow> {
    tx.get(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, price, paid, rule, last_day, \
              frozen_since FROM package WHERE id = $1" => PackageRow),
        args![id],
    )
}

pub(crate) fn packages_of_document(tx: &mut Tx, document: &str) -> Result<Vec<PackageRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, price, paid, rule, last_day, \
              frozen_since FROM package WHERE document = $1 ORDER BY id" => PackageRow),
        args![document],
    )
}

/// All packages she ever had, the latest first.
pub(crate) fn packages_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<PackageRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, price, paid, rule, last_day, \
              frozen_since FROM package WHERE customer_id = $1 ORDER BY id DESC" => PackageRow),
        args![customer],
    )
}

/// Her packages with sessions left, the oldest first.
pub(crate) fn packages_left(tx: &mut Tx, customer: CustomerId) -> Result<Vec<PackageRow>> {
    tx.all(
        sql!(
            "SELECT p.id, p.customer_id, p.store_id, p.name_zh, p.name_en, p.document, p.day, p.price, p.paid, p.rule, \
              p.last_day, p.frozen_since FROM package p WHERE p.customer_id = $1 \
              AND EXISTS (SELECT 1 FROM package_line l WHERE l.package_id = p.id AND l.count_left > 0) \
              ORDER BY p.id" => PackageRow
        ),
        args![customer],
    )
}

/// The lines of her packages, package by package, those paid for before those given on top.
pub(crate) fn lines_of_customer(tx: &mut Tx, customer: CustomerId) -> Result<Vec<LineRow>> {
    tx.all(
        sql!(
            "SELECT l.id, l.package_id, l.offer_id, l.name_zh, l.name_en, l.kind, l.list_price, l.count, l.value, \
              l.count_left, l.value_left FROM package p JOIN package_line l ON l.package_id = p.id \
              WHERE p.customer_id = $1 ORDER BY p.id, l.kind DESC, l.id" => LineRow
        ),
        args![customer],
    )
}

pub(crate) fn line(tx: &mut Tx, id: LineId) -> Result<LineRow> {
    tx.get(
        sql!("SELECT id, package_id, offer_id, name_zh, name_en, kind, list_price, count, value, count_left, value_left \
              FROM package_line WHERE id = $1" => LineRow),
        args![id],
    )
}

pub(crate) fn lines(tx: &mut Tx, package: PackageId) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, package_id, offer_id, name_zh, name_en, kind, list_price, count, value, count_left, value_left \
              FROM package_line WHERE package_id = $1 ORDER BY kind DESC, id" => LineRow),
        args![package],
    )
}

/// Moves sessions, and writes it down.
pub(crate) fn move_sessions(
    tx: &mut Tx,
    moving: &Moving,
    line: LineId,
    count: i64,
    value: Money,
) -> Result<()> {
    shift(tx, line, count, value)?;
    enter_sessions(tx, moving, line, count, value, None)
}

fn shift(tx: &mut Tx, line: LineId, count: i64, value: Money) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE package_line SET count_left = count_left + $2, value_left = value_left + $3 WHERE id = $1"
        ),
        args![line, count, value],
    )
    .map(drop)
}

/// Writes a movement down; what is in the line is as it says already.
pub(crate) fn enter_sessions(
    tx: &mut Tx,
    moving: &Moving,
    line: LineId,
    count: i64,
    value: Money,
    reverses: Option<PackageEntryId>,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO package_entry (line_id, kind, count, value, document, store_id, day, customer_id, proof_id, \
              approval, posting_id, reverses, reason, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        args![
            line,
            moving.kind,
            count,
            value,
            &moving.on.document.path,
            moving.on.store,
            moving.on.day,
            moving.customer,
            moving.proof,
            moving.approval,
            moving.posting,
            reverses,
            moving.reason,
            moving.by,
            moving.on.at
        ],
    )
    .map(drop)
}

/// Undoes a movement, and writes it down.
pub(crate) fn undo_sessions(tx: &mut Tx, moving: &Moving, entry: &PackageEntryRow) -> Result<()> {
    shift(tx, entry.line_id, -entry.count, -entry.value)?;
    enter_sessions(tx, moving, entry.line_id, -entry.count, -entry.value, Some(entry.id))
}

/// What moved for a document and was not taken back, the latest first.
pub(crate) fn package_entries_of(tx: &mut Tx, document: &str) -> Result<Vec<PackageEntryRow>> {
    tx.all(
        sql!(
            "SELECT e.id, e.line_id, e.kind, e.count, e.value, e.customer_id, e.posting_id FROM package_entry e \
              LEFT JOIN package_entry r ON r.reverses = e.id \
              WHERE e.document = $1 AND e.reverses IS NULL AND r.id IS NULL ORDER BY e.id DESC" => PackageEntryRow
        ),
        args![document],
    )
}
