use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Bought;

kernel::ids! {
    /// A change of something bought.
    pub struct ChangeId;
    /// That one customer may use what another has bought.
    pub struct ShareId;
}

kernel::codes! {
    /// What is changed of something bought.
    pub enum ChangeKind {
        /// Put on hold (暂停、挂失).
        Held = "held",
        /// Resumed (恢复).
        Resumed = "resumed",
        /// Given more time, or opened again (延期、激活).
        Extended = "extended",
        /// Handed on to another customer (转让).
        HandedOn = "handed-on",
    }
}

db::record! {
    /// A change of something bought.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct ChangeRow {
        /// Key.
        pub id: ChangeId,
        /// What.
        pub kind: ChangeKind,
        /// From which day on.
        pub day: BusinessDate,
        /// The last day of use before.
        pub old_day: Option<BusinessDate>,
        /// The last day of use since.
        pub new_day: Option<BusinessDate>,
        /// From whom.
        pub from_id: Option<CustomerId>,
        /// To whom.
        pub to_id: Option<CustomerId>,
        /// Why.
        pub why: String,
        /// By whom.
        pub changed_by: Option<PersonId>,
        /// When.
        pub changed_at: Instant,
    }

    /// That one customer may use what another has bought.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct ShareRow {
        /// Key.
        pub id: ShareId,
        /// Whose it is.
        pub owner_id: CustomerId,
        /// Who may use it.
        pub guest_id: CustomerId,
        /// What they are to each other, and how she said so.
        pub words: String,
        /// Since.
        pub shared_at: Instant,
        /// Until.
        pub ended_at: Option<Instant>,
    }
}

/// A change to be written.
pub(crate) struct NewChange<'a> {
    pub kind: ChangeKind,
    pub day: BusinessDate,
    pub old_day: Option<BusinessDate>,
    pub new_day: Option<BusinessDate>,
    pub handed: Option<(CustomerId, CustomerId)>,
    pub why: &'a str,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn add_change(tx: &mut Tx, bought: Bought, new: &NewChange) -> Result<ChangeId> {
    tx.scalar(
        sql!(
            "INSERT INTO prepaid_change (lot_id, package_id, kind, day, old_day, new_day, from_id, to_id, why, \
              changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
                => (ChangeId,)
        ),
        args![
            bought.lot(),
            bought.package(),
            new.kind,
            new.day,
            new.old_day,
            new.new_day,
            new.handed.map(|(from, _)| from),
            new.handed.map(|(_, to)| to),
            new.why,
            new.by,
            new.at
        ],
    )
}

pub(crate) fn changes(tx: &mut Tx, bought: Bought) -> Result<Vec<ChangeRow>> {
    tx.all(
        sql!("SELECT id, kind, day, old_day, new_day, from_id, to_id, why, changed_by, changed_at FROM prepaid_change \
              WHERE lot_id = $1 OR package_id = $2 ORDER BY id DESC" => ChangeRow),
        args![bought.lot(), bought.package()],
    )
}

pub(crate) fn set_hold(tx: &mut Tx, bought: Bought, since: Option<BusinessDate>) -> Result<()> {
    match bought {
        Bought::Lot(id) => {
            tx.exec(sql!("UPDATE value_lot SET frozen_since = $2 WHERE id = $1"), args![id, since])
        }
        Bought::Package(id) => {
            tx.exec(sql!("UPDATE package SET frozen_since = $2 WHERE id = $1"), args![id, since])
        }
    }
    .map(drop)
}

pub(crate) fn set_last_day(tx: &mut Tx, bought: Bought, day: Option<BusinessDate>) -> Result<()> {
    match bought {
        Bought::Lot(_) => Ok(()),
        Bought::Package(id) => {
            tx.exec(sql!("UPDATE package SET last_day = $2 WHERE id = $1"), args![id, day]).map(drop)
        }
    }
}

pub(crate) fn set_owner(tx: &mut Tx, bought: Bought, to: CustomerId) -> Result<()> {
    match bought {
        Bought::Lot(id) => {
            tx.exec(sql!("UPDATE value_lot SET customer_id = $2 WHERE id = $1"), args![id, to])
        }
        Bought::Package(id) => {
            tx.exec(sql!("UPDATE package SET customer_id = $2 WHERE id = $1"), args![id, to])
        }
    }
    .map(drop)
}

pub(crate) fn add_share(
    tx: &mut Tx,
    owner: CustomerId,
    guest: CustomerId,
    words: &str,
    by: Option<PersonId>,
    at: Instant,
) -> Result<ShareId> {
    tx.scalar(
        sql!("INSERT INTO prepaid_share (owner_id, guest_id, words, shared_by, shared_at) VALUES ($1, $2, $3, $4, $5) \
              RETURNING id" => (ShareId,)),
        args![owner, guest, words, by, at],
    )
}

pub(crate) fn share(tx: &mut Tx, id: ShareId) -> Result<ShareRow> {
    tx.get(
        sql!("SELECT id, owner_id, guest_id, words, shared_at, ended_at FROM prepaid_share WHERE id = $1" => ShareRow),
        args![id],
    )
}

/// Shares that hold, given and received.
pub(crate) fn shares_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<ShareRow>> {
    tx.all(
        sql!("SELECT id, owner_id, guest_id, words, shared_at, ended_at FROM prepaid_share \
              WHERE (owner_id = $1 OR guest_id = $1) AND ended_at IS NULL ORDER BY id" => ShareRow),
        args![customer],
    )
}

pub(crate) fn end_share(tx: &mut Tx, id: ShareId, by: Option<PersonId>, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE prepaid_share SET ended_by = $2, ended_at = $3 WHERE id = $1"), args![id, by, at])
        .map(drop)
}
