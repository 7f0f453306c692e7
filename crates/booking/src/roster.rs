//! Who works when (排班): set day by day, or carried on from one week to those after it.

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Permission, PersonId, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::clock::{minute_text, parse_minute};
use crate::minutes::{Minutes, Span, Spans};
use crate::state::{Kind, Refused, Sex};
use crate::store::{self, RosterRow, Sheet};
use crate::treat::now_at;

/// When somebody works on a day, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct RosterForm {
    /// Key of the store; empty for the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Key of the person.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub person: String,
    /// The day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// Begins, `HH:MM`; empty together with `ends` on a day off.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub starts: String,
    /// Ends, `HH:MM`.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub ends: String,
    /// Breaks: `13:00-13:30`, several with spaces between.
    #[serde(default)]
    #[garde(length(max = 60))]
    pub breaks: String,
    /// `female` or `male`, where it is known; empty leaves it as it is.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub sex: String,
    /// `yes` sets it although something of that time is promised to customers.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub anyway: String,
}

impl Form for RosterForm {
    fn sample() -> RosterForm {
        RosterForm {
            store: String::new(),
            person: "7".into(),
            day: "2026-11-25".into(),
            starts: "10:00".into(),
            ends: "19:00".into(),
            breaks: "13:00-13:30".into(),
            sex: String::new(),
            anyway: String::new(),
        }
    }
}

/// Reads `13:00-13:30 17:00-17:15`.
pub(crate) fn parse_breaks(text: &str) -> Option<Vec<Span>> {
    let span = |word: &str| {
        let (from, until) = word.split_once(['-', '–', '~'])?;
        let span = Span::new(parse_minute(from)?, parse_minute(until)?);
        (span.from < span.until).then_some(span)
    };
    text.split([' ', ',', '，', '、', ';', '；']).filter(|word| !word.is_empty()).map(span).collect()
}

/// Writes `13:00-13:30 17:00-17:15`.
pub(crate) fn breaks_text(breaks: &[Span]) -> String {
    let one = |span: &Span| format!("{}-{}", minute_text(span.from), minute_text(span.until));
    breaks.iter().map(one).collect::<Vec<_>>().join(" ")
}

impl RosterForm {
    /// Who and when; without hours it is a day off.
    fn parse(&self) -> Result<(PersonId, BusinessDate, Option<RosterRow>)> {
        let mut wrong: Problems = web::limits(self);
        let person: Option<PersonId> = wrong.need("person", self.person.trim().parse().ok(), "not_a_choice");
        let day = wrong.need("day", parse_day(self.day.trim()), "not_a_day");
        let off = self.starts.trim().is_empty() && self.ends.trim().is_empty();
        let hours = if off { None } else { self.hours(&mut wrong) };
        let breaks = wrong.need("breaks", parse_breaks(&self.breaks), "not_breaks");
        let within = |(starts, ends): (u32, u32), span: &Span| starts <= span.from && span.until <= ends;
        if let (Some(hours), Some(breaks)) = (hours, &breaks)
            && !breaks.iter().all(|span| within(hours, span))
        {
            wrong.add("breaks", "breaks_outside");
        }
        wrong.or(person.zip(day).zip(breaks).map(|((person, day), breaks)| {
            let row = hours.map(|(starts, ends)| RosterRow {
                person_id: person,
                day,
                starts,
                ends,
                breaks: Spans(breaks),
            });
            (person, day, row)
        }))
    }

    fn hours(&self, wrong: &mut Problems) -> Option<(u32, u32)> {
        let starts = wrong.need("starts", parse_minute(&self.starts), "not_a_time");
        let ends = wrong.need("ends", parse_minute(&self.ends), "not_a_time");
        let hours = starts.zip(ends);
        if hours.is_some_and(|(starts, ends)| starts >= ends) {
            wrong.add("ends", "hours_order");
        }
        hours
    }
}

/// Sets when somebody works on a day, or that she does not. What is promised then is told before it is broken.
pub fn set(tx: &mut Tx, call: &Call, store: StoreId, form: &RosterForm) -> Result<()> {
    let by = call.mandate(Permission::ManageRosters, &Place::store(store))?;
    let (person, day, row) = form.parse()?;
    let organisation = org::organisation(tx, call)?;
    organisation.person(person)?;
    let (today, _) = now_at(tx, call, store)?;
    if day < today {
        return Err(Refused::Past.into());
    }
    if let Some(sex) = Sex::from_code(form.sex.trim()) {
        store::set_sex(tx, person, sex)?;
    }
    if let Some((elsewhere, ..)) = store::roster_of(tx, person, day)? {
        // Whoever takes her away from another store must have the say there too.
        call.mandate(Permission::ManageRosters, &Place::store(elsewhere))?;
    }
    if form.anyway != "yes" {
        keep_promises(tx, store, person, day, row.as_ref(), organisation.person_name(person))?;
    }
    match &row {
        Some(row) => store::set_roster(tx, store, row, by.person, call.now)?,
        None => store::clear_roster(tx, person, day)?,
    }
    let hours = row.map(|row| format!("{}-{}", minute_text(row.starts), minute_text(row.ends)));
    call.note(tx, &by, "roster.set", format!("people/{person}"), json!({ "day": day, "hours": hours }))
}

/// A step: who is a woman and who a man, as far as it was written down with the roster.
pub fn sexes(tx: &mut Tx) -> Result<Vec<(PersonId, Sex)>> {
    store::sexes(tx)
}

/// Refuses when something that is promised would lie outside of her hours.
fn keep_promises(
    tx: &mut Tx,
    store: StoreId,
    person: PersonId,
    day: BusinessDate,
    row: Option<&RosterRow>,
    name: &str,
) -> Result<()> {
    let sheet = Sheet { store, day, kind: Kind::Therapist, resource: kernel::Id::get(person) };
    let taken = store::taken(tx, sheet)?;
    let works = row.map_or(Minutes::NONE, works);
    match (taken & !works).iter().next() {
        Some(minute) => Err(Refused::Promised { name: name.to_owned(), day, at: minute_text(minute) }.into()),
        None => Ok(()),
    }
}

/// The minutes somebody works.
pub(crate) fn works(row: &RosterRow) -> Minutes {
    Minutes::of(Span::new(row.starts, row.ends)) & !Minutes::of_all(&row.breaks.0)
}

/// From which week on for how many the roster is carried on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct CarryForm {
    /// Key of the store; empty for the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// The first day of the week that is the pattern.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub week: String,
    /// For how many weeks after it, 8 at most.
    #[serde(default)]
    #[garde(length(max = 2))]
    pub weeks: String,
}

impl Form for CarryForm {
    fn sample() -> CarryForm {
        CarryForm { store: String::new(), week: "2026-11-23".into(), weeks: "4".into() }
    }
}

impl CarryForm {
    fn parse(&self) -> Result<(BusinessDate, i64)> {
        let mut wrong: Problems = web::limits(self);
        let week = wrong.need("week", parse_day(self.week.trim()), "not_a_day");
        let weeks = self.weeks.trim().parse().ok().filter(|weeks| (1..=8).contains(weeks));
        let weeks = wrong.need("weeks", weeks, "not_a_number");
        wrong.or(week.zip(weeks))
    }
}

/// Carries a week's roster on to the weeks after it; days that are set already stay as they are. How many were set?
pub fn carry_on(tx: &mut Tx, call: &Call, store: StoreId, form: &CarryForm) -> Result<i64> {
    let by = call.mandate(Permission::ManageRosters, &Place::store(store))?;
    let (week, weeks) = form.parse()?;
    let monday = week.saturating_sub(i64::from(week.weekday().to_monday_zero_offset()).days());
    let (today, _) = now_at(tx, call, store)?;
    let pattern = store::rosters(tx, store, monday, monday.saturating_add(6.days()))?;
    let mut set = 0;
    for row in (1..=weeks).flat_map(|ahead| pattern.iter().map(move |row| later(row, ahead))) {
        if row.day >= today && store::roster_of(tx, row.person_id, row.day)?.is_none() {
            store::set_roster(tx, store, &row, by.person, call.now)?;
            set += 1;
        }
    }
    let detail = json!({ "week": monday, "weeks": weeks, "set": set });
    call.note(tx, &by, "roster.carried_on", format!("stores/{store}"), detail)?;
    Ok(set)
}

fn later(row: &RosterRow, weeks: i64) -> RosterRow {
    RosterRow { day: row.day.saturating_add((weeks * 7).days()), ..row.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(form: &RosterForm) -> Vec<(String, &'static str)> {
        let refusal = form.parse().err().and_then(|error| error.refusal().cloned()).expect("refused");
        refusal.problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
    }

    #[test]
    fn a_day_off_has_no_hours() {
        let off = RosterForm {
            starts: String::new(),
            ends: String::new(),
            breaks: String::new(),
            ..RosterForm::sample()
        };
        assert_eq!(off.parse().expect("right").2, None);
    }

    #[test]
    fn breaks_lie_within_the_hours() {
        let form = RosterForm { breaks: "18:50-19:10".into(), ..RosterForm::sample() };
        assert_eq!(problems(&form), [("breaks".to_owned(), "breaks_outside")]);
        let form = RosterForm { breaks: "noon".into(), ends: "9:00".into(), ..RosterForm::sample() };
        assert_eq!(
            problems(&form),
            [("ends".to_owned(), "hours_order"), ("breaks".to_owned(), "not_breaks")]
        );
    }

    #[test]
    fn breaks_are_read_as_they_are_written() {
        let breaks = parse_breaks("13:00-13:30、17:00-17:15").expect("breaks");
        assert_eq!(breaks_text(&breaks), "13:00-13:30 17:00-17:15");
    }
}
