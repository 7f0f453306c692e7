//! All SQL of the slice.

mod changes;
mod codes;
mod goods;
mod issuers;
mod keeping;
mod lists;
mod lots;
mod matches;
mod packages;
mod payments;
mod proofs;
mod recount;
mod refunds;

pub(crate) use changes::*;
pub use changes::{ChangeId, ShareId};
pub(crate) use codes::*;
pub use goods::GoodsId;
pub(crate) use goods::*;
pub(crate) use issuers::*;
pub(crate) use keeping::*;
pub(crate) use lists::*;
pub use lots::LotId;
pub(crate) use lots::*;
pub(crate) use matches::*;
pub(crate) use packages::*;
pub use packages::{LineId, PackageId};
pub(crate) use payments::*;
pub use proofs::ProofId;
pub(crate) use proofs::*;
pub(crate) use recount::*;
pub(crate) use refunds::*;
pub use refunds::{RefundId, Refunded, refunded};

use kernel::{Mandate, PersonId};
use ledger::PostingId;

use crate::Occasion;

kernel::codes! {
    /// Why something moves.
    pub enum EntryKind {
        /// It was bought.
        Sold = "sold",
        /// It was used.
        Used = "used",
        /// It went into the price of another package.
        TradedIn = "traded-in",
        /// Its money was given back.
        Refunded = "refunded",
        /// An earlier movement was taken back.
        TakenBack = "taken-back",
    }
}

/// What a movement is written down with, besides how much.
pub(crate) struct Moving<'a> {
    pub kind: EntryKind,
    pub on: &'a Occasion,
    pub customer: customer::CustomerId,
    pub proof: Option<ProofId>,
    pub approval: &'a str,
    pub posting: Option<PostingId>,
    pub reason: &'a str,
    pub by: Option<PersonId>,
}

/// Who does it; none when it is the house itself.
pub(crate) fn person(by: &Mandate) -> Option<PersonId> {
    Some(by.person).filter(|person| kernel::Id::get(*person) != 0)
}
