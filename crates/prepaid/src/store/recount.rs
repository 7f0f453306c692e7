use db::{Tx, sql};
use kernel::{Money, Result, StoreId};

use super::{LineId, LotId};

/// Lots where what is kept is not what the entries come to.
pub(crate) fn astray_lots(tx: &mut Tx) -> Result<Vec<(LotId, i64, i64)>> {
    tx.all(
        sql!(
            "SELECT l.id, l.principal_left - CAST(coalesce(sum(e.principal), 0) AS BIGINT) AS principal, \
              l.gift_left - CAST(coalesce(sum(e.gift), 0) AS BIGINT) AS gift \
              FROM value_lot l LEFT JOIN value_entry e ON e.lot_id = l.id GROUP BY l.id, l.principal_left, l.gift_left \
              HAVING l.principal_left <> coalesce(sum(e.principal), 0) OR l.gift_left <> coalesce(sum(e.gift), 0) \
              ORDER BY l.id" => (LotId, i64, i64)
        ),
        &[],
    )
}

/// Lines where what is kept is not what the entries come to.
pub(crate) fn astray_lines(tx: &mut Tx) -> Result<Vec<(LineId, i64, i64)>> {
    tx.all(
        sql!(
            "SELECT l.id, l.count_left - CAST(coalesce(sum(e.count), 0) AS BIGINT) AS sessions, \
              l.value_left - CAST(coalesce(sum(e.value), 0) AS BIGINT) AS worth \
              FROM package_line l LEFT JOIN package_entry e ON e.line_id = l.id GROUP BY l.id, l.count_left, l.value_left \
              HAVING l.count_left <> coalesce(sum(e.count), 0) OR l.value_left <> coalesce(sum(e.value), 0) \
              ORDER BY l.id" => (LineId, i64, i64)
        ),
        &[],
    )
}

/// Lots and packages where what has been paid is not what the payments come to; each with the difference.
pub(crate) fn astray_payments(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    tx.all(
        sql!(
            "SELECT CAST('lot ' || l.id AS TEXT) AS what, l.paid - CAST(coalesce(sum(p.amount), 0) AS BIGINT) AS fen \
              FROM value_lot l LEFT JOIN prepaid_payment p ON p.lot_id = l.id GROUP BY l.id, l.paid \
              HAVING l.paid <> coalesce(sum(p.amount), 0) UNION ALL \
              SELECT CAST('package ' || k.id AS TEXT), k.paid - CAST(coalesce(sum(p.amount), 0) AS BIGINT) \
              FROM package k LEFT JOIN prepaid_payment p ON p.package_id = k.id GROUP BY k.id, k.paid \
              HAVING k.paid <> coalesce(sum(p.amount), 0) ORDER BY 1" => (String, i64)
        ),
        &[],
    )
}

db::record! {
    /// What is unused of what a store sold.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Unused {
        /// The store.
        pub store_id: StoreId,
        /// Stored value, principal.
        pub principal: Money,
        /// Stored value, gift.
        pub gift: Money,
        /// Sessions.
        pub sessions: Money,
    }
}

/// What is unused, store by store.
pub(crate) fn unused(tx: &mut Tx) -> Result<Vec<Unused>> {
    tx.all(
        sql!(
            "SELECT s.id AS store_id, \
              (SELECT CAST(coalesce(sum(l.principal_left), 0) AS BIGINT) FROM value_lot l WHERE l.store_id = s.id) \
              AS principal, \
              (SELECT CAST(coalesce(sum(l.gift_left), 0) AS BIGINT) FROM value_lot l WHERE l.store_id = s.id) AS gift, \
              (SELECT CAST(coalesce(sum(l.value_left), 0) AS BIGINT) FROM package p \
              JOIN package_line l ON l.package_id = p.id WHERE p.store_id = s.id) AS sessions \
              FROM store s ORDER BY s.id" => Unused
        ),
        &[],
    )
}
