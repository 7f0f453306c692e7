use handbook::{Ask, Round};
use kernel::{Error, Words, codes, refusals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

codes! {
    /// What was found at a point.
    pub enum Verdict {
        /// As it should be (合格).
        Ok = "ok",
        /// Something is wrong (有问题).
        Fault = "fault",
    }
}

refusals! {
    /// Why a checklist cannot be filled in.
    pub enum Refused {
        /// It was handed in already.
        HandedIn { name: String, time: String } = Conflict "inspection.handed_in",
        /// The store does not open today.
        Closed = Conflict "inspection.closed",
        /// Nobody works at a store there.
        NoStore = Conflict "inspection.no_store",
        /// A round of departments is walked by those who have the right.
        NotYours = Forbidden "inspection.not_yours",
    }
}

/// A sheet to go through, as it was when it was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    /// Its name.
    pub name: Words,
    /// Does each point get marks, from one to five?
    #[serde(default)]
    pub scored: bool,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Its name.
    pub name: Words,
    /// What is looked at.
    pub points: Vec<Point>,
}

/// One point of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// Code, unique in the sheet.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What is right.
    pub standard: Words,
    /// What is written down besides.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// Is what is broken there a matter for repair (报修)?
    #[serde(default)]
    pub repair: bool,
}

impl Sheet {
    /// The sheet of a round of the handbook.
    pub fn of(round: &Round) -> Sheet {
        let point = |item: &handbook::RoundItem| Point {
            code: item.code.clone(),
            name: item.name.clone(),
            standard: item.standard.clone(),
            asks: item.asks.clone(),
            repair: item.repair,
        };
        let section = |section: &handbook::Section| Section {
            name: section.name.clone(),
            points: section.items.iter().map(point).collect(),
        };
        let sections = round.sections.iter().map(section).collect();
        Sheet { name: round.name.clone(), scored: round.scored, sections }
    }

    /// Every point.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.sections.iter().flat_map(|section| &section.points)
    }
}

/// The refusal of a sheet that was handed in.
pub(crate) fn handed_in(name: &str, time: String) -> Error {
    Refused::HandedIn { name: name.to_owned(), time }.into()
}

/// For tests and examples.
impl Sheet {
    /// The one of an example.
    pub(crate) fn sample() -> Sheet {
        let point = |code: &str, zh: &str, en: &str| Point {
            code: code.to_owned(),
            name: Words::new(zh, en),
            standard: Words::new("逐处看过", "Each place looked at"),
            asks: vec![],
            repair: false,
        };
        let points = vec![point("uniform", "工服", "Uniform"), point("lights", "灯光", "Lights")];
        Sheet {
            name: Words::new("前台开门检查", "Opening the front desk"),
            scored: false,
            sections: vec![Section { name: Words::new("前厅", "Front of house"), points }],
        }
    }
}
