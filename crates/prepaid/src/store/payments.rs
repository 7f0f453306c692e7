use db::{Tx, args, sql};
use kernel::{Money, PersonId, Result};

use super::{LotId, PackageId};
use crate::{Bought, Occasion};

kernel::ids! {
    /// A payment for something bought.
    pub struct PaymentId;
}

db::record! {
    /// A payment for something bought.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PaymentRow {
        /// Key.
        pub id: PaymentId,
        /// For which lot.
        pub lot_id: Option<LotId>,
        /// For which package.
        pub package_id: Option<PackageId>,
        /// How much.
        pub amount: Money,
    }
}

impl PaymentRow {
    /// For what.
    pub fn bought(&self) -> Option<Bought> {
        self.lot_id.map(Bought::Lot).or(self.package_id.map(Bought::Package))
    }
}

/// Adds to what has been paid, and writes it down; less than nothing takes an earlier payment back.
pub(crate) fn pay(
    tx: &mut Tx,
    on: &Occasion,
    bought: Bought,
    amount: Money,
    by: Option<PersonId>,
    reverses: Option<PaymentId>,
) -> Result<()> {
    let (lot, package) = match bought {
        Bought::Lot(lot) => {
            tx.exec(sql!("UPDATE value_lot SET paid = paid + $2 WHERE id = $1"), args![lot, amount])?;
            (Some(lot), None)
        }
        Bought::Package(package) => {
            tx.exec(sql!("UPDATE package SET paid = paid + $2 WHERE id = $1"), args![package, amount])?;
            (None, Some(package))
        }
    };
    tx.exec(
        sql!(
            "INSERT INTO prepaid_payment (lot_id, package_id, amount, document, store_id, day, reverses, entered_by, \
              entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        args![lot, package, amount, &on.document.path, on.store, on.day, reverses, by, on.at],
    )
    .map(drop)
}

/// What was paid by a document and not taken back.
pub(crate) fn payments_of(tx: &mut Tx, document: &str) -> Result<Vec<PaymentRow>> {
    tx.all(
        sql!(
            "SELECT p.id, p.lot_id, p.package_id, p.amount FROM prepaid_payment p \
              LEFT JOIN prepaid_payment r ON r.reverses = p.id \
              WHERE p.document = $1 AND p.reverses IS NULL AND r.id IS NULL ORDER BY p.id DESC" => PaymentRow
        ),
        args![document],
    )
}
