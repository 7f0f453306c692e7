//! Workbooks as they were before 2007 (.xls, BIFF5 and BIFF8), read record by record as [MS-XLS] describes them. The
//! library that reads the newer ones reads these too, but believes what a file says of itself: one of 5 kB with two
//! cells far apart took all the memory there was.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};
use kernel::Result;

use crate::refused::Refused;

/// A workbook that was opened, its sheets not read yet.
pub struct Book {
    stream: Vec<u8>,
    version: Version,
    /// Where its sheets begin.
    sheets: Vec<usize>,
    /// The texts that cells share.
    texts: Vec<String>,
    /// Whether a cell of this look (XF) shows a day.
    days: Vec<bool>,
    /// Days are counted from 1904 instead of 1900.
    from_1904: bool,
}

/// How texts are written.
#[derive(Clone, Copy)]
enum Version {
    /// One byte or more for a sign, as this code page has it.
    Five(&'static Encoding),
    /// UTF-16, without its upper bytes where they are all zero.
    Eight,
}

/// Row and column of a cell, from 0.
type Place = (u16, u16);

/// More sheets than this are not looked at.
const SHEETS: usize = 256;

impl Book {
    /// Opens a workbook.
    ///
    /// # Errors
    /// [`Refused::Unreadable`], and [`Refused::Locked`] for one that asks for a password.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refused::Unreadable)?;
        if file.exists("/EncryptedPackage") {
            return Err(Refused::Locked.into());
        }
        let name = if file.exists("/Workbook") { "/Workbook" } else { "/Book" };
        let mut stream = Vec::new();
        let read = file.open_stream(name).and_then(|mut found| found.read_to_end(&mut stream));
        read.map_err(|_| Refused::Unreadable)?;
        if records(&stream, 0)
            .take_while(|(kind, _)| *kind != kind::EOF)
            .any(|(kind, _)| kind == kind::FILE_PASS)
        {
            return Err(Refused::Locked.into());
        }
        Self::of(stream).ok_or_else(|| Refused::Unreadable.into())
    }

    fn of(stream: Vec<u8>) -> Option<Self> {
        let mut book = Self {
            version: Version::Eight,
            sheets: vec![],
            texts: vec![],
            days: vec![],
            from_1904: false,
            stream: vec![],
        };
        let (mut formats, mut looks) = (HashMap::new(), vec![]);
        for (kind, mut said) in records(&stream, 0) {
            match kind {
                kind::BOF => book.version = version(said.short()?)?,
                kind::CODE_PAGE => book.version = book.version.of_code_page(said.short()?),
                kind::DATE_1904 => book.from_1904 = said.short()? == 1,
                kind::FORMAT => {
                    let id = said.short()?;
                    formats.insert(id, shows_days(&said.format(book.version)?));
                }
                kind::XF => looks.push(said.skip(2).and_then(|()| said.short())?),
                kind::BOUND_SHEET => book.sheets.extend(said.sheet()?),
                kind::SST => book.texts = said.texts()?,
                kind::EOF => break,
                _ => {}
            }
        }
        let is_day = |id: &u16| formats.get(id).copied().unwrap_or_else(|| is_day_by_itself(*id));
        book.days = looks.iter().map(is_day).collect();
        book.sheets.truncate(SHEETS);
        Some(Self { stream, ..book })
    }

    /// Where each sheet begins, in their order.
    pub fn sheets(&self) -> &[usize] {
        &self.sheets
    }

    /// Gives away every cell of the sheet that begins here, in the order of the file.
    ///
    /// # Errors
    /// [`Refused::Unreadable`], and what `take` refuses.
    pub fn cells(&self, sheet: usize, mut take: impl FnMut(Place, &Data) -> Result<()>) -> Result<()> {
        let mut within = 0;
        let mut formula = (0, 0);
        for (kind, said) in records(&self.stream, sheet) {
            match kind {
                kind::BOF => within += 1,
                kind::EOF if within <= 1 => break,
                kind::EOF => within -= 1,
                // A drawing within the sheet has cells of its own.
                _ if within > 1 => {}
                kind::MUL_RK => self.numbers(said, &mut take)?.ok_or(Refused::Unreadable)?,
                kind::STRING => {
                    let text = said.clone().text(self.version).ok_or(Refused::Unreadable)?;
                    take(formula, &Data::String(text))?;
                }
                _ if kind::CELLS.contains(&kind) => {
                    let (place, value) = self.cell(kind, said).ok_or(Refused::Unreadable)?;
                    formula = place;
                    take(place, &value)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(&self, kind: u16, mut said: Said) -> Option<(Place, Data)> {
        let place = (said.short()?, said.short()?);
        let look = said.short()?;
        let value = match kind {
            kind::NUMBER => self.number(look, f64::from_le_bytes(said.bytes()?)),
            kind::RK => self.number(look, rk_number(said.bytes()?)),
            kind::LABEL | kind::R_STRING => Data::String(said.text(self.version)?),
            kind::LABEL_SST => {
                let at = usize::try_from(u32::from_le_bytes(said.bytes()?)).ok()?;
                Data::String(self.texts.get(at)?.clone())
            }
            kind::BOOL_ERR => match said.bytes()? {
                [yes, 0] => Data::Bool(yes != 0),
                _ => Data::Empty,
            },
            _ => match said.bytes()? {
                // What is a text stands in a record of its own behind it.
                [1, _, yes, _, _, _, 0xFF, 0xFF] => Data::Bool(yes != 0),
                [.., 0xFF, 0xFF] => Data::Empty,
                number => self.number(look, f64::from_le_bytes(number)),
            },
        };
        Some((place, value))
    }

    /// Numbers that stand side by side; nothing, where the record is broken.
    fn numbers(
        &self,
        mut said: Said,
        take: &mut impl FnMut(Place, &Data) -> Result<()>,
    ) -> Result<Option<()>> {
        let count = said.here.len().saturating_sub(6) / 6;
        let Some((row, first)) = said.short().zip(said.short()) else { return Ok(None) };
        for column in (first..=u16::MAX).take(count) {
            let Some((look, number)) = said.short().zip(said.bytes()) else { return Ok(None) };
            take((row, column), &self.number(look, rk_number(number)))?;
        }
        Ok(Some(()))
    }

    fn number(&self, look: u16, number: f64) -> Data {
        if self.days.get(usize::from(look)).copied().unwrap_or(false) {
            Data::DateTime(ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.from_1904))
        } else {
            Data::Float(number)
        }
    }
}

fn version(number: u16) -> Option<Version> {
    match number {
        0x0500 => Some(Version::Five(GB18030)),
        0x0600 => Some(Version::Eight),
        _ => None,
    }
}

impl Version {
    fn of_code_page(self, number: u16) -> Self {
        match (self, number) {
            (Self::Eight, _) => self,
            (Self::Five(_), 950) => Self::Five(BIG5),
            (Self::Five(_), 1252) => Self::Five(WINDOWS_1252),
            (Self::Five(_), _) => Self::Five(GB18030),
        }
    }
}

/// 30 bits of a number and two that say how: a hundredth of it, a whole one ([MS-XLS] 2.5.217).
fn rk_number(bytes: [u8; 4]) -> f64 {
    let bits = u32::from_le_bytes(bytes);
    let number = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits.cast_signed() >> 2),
    };
    if bits & 1 == 1 { number / 100.0 } else { number }
}

/// Formats that are not written down, since every program knows them; those of East Asia among them.
fn is_day_by_itself(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether a format has a year, a month, a day or an hour in it. Words in quotes and what stands in brackets say
/// nothing, so a length of time, `[h]:mm`, is a number.
fn shows_days(format: &str) -> bool {
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ';' => return false,
            '\\' | '_' | '*' => _ = signs.next(),
            '"' => _ = signs.find(|sign| *sign == '"'),
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return false;
                }
            }
            _ if "ymdhs".contains(sign.to_ascii_lowercase()) => return true,
            _ => {}
        }
    }
    false
}

/// Kinds of records, by their names in [MS-XLS] 2.3.
mod kind {
    pub const BOF: u16 = 0x0809;
    pub const EOF: u16 = 0x000A;
    /// What did not fit into the record before it.
    pub const CONTINUE: u16 = 0x003C;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const DATE_1904: u16 = 0x0022;
    pub const FORMAT: u16 = 0x041E;
    /// How cells are shown, by number: font, border, format.
    pub const XF: u16 = 0x00E0;
    pub const BOUND_SHEET: u16 = 0x0085;
    /// The texts that cells share.
    pub const SST: u16 = 0x00FC;
    pub const NUMBER: u16 = 0x0203;
    /// A number in 30 bits.
    pub const RK: u16 = 0x027E;
    pub const MUL_RK: u16 = 0x00BD;
    pub const LABEL: u16 = 0x0204;
    pub const R_STRING: u16 = 0x00D6;
    pub const LABEL_SST: u16 = 0x00FD;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const FORMULA: u16 = 0x0006;
    /// The text that the formula before it came to.
    pub const STRING: u16 = 0x0207;
    /// Those that hold one cell.
    pub const CELLS: [u16; 7] = [NUMBER, RK, LABEL, R_STRING, LABEL_SST, BOOL_ERR, FORMULA];
}

/// The records from here on.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, Said<'_>)> {
    let mut rest = stream.get(from..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, here, after) = record(rest)?;
        rest = after;
        Some((kind, Said { here, after }))
    })
}

/// The first record, and what stands behind it.
fn record(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (head, rest) = stream.split_first_chunk::<4>()?;
    let [kind, length] = [[head[0], head[1]], [head[2], head[3]]].map(u16::from_le_bytes);
    let (here, after) = rest.split_at_checked(usize::from(length))?;
    Some((kind, here, after))
}

/// What a record says, read from its beginning. What is too long for one goes on in those after it.
#[derive(Clone)]
struct Said<'a> {
    here: &'a [u8],
    after: &'a [u8],
}

impl Said<'_> {
    fn go_on(&mut self) -> Option<()> {
        let (kind, here, after) = record(self.after)?;
        (kind == kind::CONTINUE).then(|| (self.here, self.after) = (here, after))
    }

    fn byte(&mut self) -> Option<u8> {
        while self.here.is_empty() {
            self.go_on()?;
        }
        let (first, rest) = self.here.split_first()?;
        self.here = rest;
        Some(*first)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut found = [0; N];
        for byte in &mut found {
            *byte = self.byte()?;
        }
        Some(found)
    }

    fn short(&mut self) -> Option<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.here.len() {
            count -= self.here.len();
            self.go_on()?;
        }
        self.here = self.here.get(count..)?;
        Some(())
    }

    /// Where a sheet begins; nothing for one of drawings or programs.
    fn sheet(&mut self) -> Option<Option<usize>> {
        let begins = usize::try_from(u32::from_le_bytes(self.bytes()?)).ok()?;
        let [_, what] = self.bytes()?;
        Some((what == 0).then_some(begins))
    }

    fn format(&mut self, version: Version) -> Option<String> {
        match version {
            Version::Eight => self.text(version),
            Version::Five(encoding) => {
                let length = usize::from(self.byte()?);
                self.text_in(encoding, length)
            }
        }
    }

    /// A text behind its length.
    fn text(&mut self, version: Version) -> Option<String> {
        let length = usize::from(self.short()?);
        match version {
            Version::Five(encoding) => self.text_in(encoding, length),
            Version::Eight => {
                let wide = self.byte()? & 1 == 1;
                self.units(length, wide)
            }
        }
    }

    fn text_in(&mut self, encoding: &'static Encoding, length: usize) -> Option<String> {
        let bytes: Option<Vec<u8>> = (0..length).map(|_| self.byte()).collect();
        Some(encoding.decode_without_bom_handling(&bytes?).0.into_owned())
    }

    /// Each record that a text goes on in begins by saying anew whether the signs have their upper bytes.
    fn units(&mut self, length: usize, mut wide: bool) -> Option<String> {
        let mut units = vec![];
        while units.len() < length {
            if self.here.is_empty() {
                self.go_on()?;
                wide = self.byte()? & 1 == 1;
            }
            units.push(if wide { self.short()? } else { u16::from(self.byte()?) });
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// The texts that cells share ([MS-XLS] 2.4.265), without their colours and readings.
    fn texts(&mut self) -> Option<Vec<String>> {
        let [_, count] = [self.bytes()?, self.bytes()?].map(u32::from_le_bytes);
        let count = usize::try_from(count).ok()?;
        let mut texts = vec![];
        // Some programs count one that is not there.
        while texts.len() < count
            && let Some(length) = self.short()
        {
            let flags = self.byte()?;
            let runs = if flags & 8 == 8 { usize::from(self.short()?) } else { 0 };
            let readings =
                if flags & 4 == 4 { usize::try_from(u32::from_le_bytes(self.bytes()?)).ok()? } else { 0 };
            texts.push(self.units(usize::from(length), flags & 1 == 1)?);
            self.skip(runs * 4)?;
            self.skip(readings)?;
        }
        Some(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Reader, Xls};
    use proptest::prelude::*;
    use std::io::Write;

    fn record(kind: u16, said: &[u8]) -> Vec<u8> {
        let length = u16::try_from(said.len()).expect("short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), said].concat()
    }

    fn file(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(vec![])).expect("a file");
        file.create_stream(name).and_then(|mut found| found.write_all(stream)).expect("written");
        file.into_inner().into_inner()
    }

    /// One sheet with these records.
    fn book(version: u16, head: &[u8], cells: &[u8]) -> Vec<u8> {
        let begin = record(kind::BOF, &[version.to_le_bytes(), [0; 2]].concat());
        let end = record(kind::EOF, &[]);
        let begins = begin.len() + 4 + 8 + head.len() + end.len();
        let begins = u32::try_from(begins).expect("short").to_le_bytes();
        let sheet = record(kind::BOUND_SHEET, &[&begins[..], &[0; 4]].concat());
        file("/Workbook", &[&begin, &sheet, head, &end, &begin, cells, &end].concat())
    }

    fn at(row: u16, column: u16, more: &[u8]) -> Vec<u8> {
        [&row.to_le_bytes(), &column.to_le_bytes(), &[0; 2], more].concat()
    }

    fn cells(bytes: &[u8]) -> Vec<(Place, Data)> {
        let book = Book::open(bytes).expect("a workbook");
        let mut found = vec![];
        for sheet in book.sheets() {
            let take = |place, value: &Data| {
                found.push((place, value.clone()));
                Ok(())
            };
            book.cells(*sheet, take).expect("cells");
        }
        found
    }

    fn refused(bytes: &[u8]) -> Option<&'static str> {
        Book::open(bytes).err()?.refusal().map(|refusal| refusal.code)
    }

    /// Written by xlwt 1.3.0: texts that go on over several records, days in a format of their own, numbers short and
    /// long, amounts, yes and no, formulas.
    #[test]
    fn what_another_reader_finds() {
        let bytes = include_bytes!("../tests/data/sales.xls");
        let mut other = Xls::new(Cursor::new(bytes)).expect("a workbook");
        let range = other.worksheet_range("流水").expect("a sheet");
        let found = cells(bytes);
        for ((row, column), value) in &found {
            let wanted = range.get((usize::from(*row), usize::from(*column))).expect("a cell");
            match (value, wanted) {
                (Data::Float(value), Data::Int(_) | Data::Float(_)) => {
                    assert_eq!(Some(*value), calamine::DataType::as_f64(wanted));
                }
                // A formula that nobody worked out yet.
                (Data::Empty, Data::String(text)) => assert_eq!(text, ""),
                _ => assert_eq!(value, wanted),
            }
        }
        assert_eq!(found.len(), range.used_cells().count());
        assert_eq!(found.len(), 7 * 200);
    }

    #[test]
    fn two_cells_far_apart_take_no_room_between_them() {
        let text = |sign: u8| [&[1, 0, 0][..], &[sign]].concat();
        let far = [
            record(kind::LABEL, &at(0, 0, &text(b'a'))),
            record(kind::LABEL, &at(u16::MAX, u16::MAX, &text(b'b'))),
        ];
        let right = [((0, 0), Data::String("a".into())), ((u16::MAX, u16::MAX), Data::String("b".into()))];
        assert_eq!(cells(&book(0x0600, &[], &far.concat())), right);
    }

    #[test]
    fn signs_of_the_code_page_and_values_of_formulas() {
        let text = GB18030.encode("李小燕").0;
        let said = |bytes: &[u8]| [&[6, 0][..], bytes].concat();
        let records = [
            record(kind::LABEL, &at(0, 0, &said(&text))),
            record(kind::FORMULA, &at(1, 0, &1.5_f64.to_le_bytes())),
            record(kind::FORMULA, &at(1, 1, &[1, 0, 1, 0, 0, 0, 0xFF, 0xFF])),
            record(kind::FORMULA, &at(1, 2, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF])),
            record(kind::STRING, &said(&text)),
            record(kind::BOOL_ERR, &at(1, 3, &[0x2A, 1])),
        ];
        let code_page = record(kind::CODE_PAGE, &936_u16.to_le_bytes());
        let name = || Data::String("李小燕".into());
        let right = [
            ((0, 0), name()),
            ((1, 0), Data::Float(1.5)),
            ((1, 1), Data::Bool(true)),
            ((1, 2), Data::Empty),
            ((1, 2), name()),
            ((1, 3), Data::Empty),
        ];
        assert_eq!(cells(&book(0x0500, &code_page, &records.concat())), right);
    }

    #[test]
    fn what_asks_for_a_password_says_so() {
        assert_eq!(refused(&book(0x0600, &record(kind::FILE_PASS, &[1, 0]), &[])), Some("import.locked"));
        assert_eq!(refused(&file("/EncryptedPackage", b"sealed")), Some("import.locked"));
        assert_eq!(refused(&file("/WordDocument", b"a letter")), Some("import.unreadable"));
        assert_eq!(refused(&book(0x0300, &[], &[])), Some("import.unreadable"));
    }

    #[test]
    fn a_format_that_shows_days_is_told_from_amounts_and_lengths() {
        for format in ["yyyy\"年\"m\"月\"d\"日\"", "DD/MM/YY", "h:mm AM/PM", "[$-804]yyyy-mm-dd;@", "*-yyyy"]
        {
            assert!(shows_days(format), "{format}");
        }
        for format in
            ["General", "0.00", "[h]:mm", "[Red]\"days\"0", "0\\d", "#,##0_d;yyyy", "\"￥\"#,##0.00"]
        {
            assert!(!shows_days(format), "{format}");
        }
    }

    #[test]
    fn rk_numbers_by_the_examples_of_the_format() {
        let number = |bits: u32| rk_number(bits.to_le_bytes());
        assert!((number(0x3FF0_0000) - 1.0).abs() < 1e-12);
        assert!((number(0x3FF0_0001) - 0.01).abs() < 1e-12);
        assert!((number(0x004B_5646) - 1_234_321.0).abs() < 1e-12);
        assert!((number(0x004B_5647) - 12_343.21).abs() < 1e-12);
        assert!((number((-3_i32 << 2).cast_unsigned() | 2) + 3.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn no_record_breaks_it(said in prop::collection::vec((prop::sample::select(vec![
            kind::BOF, kind::EOF, kind::CONTINUE, kind::FORMAT, kind::XF, kind::BOUND_SHEET, kind::SST, kind::NUMBER,
            kind::RK, kind::MUL_RK, kind::LABEL, kind::LABEL_SST, kind::FORMULA, kind::STRING,
        ]), prop::collection::vec(any::<u8>(), 0..40)), 0..20)) {
            let (head, cells): (Vec<_>, Vec<_>) = said.iter().enumerate().partition(|(at, _)| at % 2 == 0);
            let written = |of: Vec<(usize, &(u16, Vec<u8>))>| -> Vec<u8> {
                of.into_iter().flat_map(|(_, (kind, said))| record(*kind, said)).collect()
            };
            if let Ok(book) = Book::open(&book(0x0600, &written(head), &written(cells))) {
                for sheet in book.sheets() {
                    let read = book.cells(*sheet, |_, _| Ok(()));
                    prop_assert!(read.is_ok() || read.is_err_and(|error| error.refusal().is_some()));
                }
            }
        }
    }
}
