use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, PostId, Result, StoreId};
use ledger::PostingId;

use super::{LotId, PackageId};
use crate::Bought;
use crate::refund::{GiftPolicy, Working};

kernel::ids! {
    /// A refund (退款).
    pub struct RefundId;
}

kernel::codes! {
    /// How a refund was decided.
    pub enum Verdict {
        /// It is paid.
        Approved = "approved",
        /// It is not.
        Refused = "refused",
    }
}

db::record! {
    /// A refund.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RefundRow {
        /// Key.
        pub id: RefundId,
        /// Whose.
        pub customer_id: CustomerId,
        /// Where it was sold.
        pub store_id: StoreId,
        /// Of which stored value.
        pub lot_id: Option<LotId>,
        /// Of which package.
        pub package_id: Option<PackageId>,
        /// Code of the ground.
        pub ground: String,
        /// What sessions given on top are worth.
        pub gifts: GiftPolicy,
        /// Why, in the customer's words.
        pub why: String,
        /// When she asked.
        pub asked_on: BusinessDate,
        /// When it was agreed to be paid.
        pub agreed_on: Option<BusinessDate>,
        /// The last day on which it is paid in time.
        pub due_on: BusinessDate,
        /// By which article.
        pub due_article: String,
        /// Who took it down.
        pub asked_by: Option<PersonId>,
        /// Who decided first.
        pub decided_by: Option<PersonId>,
        /// In which post.
        pub decided_post: Option<PostId>,
        /// When.
        pub decided_at: Option<Instant>,
        /// How.
        pub decision: Option<Verdict>,
        /// With which words.
        pub note: String,
        /// Who agreed second.
        pub second_by: Option<PersonId>,
        /// When.
        pub second_at: Option<Instant>,
        /// The working as it was carried out, as JSON.
        pub working: String,
        /// The principal.
        pub principal: Money,
        /// The interest.
        pub interest: Money,
        /// When it was taken out of the card.
        pub carried_out_at: Option<Instant>,
        /// Who paid it out.
        pub paid_by: Option<PersonId>,
        /// On which day.
        pub paid_on: Option<BusinessDate>,
        /// With what.
        pub paid_with: Option<String>,
    }
}

impl RefundRow {
    /// Of what.
    pub fn bought(&self) -> Option<Bought> {
        self.lot_id.map(Bought::Lot).or(self.package_id.map(Bought::Package))
    }

    /// Is it open, so that nothing else may be asked for the same card?
    pub fn is_open(&self) -> bool {
        self.carried_out_at.is_none() && self.decision != Some(Verdict::Refused)
    }
}

/// A refund to be written.
pub(crate) struct NewRefund<'a> {
    pub customer: CustomerId,
    pub store: StoreId,
    pub bought: Bought,
    pub ground: &'a str,
    pub gifts: GiftPolicy,
    pub why: &'a str,
    pub asked_on: BusinessDate,
    pub agreed_on: Option<BusinessDate>,
    pub due_on: BusinessDate,
    pub due_article: &'a str,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn add_refund(tx: &mut Tx, new: &NewRefund) -> Result<RefundId> {
    tx.scalar(
        sql!(
            "INSERT INTO prepaid_refund (customer_id, store_id, lot_id, package_id, ground, gifts, why, asked_on, \
              agreed_on, due_on, due_article, asked_by, asked_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id" => (RefundId,)
        ),
        args![
            new.customer,
            new.store,
            new.bought.lot(),
            new.bought.package(),
            new.ground,
            new.gifts,
            new.why,
            new.asked_on,
            new.agreed_on,
            new.due_on,
            new.due_article,
            new.by,
            new.at
        ],
    )
}

pub(crate) fn refund(tx: &mut Tx, id: RefundId) -> Result<RefundRow> {
    tx.get(
        sql!(
            "SELECT id, customer_id, store_id, lot_id, package_id, ground, gifts, why, asked_on, agreed_on, due_on, \
              due_article, asked_by, decided_by, decided_post, decided_at, decision, note, second_by, second_at, \
              working, principal, interest, carried_out_at, paid_by, paid_on, paid_with FROM prepaid_refund \
              WHERE id = $1" => RefundRow
        ),
        args![id],
    )
}

pub(crate) fn refunds_of(tx: &mut Tx, bought: Bought) -> Result<Vec<RefundRow>> {
    tx.all(
        sql!(
            "SELECT id, customer_id, store_id, lot_id, package_id, ground, gifts, why, asked_on, agreed_on, due_on, \
              due_article, asked_by, decided_by, decided_post, decided_at, decision, note, second_by, second_at, \
              working, principal, interest, carried_out_at, paid_by, paid_on, paid_with FROM prepaid_refund \
              WHERE lot_id = $1 OR package_id = $2 ORDER BY id DESC" => RefundRow
        ),
        args![bought.lot(), bought.package()],
    )
}

db::record! {
    /// A refund whose money went out.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Refunded {
        /// Key.
        pub id: RefundId,
        /// Whose.
        pub customer_id: CustomerId,
        /// Where it was sold.
        pub store_id: StoreId,
        /// The document of the sale.
        pub document: String,
        /// On which business day it was paid.
        pub paid_on: BusinessDate,
        /// The principal: taken off the sellers' cash performance (trade rule 2.6).
        pub principal: Money,
        /// The interest.
        pub interest: Money,
    }
}

/// Refunds whose money went out in a time, with the sales that they undo.
pub fn refunded(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Refunded>> {
    tx.all(
        sql!(
            "SELECT r.id, r.customer_id, r.store_id, coalesce(l.document, p.document) AS document, r.paid_on, \
              r.principal, r.interest FROM prepaid_refund r LEFT JOIN value_lot l ON l.id = r.lot_id \
              LEFT JOIN package p ON p.id = r.package_id \
              WHERE r.paid_on BETWEEN $1 AND $2 ORDER BY r.id" => Refunded
        ),
        args![from, until],
    )
}

/// A decision to be written.
pub(crate) struct Deciding<'a> {
    pub verdict: Verdict,
    pub gifts: GiftPolicy,
    pub note: &'a str,
    pub by: Option<PersonId>,
    pub post: Option<PostId>,
    pub at: Instant,
}

pub(crate) fn decide(tx: &mut Tx, id: RefundId, new: &Deciding) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE prepaid_refund SET decision = $2, gifts = $3, note = $4, decided_by = $5, decided_post = $6, \
              decided_at = $7 WHERE id = $1"
        ),
        args![id, new.verdict, new.gifts, new.note, new.by, new.post, new.at],
    )
    .map(drop)
}

pub(crate) fn second(tx: &mut Tx, id: RefundId, by: Option<PersonId>, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE prepaid_refund SET second_by = $2, second_at = $3 WHERE id = $1"), args![id, by, at])
        .map(drop)
}

pub(crate) fn carry_out(
    tx: &mut Tx,
    id: RefundId,
    working: &Working,
    posting: Option<PostingId>,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE prepaid_refund SET working = $2, principal = $3, interest = $4, posting_id = $5, \
              carried_out_at = $6 WHERE id = $1"
        ),
        args![id, serde_json::to_string(working)?, working.principal, working.interest, posting, at],
    )
    .map(drop)
}

pub(crate) fn paid_out(
    tx: &mut Tx,
    id: RefundId,
    by: Option<PersonId>,
    on: BusinessDate,
    at: Instant,
    with: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE prepaid_refund SET paid_by = $2, paid_on = $3, paid_at = $4, paid_with = $5 WHERE id = $1"
        ),
        args![id, by, on, at, with],
    )
    .map(drop)
}
