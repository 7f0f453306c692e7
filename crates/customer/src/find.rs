//! What a customer is found by, and what of it was typed.
use std::collections::BTreeSet;

use crate::store::CustomerRow;

/// What kind of key it is: the first byte of each.
const NAME: u8 = b'n';
const READING: u8 = b'p';
const INITIALS: u8 = b'i';
const PHONE: u8 = b'e';
const NUMBER: u8 = b'c';
/// The end of the telephone number with the name, the reading or the initials after it: what one says of a customer who
/// rings up is one range, however many share her surname.
const PHONE_NAME: u8 = b'h';
const PHONE_READING: u8 = b'q';
const PHONE_INITIALS: u8 = b'j';

/// So many digits of the telephone number are its end (尾号).
const END: usize = 4;

/// No key is longer: whoever typed so much has found it.
const LONGEST: usize = 48;

/// What of a file is searched.
pub(crate) struct Findable<'a> {
    pub name: &'a str,
    pub number: i64,
    pub card: Option<&'a str>,
    pub phone_end: Option<&'a str>,
}

impl<'a> Findable<'a> {
    /// What of this file is searched.
    pub fn of(row: &'a CustomerRow) -> Findable<'a> {
        Findable {
            name: &row.name,
            number: row.number,
            card: row.card.as_deref(),
            phone_end: row.phone_end.as_deref(),
        }
    }
}

/// All keys that begin with what was typed: from the first (included) to the second (not).
pub(crate) type Range = (Vec<u8>, Vec<u8>);

impl Findable<'_> {
    /// The keys that are kept: the name, its reading and its initials, each whole and without the surname; the end
    /// of the telephone number, alone and before each of them; the numbers of file and card.
    pub fn keys(&self) -> BTreeSet<Vec<u8>> {
        let mut keys = self.keys_from(|sign, signs| sign < 2 || (sign == 2 && signs == 4));
        let Some(end) = self.phone_end else { return keys };
        let name = self.name.trim().to_lowercase();
        let read = org::reading(&name);
        let initials: String = read.iter().filter_map(|syllable| syllable.chars().next()).collect();
        for (kind, words) in [(PHONE_NAME, name), (PHONE_READING, read.concat()), (PHONE_INITIALS, initials)]
        {
            keys.insert(key(kind, &format!("{end}{words}")));
        }
        keys
    }

    /// Does a term fit? Beginning at any sign of the name, because one looks at few.
    pub fn fits(&self, term: &Term) -> bool {
        let keys = self.keys_from(|_, _| true);
        term.ranges().iter().any(|(from, until)| keys.range(from.clone()..until.clone()).next().is_some())
    }

    fn keys_from(&self, begins: impl Fn(usize, usize) -> bool) -> BTreeSet<Vec<u8>> {
        let name: String = self.name.trim().to_lowercase();
        let read = org::reading(&name);
        let mut keys = BTreeSet::new();
        let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
        for (sign, at) in starts.iter().enumerate().filter(|(sign, _)| begins(*sign, starts.len())) {
            if sign == 0 || !name[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
                keys.insert(key(NAME, name[*at..].trim_start()));
            }
        }
        for (sign, _) in read.iter().enumerate().filter(|(sign, _)| begins(*sign, read.len())) {
            keys.insert(key(READING, &read[sign..].concat()));
        }
        let initials: String = read.iter().filter_map(|syllable| syllable.chars().next()).collect();
        keys.insert(key(INITIALS, &initials));
        keys.insert(key(NUMBER, &self.number.to_string()));
        keys.extend(self.card.map(|card| key(NUMBER, &card.to_lowercase())));
        keys.extend(self.phone_end.map(|end| key(PHONE, end)));
        keys
    }
}

fn key(kind: u8, text: &str) -> Vec<u8> {
    let mut key = vec![kind];
    for c in text.chars() {
        if key.len() + c.len_utf8() > LONGEST {
            break;
        }
        key.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    key
}

/// One word of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term(String);

impl Term {
    /// The words of what was typed; the one that tells most comes first: digits, then characters, then letters.
    pub fn all(typed: &str) -> Vec<Term> {
        let words = typed.split([' ', '\u{3000}', '\t', ',', '，']).filter(|word| !word.is_empty());
        let mut terms: Vec<Term> =
            words.map(|word| Term(word.to_lowercase().replace('ü', "v").replace('\'', ""))).collect();
        terms.retain(|term| !term.0.is_empty());
        terms.sort_by_key(|term| (term.rank(), std::cmp::Reverse(term.0.len())));
        terms
    }

    /// The words as one, where they may be a name written with gaps: `li xiao yan`.
    pub fn joined(typed: &str) -> Option<Term> {
        let whole: String = typed.split_whitespace().collect();
        let is_name =
            typed.trim().contains(char::is_whitespace) && !whole.bytes().any(|b| b.is_ascii_digit());
        Term::all(&whole).pop().filter(|_| is_name)
    }

    fn rank(&self) -> u8 {
        if self.0.bytes().any(|b| b.is_ascii_digit()) {
            0
        } else if !self.0.is_ascii() {
            1
        } else {
            2
        }
    }

    /// Where to look, the most telling first.
    pub fn ranges(&self) -> Vec<Range> {
        let kinds: &[u8] = match self.0.bytes().all(|b| b.is_ascii_digit()) {
            true if self.0.len() <= 4 => &[PHONE, NUMBER],
            true => &[NUMBER],
            false if !self.0.is_ascii() => &[NAME],
            false => &[INITIALS, READING, NUMBER, NAME],
        };
        kinds.iter().map(|kind| beginning(*kind, &self.0)).collect()
    }

    /// Where to look for the end of a telephone number and the beginning of a name, said together.
    pub fn ranges_with_end(terms: &[Term]) -> Vec<Range> {
        let [end, word] = terms else { return vec![] };
        let is_end = end.0.len() == END && end.0.bytes().all(|b| b.is_ascii_digit());
        if !is_end || word.rank() == 0 {
            return vec![];
        }
        let kinds: &[u8] = match word.0.is_ascii() {
            true => &[PHONE_INITIALS, PHONE_READING, PHONE_NAME],
            false => &[PHONE_NAME],
        };
        kinds.iter().map(|kind| beginning(*kind, &format!("{}{}", end.0, word.0))).collect()
    }
}

/// All keys of a kind that begin with a text.
fn beginning(kind: u8, text: &str) -> Range {
    let from = key(kind, text);
    let mut until = from.clone();
    // No byte of UTF-8 is 0xFF.
    if let Some(last) = until.last_mut() {
        *last += 1;
    }
    (from, until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &str) -> Findable<'_> {
        Findable { name, number: 100_023, card: Some("VIP-88"), phone_end: Some("5678") }
    }

    fn finds(name: &str, typed: &str) -> bool {
        let keys = of(name).keys();
        let mut terms = Term::all(typed).into_iter();
        let first = terms.next().expect("a word");
        first.ranges().iter().any(|(from, until)| keys.range(from.clone()..until.clone()).next().is_some())
            && terms.all(|term| of(name).fits(&term))
    }

    #[test]
    fn a_customer_is_found_by_whatever_people_say_of_her() {
        for typed in
            ["李", "李小", "小燕", "li", "lixiaoy", "xiaoyan", "lxy", "LXY", "56", "5678", "100023", "vip-8"]
        {
            assert!(finds("李小燕", typed), "{typed}");
        }
        for typed in ["王", "wang", "燕小", "xly", "5679", "6780", "00023"] {
            assert!(!finds("李小燕", typed), "{typed}");
        }
    }

    #[test]
    fn several_words_must_all_fit() {
        assert!(finds("李小燕", "li 5678") && finds("李小燕", "李 燕 56") && finds("Anna Lee", "anna lee"));
        assert!(!finds("李小燕", "li 1111"));
    }

    #[test]
    fn a_name_and_the_end_of_the_number_are_one_range() {
        let found = |typed: &str| {
            let (keys, ranges) = (of("李小燕").keys(), Term::ranges_with_end(&Term::all(typed)));
            ranges.iter().any(|(from, until)| keys.range(from.clone()..until.clone()).next().is_some())
        };
        for typed in ["李 5678", "5678 李小", "li 5678", "lix 5678", "lxy 5678", "5678 LI"] {
            assert!(found(typed), "{typed}");
        }
        for typed in ["王 5678", "李 5679", "李 78", "5678", "李 小 5678", "5678 5678"] {
            assert!(!found(typed), "{typed}");
        }
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        let read = [
            ("单晓敏", "shan"),
            ("曾敏", "zeng"),
            ("仇敏", "qiu"),
            ("解敏", "xie"),
            ("查敏", "zha"),
            ("任敏", "ren"),
            ("华敏", "hua"),
            ("区敏", "ou"),
            ("盖敏", "ge"),
            ("尉迟敏", "yuchi"),
            ("欧阳小敏", "ouyang"),
        ];
        for (name, typed) in read {
            assert!(finds(name, typed), "{name} {typed}");
        }
        assert!(finds("欧阳小敏", "xiaomin") && finds("尉迟敏", "ycm") && finds("吕敏", "lvm"));
    }

    proptest! {
        #[test]
        fn everybody_is_found_by_the_beginning_of_her_name(name in "[一-龥]{2,4}", length in 1usize..4) {
            let typed: String = name.chars().take(length).collect();
            prop_assert!(finds(&name, &typed));
            let read = org::reading(&name).concat();
            prop_assume!(read.is_ascii(), "some old characters have no reading");
            let typed: String = read.chars().take(length + 1).collect();
            prop_assert!(finds(&name, &typed));
        }

        #[test]
        fn nothing_typed_breaks_the_search(typed in "\\PC{0,80}", name in "\\PC{0,60}") {
            for term in Term::all(&typed) {
                prop_assert!(term.ranges().iter().all(|(from, until)| from < until));
                of(&name).fits(&term);
            }
        }
    }
}
