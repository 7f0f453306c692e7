use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{PersonId, Result};

use crate::Occasion;

kernel::ids! {
    /// What proves that a customer was there.
    pub struct ProofId;
}

/// A proof to be written.
pub(crate) struct NewProof<'a> {
    pub kind: &'static str,
    pub customer: CustomerId,
    pub picture: Option<i64>,
    pub words: &'a str,
    pub by: Option<PersonId>,
}

pub(crate) fn add_proof(tx: &mut Tx, on: &Occasion, new: &NewProof) -> Result<ProofId> {
    tx.scalar(
        sql!(
            "INSERT INTO prepaid_proof (kind, customer_id, document, picture_id, words, taken_by, taken_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (ProofId,)
        ),
        args![new.kind, new.customer, &on.document.path, new.picture, new.words, new.by, on.at],
    )
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
