use std::collections::BTreeMap;

use garde::Validate;
use handbook::Round;
use kernel::{Error, Result, Words, codes, refusals};
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
    }
}

/// A sheet to go through, as it was when it was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    /// Its name.
    pub name: Words,
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
}

impl Sheet {
    /// The sheet of a round of the handbook.
    pub fn of(round: &Round) -> Sheet {
        let point = |item: &handbook::RoundItem| Point {
            code: item.code.clone(),
            name: item.name.clone(),
            standard: item.standard.clone(),
        };
        let section = |section: &handbook::Section| Section {
            name: section.name.clone(),
            points: section.items.iter().map(point).collect(),
        };
        Sheet { name: round.name.clone(), sections: round.sections.iter().map(section).collect() }
    }

    /// Every point.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.sections.iter().flat_map(|section| &section.points)
    }
}

/// What was found at a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The point's code.
    pub point: String,
    /// As it should be, or not.
    pub verdict: Verdict,
    /// What is wrong.
    pub note: String,
}

/// A filled sheet as it is sent: `verdict.POINT` is `ok` or `fault`, `note.POINT` says what is wrong, and
/// `hand_in` is `yes` when the sheet is complete.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct FillForm {
    /// `yes` hands it in; otherwise it is only kept.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub hand_in: String,
    /// Verdicts and notes.
    #[serde(flatten)]
    #[garde(length(max = 500))]
    pub answers: BTreeMap<String, String>,
}

impl web::Form for FillForm {
    fn sample() -> FillForm {
        let answers = [("verdict.uniform", "ok"), ("verdict.hands", "fault"), ("note.hands", "指甲没修")];
        let answers = answers.map(|(key, value)| (key.to_owned(), value.to_owned()));
        FillForm { hand_in: String::new(), answers: answers.into() }
    }
}

/// A note is a line or two.
const NOTE: usize = 300;

impl FillForm {
    /// Whether it is handed in.
    pub fn hands_in(&self) -> bool {
        self.hand_in == "yes"
    }

    /// What was found, against the sheet: a fault says what is wrong, and a sheet handed in leaves no point out.
    pub fn parse(&self, sheet: &Sheet) -> Result<Vec<Answer>> {
        let mut wrong = web::limits(self);
        let mut answers = vec![];
        for point in sheet.points() {
            let typed = |kind: &str| {
                self.answers.get(&format!("{kind}.{}", point.code)).map_or("", |text| text.trim()).to_owned()
            };
            let (verdict, note) = (typed("verdict"), typed("note"));
            let (verdict_field, note_field) =
                (format!("verdict.{}", point.code), format!("note.{}", point.code));
            if note.chars().count() > NOTE {
                wrong.add(note_field, "limit");
                continue;
            }
            match Verdict::from_code(&verdict) {
                Some(Verdict::Fault) if note.is_empty() => wrong.add(note_field, "fault_needs_note"),
                Some(verdict) => answers.push(Answer { point: point.code.clone(), verdict, note }),
                None if !verdict.is_empty() => wrong.add(verdict_field, "not_a_choice"),
                None if self.hands_in() => wrong.add(verdict_field, "not_looked_at"),
                None => {}
            }
        }
        for field in self.answers.keys().filter(|field| !is_of(sheet, field)) {
            wrong.add(field.clone(), "unknown");
        }
        wrong.or(Some(answers))
    }
}

/// Is a field about a point of the sheet, or about nothing that is a point?
fn is_of(sheet: &Sheet, field: &str) -> bool {
    match field.strip_prefix("verdict.").or(field.strip_prefix("note.")) {
        Some(code) => sheet.points().any(|point| point.code == code),
        None => true,
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
        };
        let points = vec![point("uniform", "工服", "Uniform"), point("lights", "灯光", "Lights")];
        Sheet {
            name: Words::new("前台开门检查", "Opening the front desk"),
            sections: vec![Section { name: Words::new("前厅", "Front of house"), points }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Problem, Refusal};

    fn form(hand_in: &str, answers: &[(&str, &str)]) -> FillForm {
        let answers = answers.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        FillForm { hand_in: hand_in.to_owned(), answers }
    }

    fn problems(result: Result<Vec<Answer>>) -> Vec<(String, &'static str)> {
        let refusal: Option<Refusal> = result.err().and_then(|error| error.refusal().cloned());
        let problem = |problem: Problem| (problem.field, problem.code);
        refusal.map(|refusal| refusal.problems.into_iter().map(problem).collect()).unwrap_or_default()
    }

    #[test]
    fn a_sheet_may_be_kept_half_done_but_not_handed_in() {
        let half = [("verdict.uniform", "ok")];
        assert_eq!(form("", &half).parse(&Sheet::sample()).expect("kept").len(), 1);
        let wrong = problems(form("yes", &half).parse(&Sheet::sample()));
        assert_eq!(wrong, [("verdict.lights".to_owned(), "not_looked_at")]);
    }

    #[test]
    fn a_fault_says_what_is_wrong() {
        let bare = [("verdict.uniform", "ok"), ("verdict.lights", "fault"), ("note.lights", "  ")];
        let wrong = problems(form("", &bare).parse(&Sheet::sample()));
        assert_eq!(wrong, [("note.lights".to_owned(), "fault_needs_note")]);
    }

    #[test]
    fn a_point_that_is_on_no_sheet_is_not_passed_over() {
        let wrong =
            problems(form("", &[("verdict.moon", "ok"), ("once", "12345678")]).parse(&Sheet::sample()));
        assert_eq!(wrong, [("verdict.moon".to_owned(), "unknown")]);
    }

    #[test]
    fn the_shipped_opening_sheet_can_be_gone_through() {
        let shipped = handbook::shipped().expect("the shipped handbook");
        let sheet = Sheet::of(shipped.book.round("opening").expect("an opening round"));
        let answers: Vec<(String, String)> =
            sheet.points().map(|point| (format!("verdict.{}", point.code), "ok".to_owned())).collect();
        let full = FillForm { hand_in: "yes".into(), answers: answers.into_iter().collect() };
        assert_eq!(full.parse(&sheet).expect("complete").len(), sheet.points().count());
    }
}
