use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, Words};
use ledger::PostingId;

use super::{EntryKind, Moving};
use crate::Occasion;
use crate::value::{DrawRule, Value};

kernel::ids! {
    /// A lot of stored value (储值).
    pub struct LotId;
    /// A movement of stored value.
    pub struct ValueEntryId;
}

db::record! {
    /// A lot of stored value.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LotRow {
        /// Key.
        pub id: LotId,
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
        /// What was bought.
        pub principal: Money,
        /// What was given on top.
        pub gift: Money,
        /// What has been paid so far.
        pub paid: Money,
        /// How it is drawn.
        pub rule: DrawRule,
        /// What is left.
        pub principal_left: Money,
        /// What is left of the gift.
        pub gift_left: Money,
        /// On hold since.
        pub frozen_since: Option<BusinessDate>,
        /// When it was sold.
        pub sold_at: Instant,
    }

    /// A movement of stored value.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ValueEntryRow {
        /// Key.
        pub id: ValueEntryId,
        /// The lot.
        pub lot_id: LotId,
        /// Why.
        pub kind: EntryKind,
        /// In and out of what was paid for.
        pub principal: Money,
        /// In and out of the gift.
        pub gift: Money,
        /// Who was served.
        pub customer_id: CustomerId,
        /// Its posting.
        pub posting_id: Option<PostingId>,
    }
}

impl LotRow {
    /// As it was sold.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    /// What was sold.
    pub fn sold(&self) -> Value {
        Value { principal: self.principal, gift: self.gift }
    }

    /// What is left.
    pub fn left(&self) -> Value {
        Value { principal: self.principal_left, gift: self.gift_left }
    }

    /// What is not paid yet.
    pub fn owed(&self) -> Result<Money> {
        Ok(self.principal.minus(self.paid)?)
    }

    /// What may be used; all that is left where an approval lets her go beyond what she paid.
    pub fn usable(&self, beyond: bool) -> Result<Value> {
        match beyond {
            true => Ok(self.left()),
            false => Ok(crate::value::usable(self.sold(), self.left(), self.paid)?),
        }
    }
}

/// A lot to be written.
pub(crate) struct NewLot<'a> {
    pub customer: CustomerId,
    pub offer: Option<catalog::OfferId>,
    pub name: &'a Words,
    pub value: Value,
    pub rule: DrawRule,
    pub by: Option<PersonId>,
}

pub(crate) fn add_lot(tx: &mut Tx, on: &Occasion, new: &NewLot) -> Result<LotId> {
    tx.scalar(
        sql!(
            "INSERT INTO value_lot (customer_id, store_id, offer_id, name_zh, name_en, document, day, principal, gift, \
              paid, rule, principal_left, gift_left, sold_by, sold_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $8, $9, $11, $12) RETURNING id" => (LotId,)
        ),
        args![
            new.customer,
            on.store,
            new.offer,
            &new.name.zh,
            &new.name.en,
            &on.document.path,
            on.day,
            new.value.principal,
            new.value.gift,
            new.rule,
            new.by,
            on.at
        ],
    )
}

pub(crate) fn lot(tx: &mut Tx, id: LotId) -> Result<LotRow> {
    tx.get(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, principal, gift, paid, rule, \
              principal_left, gift_left, frozen_since, sold_at FROM value_lot WHERE id = $1" => LotRow),
        args![id],
    )
}

/// Her lots with anything left in them, the oldest first.
pub(crate) fn lots_left(tx: &mut Tx, customer: CustomerId) -> Result<Vec<LotRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, principal, gift, paid, rule, \
              principal_left, gift_left, frozen_since, sold_at FROM value_lot \
              WHERE customer_id = $1 AND principal_left + gift_left > 0 ORDER BY id" => LotRow),
        args![customer],
    )
}

/// All lots she ever had, the latest first.
pub(crate) fn lots_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<LotRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, principal, gift, paid, rule, \
              principal_left, gift_left, frozen_since, sold_at FROM value_lot \
              WHERE customer_id = $1 ORDER BY id DESC" => LotRow),
        args![customer],
    )
}

pub(crate) fn lots_of_document(tx: &mut Tx, document: &str) -> Result<Vec<LotRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, name_zh, name_en, document, day, principal, gift, paid, rule, \
              principal_left, gift_left, frozen_since, sold_at FROM value_lot \
              WHERE document = $1 ORDER BY id" => LotRow),
        args![document],
    )
}

/// Moves what is in a lot, and writes it down.
pub(crate) fn move_value(tx: &mut Tx, moving: &Moving, lot: LotId, value: Value) -> Result<()> {
    tx.exec(
        sql!("UPDATE value_lot SET principal_left = principal_left + $2, gift_left = gift_left + $3 WHERE id = $1"),
        args![lot, value.principal, value.gift],
    )?;
    enter_value(tx, moving, lot, value, None)
}

/// Writes a movement down; what is in the lot is as it says already.
pub(crate) fn enter_value(
    tx: &mut Tx,
    moving: &Moving,
    lot: LotId,
    value: Value,
    reverses: Option<ValueEntryId>,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO value_entry (lot_id, kind, principal, gift, document, store_id, day, customer_id, proof_id, \
              approval, posting_id, reverses, reason, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        args![
            lot,
            moving.kind,
            value.principal,
            value.gift,
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
pub(crate) fn undo_value(tx: &mut Tx, moving: &Moving, entry: &ValueEntryRow) -> Result<()> {
    tx.exec(
        sql!("UPDATE value_lot SET principal_left = principal_left - $2, gift_left = gift_left - $3 WHERE id = $1"),
        args![entry.lot_id, entry.principal, entry.gift],
    )?;
    let back = -Value { principal: entry.principal, gift: entry.gift };
    enter_value(tx, moving, entry.lot_id, back, Some(entry.id))
}

/// What moved for a document and was not taken back, the latest first.
pub(crate) fn value_entries_of(tx: &mut Tx, document: &str) -> Result<Vec<ValueEntryRow>> {
    tx.all(
        sql!(
            "SELECT e.id, e.lot_id, e.kind, e.principal, e.gift, e.customer_id, e.posting_id FROM value_entry e \
              LEFT JOIN value_entry r ON r.reverses = e.id \
              WHERE e.document = $1 AND e.reverses IS NULL AND r.id IS NULL ORDER BY e.id DESC" => ValueEntryRow
        ),
        args![document],
    )
}
