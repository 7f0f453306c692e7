use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::PolicyId;

db::record! {
    /// How a store books, from a day on.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PolicyRow {
        /// Key.
        pub id: PolicyId,
        /// None for every store.
        pub store_id: Option<StoreId>,
        /// First day.
        pub from_day: BusinessDate,
        /// The policy, as JSON.
        pub content: String,
        /// Why it was set.
        pub why: String,
        /// By whom.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// What holds in a store on a day: its own before that of all.
pub(crate) fn policy_on(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Option<String>> {
    tx.find_scalar(
        sql!("SELECT content FROM booking_policy WHERE from_day <= $2 AND (store_id = $1 OR store_id IS NULL) \
              ORDER BY (CASE WHEN store_id IS NULL THEN 1 ELSE 0 END), from_day DESC, id DESC LIMIT 1" => (String,)),
        args![store, day],
    )
}

/// All of them, the newest first.
pub(crate) fn policies(tx: &mut Tx) -> Result<Vec<PolicyRow>> {
    tx.all(
        sql!("SELECT id, store_id, from_day, content, why, set_by, set_at FROM booking_policy \
              ORDER BY from_day DESC, id DESC" => PolicyRow),
        args![],
    )
}

pub(crate) fn add_policy(tx: &mut Tx, row: &PolicyRow) -> Result<PolicyId> {
    tx.scalar(
        sql!(
            "INSERT INTO booking_policy (store_id, from_day, content, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (PolicyId,)
        ),
        args![row.store_id, row.from_day, &row.content, &row.why, row.set_by, row.set_at],
    )
}
