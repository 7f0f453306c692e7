//! Steps: what a customer has, and what of it she may use.

use catalog::OfferId;
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Money, Result, Words, codes};
use schemars::JsonSchema;
use serde::Serialize;

use crate::sessions::{LineKind, next};
use crate::store::{self, LineId, LineRow, LotId, PackageId, PackageRow};
use crate::value::{DrawRule, Value};

/// What a customer has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Balance {
    /// Stored value.
    pub left: Value,
    /// What of it may be used today.
    pub usable: Value,
    /// Sessions left, those given on top too.
    pub sessions: u32,
    /// What they are worth.
    pub worth: Money,
}

codes! {
    /// May something be used?
    pub enum State {
        /// It may.
        Ready = "ready",
        /// It has to be paid for first.
        Owed = "owed",
        /// It was put on hold.
        Frozen = "frozen",
        /// Its last day is over; it is opened again on request.
        Expired = "expired",
    }
}

/// A lot with something left in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsableLot {
    /// Key.
    pub id: LotId,
    /// Whose it is.
    pub owner: CustomerId,
    /// What it was sold as.
    pub name: Words,
    /// What is drawn first.
    pub rule: DrawRule,
    /// What is left.
    pub left: Value,
    /// What of it may be used.
    pub usable: Value,
    /// What is not paid yet.
    pub owed: Money,
    /// May it be used?
    pub state: State,
}

/// A line with sessions left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsableLine {
    /// Key.
    pub id: LineId,
    /// Its package.
    pub package: PackageId,
    /// What that was sold as.
    pub package_name: Words,
    /// Whose it is.
    pub owner: CustomerId,
    /// Of what.
    pub offer: OfferId,
    /// Its name.
    pub name: Words,
    /// Given on top?
    pub gift: bool,
    /// How many were sold.
    pub count: u32,
    /// How many are left.
    pub left: u32,
    /// How many of them may be used before more is paid.
    pub usable: u32,
    /// What the next one is worth.
    pub unit: Money,
    /// The last day of use.
    pub last_day: Option<BusinessDate>,
    /// May it be used?
    pub state: State,
}

/// A package that may go into the price of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tradable {
    /// Key.
    pub package: PackageId,
    /// What it was sold as.
    pub name: Words,
    /// What is left of it.
    pub worth: Money,
}

/// Her own packages that are paid for and of which something is left.
pub fn tradable(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Tradable>> {
    let rows = store::lines_of_customer(tx, customer)?;
    let mut all = vec![];
    for package in store::packages_left(tx, customer)? {
        let of = rows.iter().filter(|line| line.package_id == package.id && line.count_left > 0);
        let worth = Money::total(of.map(|line| line.value_left))?;
        if worth > Money::ZERO && package.owed()? == Money::ZERO {
            all.push(Tradable { package: package.id, name: package.name(), worth });
        }
    }
    Ok(all)
}

/// What a customer has of her own.
pub fn balance(tx: &mut Tx, customer: CustomerId) -> Result<Balance> {
    let mut sum = Balance::default();
    for lot in store::lots_left(tx, customer)? {
        sum.left = sum.left.plus(lot.left())?;
        if lot.frozen_since.is_none() {
            sum.usable = sum.usable.plus(lot.usable(false)?)?;
        }
    }
    for line in store::lines_of_customer(tx, customer)? {
        sum.sessions = sum.sessions.saturating_add(line.count_left);
        sum.worth = sum.worth.plus(line.value_left)?;
    }
    Ok(sum)
}

/// Her own sessions that are left, by what they are of.
pub fn sessions_left(tx: &mut Tx, customer: CustomerId) -> Result<Vec<(Words, u32)>> {
    let lines = store::lines_of_customer(tx, customer)?;
    Ok(lines.iter().map(|line| (line.name(), line.count_left)).filter(|(_, left)| *left > 0).collect())
}

/// Everything she may ask for at the till: her own, then what others share with her; the oldest first, sessions paid for
/// before those given on top.
pub fn usable(
    tx: &mut Tx,
    customer: CustomerId,
    day: BusinessDate,
) -> Result<(Vec<UsableLot>, Vec<UsableLine>)> {
    let (mut lots, mut lines) = (vec![], vec![]);
    let owners = store::owners(tx, customer)?;
    for owner in [vec![customer], owners].concat() {
        for lot in store::lots_left(tx, owner)? {
            lots.push(usable_lot(&lot)?);
        }
        let rows = store::lines_of_customer(tx, owner)?;
        for package in store::packages_left(tx, owner)? {
            let of = rows.iter().filter(|line| line.package_id == package.id).cloned().collect::<Vec<_>>();
            lines.extend(usable_lines(&package, &of, day)?);
        }
    }
    Ok((lots, lines))
}

fn usable_lot(lot: &store::LotRow) -> Result<UsableLot> {
    let usable = lot.usable(false)?;
    let state = match lot.frozen_since {
        Some(_) => State::Frozen,
        None if usable == Value::NOTHING => State::Owed,
        None => State::Ready,
    };
    Ok(UsableLot {
        id: lot.id,
        owner: lot.customer_id,
        name: lot.name(),
        rule: lot.rule,
        left: lot.left(),
        usable: if state == State::Frozen { Value::NOTHING } else { usable },
        owed: lot.owed()?,
        state,
    })
}

/// The lines of a package that have sessions left.
fn usable_lines(package: &PackageRow, lines: &[LineRow], day: BusinessDate) -> Result<Vec<UsableLine>> {
    let owed = package.owed()?;
    let left = Money::total(lines.iter().map(|line| line.value_left))?;
    let budget = (owed > Money::ZERO).then_some(left.minus(owed)?.max(Money::ZERO));
    let idle = match (package.frozen_since, package.last_day) {
        (Some(_), _) => Some(State::Frozen),
        (None, Some(last)) if last < day => Some(State::Expired),
        _ => None,
    };
    let usable = |line: &LineRow| match (idle, budget) {
        (Some(_), _) => 0,
        (None, None) => line.count_left,
        (None, Some(budget)) => within(line, budget),
    };
    let line = |line: &LineRow| UsableLine {
        id: line.id,
        package: package.id,
        package_name: package.name(),
        owner: package.customer_id,
        offer: line.offer_id,
        name: line.name(),
        gift: line.kind == LineKind::Gift,
        count: line.count,
        left: line.count_left,
        usable: usable(line),
        unit: line.next(),
        last_day: package.last_day,
        state: idle.unwrap_or(if usable(line) == 0 { State::Owed } else { State::Ready }),
    };
    Ok(lines.iter().filter(|row| row.count_left > 0).map(line).collect())
}

/// How many sessions of a line an amount covers; those worth nothing wait until all is paid.
fn within(line: &LineRow, budget: Money) -> u32 {
    let (mut count, mut value, mut budget) = (0, line.value_left, budget);
    while count < line.count_left {
        let one = next(value, line.count_left - count);
        if one == Money::ZERO || one > budget {
            break;
        }
        (value, budget) = match (value.minus(one), budget.minus(one)) {
            (Ok(value), Ok(budget)) => (value, budget),
            _ => break,
        };
        count += 1;
    }
    count
}
