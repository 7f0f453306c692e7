use std::collections::BTreeMap;

use kernel::{BusinessDate, Instant, Money, Result, StoreId};

use crate::PostingId;
use crate::accounts::{Accounts, Role};

/// What a posting is made for: where it stands in the house (`prepaid/packages/7`), and what it is in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its address without the leading stroke; names slice and key.
    pub path: String,
    /// What it is, as it stands in the books.
    pub words: String,
}

impl Document {
    /// The document of a key below a path.
    pub fn new(path: &str, id: impl std::fmt::Display, words: impl Into<String>) -> Document {
        Document { path: format!("{path}/{id}"), words: words.into() }
    }
}

/// One side of a posting: debit (借) when positive, credit (贷) when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub role: Role,
    /// How much.
    pub amount: Money,
}

impl Line {
    /// To the debit side.
    pub fn debit(role: Role, amount: Money) -> Line {
        Line { role, amount }
    }

    /// To the credit side.
    pub fn credit(role: Role, amount: Money) -> Line {
        Line { role, amount: -amount }
    }
}

/// What is to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// For which document.
    pub document: Document,
    /// The business day it belongs to.
    pub day: BusinessDate,
    /// The store.
    pub store: StoreId,
    /// The moment.
    pub at: Instant,
    /// Its sides, which make nothing together.
    pub lines: Vec<Line>,
}

/// A posting that is to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// Which.
    pub posting: PostingId,
    /// On which business day.
    pub day: BusinessDate,
    /// The moment.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

kernel::refusals! {
    /// Why nothing is posted.
    pub enum Refused {
        /// Debit and credit differ.
        Unbalanced { by: Money } = Conflict "ledger.unbalanced",
        /// Nothing moves.
        Nothing = Conflict "ledger.nothing",
        /// It was taken back already.
        Reversed { by: PostingId } = Conflict "ledger.reversed",
        /// It is itself a taking back.
        IsReversal = Conflict "ledger.is_reversal",
        /// A taking back says why.
        NoReason = Conflict "ledger.no_reason",
    }
}

impl Posting {
    /// Account by account, what it moves; refuses what does not sum to zero.
    pub(crate) fn entries(&self, accounts: &Accounts) -> Result<BTreeMap<String, Money>> {
        let by = Money::total(self.lines.iter().map(|line| line.amount))?;
        if by != Money::ZERO {
            return Err(Refused::Unbalanced { by }.into());
        }
        let mut entries: BTreeMap<String, Money> = BTreeMap::new();
        for line in &self.lines {
            let account = accounts.of(line.role, self.day)?;
            let sum = entries.entry(account.code.clone()).or_default();
            *sum = sum.plus(line.amount)?;
        }
        entries.retain(|_, amount| *amount != Money::ZERO);
        if entries.is_empty() { Err(Refused::Nothing.into()) } else { Ok(entries) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::accounts;
    use kernel::Id;
    use proptest::prelude::*;

    fn posting(lines: Vec<Line>) -> Posting {
        Posting {
            document: Document::new("tests", 1, "一次"),
            day: jiff::civil::date(2026, 11, 24),
            store: StoreId::of(1),
            at: Instant::default(),
            lines,
        }
    }

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn refused(lines: Vec<Line>) -> Option<&'static str> {
        let error = posting(lines).entries(accounts().expect("the chart")).err()?;
        error.refusal().map(|refusal| refusal.code)
    }

    #[test]
    fn what_does_not_balance_is_refused() {
        assert_eq!(refused(vec![Line::debit(Role::Cash, fen(1))]), Some("ledger.unbalanced"));
        assert_eq!(refused(vec![]), Some("ledger.nothing"));
        let there_and_back = vec![Line::debit(Role::Cash, fen(1)), Line::credit(Role::Cash, fen(1))];
        assert_eq!(refused(there_and_back), Some("ledger.nothing"));
    }

    #[test]
    fn lines_of_one_account_are_one_entry() {
        let lines = vec![
            Line::debit(Role::Cash, fen(70)),
            Line::debit(Role::Cash, fen(30)),
            Line::credit(Role::TreatmentIncome, fen(100)),
        ];
        let entries = posting(lines).entries(accounts().expect("the chart")).expect("entries");
        assert_eq!(entries, BTreeMap::from([("1001".into(), fen(100)), ("600101".into(), fen(-100))]));
    }

    proptest! {
        #[test]
        fn entries_sum_to_nothing(amounts in prop::collection::vec((0usize..24, -1_000_000i64..1_000_000), 1..8)) {
            let mut lines: Vec<Line> = amounts.iter().map(|(role, amount)| Line { role: Role::ALL[*role], amount: fen(*amount) }).collect();
            let left = Money::total(lines.iter().map(|line| line.amount)).expect("in range");
            lines.push(Line::credit(Role::Bank, left));
            if let Ok(entries) = posting(lines).entries(accounts().expect("the chart")) {
                prop_assert_eq!(Money::total(entries.into_values()), Ok(Money::ZERO));
            }
        }
    }
}
