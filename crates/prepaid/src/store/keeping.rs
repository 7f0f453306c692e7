use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, Result, StoreId};

db::record! {
    /// Sessions that were used in a time.
    #[derive(Debug, Clone, PartialEq)]
    pub struct UsedSum {
        /// The store where.
        pub store_id: StoreId,
        /// How many.
        pub sessions: i64,
        /// What they were worth.
        pub worth: Money,
    }
}

/// What was used in a time, store by store; what was taken back is not.
pub(crate) fn used_in(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<UsedSum>> {
    tx.all(
        sql!(
            "SELECT e.store_id, CAST(-sum(e.count) AS BIGINT) AS sessions, CAST(-sum(e.value) AS BIGINT) AS worth \
              FROM package_entry e LEFT JOIN package_entry o ON o.id = e.reverses \
              WHERE e.day BETWEEN $1 AND $2 AND (e.kind = 'used' OR o.kind = 'used') \
              GROUP BY e.store_id ORDER BY e.store_id" => UsedSum
        ),
        args![from, until],
    )
}

/// Makes what belongs to one file belong to the other.
pub(crate) fn merge(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    for statement in [
        sql!("UPDATE value_lot SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE package SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE value_entry SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE package_entry SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE prepaid_proof SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE prepaid_refund SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE prepaid_finding SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_goods SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE prepaid_code SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE prepaid_change SET from_id = $2 WHERE from_id = $1"),
        sql!("UPDATE prepaid_change SET to_id = $2 WHERE to_id = $1"),
    ] {
        tx.exec(statement, args![from, into])?;
    }
    merge_shares(tx, from, into)
}

/// Shares that would be with oneself, or twice, end; the others move.
fn merge_shares(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(
        sql!(
            "DELETE FROM prepaid_share WHERE (owner_id = $1 AND guest_id = $2) OR (owner_id = $2 AND guest_id = $1) \
              OR (owner_id = $1 AND guest_id IN (SELECT x.guest_id FROM prepaid_share x WHERE x.owner_id = $2)) \
              OR (guest_id = $1 AND owner_id IN (SELECT x.owner_id FROM prepaid_share x WHERE x.guest_id = $2))"
        ),
        args![from, into],
    )?;
    tx.exec(sql!("UPDATE prepaid_share SET owner_id = $2 WHERE owner_id = $1"), args![from, into])?;
    tx.exec(sql!("UPDATE prepaid_share SET guest_id = $2 WHERE guest_id = $1"), args![from, into]).map(drop)
}

/// Takes words of and about a customer out of what is kept; what moved stays, as the law on prepaid cards asks.
pub(crate) fn erase(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    for statement in [
        sql!("UPDATE prepaid_proof SET words = '—' WHERE customer_id = $1"),
        sql!("UPDATE prepaid_share SET words = '' WHERE owner_id = $1 OR guest_id = $1"),
        sql!("UPDATE prepaid_refund SET why = '—' WHERE customer_id = $1"),
        sql!("DELETE FROM prepaid_code WHERE customer_id = $1"),
    ] {
        tx.exec(statement, args![customer])?;
    }
    Ok(())
}
