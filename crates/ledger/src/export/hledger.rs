use std::fmt::Write;

use kernel::{Money, Result};

use super::{Books, plain};
use crate::accounts::Account;

/// The books as an hledger journal, with an assertion of what every account holds at the end.
pub(crate) fn text(books: &Books) -> Result<String> {
    let mut out = String::from("commodity 1000.00 CNY\n\n");
    let closings = books.closings()?;
    for (account, _) in closings.values() {
        let _ = writeln!(out, "account {}  ; {} {}", path(account), account.code, account.name.zh);
    }
    if !books.openings.is_empty() {
        let _ = writeln!(out, "\n{} * 期初", books.from);
        entries(&mut out, &books.openings);
    }
    for posting in &books.postings {
        let (store, words) = (one_line(posting.store), one_line(posting.words));
        let _ = writeln!(out, "\n{} * ({}) {store} | {words}", posting.day, posting.id);
        let _ = writeln!(out, "    ; document:{}", one_line(posting.document).replace(',', " "));
        entries(&mut out, &posting.entries);
    }
    let _ = writeln!(out, "\n{} * 期末核对", books.until);
    for (account, amount) in closings.values() {
        let _ = writeln!(out, "    {}  0.00 CNY = {} CNY", path(account), plain(*amount));
    }
    Ok(out)
}

fn path(account: &Account) -> String {
    account.full_path()
}

fn entries(out: &mut String, entries: &[(&Account, Money)]) {
    for (account, amount) in entries {
        let _ = writeln!(out, "    {}  {} CNY", path(account), plain(*amount));
    }
}

/// A description: `;` would begin a remark, `|` would end the payee, a line's end would end the entry.
fn one_line(text: &str) -> String {
    let safe = |c: char| match c {
        ';' => '；',
        '|' => '/',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(safe).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::text as of;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_text_keeps_hledgers_rules() {
        let text = of(text);
        let (mut declared, mut held, mut left, mut count) = (vec![], BTreeMap::new(), 0i64, 0);
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(account) = line.strip_prefix("account ") {
                declared.push(account.split("  ").next().expect("a name").to_owned());
            } else if let Some(entry) = line.strip_prefix("    ").filter(|entry| !entry.starts_with(';')) {
                let (account, amount) = entry.split_once("  ").expect("two blanks before the amount");
                assert!(declared.iter().any(|name| name == account), "{account} is declared");
                let (amount, asserted) = amount.split_once(" = ").unwrap_or((amount, ""));
                let fen = |text: &str| {
                    text.trim_end_matches(" CNY").replace('.', "").parse::<i64>().expect("an amount")
                };
                *held.entry(account.to_owned()).or_insert(0) += fen(amount);
                left += fen(amount);
                assert!(asserted.is_empty() || fen(asserted) == held[account], "{line}");
            } else if line.starts_with(|c: char| c.is_ascii_digit()) {
                assert_eq!(left, 0, "before {line}");
                let (day, rest) = line.split_once(' ').expect("a day");
                assert!(day.parse::<jiff::civil::Date>().is_ok() && !rest.contains(';'), "{line}");
                count += 1;
            }
        }
        assert_eq!((left, count), (0, 4), "opening, two postings, the check: {text}");
    }
}
