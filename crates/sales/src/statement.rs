//! What terminals and platforms say of a day (对账单), as a file: read, and matched with the tenders.

use std::collections::BTreeMap;

use kernel::{BusinessDate, Money, Result, parse_day};

use crate::refused::Refused;
use crate::store::TenderId;

/// One row of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// By which number.
    pub reference: String,
    /// How much; a refund is negative.
    pub amount: Money,
    /// On which day, where it says so.
    pub day: Option<BusinessDate>,
}

/// Columns are found by their headings, as the files of WeChat, Alipay and the banks' terminals call them.
const REFERENCE: [&str; 8] =
    ["商户订单号", "微信订单号", "交易号", "参考号", "检索参考号", "流水号", "reference", "订单号"];
const AMOUNT: [&str; 7] = ["订单金额", "应结订单金额", "交易金额", "收入", "金额", "amount", "入账金额"];
const DAY: [&str; 5] = ["交易时间", "交易日期", "日期", "时间", "date"];

/// The text of a file, in UTF-8 or as the platforms write it, in GB18030.
pub fn decoded(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes);
    text.unwrap_or_else(|other| encoding_rs::GB18030.decode(other.as_bytes()).0.into_owned())
}

/// Reads a file of lines; what comes before the headings and after the last row is left alone.
pub fn read(text: &str) -> Result<Vec<Said>> {
    let text = text.trim_start_matches('\u{feff}');
    let rows = rows_of(text);
    let place = |row: &[String], names: &[&str]| {
        names.iter().find_map(|name| row.iter().position(|cell| cell.to_lowercase().starts_with(name)))
    };
    let headings = |row: &[String]| place(row, &REFERENCE).zip(place(row, &AMOUNT));
    let head =
        rows.iter().enumerate().find_map(|(at, (_, row))| Some((at, headings(row)?, place(row, &DAY))));
    let (head, (reference, amount), day) = head.ok_or(Refused::NotAStatement { line: 1 })?;
    let cell = |row: &[String], at: Option<usize>| at.and_then(|at| row.get(at).cloned()).unwrap_or_default();
    let mut said = vec![];
    for (line, row) in rows.iter().skip(head + 1) {
        let (number, sum) = (cell(row, Some(reference)), cell(row, Some(amount)));
        if number.is_empty() && said.is_empty() && sum.is_empty() {
            continue;
        }
        if number.is_empty() || sum.is_empty() {
            break;
        }
        let amount = sum.trim_start_matches('+').parse::<Money>();
        let amount = amount.map_err(|_| Refused::NotAStatement { line: *line })?;
        if amount != Money::ZERO {
            let day = cell(row, day);
            said.push(Said { reference: number, amount, day: parse_day(&date_part(&day)) });
        }
    }
    if said.is_empty() { Err(Refused::NotAStatement { line: rows[head].0 + 1 }.into()) } else { Ok(said) }
}

/// The cells of a file, with the number of each line. Platforms put a back-tick before numbers, so that spreadsheets
/// leave them whole.
fn rows_of(text: &str) -> Vec<(u64, Vec<String>)> {
    let plain = |cell: &str| cell.trim().trim_start_matches('`').trim().to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().filter_map(std::result::Result::ok);
    records
        .map(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            (line, record.iter().map(plain).collect())
        })
        .collect()
}

fn date_part(text: &str) -> String {
    text.split([' ', 'T']).next().unwrap_or_default().replace('/', "-")
}

/// A tender that may be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Booked {
    pub tender: TenderId,
    pub reference: String,
    pub amount: Money,
}

/// Which row is which tender: by its number first, then by its amount where only one of each is left of it.
pub(crate) fn matched(said: &[(i64, Said)], booked: &[Booked]) -> Vec<(i64, TenderId)> {
    let mut pairs = vec![];
    let mut open: Vec<&Booked> = booked.iter().collect();
    let mut left: Vec<&(i64, Said)> = vec![];
    for row in said {
        let same = |one: &&Booked| {
            !one.reference.is_empty() && one.reference == row.1.reference && one.amount == row.1.amount
        };
        match open.iter().position(same) {
            Some(place) => pairs.push((row.0, open.remove(place).tender)),
            None => left.push(row),
        }
    }
    let mut by_amount: BTreeMap<Money, (Vec<i64>, Vec<TenderId>)> = BTreeMap::new();
    left.iter().for_each(|(key, said)| by_amount.entry(said.amount).or_default().0.push(*key));
    let unnamed = open.iter().filter(|one| one.reference.is_empty());
    unnamed.for_each(|one| by_amount.entry(one.amount).or_default().1.push(one.tender));
    for (rows, tenders) in by_amount.into_values() {
        // As many of an amount on both sides are the same ones, whichever is which.
        if rows.len() == tenders.len() {
            pairs.extend(rows.into_iter().zip(tenders));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;
    use kernel::Id;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn booked(id: i64, reference: &str, amount: i64) -> Booked {
        Booked { tender: TenderId::of(id), reference: reference.into(), amount: fen(amount) }
    }

    fn said(key: i64, reference: &str, amount: i64) -> (i64, Said) {
        (key, Said { reference: reference.into(), amount: fen(amount), day: None })
    }

    #[test]
    fn a_platforms_file_is_read_between_its_own_words() {
        let file = "\u{feff}微信支付对账单\n交易时间,微信订单号,商户名,订单金额\n`2026-11-24 10:03:11,`4200001,`花间,`298.00\n\
                    `2026-11-24 12:00:00,`4200002,`花间,\"`1,000.00\"\n总交易单数,,,\n`2,,,`1298.00\n";
        let rows = read(file).expect("read");
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[1].reference.as_str(), rows[1].amount), ("4200002", fen(100_000)));
        assert_eq!(rows[0].day, Some(jiff::civil::date(2026, 11, 24)));
    }

    #[test]
    fn what_is_no_statement_says_where() {
        let line = |file: &str| {
            let error = read(file).expect_err("refused");
            error.refusal().map(|refusal| refusal.args[0].1.clone())
        };
        assert_eq!(line("你好"), Some("1".into()));
        assert_eq!(line("流水号,金额\nA1,一百"), Some("2".into()));
        assert_eq!(line("流水号,金额\n"), Some("2".into()));
    }

    #[test]
    fn numbers_match_first_and_amounts_only_where_they_are_clear() {
        let rows = [said(1, "A", 100), said(2, "B", 200), said(3, "C", 300), said(4, "D", 300)];
        let tenders = [booked(11, "A", 100), booked(12, "", 200), booked(13, "", 300)];
        assert_eq!(matched(&rows, &tenders), [(1, TenderId::of(11)), (2, TenderId::of(12))]);
        let tenders = [booked(13, "", 300), booked(14, "", 300)];
        assert_eq!(matched(&rows[2..], &tenders).len(), 2, "two and two of the same amount");
        assert_eq!(matched(&[said(1, "A", 100)], &[booked(11, "A", 99)]), [], "another amount");
    }

    proptest! {
        #[test]
        fn nothing_is_matched_twice(rows in prop::collection::vec((0i64..4, 1i64..4), 0..8), tenders in prop::collection::vec((0i64..4, 1i64..4), 0..8)) {
            let reference = |n: i64| if n == 0 { String::new() } else { format!("R{n}") };
            let rows: Vec<_> = rows.iter().enumerate().map(|(key, (r, amount))| said(key as i64, &reference(*r), *amount)).collect();
            let tenders: Vec<_> = tenders.iter().enumerate().map(|(id, (r, amount))| booked(id as i64 + 1, &reference(*r), *amount)).collect();
            let pairs = matched(&rows, &tenders);
            let mut keys: Vec<_> = pairs.iter().map(|pair| pair.0).collect();
            let mut ids: Vec<_> = pairs.iter().map(|pair| pair.1).collect();
            keys.sort_unstable();
            ids.sort_unstable();
            let before = (keys.len(), ids.len());
            keys.dedup();
            ids.dedup();
            prop_assert_eq!((keys.len(), ids.len()), before);
            for (key, id) in pairs {
                prop_assert_eq!(rows[key as usize].1.amount, tenders[id.get() as usize - 1].amount);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            let _ = read(&text);
        }

        #[test]
        fn no_file_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), head in "(流水号,金额\n)?") {
            let file = [GB18030.encode(&head).0.as_ref(), &bytes].concat();
            if let Ok(rows) = read(&decoded(file)) {
                prop_assert!(rows.iter().all(|row| !row.reference.is_empty() && row.amount != Money::ZERO));
            }
        }
    }
}
