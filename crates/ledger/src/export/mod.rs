//! The books as other programs read them: Beancount, hledger, and vouchers for accounting packages.

use std::collections::BTreeMap;

use kernel::{BusinessDate, Error, Money, Result};

use crate::PostingId;
use crate::accounts::{Account, Accounts};
use crate::store::{MovedRow, OutRow};

pub(crate) mod beancount;
pub(crate) mod hledger;
pub(crate) mod voucher;

/// A posting on its way out.
pub(crate) struct OutPosting<'a> {
    pub id: PostingId,
    pub day: BusinessDate,
    pub store: &'a str,
    pub document: &'a str,
    pub words: &'a str,
    pub maker: &'a str,
    pub entries: Vec<(&'a Account, Money)>,
}

/// The books of a time: what the accounts held before, and every posting since.
pub(crate) struct Books<'a> {
    pub from: BusinessDate,
    pub until: BusinessDate,
    /// What accounts held before the first day.
    pub openings: Vec<(&'a Account, Money)>,
    pub postings: Vec<OutPosting<'a>>,
}

impl<'a> Books<'a> {
    /// Puts the rows together; they come posting by posting.
    pub(crate) fn of(
        accounts: &'a Accounts,
        (from, until): (BusinessDate, BusinessDate),
        moved: &[MovedRow],
        rows: &'a [OutRow],
    ) -> Result<Books<'a>> {
        let find = |code: &str| {
            accounts.by_code(code).ok_or_else(|| Error::fault(format!("account {code} is not in the chart")))
        };
        let mut openings = vec![];
        for row in moved.iter().filter(|row| row.opening != Money::ZERO) {
            openings.push((find(&row.account)?, row.opening));
        }
        let mut postings: Vec<OutPosting> = vec![];
        for row in rows {
            let entry = (find(&row.account)?, row.amount);
            match postings.last_mut().filter(|last| last.id == row.posting_id) {
                Some(last) => last.entries.push(entry),
                None => postings.push(OutPosting {
                    id: row.posting_id,
                    day: row.day,
                    store: &row.store,
                    document: &row.document,
                    words: &row.words,
                    maker: &row.maker,
                    entries: vec![entry],
                }),
            }
        }
        Ok(Books { from, until, openings, postings })
    }

    /// Every account that occurs, with what it holds at the end.
    pub(crate) fn closings(&self) -> Result<BTreeMap<&'a str, (&'a Account, Money)>> {
        let mut closings: BTreeMap<&str, (&Account, Money)> = BTreeMap::new();
        let all = self.openings.iter().chain(self.postings.iter().flat_map(|posting| &posting.entries));
        for (account, amount) in all {
            let held = closings.entry(account.code.as_str()).or_insert((account, Money::ZERO));
            held.1 = held.1.plus(*amount)?;
        }
        Ok(closings)
    }
}

/// An amount without thousands, as plain-text ledgers and packages read it.
pub(crate) fn plain(amount: Money) -> String {
    amount.typed()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::accounts::{Role, accounts};
    use kernel::Id;

    pub const FROM: BusinessDate = jiff::civil::date(2026, 11, 1);
    pub const UNTIL: BusinessDate = jiff::civil::date(2026, 11, 30);

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn row(posting: i64, day: i8, words: &str, role: Role, amount: i64) -> OutRow {
        let day = jiff::civil::date(2026, 11, day);
        OutRow {
            posting_id: PostingId::of(posting),
            day,
            store: "静安店".into(),
            document: format!("prepaid/cards/{posting}"),
            words: words.into(),
            maker: "谢婷".into(),
            account: accounts().expect("the chart").of(role, day).expect("one").code.clone(),
            amount: fen(amount),
        }
    }

    /// A sale with words that would break a careless text, and a use of it.
    pub fn rows() -> Vec<OutRow> {
        let nasty = "储值 \"五千\"; | \\ * ( ) {a}\n2026-01-01 * 假";
        vec![
            row(7, 2, nasty, Role::Cash, 300_000),
            row(7, 2, nasty, Role::WeChat, 200_000),
            row(7, 2, nasty, Role::ValuePrincipal, -500_000),
            row(9, 24, "", Role::ValuePrincipal, 434_05),
            row(9, 24, "", Role::TreatmentIncome, -434_05),
        ]
    }

    pub fn moved() -> Vec<MovedRow> {
        let of = |role, amount| MovedRow {
            account: accounts().expect("the chart").of(role, FROM).expect("one").code.clone(),
            opening: fen(amount),
            debit: Money::ZERO,
            credit: Money::ZERO,
        };
        vec![of(Role::Bank, 1_000_000_00), of(Role::Opening, -1_000_000_00), of(Role::Tips, 0)]
    }

    pub fn text(write: impl Fn(&Books) -> Result<String>) -> String {
        let rows = rows();
        let books = Books::of(accounts().expect("the chart"), (FROM, UNTIL), &moved(), &rows).expect("books");
        write(&books).expect("a text")
    }

    #[test]
    fn closings_are_openings_and_entries_together() {
        let rows = rows();
        let books = Books::of(accounts().expect("the chart"), (FROM, UNTIL), &moved(), &rows).expect("books");
        let closings = books.closings().expect("sums");
        assert_eq!(closings["220501"].1, fen(-500_000 + 434_05));
        assert_eq!(Money::total(closings.values().map(|(_, amount)| *amount)), Ok(Money::ZERO));
        assert!(!closings.contains_key("224102"), "what never moved is left out");
    }
}
