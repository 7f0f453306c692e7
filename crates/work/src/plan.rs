use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, PersonId, Result, codes, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::task::text;

codes! {
    /// How long a plan reaches.
    pub enum PlanKind {
        /// A day (日计划).
        Day = "day",
        /// Monday to Sunday (周计划).
        Week = "week",
        /// A calendar month (月计划).
        Month = "month",
    }
}

codes! {
    /// How a plan stands.
    pub enum PlanStatus {
        /// Being written.
        Draft = "draft",
        /// Waits for its reader.
        HandedIn = "handed-in",
        /// Given back with the reason.
        Returned = "returned",
        /// Read and accepted.
        Accepted = "accepted",
    }
}

impl PlanStatus {
    /// May its author still change it?
    pub fn is_open(self) -> bool {
        matches!(self, PlanStatus::Draft | PlanStatus::Returned)
    }
}

impl PlanKind {
    /// The span of this kind that a day lies in: first and last day.
    pub fn span(self, day: BusinessDate) -> (BusinessDate, BusinessDate) {
        match self {
            PlanKind::Day => (day, day),
            PlanKind::Week => {
                let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                (monday, monday.saturating_add(6.days()))
            }
            PlanKind::Month => (day.first_of_month(), day.last_of_month()),
        }
    }

    /// The span that one would plan for today: the day itself, this week until Thursday, this month until the 20th;
    /// after that the next.
    pub fn next_span(self, today: BusinessDate) -> (BusinessDate, BusinessDate) {
        let (from, until) = self.span(today);
        let late = match self {
            PlanKind::Day => false,
            PlanKind::Week => today.weekday().to_monday_zero_offset() > 3,
            PlanKind::Month => today.day() > 20,
        };
        if late { self.span(until.saturating_add(1.day())) } else { (from, until) }
    }
}

/// A line of a plan, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is to be done.
    pub words: String,
    /// Who does it.
    pub owner: Option<PersonId>,
    /// Until which day.
    pub due_on: Option<BusinessDate>,
}

/// A plan, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub kind: PlanKind,
    pub from_day: BusinessDate,
    pub until_day: BusinessDate,
    pub goals: String,
    pub focus: String,
    pub customers: String,
    pub needs: String,
    pub lines: Vec<Line>,
}

/// A plan as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PlanForm {
    /// `day`, `week` or `month`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub kind: String,
    /// A day of the span planned for, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub on: String,
    /// What is to be reached.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub goals: String,
    /// What matters most.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub focus: String,
    /// The customers to work on.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub customers: String,
    /// What is needed from above.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub needs: String,
    /// What is to be done, line by line.
    #[serde(default)]
    #[garde(length(max = 40), inner(length(chars, max = 120)))]
    pub line_words: Vec<String>,
    /// Who does it, line by line: a person's key, or empty.
    #[serde(default)]
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub line_owner: Vec<String>,
    /// Until which day, line by line.
    #[serde(default)]
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub line_day: Vec<String>,
    /// `yes` hands it in; otherwise it is only kept.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub hand_in: String,
}

impl web::Form for PlanForm {
    fn sample() -> PlanForm {
        PlanForm {
            kind: "week".into(),
            on: "2026-11-30".into(),
            goals: "面部项目做满六成".into(),
            focus: "会员日".into(),
            customers: "三个月未到店的老客".into(),
            line_words: vec!["会员日海报".into()],
            line_owner: vec![String::new()],
            line_day: vec!["2026-12-01".into()],
            ..PlanForm::default()
        }
    }
}

impl PlanForm {
    /// Whether it is handed in.
    pub fn hands_in(&self) -> bool {
        self.hand_in == "yes"
    }

    /// Lines without words are passed over; who does them is among `known`. A plan that is handed in says its goals.
    pub fn parse(&self, today: BusinessDate, known: impl Fn(PersonId) -> bool) -> Result<Typed> {
        let mut wrong = web::limits(self);
        let kind = wrong.need("kind", PlanKind::from_code(&self.kind), "not_a_choice");
        let on = match self.on.trim() {
            "" => kind.map(|kind| kind.next_span(today).0),
            day => wrong.need("on", parse_day(day), "not_a_day"),
        };
        if self.hands_in() && text(&self.goals).is_none() {
            wrong.add("goals", "needed");
        }
        let mut lines = vec![];
        for (index, words) in self.line_words.iter().enumerate() {
            let Some(words) = text(words) else { continue };
            let typed = |all: &[String]| all.get(index).map_or("", |typed| typed.trim()).to_owned();
            let owner = match typed(&self.line_owner).as_str() {
                "" => None,
                key => wrong.need("line_owner", key.parse().ok().filter(|id| known(*id)), "not_a_choice"),
            };
            let due_on = match typed(&self.line_day).as_str() {
                "" => None,
                day => wrong.need("line_day", parse_day(day), "not_a_day"),
            };
            lines.push(Line { words: words.to_owned(), owner, due_on });
        }
        let texts =
            [&self.goals, &self.focus, &self.customers, &self.needs].map(|text| text.trim().to_owned());
        let [goals, focus, customers, needs] = texts;
        wrong.or(kind.zip(on).map(|(kind, on)| {
            let (from_day, until_day) = kind.span(on);
            Typed { kind, from_day, until_day, goals, focus, customers, needs, lines }
        }))
    }
}

/// What the reader of a plan says.
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
        ReviewForm { decision: "return".into(), remark: "目标写到人".into() }
    }
}

impl ReviewForm {
    /// What becomes of it.
    pub fn parse(&self) -> Result<PlanStatus> {
        let mut wrong = web::limits(self);
        let status = match self.decision.as_str() {
            "accept" => Some(PlanStatus::Accepted),
            "return" => Some(PlanStatus::Returned),
            _ => None,
        };
        let status = wrong.need("decision", status, "not_a_choice");
        if status == Some(PlanStatus::Returned) && text(&self.remark).is_none() {
            wrong.add("remark", "needed");
        }
        wrong.or(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn one_plans_for_the_span_that_is_still_worth_it() {
        let tuesday = date(2026, 11, 24);
        assert_eq!(PlanKind::Week.next_span(tuesday).0, date(2026, 11, 23));
        assert_eq!(PlanKind::Week.next_span(date(2026, 11, 29)).0, date(2026, 11, 30));
        assert_eq!(PlanKind::Month.next_span(tuesday), (date(2026, 12, 1), date(2026, 12, 31)));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_its_span_and_spans_meet(n in 0i64..20_000, kind in 0..PlanKind::ALL.len()) {
            let day = date(2000, 1, 1).saturating_add(n.days());
            let (from, until) = PlanKind::ALL[kind].span(day);
            prop_assert!(from <= day && day <= until);
            let next = PlanKind::ALL[kind].span(until.saturating_add(1.day()));
            prop_assert_eq!(next.0, until.saturating_add(1.day()));
        }
    }
}
