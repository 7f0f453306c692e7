//! What a file asks for besides who she is, and whether it is complete.
use std::collections::BTreeMap;

use kernel::{Problems, Result, Words, codes};
use serde::Deserialize;

use crate::data::data;
use crate::store::CustomerRow;

codes! {
    /// How a field is filled in.
    pub enum FieldKind {
        /// In words.
        Text = "text",
        /// By one of several.
        Choice = "choice",
        /// By any of several.
        Ticks = "ticks",
    }
}

/// A field of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub code: String,
    pub kind: FieldKind,
    pub zh: String,
    pub en: String,
    /// Does a complete file have it?
    #[serde(default)]
    pub needed: bool,
    /// Code and name in both languages.
    #[serde(default)]
    pub choices: Vec<(String, String, String)>,
}

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub field: Vec<Field>,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileShape {
    pub needed: Vec<String>,
    pub section: Vec<Section>,
}

/// What was filled in, by field; of several ticks the codes, a comma between.
pub(crate) type Facts = BTreeMap<String, String>;

/// Words of a field are no longer than this.
const LONGEST: usize = 200;

impl Field {
    pub fn name(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }

    /// The names of what was chosen, or the words themselves.
    pub fn read(&self, value: &str) -> Words {
        if self.kind == FieldKind::Text {
            return Words::new(value, value);
        }
        let codes: Vec<&str> = value.split(',').collect();
        let chosen: Vec<_> =
            self.choices.iter().filter(|(code, ..)| codes.contains(&code.as_str())).collect();
        let zh: Vec<&str> = chosen.iter().map(|(_, zh, _)| zh.as_str()).collect();
        let en: Vec<&str> = chosen.iter().map(|(.., en)| en.as_str()).collect();
        Words::new(zh.join("、"), en.join(", "))
    }

    fn takes(&self, value: &str) -> bool {
        let known = |code: &str| self.choices.iter().any(|(choice, ..)| choice == code);
        match self.kind {
            FieldKind::Text => value.chars().count() <= LONGEST,
            FieldKind::Choice => known(value),
            FieldKind::Ticks => value.split(',').all(known),
        }
    }
}

impl FileShape {
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.section.iter().flat_map(|section| &section.field)
    }

    /// What was typed: `fact.FIELD`, and `fact.FIELD.CHOICE` for each tick. What is not known or does not fit is named.
    pub fn parse(&self, typed: &BTreeMap<String, String>, wrong: &mut Problems) -> Facts {
        let mut facts = Facts::new();
        for (name, value) in typed {
            let Some(code) = name.strip_prefix("fact.") else { continue };
            let (code, tick) = code.split_once('.').map_or((code, None), |(code, tick)| (code, Some(tick)));
            let value = match tick {
                Some(tick) if value == "yes" => tick,
                Some(_) if !value.is_empty() => {
                    wrong.add(name, "not_a_choice");
                    continue;
                }
                _ => value.trim(),
            };
            match self.fields().find(|field| field.code == code) {
                None => wrong.add(name, "unknown"),
                Some(_) if value.is_empty() => {}
                Some(field) if field.takes(value) => {
                    let ticks = facts.entry(code.to_owned()).or_default();
                    *ticks = if ticks.is_empty() { value.to_owned() } else { format!("{ticks},{value}") };
                }
                Some(field) if field.kind == FieldKind::Text => wrong.add(name, "limit"),
                Some(_) => wrong.add(name, "not_a_choice"),
            }
        }
        facts
    }

    /// The same as fields of a form.
    pub fn typed(&self, facts: &Facts) -> BTreeMap<String, String> {
        let mut typed = BTreeMap::new();
        for field in self.fields() {
            let Some(value) = facts.get(&field.code) else { continue };
            if field.kind == FieldKind::Ticks {
                let ticks =
                    value.split(',').map(|tick| (format!("fact.{}.{tick}", field.code), "yes".to_owned()));
                typed.extend(ticks);
            } else {
                typed.insert(format!("fact.{}", field.code), value.clone());
            }
        }
        typed
    }
}

/// The codes of what a file still lacks, in the order of the form.
pub(crate) fn lacks(row: &CustomerRow, facts: &Facts) -> Result<Vec<String>> {
    let shape = &data()?.file;
    let there = |code: &str| match code {
        "phone" => row.phone_end.is_some(),
        "sex" => row.sex.is_some(),
        "birthday" => row.birthday.is_some(),
        "source" => row.source.is_some(),
        "consultant" => row.consultant_id.is_some(),
        "therapist" => row.therapist_id.is_some(),
        _ => false,
    };
    let own = shape.needed.iter().filter(|code| !there(code)).cloned();
    let needed = shape.fields().filter(|field| field.needed && !facts.contains_key(&field.code));
    Ok(own.chain(needed.map(|field| field.code.clone())).collect())
}

/// As the row keeps it: each code ended by a comma, so that one is found in the midst of others.
pub(crate) fn lacks_text(lacks: &[String]) -> String {
    lacks.iter().map(|code| format!("{code},")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_a_field_is_named() {
        let shape = &data().expect("data").file;
        let typed = [
            ("fact.skin_type", "moon"),
            ("fact.skin_problems.acne", "yes"),
            ("fact.skin_problems.pores", "yes"),
            ("fact.skin_problems.moon", "yes"),
            ("fact.job", ""),
            ("fact.unheard", "x"),
            ("once", "12345678"),
        ];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut wrong = Problems::default();
        let facts = shape.parse(&typed, &mut wrong);
        assert_eq!(facts, Facts::from([("skin_problems".to_owned(), "acne,pores".to_owned())]));
        let named: Vec<&str> = wrong.all().iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(named, ["fact.skin_problems.moon", "fact.skin_type", "fact.unheard"]);
        assert_eq!(shape.parse(&shape.typed(&facts), &mut Problems::default()), facts, "and back");
    }

    #[test]
    fn a_file_lacks_what_the_data_asks_for() {
        let bare = CustomerRow::sample();
        let all = lacks(&bare, &Facts::new()).expect("data");
        assert!(all.contains(&"phone".to_owned()) && all.contains(&"skin_type".to_owned()), "{all:?}");
        let facts = Facts::from([("skin_type".to_owned(), "dry".to_owned())]);
        assert!(!lacks(&bare, &facts).expect("data").contains(&"skin_type".to_owned()));
        assert_eq!(lacks_text(&["phone".into(), "sex".into()]), "phone,sex,");
    }

    #[test]
    fn choices_are_read_in_both_languages() {
        let shape = &data().expect("data").file;
        let field = shape.fields().find(|field| field.code == "skin_problems").expect("a field");
        assert_eq!(field.read("acne,pores"), Words::new("痘痘、毛孔粗大", "Acne, Large pores"));
    }
}
