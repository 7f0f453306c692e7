use garde::Validate;
use kernel::{BusinessDate, Result, parse_day, refusals};
use rhythm::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind::{LINES, ReportKind, ReportStatus};

refusals! {
    /// Why a report cannot go on.
    pub enum Refused {
        /// It was handed in, and only a returned report is changed.
        HandedIn = Conflict "report.handed_in",
        /// Its days have not begun.
        TooEarly { day: BusinessDate } = Conflict "report.too_early",
        /// It does not wait for a reader.
        NotWaiting = Conflict "report.not_waiting",
        /// Nobody reviews her own.
        Own = Forbidden "report.own",
        /// There is nobody above to read it.
        Nobody = Conflict "report.nobody",
        /// Whoever writes it holds no post.
        NoPost = Conflict "report.no_post",
    }
}

/// The words of a report as they are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ReportForm {
    /// `log`, `daily`, `weekly` or `monthly`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub kind: String,
    /// A day of the span reported on, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub on: String,
    /// What went well.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub well: String,
    /// What was hard, or is not done and why.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub problems: String,
    /// What customers said.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub feedback: String,
    /// What one would do otherwise.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub suggestions: String,
    /// What is wanted from above.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub support: String,
    /// What comes next.
    #[serde(default)]
    #[garde(length(chars, max = 3000))]
    pub next: String,
    /// `yes` hands it in; otherwise it is only kept.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub hand_in: String,
    /// The signature as it was drawn: its strokes, as [`approval::strokes`] reads them; may be empty.
    #[serde(default)]
    #[garde(length(max = 24_000))]
    pub drawn: String,
}

impl web::Form for ReportForm {
    fn sample() -> ReportForm {
        ReportForm {
            kind: "daily".into(),
            on: "2026-11-24".into(),
            problems: "下午三点前台只有一人".into(),
            next: "周末早班加一人".into(),
            ..ReportForm::default()
        }
    }
}

impl ReportForm {
    /// Whether it is handed in.
    pub fn hands_in(&self) -> bool {
        self.hand_in == "yes"
    }

    /// Kind, span, and the strokes of a signature.
    pub fn parse(&self) -> Result<(ReportKind, Period, Option<String>)> {
        let mut wrong = web::limits(self);
        let kind = wrong.need("kind", ReportKind::from_code(&self.kind), "not_a_choice");
        let on = wrong.need("on", parse_day(self.on.trim()), "not_a_day");
        let drawn = approval::strokes(&self.drawn).map_err(|problem| wrong.add("drawn", problem)).ok();
        // A report that is signed says at least what comes next or what went on.
        if self.hands_in() && self.lines().iter().all(|(_, text)| text.trim().is_empty()) {
            wrong.add("well", "report.no_words");
        }
        wrong.or(kind.zip(on).zip(drawn).map(|((kind, on), drawn)| (kind, kind.span(on), drawn)))
    }

    /// The words, line by line.
    pub fn lines(&self) -> [(&'static str, &str); 6] {
        let texts =
            [&self.well, &self.problems, &self.feedback, &self.suggestions, &self.support, &self.next];
        std::array::from_fn(|index| (LINES[index], texts[index].as_str()))
    }
}

/// What the reader of a report says.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ReviewForm {
    /// `accept` or `return`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub decision: String,
    /// A remark; the reason where it is returned.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub remark: String,
}

impl web::Form for ReviewForm {
    fn sample() -> ReviewForm {
        ReviewForm { decision: "return".into(), remark: "写清是哪位客人".into() }
    }
}

impl ReviewForm {
    /// What becomes of it.
    pub fn parse(&self) -> Result<ReportStatus> {
        let mut wrong = web::limits(self);
        let status = match self.decision.as_str() {
            "accept" => Some(ReportStatus::Accepted),
            "return" => Some(ReportStatus::Returned),
            _ => None,
        };
        let status = wrong.need("decision", status, "not_a_choice");
        if status == Some(ReportStatus::Returned) && self.remark.trim().is_empty() {
            wrong.add("remark", "needed");
        }
        wrong.or(status)
    }
}

/// A comment on a line.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct CommentForm {
    /// Which line: a part in words, or `figures`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub line: String,
    /// What one says to it.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    pub words: String,
}

impl web::Form for CommentForm {
    fn sample() -> CommentForm {
        CommentForm { line: "problems".into(), words: "排班我来调".into() }
    }
}

impl CommentForm {
    /// The line and the words.
    pub fn parse(&self) -> Result<(String, String)> {
        let mut wrong = web::limits(self);
        let known = LINES.contains(&self.line.as_str()) || self.line == "figures";
        let line = wrong.need("line", known.then(|| self.line.clone()), "not_a_choice");
        let words = Some(self.words.trim().to_owned()).filter(|words| !words.is_empty());
        let words = wrong.need("words", words, "needed");
        wrong.or(line.zip(words))
    }
}
