//! Days that are not as their weekday says: a store's own, and those the State Council announces.

use db::Tx;
use garde::Validate;
use kernel::{Permission, Place, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::calendar::{CalendarDayRow, Notice, StoreDayRow};
use crate::lines::Refused;
use crate::span::{day_of, not_past, text_of};
use crate::store;
use crate::stores::minutes;

/// A single day of a store as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct StoreDayForm {
    /// The day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// Opens, `HH:MM`; empty together with `closes` when the store stays shut.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub opens: String,
    /// Closes, `HH:MM`; past midnight `26:00`.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub closes: String,
    /// Why, 80 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 80))]
    pub note: String,
}

impl Form for StoreDayForm {
    fn sample() -> StoreDayForm {
        StoreDayForm {
            day: "2026-12-31".into(),
            opens: "10:00".into(),
            closes: "26:00".into(),
            note: "跨年夜".into(),
        }
    }
}

impl StoreDayForm {
    fn parse(&self, store_id: StoreId) -> Result<StoreDayRow> {
        let mut wrong = web::limits(self);
        let day = day_of(&mut wrong, "day", &self.day);
        let note = text_of(&mut wrong, "note", &self.note);
        let hours = match (self.opens.trim(), self.closes.trim()) {
            ("", "") => Some((None, None)),
            (opens, closes) => minutes(opens).zip(minutes(closes)).map(|(o, c)| (Some(o), Some(c))),
        };
        let hours = wrong.need("opens", hours, "not_a_time");
        if hours.is_some_and(|(opens, closes)| opens.is_some() && opens >= closes) {
            wrong.add("closes", "hours_order");
        }
        wrong.or(day.zip(note).zip(hours).map(|((day, note), (opens, closes))| StoreDayRow {
            store_id,
            day,
            opens,
            closes,
            note: note.to_owned(),
        }))
    }
}

/// Gives a store its own hours on one day, or keeps it shut.
pub fn set_store_day(tx: &mut Tx, call: &Call, id: StoreId, form: &StoreDayForm) -> Result<()> {
    let organisation = store::organisation(tx, call)?;
    let its = organisation.store(id)?;
    let by = call.mandate(Permission::ManageCalendar, &Place::store(id))?;
    let row = form.parse(id)?;
    not_past(organisation.business_date(Some(id), call.now).max(its.opened_on), row.day)?;
    if let Some(day) = its.closed_on.filter(|closed| *closed < row.day) {
        return Err(Refused::Over { what: its.name.clone(), day }.into());
    }
    store::set_store_day(tx, &row)?;
    let detail = json!({ "day": row.day, "opens": row.opens, "closes": row.closes, "note": row.note });
    call.note(tx, &by, "store.day_set", format!("stores/{id}"), detail)?;
    store::changed(tx)
}

/// An announced day as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AnnouncedForm {
    /// The day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// `statutory`, `rest` or `work`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub kind: String,
    /// Chinese name.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name_zh: String,
    /// English name.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub name_en: String,
    /// Where it is announced.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub source: String,
}

impl Form for AnnouncedForm {
    fn sample() -> AnnouncedForm {
        AnnouncedForm {
            day: "2026-02-14".into(),
            kind: "work".into(),
            name_zh: "春节调休上班".into(),
            name_en: "Make-up day for Spring Festival".into(),
            source: "国务院办公厅关于2026年部分节假日安排的通知".into(),
        }
    }
}

impl AnnouncedForm {
    fn parse(&self) -> Result<CalendarDayRow> {
        let mut wrong = web::limits(self);
        let day = day_of(&mut wrong, "day", &self.day);
        let kind = wrong.need("kind", Notice::from_code(self.kind.trim()), "not_a_choice");
        let name_zh = text_of(&mut wrong, "name_zh", &self.name_zh);
        let source = text_of(&mut wrong, "source", &self.source);
        wrong.or(day.zip(kind).zip(name_zh).zip(source).map(|(((day, kind), name_zh), source)| {
            CalendarDayRow {
                day,
                kind,
                name_zh: name_zh.to_owned(),
                name_en: self.name_en.trim().to_owned(),
                source: source.to_owned(),
            }
        }))
    }
}

/// Enters a day of the yearly announcement, or corrects it. It may lie in the past: what was announced was so.
pub fn announce(tx: &mut Tx, call: &Call, form: &AnnouncedForm) -> Result<()> {
    let by = call.mandate(Permission::ManageCalendar, &Place::centre())?;
    let row = form.parse()?;
    let organisation = store::organisation(tx, call)?;
    let before = organisation.announced.iter().find(|old| old.day == row.day);
    let told = |row: &CalendarDayRow| json!({ "kind": row.kind, "name_zh": row.name_zh, "name_en": row.name_en, "source": row.source });
    store::set_calendar_day(tx, &row)?;
    let detail = json!({ "day": row.day, "from": before.map(told), "to": told(&row) });
    call.note(tx, &by, "calendar.announced", format!("calendar/{}", row.day), detail)?;
    store::changed(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_day_is_shut_when_both_times_are_empty() {
        let shut = StoreDayForm { opens: String::new(), closes: String::new(), ..StoreDayForm::sample() };
        let row = shut.parse(StoreId::of(1)).expect("right");
        assert_eq!((row.opens, row.closes), (None, None));
    }

    #[test]
    fn a_day_needs_a_word_why_and_hours_in_their_order() {
        let form = StoreDayForm { opens: "21:00".into(), closes: "10:00".into(), ..StoreDayForm::default() };
        let refusal = form.parse(StoreId::of(1)).err().and_then(|e| e.refusal().cloned()).expect("refused");
        let told: Vec<(&str, &str)> = refusal.problems.iter().map(|p| (p.field.as_str(), p.code)).collect();
        assert_eq!(told, [("day", "needed"), ("note", "needed"), ("closes", "hours_order")]);
    }
}
