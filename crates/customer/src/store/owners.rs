use db::{Tx, args, sql};
use kernel::{Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::CustomerId;
use crate::customer::OwnerRole;

db::record! {
    /// Who looked after a customer since when.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub(crate) struct OwnerRow {
        /// As what.
        pub role: OwnerRole,
        /// Who; nobody when she was taken from somebody.
        pub person_id: Option<PersonId>,
        /// Who said so.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
        /// Why.
        pub why: String,
    }
}

pub(crate) fn add_owner(
    tx: &mut Tx,
    customer: CustomerId,
    role: OwnerRole,
    person: Option<PersonId>,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO customer_owner (customer_id, role, person_id, set_by, set_at, why) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![customer, role, person, by, at, why],
    )
    .map(drop)
}

/// Everybody who looked after her, the last first.
pub(crate) fn owner_changes(tx: &mut Tx, customer: CustomerId) -> Result<Vec<OwnerRow>> {
    tx.all(
        sql!("SELECT role, person_id, set_by, set_at, why FROM customer_owner WHERE customer_id = $1 \
              ORDER BY id DESC LIMIT 200" => OwnerRow),
        args![customer],
    )
}
