//! A list as a file: .csv that spreadsheets open in Chinese, and .xlsx with real numbers and days.

use kernel::{BusinessDate, Instant, Money, Result};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::text;

/// A list with its headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file's name without ending.
    pub name: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows, each as wide as the headings.
    pub rows: Vec<Vec<TableCell>>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell {
    /// Words.
    Text(String),
    /// A count or a key.
    Number(i64),
    /// An amount of money.
    Amount(Money),
    /// A business date.
    Day(BusinessDate),
    /// A moment, written in the centre's time zone.
    Moment(Instant),
    /// Nothing.
    Empty,
}

impl<T: Into<TableCell>> From<Option<T>> for TableCell {
    fn from(cell: Option<T>) -> TableCell {
        cell.map_or(TableCell::Empty, Into::into)
    }
}

impl From<&str> for TableCell {
    fn from(text: &str) -> TableCell {
        TableCell::Text(text.to_owned())
    }
}

/// `impl From` for the plain ones.
macro_rules! cells {
    ($($type:ty => $variant:ident),*) => { $(
        impl From<$type> for TableCell {
            fn from(value: $type) -> TableCell { TableCell::$variant(value) }
        }
    )* };
}
cells!(String => Text, i64 => Number, Money => Amount, BusinessDate => Day, Instant => Moment);

impl Table {
    /// As comma-separated text with the mark that makes spreadsheets read UTF-8.
    pub fn csv(&self, zone: &jiff::tz::TimeZone) -> Result<Vec<u8>> {
        let mut file = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        file.write_record(&self.columns)?;
        for row in &self.rows {
            file.write_record(row.iter().map(|cell| plain(cell, zone)))?;
        }
        file.into_inner().map_err(|e| kernel::Error::fault(e.to_string()))
    }

    /// As a workbook of one sheet.
    pub fn xlsx(&self, zone: &jiff::tz::TimeZone) -> Result<Vec<u8>> {
        let mut book = Workbook::new();
        let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
        let amount = Format::new().set_num_format("#,##0.00");
        let sheet = book.add_worksheet();
        for (column, heading) in (0u16..).zip(&self.columns) {
            sheet.write_with_format(0, column, heading, &bold)?;
        }
        for (line, row) in (1u32..).zip(&self.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    TableCell::Number(n) => sheet.write(line, column, *n)?,
                    TableCell::Amount(money) => {
                        // The one place where fen become a float: a spreadsheet knows no other number.
                        sheet.write_with_format(line, column, money.in_fen() as f64 / 100.0, &amount)?
                    }
                    TableCell::Day(date) => {
                        let (year, month, of) = (date.year(), date.month(), date.day());
                        let date = ExcelDateTime::from_ymd(
                            year.unsigned_abs(),
                            month.unsigned_abs(),
                            of.unsigned_abs(),
                        )?;
                        sheet.write_with_format(line, column, date, &day)?
                    }
                    TableCell::Empty => sheet,
                    other => sheet.write(line, column, plain(other, zone))?,
                };
            }
        }
        sheet.autofit();
        Ok(book.save_to_buffer()?)
    }
}

fn plain(cell: &TableCell, zone: &jiff::tz::TimeZone) -> String {
    match cell {
        TableCell::Text(text) => disarmed(text),
        TableCell::Number(n) => n.to_string(),
        TableCell::Amount(money) => money.typed(),
        TableCell::Day(day) => day.to_string(),
        TableCell::Moment(at) => text::moment(*at, zone),
        TableCell::Empty => String::new(),
    }
}

/// A text that a spreadsheet would run as a formula is shown instead.
fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = vec![
            "=1+1".into(),
            7.into(),
            Money::fen(1234_50).expect("in range").into(),
            jiff::civil::date(2026, 11, 24).into(),
            TableCell::Empty,
        ];
        let columns = ["名", "n", "¥", "d", "-"].map(String::from).to_vec();
        Table { name: "t".into(), columns, rows: vec![row] }
    }

    #[test]
    fn a_formula_is_disarmed_and_money_is_plain() {
        let csv = table().csv(&jiff::tz::TimeZone::UTC).expect("csv");
        let text = String::from_utf8(csv).expect("utf-8");
        assert_eq!(text, "\u{feff}名,n,¥,d,-\n'=1+1,7,1234.50,2026-11-24,\n");
    }

    #[test]
    fn a_workbook_is_a_zip() {
        assert_eq!(&table().xlsx(&jiff::tz::TimeZone::UTC).expect("xlsx")[..2], b"PK");
    }
}
