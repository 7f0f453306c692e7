use std::collections::BTreeMap;

use garde::Validate;
use kernel::{BusinessDate, PersonId, Result, StoreId, parse_day, refusals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::roll::{Grooming, MeetingKind, Presence};

refusals! {
    /// Why a meeting cannot go on.
    pub enum Refused {
        /// There is one already today.
        Held = Conflict "meeting.held",
        /// It is closed: what was said stays.
        Closed = Conflict "meeting.closed",
        /// It is not over yet.
        StillOpen = Conflict "meeting.still_open",
        /// Who was not there does not sign.
        NotThere = Conflict "meeting.not_there",
        /// The department has nobody today.
        NoDepartment = Conflict "meeting.no_department",
    }
}

/// A meeting to be opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct OpenForm {
    /// `supervisors` or `department`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub kind: String,
    /// Code of the department, where it is one's.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub department: String,
    /// Key of the store; empty is the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
}

impl web::Form for OpenForm {
    fn sample() -> OpenForm {
        OpenForm { kind: "department".into(), department: "front-desk".into(), store: String::new() }
    }
}

impl OpenForm {
    /// Kind, department and store; `own` is the asker's.
    pub fn parse(&self, own: Option<StoreId>) -> Result<(MeetingKind, String, StoreId)> {
        let mut wrong = web::limits(self);
        let kind = wrong.need("kind", MeetingKind::from_code(&self.kind), "not_a_choice");
        let store = match self.store.trim() {
            "" => own,
            key => key.parse().ok(),
        };
        let store = wrong.need("store", store, "not_a_choice");
        let department = match kind {
            Some(MeetingKind::Department) => self.department.trim().to_owned(),
            _ => String::new(),
        };
        if kind == Some(MeetingKind::Department) && department.is_empty() {
            wrong.add("department", "needed");
        }
        wrong.or(kind.zip(store).map(|(kind, store)| (kind, department, store)))
    }
}

/// Roll-call, parts and minutes as they are sent: `presence.PERSON`, `grooming.PERSON`, `note.PERSON`,
/// `yesterday.DEPARTMENT`, `focus.…`, `customers.…`, `support.…`, `minutes`; `close` is `yes` when it is over.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct MinutesForm {
    /// The minutes, as typed.
    #[serde(default)]
    #[garde(length(chars, max = 20_000))]
    pub minutes: String,
    /// `yes` closes the meeting.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub close: String,
    /// Roll-call and what the departments say.
    #[serde(flatten)]
    #[garde(length(max = 400))]
    pub fields: BTreeMap<String, String>,
}

impl web::Form for MinutesForm {
    fn sample() -> MinutesForm {
        let fields = [("presence.1", "present"), ("grooming.1", "ok"), ("focus.front-desk", "预约确认")];
        let fields = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
        MinutesForm { minutes: "先说昨天".into(), close: String::new(), fields: fields.into() }
    }
}

/// What the roll-call found of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub person: PersonId,
    pub presence: Option<Presence>,
    pub grooming: Option<Grooming>,
    pub note: String,
}

/// What a department said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartSaid {
    /// Code of the department.
    pub department: String,
    /// How yesterday went.
    pub yesterday: String,
    /// What matters today.
    pub focus: String,
    /// The customers to work on.
    pub customers: String,
    /// Support wanted.
    pub support: String,
}

/// A note is a line; a part is a paragraph.
const NOTE: usize = 200;
const PART: usize = 2000;

/// What a form of minutes says: the roll-call and the parts.
pub type Kept = (Vec<Called>, Vec<PartSaid>);

impl MinutesForm {
    /// Whether the meeting is over.
    pub fn closes(&self) -> bool {
        self.close == "yes"
    }

    /// Against who was asked and what departments there are; a meeting that closes has called everybody.
    pub fn parse(&self, asked: &[PersonId], departments: &[String]) -> Result<Kept> {
        let mut wrong = web::limits(self);
        let typed = |kind: &str, of: &str| {
            self.fields.get(&format!("{kind}.{of}")).map_or("", |text| text.trim()).to_owned()
        };
        let mut called = vec![];
        for person in asked {
            let of = person.to_string();
            let field = format!("presence.{of}");
            let presence = match typed("presence", &of).as_str() {
                "" if self.closes() => wrong.need(&field, None, "meeting.not_called"),
                "" => None,
                code => wrong.need(&field, Presence::from_code(code), "not_a_choice"),
            };
            let grooming = match typed("grooming", &of).as_str() {
                "" => None,
                code => wrong.need(&format!("grooming.{of}"), Grooming::from_code(code), "not_a_choice"),
            };
            let note = typed("note", &of);
            if note.chars().count() > NOTE {
                wrong.add(format!("note.{of}"), "limit");
            }
            called.push(Called { person: *person, presence, grooming, note });
        }
        let mut parts = vec![];
        for department in departments {
            let part = PartSaid {
                department: department.clone(),
                yesterday: typed("yesterday", department),
                focus: typed("focus", department),
                customers: typed("customers", department),
                support: typed("support", department),
            };
            let texts = [&part.yesterday, &part.focus, &part.customers, &part.support];
            if texts.iter().any(|text| text.chars().count() > PART) {
                wrong.add(format!("yesterday.{department}"), "limit");
            }
            parts.push(part);
        }
        let known = |field: &str| {
            field == "once"
                || field.split_once('.').is_some_and(|(kind, of)| match kind {
                    "presence" | "grooming" | "note" => asked.iter().any(|person| person.to_string() == of),
                    "yesterday" | "focus" | "customers" | "support" => {
                        departments.iter().any(|code| code == of)
                    }
                    _ => false,
                })
        };
        for field in self.fields.keys().filter(|field| !known(field)) {
            wrong.add(field.clone(), "unknown");
        }
        wrong.or(Some((called, parts)))
    }
}

/// A resolution: it becomes a task at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ResolveForm {
    /// What is to be done.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub what: String,
    /// Key of the person who does it.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub owner: String,
    /// Until the end of which day; empty is today.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub due_day: String,
}

impl web::Form for ResolveForm {
    fn sample() -> ResolveForm {
        ResolveForm { what: "三点加一个班次".into(), owner: "16".into(), due_day: "2026-11-25".into() }
    }
}

impl ResolveForm {
    /// What, who, until when.
    pub fn parse(
        &self,
        today: BusinessDate,
        known: impl Fn(PersonId) -> bool,
    ) -> Result<(String, PersonId, BusinessDate)> {
        let mut wrong = web::limits(self);
        let what = Some(self.what.trim().to_owned()).filter(|what| !what.is_empty());
        let what = wrong.need("what", what, "needed");
        let owner = self.owner.trim().parse().ok().filter(|person| known(*person));
        let owner = wrong.need("owner", owner, "not_a_choice");
        let day = match self.due_day.trim() {
            "" => Some(today),
            text => {
                let day = parse_day(text);
                let day = wrong.need("due_day", day, "not_a_day");
                day.and_then(|day| {
                    wrong.need("due_day", Some(day).filter(|day| *day >= today), "work.day_over")
                })
            }
        };
        wrong.or(what.zip(owner).zip(day).map(|((what, owner), day)| (what, owner, day)))
    }
}

/// Minutes signed, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SignForm {
    /// The signature as it was drawn: its strokes, as [`approval::strokes`] reads them; may be empty.
    #[serde(default)]
    #[garde(length(max = 24_000))]
    pub drawn: String,
}

impl web::Form for SignForm {
    fn sample() -> SignForm {
        SignForm { drawn: "M10 90L60 40L90 120L140 60L190 110L260 70".into() }
    }
}

impl SignForm {
    /// The strokes; none when nothing was drawn.
    pub fn parse(&self) -> Result<Option<String>> {
        let mut wrong = web::limits(self);
        let drawn = approval::strokes(&self.drawn).map_err(|problem| wrong.add("drawn", problem)).ok();
        wrong.or(drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_meeting_closes_when_everybody_was_called() {
        let asked = [PersonId::of(1), PersonId::of(2)];
        let mut form = <MinutesForm as web::Form>::sample();
        let (called, parts) = form.parse(&asked, &["front-desk".to_owned()]).expect("kept");
        assert_eq!((called[0].presence, called[1].presence), (Some(Presence::Present), None));
        assert_eq!(parts[0].focus, "预约确认");
        form.close = "yes".into();
        let error = form.parse(&asked, &["front-desk".to_owned()]).expect_err("one is not called");
        let problems = &error.refusal().expect("refused").problems;
        assert_eq!((problems.len(), problems[0].code), (1, "meeting.not_called"));
    }

    #[test]
    fn who_was_not_asked_is_not_called() {
        let form = <MinutesForm as web::Form>::sample();
        assert!(form.parse(&[PersonId::of(2)], &["front-desk".to_owned()]).is_err());
    }
}
