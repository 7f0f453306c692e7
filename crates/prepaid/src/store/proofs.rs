use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, PersonId, Result};

use crate::Occasion;

kernel::ids! {
    /// What proves that a customer was there.
    pub struct ProofId;
}

/// A proof to be written.
pub(crate) struct NewProof<'a> {
    pub kind: &'static str,
    pub customer: CustomerId,
    pub words: &'a str,
    pub by: Option<PersonId>,
}

pub(crate) fn add_proof(tx: &mut Tx, on: &Occasion, new: &NewProof) -> Result<ProofId> {
    tx.scalar(
        sql!(
            "INSERT INTO prepaid_proof (kind, customer_id, document, words, taken_by, taken_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (ProofId,)
        ),
        args![new.kind, new.customer, &on.document.path, new.words, new.by, on.at],
    )
}

/// How much that was used with a customer on a day nobody has confirmed yet.
pub(crate) fn unconfirmed(tx: &mut Tx, customer: CustomerId, day: BusinessDate) -> Result<i64> {
    tx.scalar(
        sql!(
            "SELECT (SELECT count(*) FROM value_entry e WHERE e.customer_id = $1 AND e.day = $2 AND e.kind = 'used' \
              AND e.proof_id IS NULL) + (SELECT count(*) FROM package_entry e WHERE e.customer_id = $1 \
              AND e.day = $2 AND e.kind = 'used' AND e.proof_id IS NULL) AS n" => (i64,)
        ),
        args![customer, day],
    )
}

/// Puts a proof to all of that.
pub(crate) fn confirm(tx: &mut Tx, customer: CustomerId, day: BusinessDate, proof: ProofId) -> Result<()> {
    for statement in [
        sql!(
            "UPDATE value_entry SET proof_id = $3 WHERE customer_id = $1 AND day = $2 AND kind = 'used' \
              AND proof_id IS NULL"
        ),
        sql!(
            "UPDATE package_entry SET proof_id = $3 WHERE customer_id = $1 AND day = $2 AND kind = 'used' \
              AND proof_id IS NULL"
        ),
    ] {
        tx.exec(statement, args![customer, day, proof])?;
    }
    Ok(())
}

/// Does one customer let the other use what she has bought?
pub(crate) fn shares(tx: &mut Tx, owner: CustomerId, guest: CustomerId) -> Result<bool> {
    let found: Option<i64> = tx.find_scalar(
        sql!("SELECT id FROM prepaid_share WHERE guest_id = $2 AND owner_id = $1 AND ended_at IS NULL" => (i64,)),
        args![owner, guest],
    )?;
    Ok(found.is_some())
}

/// Everybody who lets a customer use what is theirs.
pub(crate) fn owners(tx: &mut Tx, guest: CustomerId) -> Result<Vec<CustomerId>> {
    tx.scalars(
        sql!("SELECT owner_id FROM prepaid_share WHERE guest_id = $1 AND ended_at IS NULL ORDER BY id" => (CustomerId,)),
        args![guest],
    )
}
