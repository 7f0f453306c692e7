//! A file as headings and rows of texts: workbooks, and text in UTF-8 or GB18030 with commas, semicolons, tabs or blanks
//! between its columns.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, SheetType, Xlsx};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use kernel::Result;

use crate::biff::Book;
use crate::kind::Field;
use crate::matching::guess;
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
/// No column beyond this one is read: a single cell far to the right makes no wide table.
const WIDEST: usize = 200;
/// No table has more cells than this, nor more text than this many cells of [`TEXT`] bytes.
const CELLS: usize = 10_000_000;
const TEXT: usize = 20;
/// The headings stand among so many lines.
const HEAD: usize = 10;

/// Reads a file about things with these fields.
pub fn read(bytes: &[u8], fields: &[Field]) -> Result<Table> {
    let lines = if bytes.starts_with(b"PK") {
        xlsx(bytes)?
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        xls(bytes)?
    } else {
        text(&decoded(bytes)?)
    };
    let mut lines = lines.into_iter().filter(is_filled).collect::<Lines>();
    let head = head(&lines, fields);
    let mut lines = lines.drain(head.min(lines.len())..);
    let Some((_, headings)) = lines.next() else { return Err(Refused::Empty.into()) };
    let width = headings.len();
    bounded(width * lines.len())?;
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

fn is_filled((_, cells): &(i64, Vec<String>)) -> bool {
    cells.iter().any(|cell| !cell.is_empty())
}

/// Which line holds the headings: many programs write a title above them. The first, where none names two fields.
fn head(lines: &Lines, fields: &[Field]) -> usize {
    let named = |at: &usize| lines.get(*at).map_or(0, |(_, cells)| guess(cells, fields).len());
    let best = (0..lines.len().min(HEAD)).max_by_key(|at| (named(at), Reverse(*at)));
    best.filter(|at| named(at) > 1).unwrap_or(0)
}

fn broken<E>(_: E) -> kernel::Error {
    Refused::Unreadable.into()
}

/// The cells of a sheet as they are found, in whatever order: what a file claims of its size is not believed.
#[derive(Default)]
struct Cells {
    lines: BTreeMap<u32, Vec<String>>,
    /// How many there are, with the empty ones to the left of them.
    count: usize,
    /// Bytes of text in them.
    written: usize,
}

impl Cells {
    fn put(&mut self, row: u32, column: usize, value: &Data) -> Result<()> {
        let text = cell(value);
        if text.is_empty() || column >= WIDEST {
            return Ok(());
        }
        let line = self.lines.entry(row).or_default();
        let width = line.len().max(column + 1);
        self.count += width - line.len();
        self.written += text.len();
        line.resize(width, String::new());
        line[column] = text;
        if self.lines.len() > MOST + HEAD {
            return Err(Refused::TooLong { most: MOST }.into());
        }
        bounded(self.count.max(self.written / TEXT))
    }

    /// Its lines; nothing, where nothing stands on it.
    fn lines(self) -> Option<Lines> {
        let lines = self.lines.into_iter().map(|(row, cells)| (i64::from(row) + 1, cells));
        Some(lines.collect()).filter(|lines: &Lines| !lines.is_empty())
    }
}

fn bounded(cells: usize) -> Result<()> {
    if cells > CELLS { Err(Refused::TooBig { most: CELLS }.into()) } else { Ok(()) }
}

/// The first sheet on which something stands.
fn xlsx(bytes: &[u8]) -> Result<Lines> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in sheets(&book) {
        let mut found = Cells::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            found.put(row, column, &Data::from(cell.get_value().clone()))?;
        }
        if let Some(lines) = found.lines() {
            return Ok(lines);
        }
    }
    Err(Refused::Empty.into())
}

/// The same of the older format.
fn xls(bytes: &[u8]) -> Result<Lines> {
    let book = Book::open(bytes)?;
    for sheet in book.sheets() {
        let mut found = Cells::default();
        book.cells(*sheet, |(row, column), value| found.put(row.into(), column.into(), value))?;
        if let Some(lines) = found.lines() {
            return Ok(lines);
        }
    }
    Err(Refused::Empty.into())
}

fn sheets(book: &Xlsx<Cursor<&[u8]>>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| sheet.name.clone()).collect()
}

/// Workbooks count days up to the end of the year 9999.
const DAYS: f64 = 2_957_003.0;

/// A cell of a workbook as a text that is read like any other.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(number) => number_text(*number),
        Data::Int(number) => number.to_string(),
        Data::DateTime(moment) if (0.0..DAYS).contains(&moment.as_f64()) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(moment) => number_text(moment.as_f64()),
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
    match text.trim_start().chars().next() {
        _ if broken || text.contains('\0') => Err(Refused::Unreadable.into()),
        Some('<') => Err(Refused::WebPage.into()),
        _ => Ok(text.into_owned()),
    }
}

fn text(text: &str) -> Lines {
    let Some(between) = sign_between(text) else { return with_blanks(text) };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(between)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    // Text that is UTF-8 already has no record that cannot be read.
    let records = reader.records().map_while(std::result::Result::ok);
    let line = |record: csv::StringRecord| {
        let at = record.position().map_or(0, csv::Position::line);
        let cells = record.iter().take(WIDEST).map(|cell| cell.trim().to_owned()).collect();
        (i64::try_from(at).unwrap_or(i64::MAX), cells)
    };
    records.map(line).collect()
}

/// What stands between the columns of most of the first lines; none for blanks.
fn sign_between(text: &str) -> Option<u8> {
    let first: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(HEAD).collect();
    let lines = |sign: &u8| first.iter().filter(|line| line.as_bytes().contains(sign)).count();
    [b';', b',', b'\t'].into_iter().filter(|sign| lines(sign) > 0).max_by_key(lines)
}

fn with_blanks(text: &str) -> Lines {
    let cells = |line: &str| line.split_whitespace().take(WIDEST).map(str::to_owned).collect();
    (1..).zip(text.lines().map(cells)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::ImportKind;
    use proptest::prelude::*;

    fn fields() -> &'static [Field] {
        ImportKind::Customers.fields().expect("fields")
    }

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = read(bytes, fields()).expect("a table");
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
        let table = read(b" customer_id  date n  value\r\n 00001 19970101  1   11.77\r\n", fields())
            .expect("a table");
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
    fn a_title_above_the_headings_is_none() {
        let text =
            "会员资料表,,\n导出时间：2026-11-20,操作员：小周,\n会员姓名,手机号,卡号\n李小燕,13800001234,V1\n";
        assert_eq!(rows(text.as_bytes())[0], ["会员姓名", "手机号", "卡号"]);
        let table = read("旧会员\n姓名;电话\n李小燕;13800001234\n".as_bytes(), fields()).expect("a table");
        assert_eq!((table.headings.len(), table.rows[0].0), (2, 3));
    }

    #[test]
    fn the_first_sheet_that_is_filled_and_a_cell_far_away() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet();
        let sheet = book.add_worksheet();
        sheet.write(2, 1, "姓名").expect("written");
        sheet.write(3, 1, "李小燕").expect("written");
        sheet.write(1_048_575, 16_383, "far away").expect("written");
        let table = read(&book.save_to_buffer().expect("a file"), fields()).expect("a table");
        assert_eq!(
            table,
            Table {
                headings: vec![String::new(), "姓名".into()],
                rows: vec![(4, vec![String::new(), "李小燕".into()])]
            }
        );
    }

    /// Written by xlwt 1.3.0; the second sheet holds the table below a title, its first date as a number with a format.
    #[test]
    fn a_workbook_of_the_older_format() {
        let found = rows(include_bytes!("../tests/data/customers.xls"));
        let right = [
            ["会员姓名", "手机号", "卡号", "建档日期"],
            ["李小燕", "13800001234", "0007", "2021-03-08"],
            ["王芳", "13900001234", "0008", "2022-12-31"],
        ];
        assert_eq!(found, right);
    }

    #[test]
    fn a_web_page_that_is_called_a_workbook_is_told_from_one() {
        let page = "<html><table><tr><td>姓名</td></tr></table></html>";
        let code =
            |bytes: &[u8]| read(bytes, fields()).expect_err("no table").refusal().map(|refusal| refusal.code);
        assert_eq!(code(page.as_bytes()), Some("import.web_page"));
        assert_eq!(code(&GB18030.encode(page).0), Some("import.web_page"));
    }

    #[test]
    fn a_table_of_too_many_cells_is_refused() {
        let headings = vec!["姓名"; WIDEST].join(",");
        let text = |rows: usize| format!("{headings}\n{}", "李小燕\n".repeat(rows));
        let most = CELLS / WIDEST;
        assert!(read(text(most).as_bytes(), fields()).is_ok());
        let refused = read(text(most + 1).as_bytes(), fields()).expect_err("too many");
        assert_eq!(refused.refusal().map(|refusal| refusal.code), Some("import.too_big"));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let nothing: [&[u8]; 5] = [b"", b"\n\n", b"a,b\n", b"PK\x03\x04nonsense", b"a\x00b\n1\x002\n"];
        for bytes in nothing {
            assert!(read(bytes, fields()).is_err_and(|error| error.refusal().is_some()), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_file_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(table) = read(&bytes, fields()) {
                prop_assert!(table.rows.iter().all(|(_, row)| row.len() == table.headings.len()));
            }
        }

        #[test]
        fn what_is_written_is_read(cells in prop::collection::vec(("[王0-9\",;]{1,8}", "[小0-9 ]{0,8}"), 1..8)) {
            let mut writer = csv::Writer::from_writer(vec![]);
            writer.write_record(["姓名", "电话"]).expect("written");
            for (left, right) in &cells {
                writer.write_record([left, right]).expect("written");
            }
            let read = rows(&GB18030.encode(std::str::from_utf8(&writer.into_inner().expect("text")).expect("utf-8")).0);
            let wanted: Vec<Vec<String>> = cells.iter().map(|(left, right)| vec![left.trim().to_owned(), right.trim().to_owned()]).collect();
            prop_assert_eq!(&read[1..], &wanted[..]);
        }
    }
}
