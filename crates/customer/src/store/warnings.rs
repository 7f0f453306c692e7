use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, ids};

use crate::CustomerId;

ids! {
    /// Something to be heeded with a customer.
    pub struct WarningId;
}

db::record! {
    /// A warning.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct WarningRow {
        pub id: WarningId,
        pub customer_id: CustomerId,
        pub code: String,
        pub note: String,
        pub until_day: Option<BusinessDate>,
        pub noted_by: PersonId,
        pub noted_at: Instant,
        pub ended_by: Option<PersonId>,
        pub ended_at: Option<Instant>,
        pub end_why: String,
    }
}

/// Everything ever to be heeded with her, the last first.
pub(crate) fn warnings(tx: &mut Tx, customer: CustomerId) -> Result<Vec<WarningRow>> {
    tx.all(
        sql!("SELECT id, customer_id, code, note, until_day, noted_by, noted_at, ended_by, ended_at, end_why \
              FROM customer_warning WHERE customer_id = $1 ORDER BY id DESC LIMIT 200" => WarningRow),
        args![customer],
    )
}

pub(crate) fn warning(tx: &mut Tx, id: WarningId) -> Result<WarningRow> {
    tx.get(
        sql!("SELECT id, customer_id, code, note, until_day, noted_by, noted_at, ended_by, ended_at, end_why \
              FROM customer_warning WHERE id = $1" => WarningRow),
        args![id],
    )
}

pub(crate) fn add_warning(
    tx: &mut Tx,
    customer: CustomerId,
    code: &str,
    note: &str,
    until: Option<BusinessDate>,
    by: PersonId,
    at: Instant,
) -> Result<WarningId> {
    tx.scalar(
        sql!("INSERT INTO customer_warning (customer_id, code, note, until_day, noted_by, noted_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (WarningId,)),
        args![customer, code, note, until, by, at],
    )
}

pub(crate) fn end_warning(tx: &mut Tx, id: WarningId, why: &str, by: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE customer_warning SET ended_by = $2, ended_at = $3, end_why = $4 \
              WHERE id = $1 AND ended_at IS NULL"
        ),
        args![id, by, at, why],
    )
}
