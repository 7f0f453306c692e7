//! How cells are read: money, days, counts, sexes as people and programs write them. None where it is something else.

use customer::{Phone, Sex};
use kernel::{BusinessDate, Money};

use crate::kind::Reads;

/// The same text for the same thing, however it is written: `298` and `¥298.00`, `2025/1/3` and `2025-01-03`.
pub fn plain(reads: Reads, text: &str) -> String {
    let read = match reads {
        Reads::Text => None,
        Reads::Money => money(text).map(|money| money.in_fen().to_string()),
        Reads::Day => day(text).map(|day| day.to_string()),
        Reads::Count => count(text).map(|count| count.to_string()),
        Reads::Phone => Phone::read(text).map(|phone| phone.whole().to_owned()),
        Reads::Sex => sex(text).map(|sex| sex.code().to_owned()),
    };
    read.unwrap_or_else(|| half_width(text).to_lowercase())
}

/// Full-width signs as plain ones.
fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '−' | '—' => '-',
        c => c,
    };
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// `298`, `¥1,234.5`, `１２元`, `-3.00`, `(3.00)`; zeros beyond the fen are none.
pub fn money(text: &str) -> Option<Money> {
    let text = half_width(text);
    let text = text.trim_end_matches(['元', '圆']).trim();
    let (negative, text) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner.to_owned()),
        None => (false, text.to_owned()),
    };
    let text = text.replace(['¥', '￥', ' '], "");
    let text = match text.split_once('.') {
        Some((yuan, fen))
            if fen.len() > 2 && fen.is_char_boundary(2) && fen[2..].bytes().all(|b| b == b'0') =>
        {
            format!("{yuan}.{}", &fen[..2])
        }
        _ => text,
    };
    let money: Money = text.parse().ok()?;
    Some(if negative { -money } else { money })
}

/// `2026-11-24`, `2026/11/4`, `2026.11.24`, `2026年11月24日`, `20261124`; what stands after it, a time, is left out.
pub fn day(text: &str) -> Option<BusinessDate> {
    let text = half_width(text);
    let text = text.split([' ', 'T']).next().unwrap_or("");
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            (&all[..4], &all[4..6], &all[6..])
        }
        _ => return None,
    };
    let found = BusinessDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1900..2200).contains(&found.year()).then_some(found)
}

/// `10`, `10次`, `10.0`.
pub fn count(text: &str) -> Option<i64> {
    let text = half_width(text).replace(',', "");
    let text = text.trim_end_matches(['次', '件', '个', '盒', '瓶', '分', '钟']).trim();
    let whole = match text.split_once('.') {
        Some((whole, rest)) if !rest.is_empty() && rest.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok().filter(|count: &i64| count.abs() <= 1_000_000)
}

/// `女`, `男`, `female`, `M`.
pub fn sex(text: &str) -> Option<Sex> {
    match half_width(text).to_lowercase().as_str() {
        "女" | "女士" | "女性" | "female" | "f" => Some(Sex::Female),
        "男" | "男士" | "男性" | "先生" | "male" | "m" => Some(Sex::Male),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn money_as_it_is_written() {
        let fen = |text| money(text).map(Money::in_fen);
        for text in ["1234.5", "¥1,234.50", "１２３４．５０元", " 1234.500000 ", "￥ 1234.50"] {
            assert_eq!(fen(text), Some(1234_50), "{text}");
        }
        assert_eq!((fen("(3.00)"), fen("-3"), fen("0.00")), (Some(-300), Some(-300), Some(0)));
        for text in ["", "1.005", "abc", "1e3", "12元5角", "1.2.3"] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    #[test]
    fn days_as_they_are_written() {
        let right = Some(date(2026, 11, 4));
        for text in
            ["2026-11-04", "2026/11/4", "2026.11.4", "2026年11月4日", "20261104", "2026-11-04 18:30:00"]
        {
            assert_eq!(day(text), right, "{text}");
        }
        for text in ["", "2026-02-30", "11/04/2026", "26-11-04", "45000", "二〇二六年"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn counts_and_sexes() {
        assert_eq!(
            (count("10次"), count("10.0"), count("1,000"), count("1.5")),
            (Some(10), Some(10), Some(1000), None)
        );
        assert_eq!((sex("女士"), sex("M"), sex("?")), (Some(Sex::Female), Some(Sex::Male), None));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_them(text in "\\PC{0,24}") {
            let _ = (money(&text), day(&text), count(&text), sex(&text));
        }

        #[test]
        fn what_we_write_we_read(fen in -1_000_000_000i64..1_000_000_000, days in 0i64..80_000) {
            let amount = Money::fen(fen).expect("in range");
            prop_assert_eq!(money(&amount.to_string()), Some(amount));
            let one = date(1950, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!(day(&one.to_string()), Some(one));
            prop_assert_eq!(day(&one.strftime("%Y/%m/%d").to_string()), Some(one));
            prop_assert_eq!(day(&one.strftime("%Y%m%d").to_string()), Some(one));
        }
    }
}
