//! What the slice goes by and a centre may see differently: channels, warnings, the fields of the file.
use kernel::{Result, Shipped, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::AssessmentKind;
use crate::file::FileShape;
use crate::warning::WarningKind;

/// Something named in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

impl Named {
    /// The name in both languages.
    pub fn words(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }
}

/// A kind of warning, and what it forbids.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct WarningEntry {
    pub code: String,
    pub kind: WarningKind,
    pub zh: String,
    pub en: String,
    #[serde(flatten)]
    pub forbids: Forbids,
    /// Is it asked until when it holds?
    #[serde(default)]
    pub asks_end: bool,
}

/// What a warning forbids, or calls for a look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forbids {
    /// Every treatment.
    #[serde(default)]
    pub all: bool,
    /// Families of treatments, as the catalogue has them.
    #[serde(default)]
    pub families: Vec<String>,
    /// Kinds of equipment.
    #[serde(default)]
    pub equipment: Vec<String>,
    /// Words in what a treatment uses.
    #[serde(default)]
    pub words: Vec<String>,
}

#[derive(Deserialize)]
struct Sources {
    source: Vec<Named>,
}

#[derive(Deserialize)]
struct Warnings {
    warning: Vec<WarningEntry>,
}

/// What is agreed to by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Purpose {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub edition: String,
    pub zh_text: String,
    pub en_text: String,
}

#[derive(Deserialize)]
struct Consents {
    purpose: Vec<Purpose>,
}

#[derive(Deserialize)]
struct Assessments {
    kind: Vec<AssessmentKind>,
}

/// Everything that ships.
pub(crate) struct Data {
    pub sources: &'static [Named],
    pub warnings: &'static [WarningEntry],
    pub file: &'static FileShape,
    pub purposes: &'static [Purpose],
    pub assessments: &'static [AssessmentKind],
}

/// A test reads it too, so that a mistake never reaches a shop.
pub(crate) fn data() -> Result<Data> {
    static SOURCES: Shipped<Sources> = Shipped::new(include_str!("../data/sources.toml"));
    static WARNINGS: Shipped<Warnings> = Shipped::new(include_str!("../data/warnings.toml"));
    static FILE: Shipped<FileShape> = Shipped::new(include_str!("../data/file.toml"));
    static CONSENTS: Shipped<Consents> = Shipped::new(include_str!("../data/consents.toml"));
    static ASSESSMENTS: Shipped<Assessments> = Shipped::new(include_str!("../data/assessments.toml"));
    Ok(Data {
        sources: &SOURCES.get()?.source,
        warnings: &WARNINGS.get()?.warning,
        file: FILE.get()?,
        purposes: &CONSENTS.get()?.purpose,
        assessments: &ASSESSMENTS.get()?.kind,
    })
}

/// The channels by which customers come.
pub fn sources() -> Result<&'static [Named]> {
    Ok(data()?.sources)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_ships_can_be_read_and_names_nothing_twice() {
        let data = data().expect("the data");
        let once = |codes: Vec<&str>| codes.iter().collect::<BTreeSet<_>>().len() == codes.len();
        assert!(once(data.sources.iter().map(|source| source.code.as_str()).collect()));
        assert!(once(data.purposes.iter().map(|purpose| purpose.code.as_str()).collect()));
        assert!(once(data.file.fields().map(|field| field.code.as_str()).collect()));
        assert!(once(data.warnings.iter().map(|warning| warning.code.as_str()).collect()));
    }
}
