//! The opinion form (征询意见书): its points, what a customer filled in, and when that opens a complaint.

use booking::VisitLineId;
use garde::Validate;
use kernel::{Result, Shipped, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::case::Severity;

codes! {
    /// Would she?
    pub enum Would {
        /// Yes.
        Yes = "yes",
        /// Perhaps.
        Perhaps = "perhaps",
        /// No.
        No = "no",
    }
}

/// A point that is marked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Its code.
    pub code: String,
    /// What it asks.
    pub name: Words,
    /// What a low mark is a complaint of.
    pub cause: String,
}

/// What she spends a visit, roughly.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// The form as it is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// For how many days the link opens.
    pub valid_days: i64,
    /// This mark or less opens a complaint.
    pub low: i64,
    severity: BTreeMap<String, Severity>,
    /// An address that hits nothing so often must wait.
    pub tries: i64,
    /// Within so many minutes.
    pub try_minutes: i64,
    /// What is marked.
    pub point: Vec<Point>,
    /// What she spends.
    pub band: Vec<Band>,
}

/// The form that is shipped.
pub fn sheet() -> Result<&'static Sheet> {
    static READ: Shipped<Sheet> = Shipped::new(include_str!("../data/opinion.toml"));
    READ.get()
}

/// A filled form as it is sent: `mark.POINT` and `treatment.LINE` are marks from 1 to 5.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct OpinionForm {
    /// The mark of the whole, from 1 to 5.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub overall: String,
    /// Would she come again: `yes`, `perhaps` or `no`; may be left out.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub would_return: String,
    /// Would she tell others; may be left out.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub would_recommend: String,
    /// What she spends a visit; may be left out.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub spend_band: String,
    /// In her words.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub words: String,
    /// The other marks; each may be left out.
    #[serde(flatten)]
    #[garde(length(max = 100))]
    pub marks: BTreeMap<String, String>,
}

impl web::Form for OpinionForm {
    fn sample() -> OpinionForm {
        let marks = [("mark.booking", "5"), ("mark.effect", "4")];
        OpinionForm {
            overall: "5".into(),
            would_return: "yes".into(),
            would_recommend: "yes".into(),
            spend_band: String::new(),
            words: "环境很安静".into(),
            marks: marks.map(|(key, mark)| (key.to_owned(), mark.to_owned())).into(),
        }
    }
}

/// What a customer filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The mark of the whole.
    pub overall: i64,
    /// Would she come again?
    pub would_return: Option<Would>,
    /// Would she tell others?
    pub would_recommend: Option<Would>,
    /// What she spends, by its code; may be empty.
    pub band: String,
    /// In her words; may be empty.
    pub words: String,
    /// Marks by point.
    pub points: Vec<(String, i64)>,
    /// Marks by treatment.
    pub treatments: Vec<(VisitLineId, i64)>,
}

fn mark(text: &str) -> Option<i64> {
    text.parse().ok().filter(|mark| (1..=5).contains(mark))
}

impl OpinionForm {
    /// What was filled in, against the form and the treatments asked about. Only the mark of the whole is owed: a
    /// customer who is in a hurry has said something too.
    pub fn parse(&self, sheet: &Sheet, lines: &[VisitLineId]) -> Result<Filled> {
        let mut wrong = web::limits(self);
        let overall = match self.overall.trim() {
            "" => wrong.need("overall", None, "needed"),
            text => wrong.need("overall", mark(text), "not_a_choice"),
        };
        let mut known = |key: String| match self.marks.get(&key).map_or("", |text| text.trim()) {
            "" => None,
            text => wrong.need(&key, mark(text), "not_a_choice"),
        };
        let points = sheet
            .point
            .iter()
            .filter_map(|point| Some((point.code.clone(), known(format!("mark.{}", point.code))?)));
        let points = points.collect();
        let treatments =
            lines.iter().filter_map(|line| Some((*line, known(format!("treatment.{line}"))?))).collect();
        let mut would = |field: &str, text: &str| match text.trim() {
            "" => None,
            code => wrong.need(field, Would::from_code(code), "not_a_choice"),
        };
        let would_return = would("would_return", &self.would_return);
        let would_recommend = would("would_recommend", &self.would_recommend);
        let band = self.spend_band.trim();
        if !band.is_empty() && sheet.band.iter().all(|one| one.code != band) {
            wrong.add("spend_band", "not_a_choice");
        }
        for key in self.marks.keys() {
            let point = |code: &str| sheet.point.iter().any(|point| point.code == code);
            let line = |key: &str| lines.iter().any(|line| line.to_string() == key);
            let asked = key.strip_prefix("mark.").is_some_and(point)
                || key.strip_prefix("treatment.").is_some_and(line);
            if key.contains('.') && !asked {
                wrong.add(key.clone(), "unknown");
            }
        }
        wrong.or(overall.map(|overall| Filled {
            overall,
            would_return,
            would_recommend,
            band: band.to_owned(),
            words: self.words.trim().to_owned(),
            points,
            treatments,
        }))
    }
}

/// What low marks are a complaint of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Low {
    /// How bad: by the lowest mark.
    pub severity: Severity,
    /// Of what: the cause of the point that was marked lowest.
    pub cause: String,
    /// Of whose treatment, where one was marked low.
    pub line: Option<VisitLineId>,
}

impl Sheet {
    /// Do the marks open a complaint, and which?
    pub fn low(&self, filled: &Filled) -> Option<Low> {
        let marks = filled.points.iter().map(|(_, mark)| *mark);
        let treatments = filled.treatments.iter().map(|(_, mark)| *mark);
        let lowest =
            marks.chain(treatments).chain([filled.overall]).min().filter(|mark| *mark <= self.low)?;
        let severity = self.severity.get(&lowest.to_string()).copied().unwrap_or(Severity::Normal);
        let line = filled.treatments.iter().filter(|(_, mark)| *mark <= self.low).min_by_key(|(_, m)| *m);
        let of_point = filled.points.iter().find(|(_, mark)| *mark == lowest);
        let point = of_point.and_then(|(code, _)| self.point.iter().find(|point| point.code == *code));
        let cause = match (point, line) {
            (Some(point), _) => point.cause.clone(),
            (None, Some(_)) => "technique".to_owned(),
            (None, None) => "other".to_owned(),
        };
        Some(Low { severity, cause, line: line.map(|(line, _)| *line) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;
    use proptest::prelude::*;

    const LINE: i64 = 7;

    fn form(overall: &str, marks: &[(&str, &str)]) -> OpinionForm {
        let marks = marks.iter().map(|(key, mark)| ((*key).to_owned(), (*mark).to_owned())).collect();
        OpinionForm { overall: overall.into(), marks, ..OpinionForm::default() }
    }

    fn filled(overall: &str, marks: &[(&str, &str)]) -> Result<Filled> {
        form(overall, marks).parse(sheet().expect("the form"), &[VisitLineId::of(LINE)])
    }

    fn problems(result: Result<Filled>) -> Vec<(String, &'static str)> {
        let refusal = result.err().and_then(|error| error.refusal().cloned());
        let problems = refusal.map(|refusal| refusal.problems).unwrap_or_default();
        problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
    }

    #[test]
    fn only_the_mark_of_the_whole_is_owed() {
        assert_eq!(filled("5", &[]).expect("enough").overall, 5);
        assert_eq!(problems(filled("", &[])), [("overall".to_owned(), "needed")]);
        assert_eq!(problems(filled("6", &[])), [("overall".to_owned(), "not_a_choice")]);
    }

    #[test]
    fn what_was_not_asked_is_not_passed_over() {
        let wrong = problems(filled("5", &[("mark.moon", "1"), ("treatment.8", "1"), ("once", "12345678")]));
        let moon = ("mark.moon".to_owned(), "unknown");
        assert_eq!(wrong, [moon, ("treatment.8".to_owned(), "unknown")]);
    }

    #[test]
    fn a_low_mark_is_a_complaint_of_what_was_marked_low() {
        let low = |overall, marks: &[(&str, &str)]| {
            sheet().expect("the form").low(&filled(overall, marks).expect("filled"))
        };
        assert_eq!(low("5", &[("mark.clean", "3")]), None);
        let dirty = low("4", &[("mark.clean", "2")]).expect("low");
        assert_eq!((dirty.severity, dirty.cause.as_str(), dirty.line), (Severity::Normal, "hygiene", None));
        let treatment = low("4", &[("treatment.7", "1")]).expect("low");
        assert_eq!((treatment.severity, treatment.cause.as_str()), (Severity::Serious, "technique"));
        assert_eq!(treatment.line, Some(VisitLineId::of(LINE)));
        assert_eq!(low("1", &[]).expect("low").cause, "other");
    }

    #[test]
    fn every_cause_of_the_form_is_a_cause_of_complaints() {
        let causes = &crate::words::vocabulary().expect("the names").cause;
        let named = sheet().expect("the form").point.iter().map(|point| point.cause.as_str());
        for cause in named.chain(["technique", "other"]) {
            assert!(causes.iter().any(|known| known.code == cause), "{cause}");
        }
    }

    proptest! {
        #[test]
        fn it_opens_a_complaint_exactly_when_a_mark_is_low(overall in 1i64..6, marks in prop::collection::vec(1i64..6, 8)) {
            let sheet = sheet().expect("the form");
            let points = sheet.point.iter().zip(&marks).map(|(point, mark)| (point.code.clone(), *mark)).collect();
            let filled = Filled {
                overall, would_return: None, would_recommend: None, band: String::new(), words: String::new(), points,
                treatments: vec![],
            };
            let lowest = marks.iter().copied().chain([overall]).min().expect("marks");
            prop_assert_eq!(sheet.low(&filled).is_some(), lowest <= sheet.low);
        }
    }
}
