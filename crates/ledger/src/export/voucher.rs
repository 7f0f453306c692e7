use kernel::{Error, Money, Result, Shipped, Words, codes};
use serde::Deserialize;

use super::{Books, OutPosting, plain};
use crate::accounts::Account;

codes! {
    /// What a column of a voucher file shows.
    pub enum Shows {
        /// The day.
        Date = "date",
        /// Year and month.
        Period = "period",
        /// The kind of voucher (凭证字).
        Word = "word",
        /// Its number.
        Number = "number",
        /// The line within it.
        Line = "line",
        /// What it is (摘要).
        Words = "words",
        /// The account's number.
        Account = "account",
        /// The account's name.
        AccountName = "account-name",
        /// Debit.
        Debit = "debit",
        /// Credit.
        Credit = "credit",
        /// Who made it.
        Maker = "maker",
        /// Its document.
        Document = "document",
        /// The store.
        Store = "store",
    }
}

/// A column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    heading: String,
    shows: Shows,
}

/// What a package reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    pub code: String,
    pub name: Words,
    word: String,
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Layouts {
    layout: Vec<Layout>,
}

/// The layouts that are shipped.
pub(crate) fn layouts() -> Result<&'static [Layout]> {
    static LAYOUTS: Shipped<Layouts> = Shipped::new(include_str!("../../data/vouchers.toml"));
    Ok(&LAYOUTS.get()?.layout)
}

/// The postings as vouchers, in the columns of a layout, with the mark that makes spreadsheets read UTF-8.
pub(crate) fn csv(books: &Books, layout: &Layout) -> Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    file.write_record(layout.columns.iter().map(|column| &column.heading))?;
    for posting in &books.postings {
        for (number, entry) in (1..).zip(&posting.entries) {
            let cell = |column: &Column| cell(column.shows, layout, posting, number, entry);
            file.write_record(layout.columns.iter().map(cell))?;
        }
    }
    file.into_inner().map_err(|error| Error::fault(error.to_string()))
}

fn cell(
    shows: Shows,
    layout: &Layout,
    posting: &OutPosting,
    number: usize,
    (account, amount): &(&Account, Money),
) -> String {
    let side = |amount: Money| if amount > Money::ZERO { plain(amount) } else { String::new() };
    match shows {
        Shows::Date => posting.day.to_string(),
        Shows::Period => format!("{:04}{:02}", posting.day.year(), posting.day.month()),
        Shows::Word => layout.word.clone(),
        Shows::Number => posting.id.to_string(),
        Shows::Line => number.to_string(),
        Shows::Words => disarmed(posting.words),
        Shows::Account => account.code.clone(),
        Shows::AccountName => account.name.zh.clone(),
        Shows::Debit => side(*amount),
        Shows::Credit => side(-*amount),
        Shows::Maker => disarmed(posting.maker),
        Shows::Document => posting.document.to_owned(),
        Shows::Store => disarmed(posting.store),
    }
}

/// Words that a spreadsheet would run as a formula are shown instead.
fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FROM, UNTIL, moved, rows};
    use super::*;
    use crate::accounts::accounts;

    #[test]
    fn every_layout_has_one_line_an_entry_and_sums_to_nothing() {
        let rows = rows();
        let books = Books::of(accounts().expect("the chart"), (FROM, UNTIL), &moved(), &rows).expect("books");
        for layout in layouts().expect("layouts") {
            let bytes = csv(&books, layout).expect("a file");
            let mut file = csv::Reader::from_reader(&bytes["\u{feff}".len()..]);
            let place = |shows| layout.columns.iter().position(|column| column.shows == shows).expect("it");
            let (debit, credit) = (place(Shows::Debit), place(Shows::Credit));
            let lines: Vec<csv::StringRecord> = file.records().map(|line| line.expect("a line")).collect();
            assert_eq!(lines.len(), rows.len(), "{}", layout.code);
            let sum = |at: usize| -> i64 {
                lines.iter().filter_map(|line| line[at].replace('.', "").parse::<i64>().ok()).sum()
            };
            assert_eq!(sum(debit), sum(credit));
            assert_eq!(sum(debit), 500_000 + 434_05);
        }
    }
}
