//! Steps: what the till asks for when something prepaid is used.

use std::collections::BTreeMap;

use catalog::OfferId;
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Mandate, Money, Result, StoreId};
use ledger::PostingId;

use crate::selling::{moving, post, value_lines};
use crate::store::{self, EntryKind, LineId, LineRow, LotId, LotRow, Moving, PackageId, PackageRow, ProofId};
use crate::value::{Value, draw};
use crate::{Occasion, Refused};

/// Stored value to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// Whose value.
    pub owner: CustomerId,
    /// Who is served; the owner, or somebody she shares with.
    pub served: CustomerId,
    /// How much.
    pub amount: Money,
    /// From this lot only; otherwise from all of hers, the oldest first.
    pub lot: Option<LotId>,
    /// What proves that the customer was there.
    pub proof: Option<ProofId>,
    /// The approval (`approvals/12`) that lets more be used than was paid for.
    pub approval: Option<String>,
}

/// A session to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionUse {
    /// The line of the package.
    pub line: LineId,
    /// Who is served; the owner, or somebody she shares with.
    pub served: CustomerId,
    /// What proves that the customer was there.
    pub proof: Option<ProofId>,
    /// The approval that lets more be used than was paid for.
    pub approval: Option<String>,
}

/// A session that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Of which package.
    pub package: PackageId,
    /// What was used.
    pub offer: OfferId,
    /// What it was worth: consumption performance (实耗), and what the till clears into income.
    pub value: Money,
    /// What one cost by the list when it was sold.
    pub list_price: Money,
    /// Was it given on top?
    pub gift: bool,
    /// How many are left in the line.
    pub left: u32,
}

/// Draws stored value, lot by lot, each by its rule. The principal goes from what is owed in service to clearing, where
/// the till takes it for a tender; what comes out of the gift is no money, so the till takes it for a concession.
pub fn spend(tx: &mut Tx, by: &Mandate, on: &Occasion, what: &Spending) -> Result<Value> {
    if what.amount <= Money::ZERO {
        return Err(Refused::Nothing.into());
    }
    allow(tx, what.owner, what.served)?;
    let lots = lots_for(tx, what)?;
    let mut drawn = vec![];
    let mut open = what.amount;
    for lot in lots.iter().filter(|lot| lot.frozen_since.is_none()) {
        let value = draw(lot.rule, lot.usable(what.approval.is_some())?, open)?;
        open = open.minus(value.total()?)?;
        drawn.push((lot, value));
    }
    if open > Money::ZERO {
        return Err(short(&lots, what.amount, open)?);
    }
    drawn.retain(|(_, value)| *value != Value::NOTHING);
    let postings = post_by_store(tx, by, on, &drawn)?;
    for (lot, value) in &drawn {
        let posting = postings.get(&lot.store_id).copied().flatten();
        let moving = Moving {
            proof: what.proof,
            approval: what.approval.as_deref().unwrap_or(""),
            ..moving(by, on, EntryKind::Used, what.served, posting)
        };
        store::move_value(tx, &moving, lot.id, -*value)?;
    }
    Ok(drawn.iter().try_fold(Value::NOTHING, |sum, (_, value)| sum.plus(*value))?)
}

fn lots_for(tx: &mut Tx, what: &Spending) -> Result<Vec<LotRow>> {
    let Some(id) = what.lot else { return store::lots_left(tx, what.owner) };
    let lot = store::lot(tx, id)?;
    if lot.customer_id != what.owner {
        return Err(Refused::NotHers.into());
    }
    match lot.frozen_since {
        Some(day) => Err(Refused::Frozen { name: lot.name().for_gap(), day }.into()),
        None => Ok(vec![lot]),
    }
}

/// Whether there is too little, or too little that is paid for.
fn short(lots: &[LotRow], amount: Money, missing: Money) -> Result<kernel::Error> {
    let usable = amount.minus(missing)?;
    let thawed = || lots.iter().filter(|lot| lot.frozen_since.is_none());
    let mut left = Money::ZERO;
    let mut owed = Money::ZERO;
    for lot in thawed() {
        left = left.plus(lot.left().total()?)?;
        owed = owed.plus(lot.owed()?)?;
    }
    let refused =
        if left >= amount { Refused::Unpaid { usable, owed } } else { Refused::Short { left, missing } };
    Ok(refused.into())
}

/// One posting for each store that sold.
fn post_by_store(
    tx: &mut Tx,
    by: &Mandate,
    on: &Occasion,
    drawn: &[(&LotRow, Value)],
) -> Result<BTreeMap<StoreId, Option<PostingId>>> {
    let mut sums: BTreeMap<StoreId, Value> = BTreeMap::new();
    for (lot, value) in drawn {
        let sum = sums.entry(lot.store_id).or_default();
        *sum = sum.plus(*value)?;
    }
    let post = |(store, sum): (StoreId, Value)| Ok((store, post(tx, by, on, store, value_lines(-sum))?));
    sums.into_iter().map(post).collect()
}

/// Uses one session, also on the day it was bought. What it is worth goes from what is owed in service to clearing.
pub fn use_session(tx: &mut Tx, by: &Mandate, on: &Occasion, what: &SessionUse) -> Result<Used> {
    let line = store::line(tx, what.line)?;
    let package = store::package(tx, line.package_id)?;
    allow(tx, package.customer_id, what.served)?;
    refuse_idle(&package, &line, on.day)?;
    let value = line.next();
    if what.approval.is_none() {
        refuse_unpaid(tx, &package, value)?;
    }
    let lines = vec![
        ledger::Line::debit(ledger::Role::PackageUnused, value),
        ledger::Line::credit(ledger::Role::Clearing, value),
    ];
    let posting = post(tx, by, on, package.store_id, lines)?;
    let moving = Moving {
        proof: what.proof,
        approval: what.approval.as_deref().unwrap_or(""),
        ..moving(by, on, EntryKind::Used, what.served, posting)
    };
    store::move_sessions(tx, &moving, line.id, -1, -value)?;
    Ok(Used {
        package: package.id,
        offer: line.offer_id,
        value,
        list_price: line.list_price,
        gift: line.kind == crate::sessions::LineKind::Gift,
        left: line.count_left - 1,
    })
}

/// The owner herself, or somebody she shares with.
fn allow(tx: &mut Tx, owner: CustomerId, served: CustomerId) -> Result<()> {
    match owner == served || store::shares(tx, owner, served)? {
        true => Ok(()),
        false => Err(Refused::NotHers.into()),
    }
}

fn refuse_idle(package: &PackageRow, line: &LineRow, day: BusinessDate) -> Result<()> {
    if let Some(day) = package.frozen_since {
        return Err(Refused::Frozen { name: package.name().for_gap(), day }.into());
    }
    if let Some(last) = package.last_day.filter(|last| *last < day) {
        return Err(Refused::Expired { name: package.name().for_gap(), day: last }.into());
    }
    match line.count_left {
        0 => Err(Refused::UsedUp { name: line.name().for_gap() }.into()),
        _ => Ok(()),
    }
}

/// What was used and is to be used stays within what was paid (trade rule 2.7).
fn refuse_unpaid(tx: &mut Tx, package: &PackageRow, value: Money) -> Result<()> {
    let owed = package.owed()?;
    if owed == Money::ZERO {
        return Ok(());
    }
    let left = Money::total(store::lines(tx, package.id)?.iter().map(|line| line.value_left))?;
    let usable = left.minus(owed)?.max(Money::ZERO);
    match value == Money::ZERO || value > usable {
        true => Err(Refused::Unpaid { usable, owed }.into()),
        false => Ok(()),
    }
}
