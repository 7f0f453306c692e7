use std::collections::BTreeMap;

use kernel::{BusinessDate, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;

use crate::accounts::{AccountKind, Accounts};
use crate::store::MovedRow;

/// An account in the trial balance; debit positive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BalanceLine {
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its side.
    pub kind: AccountKind,
    /// What it held before the first day.
    pub opening: Money,
    /// To the debit side since.
    pub debit: Money,
    /// To the credit side since.
    pub credit: Money,
    /// What it holds at the end of the last day.
    pub closing: Money,
}

impl BalanceLine {
    pub(crate) fn side(&self) -> String {
        format!("ledger.kind.{}", self.kind.code())
    }

    fn moved(&self) -> bool {
        [self.opening, self.debit, self.credit].iter().any(|amount| *amount != Money::ZERO)
    }
}

/// All accounts that hold or moved anything, in the order of the chart.
pub(crate) fn trial(accounts: &Accounts, rows: &[MovedRow], until: BusinessDate) -> Result<Vec<BalanceLine>> {
    let by_code: BTreeMap<&str, &MovedRow> = rows.iter().map(|row| (row.account.as_str(), row)).collect();
    let mut lines = vec![];
    for account in accounts.all().iter().filter(|account| account.from <= until) {
        let row = by_code.get(account.code.as_str());
        let of = |pick: fn(&MovedRow) -> Money| row.map_or(Money::ZERO, |row| pick(row));
        let (opening, debit, credit) = (of(|row| row.opening), of(|row| row.debit), of(|row| row.credit));
        lines.push(BalanceLine {
            code: account.code.clone(),
            name: account.name.clone(),
            kind: account.kind,
            opening,
            debit,
            credit,
            closing: opening.plus(debit)?.minus(credit)?,
        });
    }
    lines.retain(BalanceLine::moved);
    Ok(lines)
}

/// What the whole comes to: opening and closing at nought, debit as much as credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Totals {
    /// All openings together.
    pub opening: Money,
    /// All debits.
    pub debit: Money,
    /// All credits.
    pub credit: Money,
    /// All closings together.
    pub closing: Money,
}

impl Totals {
    pub(crate) fn of(lines: &[BalanceLine]) -> Result<Totals> {
        let sum = |pick: fn(&BalanceLine) -> Money| Money::total(lines.iter().map(pick));
        Ok(Totals {
            opening: sum(|line| line.opening)?,
            debit: sum(|line| line.debit)?,
            credit: sum(|line| line.credit)?,
            closing: sum(|line| line.closing)?,
        })
    }

    pub(crate) fn is_balanced(&self) -> bool {
        self.opening == Money::ZERO && self.closing == Money::ZERO && self.debit == self.credit
    }
}
