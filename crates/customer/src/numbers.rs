use std::fmt;

use jiff::civil::date;
use kernel::BusinessDate;

use crate::customer::Sex;

/// A telephone number: digits alone, a mainland number without its country code. Never shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// The number of an identity card, a passport or a permit. Never shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(String);

/// How many signs of a number may be shown.
const END: usize = 4;

macro_rules! hidden {
    ($($name:ident),*) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(…{})", stringify!($name), self.end())
            }
        }

        impl $name {
            /// All of it.
            pub fn whole(&self) -> &str {
                &self.0
            }

            /// The last four, which may be shown.
            pub fn end(&self) -> &str {
                &self.0[self.0.len().saturating_sub(END)..]
            }
        }
    )* };
}
hidden!(Phone, Identity);

impl Phone {
    /// Reads what was typed, with or without spaces, dashes and +86: a mainland mobile has 11 digits, a landline
    /// with its area code 10 to 12, a foreign number 6 to 15 after its `+`.
    pub fn read(text: &str) -> Option<Phone> {
        let kept: String =
            text.chars().filter(|c| !c.is_whitespace() && !"-－()（）.".contains(*c)).collect();
        let kept: String = kept.chars().map(half_width).collect();
        let (abroad, digits) = match kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")) {
            Some(rest) => match rest.strip_prefix("86") {
                Some(home) => (false, home),
                None => (true, rest),
            },
            None => (false, kept.as_str()),
        };
        let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let right = match digits.len() {
            11 if !abroad && digits.starts_with('1') => digits.as_bytes()[1] >= b'3',
            6..=15 if abroad => true,
            7..=8 if !abroad => !digits.starts_with(['0', '1']),
            10..=12 if !abroad => digits.starts_with('0'),
            _ => false,
        };
        let sign = if abroad { "+" } else { "" };
        (all_digits && right).then(|| Phone(format!("{sign}{digits}")))
    }
}

/// `１` is typed by some keyboards.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '＋' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

impl Identity {
    /// Reads what was typed. Eighteen signs are a mainland identity card, whose last one proves the others
    /// (GB 11643); anything else is a passport or permit of 5 to 20 letters and digits.
    pub fn read(text: &str) -> Option<Identity> {
        let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let kept = kept.to_ascii_uppercase();
        let plain = kept.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let right = match kept.len() {
            18 if plain && kept[..17].bytes().all(|b| b.is_ascii_digit()) => proven(&kept),
            5..=20 => plain,
            _ => false,
        };
        right.then_some(Identity(kept))
    }

    /// The birthday and the sex that a mainland identity card tells.
    pub fn tells(&self) -> Option<(BusinessDate, Sex)> {
        let text = Some(&self.0).filter(|text| text.len() == 18 && proven(text))?;
        let number = |from: usize, until: usize| text[from..until].parse::<i16>().ok();
        let (year, month, day) = (number(6, 10)?, number(10, 12)?, number(12, 14)?);
        let born = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        let sex = if number(16, 17)? % 2 == 0 { Sex::Female } else { Sex::Male };
        (born >= date(1900, 1, 1)).then_some((born, sex))
    }
}

/// Does the last sign of an identity card follow from the others?
fn proven(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const SIGNS: &[u8; 11] = b"10X98765432";
    let sum: u32 = text.bytes().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    text.bytes().take(17).all(|b| b.is_ascii_digit())
        && text.as_bytes().get(17) == Some(&SIGNS[(sum % 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_the_same_however_it_is_typed() {
        let typed = ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "１３８12345678"];
        for text in typed {
            assert_eq!(Phone::read(text).expect(text).whole(), "13812345678");
        }
        assert_eq!(Phone::read("021-6248 1234").expect("a landline").whole(), "02162481234");
        assert_eq!(Phone::read("+852 9123 4567").expect("Hong Kong").whole(), "+85291234567");
    }

    #[test]
    fn what_cannot_be_a_number_is_none() {
        for text in ["", "1381234567", "138123456789", "12012345678", "abc", "+", "1381234567a", "110"] {
            assert_eq!(Phone::read(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_end_of_a_number_shows() {
        let phone = Phone::read("13812345678").expect("a number");
        assert_eq!((phone.end(), format!("{phone:?}").as_str()), ("5678", "Phone(…5678)"));
    }

    #[test]
    fn an_identity_card_proves_itself_and_tells_birthday_and_sex() {
        let card = Identity::read("11010519491231002X").expect("the standard's own example");
        assert_eq!(card.tells(), Some((date(1949, 12, 31), Sex::Female)));
        assert_eq!(Identity::read("110105194912310021"), None);
        let passport = Identity::read("e1234567-8").expect("a passport");
        assert_eq!((passport.whole(), passport.tells()), ("E12345678", None));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_them(text in "\\PC{0,24}") {
            let _ = Phone::read(&text).map(|phone| phone.end().len());
            let _ = Identity::read(&text).map(|identity| identity.tells());
        }
    }
}
