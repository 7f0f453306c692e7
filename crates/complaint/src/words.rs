//! The names that are data: causes of complaints, remedies, kinds of special situations.

use kernel::{BusinessDate, Result, Shipped, Words};
use serde::Deserialize;

/// Something with a code and a name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// As it is kept.
    pub code: String,
    /// As it is read.
    pub name: Words,
    /// The last day on which it is offered.
    pub last_day: Option<BusinessDate>,
}

/// All the names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Why customers complain (投诉原因).
    pub cause: Vec<Named>,
    /// What makes up for it (补救).
    pub remedy: Vec<Named>,
    /// Kinds of special situations (特殊情况).
    pub situation: Vec<Named>,
}

/// The name of a code, also of one that is no longer offered.
pub fn name(all: &[Named], code: &str) -> Words {
    let found = all.iter().find(|named| named.code == code);
    found.map_or_else(|| Words::new(code, code), |named| named.name.clone())
}

/// Those offered on a day.
pub fn offered(all: &[Named], day: BusinessDate) -> impl Iterator<Item = &Named> {
    all.iter().filter(move |named| named.last_day.is_none_or(|last| day <= last))
}

/// Is a code offered on a day?
pub fn is_offered(all: &[Named], code: &str, day: BusinessDate) -> bool {
    offered(all, day).any(|named| named.code == code)
}

/// The names that are shipped.
pub fn vocabulary() -> Result<&'static Vocabulary> {
    static READ: Shipped<Vocabulary> = Shipped::new(include_str!("../data/words.toml"));
    READ.get()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_there_once_and_has_both_names() {
        let vocabulary = vocabulary().expect("the shipped names");
        for all in [&vocabulary.cause, &vocabulary.remedy, &vocabulary.situation] {
            let codes: BTreeSet<&str> = all.iter().map(|named| named.code.as_str()).collect();
            assert_eq!(codes.len(), all.len());
            assert!(all.iter().all(|named| !named.name.zh.is_empty() && !named.name.en.is_empty()));
        }
    }

    #[test]
    fn what_is_no_longer_offered_keeps_its_name() {
        let old = Named {
            code: "noise".into(),
            name: Words::new("噪音", "Noise"),
            last_day: Some(jiff::civil::date(2026, 3, 1)),
        };
        let all = [old];
        assert!(is_offered(&all, "noise", jiff::civil::date(2026, 3, 1)));
        assert!(!is_offered(&all, "noise", jiff::civil::date(2026, 3, 2)));
        assert_eq!(name(&all, "noise").zh, "噪音");
    }
}
