use std::fmt::Write;

use kernel::{Money, Result};

use super::{Books, plain};
use crate::accounts::Account;

/// The books as Beancount text: accounts opened, postings, and at the end what every account must hold, so that the
/// program that reads it proves it.
pub(crate) fn text(books: &Books) -> Result<String> {
    let mut out = String::from("option \"title\" \"dianwu\"\noption \"operating_currency\" \"CNY\"\n\n");
    let closings = books.closings()?;
    for (account, _) in closings.values() {
        let _ = writeln!(out, "{} open {} CNY", account.from, account.full_path());
        let _ = writeln!(out, "  code: {}", quoted(&account.code));
        let _ = writeln!(out, "  name: {}", quoted(&account.name.zh));
    }
    if !books.openings.is_empty() {
        let _ = writeln!(out, "\n{} * \"期初\"", books.from);
        entries(&mut out, &books.openings);
    }
    for posting in &books.postings {
        let _ = writeln!(out, "\n{} * {} {}", posting.day, quoted(posting.store), quoted(posting.words));
        let _ = writeln!(out, "  posting: \"{}\"", posting.id);
        let _ = writeln!(out, "  document: {}", quoted(posting.document));
        entries(&mut out, &posting.entries);
    }
    let after = books.until.tomorrow().unwrap_or(books.until);
    out.push('\n');
    for (account, amount) in closings.values() {
        let _ = writeln!(out, "{after} balance {} {} CNY", account.full_path(), plain(*amount));
    }
    Ok(out)
}

fn entries(out: &mut String, entries: &[(&Account, Money)]) {
    for (account, amount) in entries {
        let _ = writeln!(out, "  {}  {} CNY", account.full_path(), plain(*amount));
    }
}

/// A text between quotes, on one line.
fn quoted(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", one_line.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FROM, UNTIL, text as of};
    use super::*;
    use std::collections::BTreeMap;

    /// Reads the text by Beancount's own rules: opened before use, dates, quotes, sums, balances.
    fn read(text: &str) -> (usize, BTreeMap<String, i64>) {
        let (mut opened, mut held, mut left, mut count) = (BTreeMap::new(), BTreeMap::new(), 0, 0);
        let mut day = FROM;
        for line in text.lines().filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match line.strip_prefix("  ") {
                Some(_) if words[0].ends_with(':') => {
                    assert!(words[0].starts_with(|c: char| c.is_ascii_lowercase()), "{line}")
                }
                Some(_) => {
                    let [account, amount, "CNY"] = words[..] else { panic!("{line:?}") };
                    assert!(opened[account] <= day, "{account} is used before it is opened");
                    let fen: i64 = amount.replace('.', "").parse().expect("an amount");
                    *held.entry(account.to_owned()).or_insert(0) += fen;
                    left += fen;
                }
                None if words[0] == "option" => {}
                None => {
                    assert_eq!(left, 0, "before {line:?}");
                    day = words[0].parse().expect("a day");
                    match words[1] {
                        "open" => drop(opened.insert(words[2].to_owned(), day)),
                        "balance" => {
                            assert_eq!(held[words[2]].to_string(), words[3].replace('.', ""), "{line}")
                        }
                        "*" => {
                            count += 1;
                            let free = line.replace("\\\\", "").replace("\\\"", "");
                            assert!(matches!(free.matches('"').count(), 2 | 4), "{line:?}");
                        }
                        other => panic!("{other} in {line:?}"),
                    }
                }
            }
        }
        assert_eq!(left, 0);
        (count, held)
    }

    #[test]
    fn the_text_keeps_beancounts_rules() {
        let text = of(text);
        let (count, held) = read(&text);
        assert_eq!(count, 3, "the opening and two postings, whatever the words say: {text}");
        assert_eq!(held["Liabilities:Contract:ValuePrincipal"], -500_000 + 434_05);
        assert!(text.contains("2026-12-01 balance Assets:Bank 1000000.00 CNY"), "{UNTIL} is included");
    }

    #[test]
    fn nothing_in_the_words_ends_the_quote() {
        assert_eq!(quoted("a\"b\\\nc"), r#""a\"b\\ c""#);
    }
}
