use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{Instant, PersonId, Result};

kernel::ids! {
    /// A code that was sent.
    pub struct CodeId;
}

db::record! {
    /// A code that was sent.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CodeRow {
        /// Key.
        pub id: CodeId,
        /// What is kept of it.
        pub digest: String,
        /// When it was sent.
        pub sent_at: Instant,
        /// Until when it is good.
        pub until_at: Instant,
        /// When it was told.
        pub used_at: Option<Instant>,
    }
}

/// The last code that was sent to a customer.
pub(crate) fn code(tx: &mut Tx, customer: CustomerId) -> Result<Option<CodeRow>> {
    tx.find(
        sql!("SELECT id, digest, sent_at, until_at, used_at FROM prepaid_code WHERE customer_id = $1 \
              ORDER BY id DESC LIMIT 1" => CodeRow),
        args![customer],
    )
}

pub(crate) fn add_code(
    tx: &mut Tx,
    customer: CustomerId,
    digest: &str,
    by: Option<PersonId>,
    at: Instant,
    until: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO prepaid_code (customer_id, digest, sent_by, sent_at, until_at) VALUES ($1, $2, $3, $4, $5)"),
        args![customer, digest, by, at, until],
    )
    .map(drop)
}

pub(crate) fn use_code(tx: &mut Tx, id: CodeId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE prepaid_code SET used_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}
