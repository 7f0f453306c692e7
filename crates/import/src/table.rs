//! A file as headings and rows of texts: workbooks, and text in UTF-8 or GB18030 with commas, semicolons, tabs or blanks
//! between its columns.

use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use kernel::Result;

use crate::refused::Refused;

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The headings.
    pub headings: Vec<String>,
    /// The rows, each as wide as the headings, with the number of its line in the file.
    pub rows: Vec<(i64, Vec<String>)>,
}

/// No file has more rows than this.
const MOST: usize = 1_000_000;

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<Table> {
    let lines = if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        workbook(bytes)?
    } else {
        text(&decoded(bytes)?)?
    };
    let mut lines = lines.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let Some((_, headings)) = lines.next() else { return Err(Refused::Empty.into()) };
    let width = headings.len();
    let rows: Vec<_> = lines
        .map(|(at, mut cells)| {
            cells.resize(width, String::new());
            (at, cells)
        })
        .collect();
    match rows.len() {
        0 => Err(Refused::Empty.into()),
        count if count > MOST => Err(Refused::TooLong { most: MOST }.into()),
        _ => Ok(Table { headings, rows }),
    }
}

type Lines = Vec<(i64, Vec<String>)>;

fn workbook(bytes: &[u8]) -> Result<Lines> {
    let broken = |_| kernel::Error::from(Refused::Unreadable);
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let sheet = book.worksheet_range_at(0).ok_or(Refused::Empty)?.map_err(broken)?;
    let first = i64::from(sheet.start().map_or(0, |(row, _)| row)) + 1;
    let lines = sheet.rows().map(|row| row.iter().map(cell).collect());
    Ok((first..).zip(lines).collect())
}

/// A cell of a workbook as a text that is read like any other.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(number) => number_text(*number),
        Data::Int(number) => number.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) | Data::String(text) => text.trim().to_owned(),
        Data::Bool(yes) => yes.to_string(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// Workbooks keep 29.33 as 29.330000000000002.
fn number_text(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn decoded(bytes: &[u8]) -> Result<String> {
    let (text, broken) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (String::from_utf8_lossy(rest), false),
        [0xFF, 0xFE, ..] => (UTF_16LE.decode(bytes).0, false),
        [0xFE, 0xFF, ..] => (UTF_16BE.decode(bytes).0, false),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), false),
            Err(_) => {
                let (text, _, broken) = GB18030.decode(bytes);
                (text, broken)
            }
        },
    };
    if broken || text.contains('\0') { Err(Refused::Unreadable.into()) } else { Ok(text.into_owned()) }
}

fn text(text: &str) -> Result<Lines> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let between = [b'\t', b',', b';'].into_iter().find(|sign| head.as_bytes().contains(sign));
    let Some(between) = between else { return Ok(with_blanks(text)) };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(between)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = vec![];
    for record in reader.records() {
        let record = record.map_err(|_| Refused::Unreadable)?;
        let at = record.position().map_or(0, csv::Position::line);
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        lines.push((i64::try_from(at).unwrap_or(i64::MAX), cells));
    }
    Ok(lines)
}

fn with_blanks(text: &str) -> Lines {
    let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    (1..).zip(text.lines().map(cells)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = read(bytes).expect("a table");
        std::iter::once(table.headings).chain(table.rows.into_iter().map(|(_, row)| row)).collect()
    }

    #[test]
    fn the_same_table_in_every_dress() {
        let text = "姓名,电话\n李小燕,13800001234\n\n\"王,芳\",\n";
        let right = vec![vec!["姓名", "电话"], vec!["李小燕", "13800001234"], vec!["王,芳", ""]];
        assert_eq!(rows(text.as_bytes()), right);
        assert_eq!(rows(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), right);
        assert_eq!(rows(&GB18030.encode(text).0), right);
        let tabs = "姓名\t电话\r\n李小燕\t13800001234\r\n王,芳\t\r\n";
        assert_eq!(rows(tabs.as_bytes()), right);
    }

    #[test]
    fn columns_with_blanks_between_and_lines_that_are_told() {
        let table = read(b" customer_id  date n  value\r\n 00001 19970101  1   11.77\r\n").expect("a table");
        assert_eq!(table.headings, ["customer_id", "date", "n", "value"]);
        assert_eq!(table.rows, [(2, ["00001", "19970101", "1", "11.77"].map(String::from).to_vec())]);
    }

    #[test]
    fn a_workbook_with_numbers_and_days() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 24).expect("a day");
        let dated = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write(0, 0, "日期").expect("written");
        sheet.write(0, 1, "金额").expect("written");
        sheet.write_with_format(1, 0, &day, &dated).expect("written");
        sheet.write(1, 1, 29.33 + 0.000_000_000_2).expect("written");
        let bytes = book.save_to_buffer().expect("a file");
        assert_eq!(rows(&bytes), [["日期", "金额"], ["2026-11-24", "29.33"]]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let nothing: [&[u8]; 5] = [b"", b"\n\n", b"a,b\n", b"PK\x03\x04nonsense", b"a\x00b\n1\x002\n"];
        for bytes in nothing {
            assert!(read(bytes).is_err_and(|error| error.refusal().is_some()), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_file_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(table) = read(&bytes) {
                prop_assert!(table.rows.iter().all(|(_, row)| row.len() == table.headings.len()));
            }
        }

        #[test]
        fn what_is_written_is_read(cells in prop::collection::vec(("[a-z姓名0-9\",;]{1,8}", "[a-z电话 ]{0,8}"), 1..8)) {
            let mut writer = csv::Writer::from_writer(vec![]);
            writer.write_record(["左", "右"]).expect("written");
            for (left, right) in &cells {
                writer.write_record([left, right]).expect("written");
            }
            let read = rows(&GB18030.encode(std::str::from_utf8(&writer.into_inner().expect("text")).expect("utf-8")).0);
            let wanted: Vec<Vec<String>> = cells.iter().map(|(left, right)| vec![left.trim().to_owned(), right.trim().to_owned()]).collect();
            prop_assert_eq!(&read[1..], &wanted[..]);
        }
    }
}
