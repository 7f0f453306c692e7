//! A sheet as it is typed, and what was found by it.

use std::collections::BTreeMap;

use garde::Validate;
use handbook::{Ask, AskKind};
use kernel::{Id, PersonId, Problems, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sheet::{Point, Sheet, Verdict};

/// What was found at a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The point's code.
    pub point: String,
    /// As it should be, or not.
    pub verdict: Verdict,
    /// What is wrong.
    pub note: String,
    /// From one, poor, to five, excellent.
    pub marks: Option<i64>,
    /// What was counted, measured or written down besides, by the code of what was asked.
    pub measured: BTreeMap<String, String>,
    /// Who shall put it right, and within how many hours.
    pub mend: Option<Mend>,
}

/// Who shall put a finding right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mend {
    /// Who.
    pub owner: PersonId,
    /// Within how many hours.
    pub hours: i64,
}

/// The most that a finding may be put off: thirty days.
const MOST_HOURS: i64 = 30 * 24;

/// A filled sheet as it is sent: `verdict.POINT` is `ok` or `fault`, `note.POINT` says what is wrong, `marks.POINT` is
/// 1 to 5, `ask.POINT.CODE` is what was asked besides, `photo.POINT` a picture (`data:image/jpeg;base64,…`), `owner.POINT`
/// and `hours.POINT` who puts it right and by when; `hand_in` is `yes` when the sheet is complete.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct FillForm {
    /// `yes` hands it in; otherwise it is only kept.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub hand_in: String,
    /// The business day of the walk; empty is today. A phone that was without a line hands in later.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// What was found.
    #[serde(flatten)]
    #[garde(length(max = 1000))]
    pub answers: BTreeMap<String, String>,
}

impl web::Form for FillForm {
    fn sample() -> FillForm {
        let answers = [("verdict.uniform", "ok"), ("verdict.hands", "fault"), ("note.hands", "指甲没修")];
        let answers = answers.map(|(key, value)| (key.to_owned(), value.to_owned()));
        FillForm { answers: answers.into(), ..FillForm::default() }
    }
}

/// A note is a line or two.
const NOTE: usize = 300;

/// The kinds of fields that a point has; what follows is the point's code.
const KINDS: [&str; 6] = ["verdict", "note", "marks", "photo", "owner", "hours"];

impl FillForm {
    /// Whether it is handed in.
    pub fn hands_in(&self) -> bool {
        self.hand_in == "yes"
    }

    /// What was typed for a point.
    pub(crate) fn typed(&self, kind: &str, point: &str) -> &str {
        self.answers.get(&format!("{kind}.{point}")).map_or("", |text| text.trim())
    }

    /// Takes the pictures out, by point: they are read before anything is done.
    pub fn take_photos(&mut self) -> BTreeMap<String, String> {
        let fields: Vec<String> =
            self.answers.keys().filter(|key| key.starts_with("photo.")).cloned().collect();
        let taken = fields.into_iter().filter_map(|field| {
            let photo = self.answers.remove(&field).filter(|photo| !photo.is_empty())?;
            Some((field.trim_start_matches("photo.").to_owned(), photo))
        });
        taken.collect()
    }

    /// What was found, against the sheet: a fault says what is wrong, and a sheet handed in leaves no point out.
    pub fn parse(&self, sheet: &Sheet) -> Result<Vec<Answer>> {
        let mut wrong = web::limits(self);
        let answers = sheet.points().filter_map(|point| self.answer(sheet, point, &mut wrong)).collect();
        for field in self.answers.keys().filter(|field| !is_of(sheet, field)) {
            wrong.add(field.clone(), "unknown");
        }
        wrong.or(Some(answers))
    }

    fn answer(&self, sheet: &Sheet, point: &Point, wrong: &mut Problems) -> Option<Answer> {
        let code = &point.code;
        let (verdict, note) = (self.typed("verdict", code), self.typed("note", code));
        let measured = self.measured(point, wrong);
        if note.chars().count() > NOTE {
            wrong.add(format!("note.{code}"), "limit");
            return None;
        }
        let found = match Verdict::from_code(verdict) {
            Some(Verdict::Fault) if note.is_empty() => {
                wrong.add(format!("note.{code}"), "fault_needs_note");
                return None;
            }
            Some(found) => found,
            None if !verdict.is_empty() => {
                wrong.add(format!("verdict.{code}"), "not_a_choice");
                return None;
            }
            None if self.hands_in() => {
                wrong.add(format!("verdict.{code}"), "not_looked_at");
                return None;
            }
            None => return None,
        };
        Some(Answer {
            point: code.clone(),
            verdict: found,
            note: note.to_owned(),
            marks: if sheet.scored { self.number("marks", code, 1..=5, wrong) } else { None },
            measured,
            mend: self.mend(code, found, wrong),
        })
    }

    /// Who puts a fault right; nobody when nobody was named.
    fn mend(&self, code: &str, found: Verdict, wrong: &mut Problems) -> Option<Mend> {
        let owner = self.number("owner", code, 1..=i64::MAX, wrong).map(PersonId::of)?;
        let hours = self.number("hours", code, 1..=MOST_HOURS, wrong)?;
        (found == Verdict::Fault).then_some(Mend { owner, hours })
    }

    fn number(
        &self,
        kind: &str,
        code: &str,
        within: std::ops::RangeInclusive<i64>,
        wrong: &mut Problems,
    ) -> Option<i64> {
        let typed = self.typed(kind, code);
        let number = typed.parse().ok().filter(|number| within.contains(number));
        if number.is_none() && !typed.is_empty() {
            wrong.add(format!("{kind}.{code}"), "not_a_choice");
        }
        number
    }

    /// What was asked besides: each as what it is.
    fn measured(&self, point: &Point, wrong: &mut Problems) -> BTreeMap<String, String> {
        let mut measured = BTreeMap::new();
        for ask in &point.asks {
            let kind = format!("ask.{}", point.code);
            let typed = self.typed(&kind, &ask.code);
            let must = self.hands_in() && ask.kind != AskKind::Text;
            match problem(ask, typed, must) {
                Some(code) => wrong.add(format!("{kind}.{}", ask.code), code),
                None if typed.is_empty() => {}
                None => {
                    measured.insert(ask.code.clone(), typed.to_owned());
                }
            }
        }
        measured
    }
}

fn problem(ask: &Ask, typed: &str, must: bool) -> Option<&'static str> {
    let fits = match ask.kind {
        AskKind::Number => typed.parse::<f64>().is_ok_and(|number| number.is_finite() && number >= 0.0),
        AskKind::Time => typed.parse::<jiff::civil::Time>().is_ok(),
        AskKind::Text => typed.chars().count() <= NOTE,
    };
    match (typed.is_empty(), ask.kind) {
        (true, _) => must.then_some("needed"),
        (false, _) if fits => None,
        (false, AskKind::Number) => Some("not_a_number"),
        (false, AskKind::Time) => Some("not_a_time"),
        (false, AskKind::Text) => Some("limit"),
    }
}

/// Is a field about a point of the sheet, or about nothing that is a point?
fn is_of(sheet: &Sheet, field: &str) -> bool {
    if let Some(rest) = field.strip_prefix("ask.") {
        return sheet.points().any(|point| {
            point.asks.iter().any(|ask| rest.strip_prefix(&point.code) == Some(&format!(".{}", ask.code)))
        });
    }
    match field.split_once('.').filter(|(kind, _)| KINDS.contains(kind)) {
        Some((_, code)) => sheet.points().any(|point| point.code == code),
        None => true,
    }
}

/// The marks given, of those that could have been, in hundredths of a percent; none where none are given.
pub fn score(answers: &[Answer]) -> Option<i64> {
    let marks: Vec<i64> = answers.iter().filter_map(|answer| answer.marks).collect();
    let most = 5 * i64::try_from(marks.len()).ok()?;
    (most > 0).then(|| marks.iter().sum::<i64>() * 10_000 / most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Problem, Refusal};

    fn form(hand_in: &str, answers: &[(&str, &str)]) -> FillForm {
        let answers = answers.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        FillForm { hand_in: hand_in.to_owned(), answers, ..FillForm::default() }
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
        let full =
            FillForm { hand_in: "yes".into(), answers: answers.into_iter().collect(), ..FillForm::default() };
        assert_eq!(full.parse(&sheet).expect("complete").len(), sheet.points().count());
    }

    /// A sheet on which towels are counted and marks given.
    fn linen() -> Sheet {
        let mut sheet = Sheet::sample();
        sheet.scored = true;
        let ask =
            |code: &str, kind| Ask { code: code.into(), kind, name: kernel::Words::new("数", "Count") };
        sheet.sections[0].points.truncate(1);
        sheet.sections[0].points[0].asks = vec![ask("out", AskKind::Number), ask("begun", AskKind::Time)];
        sheet
    }

    #[test]
    fn what_is_counted_and_timed_is_read_as_what_it_is() {
        let good = [("verdict.uniform", "ok"), ("ask.uniform.out", "12"), ("ask.uniform.begun", "20:05")];
        let answers = form("yes", &good).parse(&linen()).expect("read");
        assert_eq!(answers[0].measured["out"], "12");
        let bad = [("verdict.uniform", "ok"), ("ask.uniform.out", "-1"), ("ask.uniform.begun", "25:00")];
        let wrong = problems(form("", &bad).parse(&linen()));
        let expected = [("ask.uniform.out", "not_a_number"), ("ask.uniform.begun", "not_a_time")];
        assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code)));
        let none = problems(form("yes", &[("verdict.uniform", "ok")]).parse(&linen()));
        assert_eq!(none.len(), 2, "a sheet handed in leaves nothing uncounted: {none:?}");
    }

    #[test]
    fn marks_make_a_score_and_a_fault_names_who_mends_it() {
        let typed = [
            ("verdict.uniform", "fault"),
            ("note.uniform", "皱"),
            ("marks.uniform", "3"),
            ("owner.uniform", "7"),
            ("hours.uniform", "24"),
            ("ask.uniform.out", "0"),
            ("ask.uniform.begun", "09:00"),
        ];
        let answers = form("yes", &typed).parse(&linen()).expect("read");
        assert_eq!(answers[0].mend, Some(Mend { owner: PersonId::of(7), hours: 24 }));
        assert_eq!(score(&answers), Some(6000));
        assert_eq!(score(&[]), None);
        let wrong = problems(form("", &[("verdict.uniform", "ok"), ("marks.uniform", "6")]).parse(&linen()));
        assert_eq!(wrong, [("marks.uniform".to_owned(), "not_a_choice")]);
    }
}
