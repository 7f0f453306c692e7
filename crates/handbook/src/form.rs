use garde::Validate;
use kernel::{Problems, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

use crate::book::Book;
use crate::entry::Entry;
use crate::when::{MonthDay, When, weekday_code};

/// An entry as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct EntryForm {
    /// The draft's `edit` counter, as it was shown.
    #[garde(length(max = 20))]
    pub edit: String,
    /// Code of the post, for a new duty.
    #[garde(length(max = 60))]
    pub post: String,
    /// Chinese title, 60 characters at most.
    #[garde(length(chars, max = 60))]
    pub title_zh: String,
    /// English title, 120 characters at most.
    #[garde(length(chars, max = 120))]
    pub title_en: String,
    /// Chinese detail, 1000 characters at most.
    #[garde(length(chars, max = 1000))]
    pub detail_zh: String,
    /// English detail, 2000 characters at most.
    #[garde(length(chars, max = 2000))]
    pub detail_en: String,
    /// `standing`, `daily`, `weekly`, `monthly`, `yearly` or `on`.
    #[garde(length(max = 10))]
    pub rhythm: String,
    /// The time of day, `HH:MM`; not for `standing` and `on`.
    #[garde(length(max = 5))]
    pub at: String,
    /// `mon` to `sun`, for `weekly`.
    #[garde(length(max = 3))]
    pub weekday: String,
    /// 1 to 28 or `last` for `monthly`, `MM-DD` for `yearly`.
    #[garde(length(max = 5))]
    pub day: String,
    /// Code of the event, for `on`.
    #[garde(length(max = 60))]
    pub event: String,
    /// How many minutes there are for it; empty where there is no deadline.
    #[garde(length(max = 6))]
    pub within: String,
    /// So many minutes after the deadline it climbs; empty where it does not.
    #[garde(length(max = 6))]
    pub escalate_after: String,
    /// Codes of evidence; empty ones are passed over.
    #[garde(length(max = 30), inner(length(max = 60)))]
    pub evidence: Vec<String>,
    /// Code of the post that looks at it; may be empty.
    #[garde(length(max = 60))]
    pub reviewer: String,
}

/// An entry that was understood: what of it may be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    title: Words,
    detail: Words,
    when: When,
    within: Option<u32>,
    escalate_after: Option<u32>,
    evidence: Vec<String>,
    reviewer: Option<String>,
}

impl Typed {
    /// The entry with what was typed.
    pub fn onto(self, entry: &Entry) -> Entry {
        Entry {
            title: self.title,
            detail: self.detail,
            when: self.when,
            within: self.within,
            escalate_after: self.escalate_after,
            evidence: self.evidence,
            reviewer: self.reviewer,
            ..entry.clone()
        }
    }
}

impl Form for EntryForm {
    fn sample() -> EntryForm {
        EntryForm {
            edit: "7".into(),
            post: "greeter".into(),
            title_zh: "给等候的客人续茶".into(),
            title_en: "Refill the tea of waiting guests".into(),
            detail_zh: "每半小时走一圈，空杯续上，冷了换热的。".into(),
            detail_en: "Go round every half hour; refill empty cups and change cold ones.".into(),
            rhythm: "daily".into(),
            at: "10:30".into(),
            within: "30".into(),
            escalate_after: "60".into(),
            evidence: vec!["rhythm.work-log".into()],
            reviewer: "front-desk-head".into(),
            ..EntryForm::default()
        }
    }
}

impl EntryForm {
    /// The form of an entry as it is.
    pub fn of(entry: &Entry, edit: i64) -> EntryForm {
        let number = |number: Option<u32>| number.map_or(String::new(), |n| n.to_string());
        let (weekday, day) = match &entry.when {
            When::Weekly(day, _) => (weekday_code(*day).to_owned(), String::new()),
            When::Monthly(MonthDay::Day(day), _) => (String::new(), day.to_string()),
            When::Monthly(MonthDay::Last, _) => (String::new(), "last".to_owned()),
            When::Yearly(day, _) => (String::new(), format!("{:02}-{:02}", day.month(), day.day())),
            When::Standing | When::Daily(_) | When::On(_) => Default::default(),
        };
        EntryForm {
            edit: edit.to_string(),
            post: entry.post.clone(),
            title_zh: entry.title.zh.clone(),
            title_en: entry.title.en.clone(),
            detail_zh: entry.detail.zh.clone(),
            detail_en: entry.detail.en.clone(),
            rhythm: entry.when.rhythm().to_owned(),
            at: entry.when.at().map_or(String::new(), |at| at.to_string()),
            weekday,
            day,
            event: entry.when.event().unwrap_or_default().to_owned(),
            within: number(entry.within),
            escalate_after: number(entry.escalate_after),
            evidence: entry.evidence.clone(),
            reviewer: entry.reviewer.clone().unwrap_or_default(),
        }
    }

    /// Reads the form, measured against the posts and codes of a book.
    pub(crate) fn parse(&self, book: &Book) -> Result<Typed> {
        let mut wrong = web::limits(self);
        let title = self.words(&mut wrong, ["title_zh", "title_en"], [&self.title_zh, &self.title_en]);
        let detail = self.words(&mut wrong, ["detail_zh", "detail_en"], [&self.detail_zh, &self.detail_en]);
        let when = self.when(book, &mut wrong);
        let within = minutes(&mut wrong, "within", &self.within);
        let escalate_after = minutes(&mut wrong, "escalate_after", &self.escalate_after);
        if escalate_after.is_some() && within.is_none() {
            wrong.add("escalate_after", "handbook.needs_deadline");
        }
        let evidence = self.evidence(book, &mut wrong);
        let reviewer = match self.reviewer.trim() {
            "" => None,
            code => wrong.need("reviewer", book.post(code), "not_a_choice").map(|post| post.code.clone()),
        };
        wrong.or(when.map(|when| Typed { title, detail, when, within, escalate_after, evidence, reviewer }))
    }

    fn words(&self, wrong: &mut Problems, fields: [&str; 2], texts: [&str; 2]) -> Words {
        for (field, text) in fields.into_iter().zip(texts) {
            if text.trim().is_empty() {
                wrong.add(field, "needed");
            }
        }
        Words::new(tidy(texts[0]), tidy(texts[1]))
    }

    fn when(&self, book: &Book, wrong: &mut Problems) -> Option<When> {
        let (rhythm, at, day) = (self.rhythm.trim(), self.at.trim(), self.day.trim());
        let (weekday, event) = (self.weekday.trim(), self.event.trim());
        let (text, blame) = match rhythm {
            "standing" => ("standing".to_owned(), vec![]),
            "daily" => (format!("daily {at}"), vec![]),
            "weekly" => {
                (format!("weekly {weekday} {at}"), vec![("weekday", format!("weekly {weekday} 00:00"))])
            }
            "monthly" | "yearly" => {
                (format!("{rhythm} {day} {at}"), vec![("day", format!("{rhythm} {day} 00:00"))])
            }
            "on" => {
                let known = book.events.iter().find(|known| known.code == event);
                return wrong.need("event", known, "not_a_choice").map(|event| When::On(event.code.clone()));
            }
            _ => {
                wrong.add("rhythm", "not_a_choice");
                return None;
            }
        };
        for (field, with_any_time) in blame {
            if with_any_time.parse::<When>().is_err() {
                wrong.add(field, if field == "day" { "handbook.day_of" } else { "not_a_choice" });
            }
        }
        if rhythm != "standing" && format!("daily {at}").parse::<When>().is_err() {
            wrong.add("at", "not_a_time");
        }
        text.parse().ok()
    }

    fn evidence(&self, book: &Book, wrong: &mut Problems) -> Vec<String> {
        let known = book.evidence_codes();
        let mut codes: Vec<String> = vec![];
        for code in self.evidence.iter().map(|code| code.trim()).filter(|code| !code.is_empty()) {
            if !known.contains(code) {
                wrong.add_with("evidence", "handbook.unknown_evidence", vec![("code", code.to_owned())]);
            } else if !codes.iter().any(|have| have == code) {
                codes.push(code.to_owned());
            }
        }
        if codes.is_empty() {
            wrong.add("evidence", "handbook.no_evidence");
        }
        codes
    }
}

/// Line ends as everywhere else, and no blanks around.
fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// The longest that anything takes: a year, in minutes.
const YEAR: u32 = 366 * 24 * 60;

fn minutes(wrong: &mut Problems, field: &str, text: &str) -> Option<u32> {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    match text.trim() {
        "" => None,
        text => wrong.need(field, plain(text).filter(|n| (1..=YEAR).contains(n)), "not_a_number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn book() -> &'static Book {
        &shipped().expect("sound").book
    }

    fn fields(form: &EntryForm) -> Vec<String> {
        let refused = form.parse(book()).err().and_then(|error| error.refusal().cloned());
        refused.map_or(vec![], |refusal| refusal.problems.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn every_shipped_entry_goes_into_its_form_and_comes_out_the_same() {
        for entry in &book().entries {
            let typed = EntryForm::of(entry, 0).parse(book()).unwrap_or_else(|e| panic!("{}: {e}", entry.id));
            assert_eq!(&typed.onto(entry), entry);
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let form = EntryForm {
            title_zh: " ".into(),
            rhythm: "weekly".into(),
            weekday: "any".into(),
            at: "25:00".into(),
            within: "-5".into(),
            escalate_after: "10".into(),
            evidence: vec!["".into(), "wishes".into()],
            reviewer: "nobody".into(),
            ..EntryForm::sample()
        };
        assert_eq!(
            fields(&form),
            ["title_zh", "weekday", "at", "within", "escalate_after", "evidence", "evidence", "reviewer"]
        );
    }

    #[test]
    fn each_rhythm_asks_for_what_it_needs() {
        let form = |rhythm: &str, day: &str, at: &str, event: &str| EntryForm {
            rhythm: rhythm.into(),
            day: day.into(),
            at: at.into(),
            event: event.into(),
            ..EntryForm::sample()
        };
        assert_eq!(fields(&form("standing", "", "", "")), Vec::<String>::new());
        assert_eq!(fields(&form("monthly", "31", "", "")), ["day", "at"]);
        assert_eq!(fields(&form("yearly", "02-29", "09:00", "")), ["day"]);
        assert_eq!(fields(&form("on", "", "", "eclipse")), ["event"]);
        assert_eq!(fields(&form("hourly", "", "", "")), ["rhythm"]);
    }

    #[test]
    fn too_long_is_a_limit() {
        let form = EntryForm { title_zh: "长".repeat(61), ..EntryForm::sample() };
        assert_eq!(fields(&form), ["title_zh"]);
    }
}
