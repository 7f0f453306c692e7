//! The duty record (履职记录): at a day's end each duty is written down as done, late, missed or excused, once and for all.
//! Whether the house is run by the book is then a count, over posts, people, clauses and days.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, Permission, PersonId, Result, codes, refusals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Call;

use crate::day::{self, Day};
use crate::evidence::{Amount, Asked, Evidences, Figure, Figures, Period};
use crate::state::State;
use crate::store::record as store;
use crate::upward::place_of;

kernel::ids! {
    /// A line of the duty record.
    pub struct DutyRecordId;
}

codes! {
    /// How a duty is written down.
    pub enum Kept {
        /// In time.
        Done = "done",
        /// After its time, but within the day.
        Late = "late",
        /// Not at all.
        Missed = "missed",
        /// Not, for a good reason: off duty, on leave, or what a superior found.
        Excused = "excused",
    }
}

refusals! {
    /// Why a line of the record stays as it is.
    pub enum Refused {
        /// What was done in time, or is excused, needs no excuse.
        NoNeed = Conflict "rhythm.no_need",
        /// Nobody excuses herself.
        Own = Forbidden "rhythm.own_excuse",
    }
}

/// A slice that knows who need not do her duties: off by the roster, on leave.
pub trait Excusing: Send + Sync {
    /// Who of those asked about is excused on the day; the code names its text (`excuse.` + code).
    fn excused(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<(PersonId, &'static str)>>;
}

/// Everybody who knows of excuses; `shop.rs` lists them.
#[derive(Default)]
pub struct Excuses(Vec<Box<dyn Excusing>>);

impl Excuses {
    /// One more.
    pub fn and(mut self, excusing: impl Excusing + 'static) -> Excuses {
        self.0.push(Box::new(excusing));
        self
    }

    /// Who is excused, and why; the first reason counts.
    pub fn all(&self, tx: &mut Tx, asked: &Asked) -> Result<BTreeMap<PersonId, &'static str>> {
        let mut all = BTreeMap::new();
        for excusing in &self.0 {
            for (person, reason) in excusing.excused(tx, asked)? {
                all.entry(person).or_insert(reason);
            }
        }
        Ok(all)
    }
}

/// How a duty is written down that stood so when the day was over; what cannot be seen is not written.
pub fn kept(state: State, is_excused: bool) -> Option<Kept> {
    match state {
        State::Done => Some(Kept::Done),
        State::DoneLate => Some(Kept::Late),
        State::NotBuilt => None,
        _ if is_excused => Some(Kept::Excused),
        State::Due | State::Late | State::Missed | State::Later => Some(Kept::Missed),
    }
}

/// Days looked back for what is not written yet: a house that was switched off for a while catches up.
const BACK: i64 = 14;

/// Writes the days that are over and not written yet; how many days that were.
pub fn catch_up(tx: &mut Tx, call: &Call) -> Result<i64> {
    let today = org::today(tx, call)?;
    let founded = today.organisation.centre.founded_on;
    let mut written = 0;
    for back in (1..=BACK).rev() {
        let on = today.day.saturating_sub(back.days());
        if on >= founded && !store::is_written(tx, on)? {
            written += i64::from(write_day(tx, call, on)?);
        }
    }
    Ok(written)
}

/// Writes a day, if every store's is over.
pub fn write_day(tx: &mut Tx, call: &Call, on: BusinessDate) -> Result<bool> {
    let day = day::day(tx, call, on)?;
    if call.now < over(&day) {
        return Ok(false);
    }
    let evidences: &Evidences = call.app.part();
    let asked = day.asked(day.chart.people().map(|(person, _)| person).collect());
    let proofs = evidences.first_proofs(tx, &asked)?;
    let excuses: &Excuses = call.app.part();
    let excused = excuses.all(tx, &asked)?;
    let mut duties = 0;
    for person in &asked.people {
        let reason = excused.get(person).copied();
        for (duty, state, proof) in day.standing(*person, evidences, &proofs, call.now) {
            let Some(kept) = kept(state, reason.is_some()) else { continue };
            let reason = reason.filter(|_| kept == Kept::Excused).unwrap_or_default();
            store::write(tx, on, duty, day.entry(duty), kept, proof, reason)?;
            duties += 1;
        }
    }
    store::day_written(tx, on, call.now, duties)?;
    Ok(true)
}

/// When the day is over everywhere.
fn over(day: &Day) -> Instant {
    day.all().iter().map(|duty| duty.ends).max().unwrap_or_else(|| {
        let next = day.chart.day.tomorrow().unwrap_or(day.chart.day);
        day.chart.organisation.day_cut(None).begins(next)
    })
}

/// An excuse, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ExcuseForm {
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 300))]
    pub reason: String,
}

impl web::Form for ExcuseForm {
    fn sample() -> ExcuseForm {
        ExcuseForm { reason: "送客人去医院".into() }
    }
}

/// A superior excuses somebody from a duty afterwards, with the reason. How it stood before stays written.
pub fn excuse(tx: &mut Tx, call: &Call, id: DutyRecordId, form: &ExcuseForm) -> Result<()> {
    let line = store::line(tx, id)?;
    let chart = org::today(tx, call)?;
    call.sight(Permission::ViewDuties, &place_of(&chart, line.person_id))?;
    if line.person_id == call.actor.person {
        return Err(Refused::Own.into());
    }
    let by = call.mandate(Permission::ExcuseDuties, &place_of(&chart, line.person_id))?;
    let mut wrong = web::limits(form);
    let reason = Some(form.reason.trim()).filter(|reason| !reason.is_empty());
    let reason = wrong.need("reason", reason, "needed");
    let reason = wrong.or(reason)?;
    if !matches!(line.state, Kept::Late | Kept::Missed) {
        return Err(Refused::NoNeed.into());
    }
    store::excuse(tx, id, line.state, reason, call.actor.person, call.now)?;
    let told = json!({ "day": line.day, "entry": line.entry, "was": line.state, "reason": reason });
    call.note(tx, &by, "duty.excused", format!("duty-record/{id}"), told)
}

/// How many duties were done of those that counted, in time or late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rate {
    /// In time.
    pub done: i64,
    /// Late.
    pub late: i64,
    /// Not at all.
    pub missed: i64,
    /// With a good reason.
    pub excused: i64,
}

impl Rate {
    /// One more of a state.
    pub fn with(mut self, state: Kept, count: i64) -> Rate {
        match state {
            Kept::Done => self.done += count,
            Kept::Late => self.late += count,
            Kept::Missed => self.missed += count,
            Kept::Excused => self.excused += count,
        }
        self
    }

    /// Those that counted: the excused do not.
    pub fn counted(&self) -> i64 {
        self.done + self.late + self.missed
    }

    /// Per mille done, in time or late; none where nothing counted.
    pub fn per_mille(&self) -> Option<i64> {
        (self.counted() > 0).then(|| (self.done + self.late) * 1000 / self.counted())
    }

    /// `87.4%`, or a dash.
    pub fn percent(&self) -> String {
        self.per_mille().map_or("–".to_owned(), |n| format!("{}.{}%", n / 10, n % 10))
    }
}

/// The record in figures.
pub struct Record;

impl Figures for Record {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let rows = store::by_person(tx, period)?;
        let theirs = rows.iter().filter(|row| asked.people.contains(&row.person_id));
        let rate = theirs.fold(Rate::default(), |rate, row| rate.with(row.state, row.duties));
        if rate.counted() == 0 {
            return Ok(vec![]);
        }
        let amount = Amount::Share(rate.done + rate.late, rate.counted());
        let href = format!("/duty-record?from={}&until={}", period.from, period.until);
        Ok(vec![Figure { code: "rhythm.execution", amount, href }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_excuse_counts_only_for_what_was_not_done() {
        assert_eq!(kept(State::Done, true), Some(Kept::Done));
        assert_eq!(kept(State::Missed, true), Some(Kept::Excused));
        assert_eq!(kept(State::Missed, false), Some(Kept::Missed));
        assert_eq!(kept(State::NotBuilt, false), None);
    }

    proptest! {
        #[test]
        fn a_rate_lies_between_nothing_and_all(done in 0i64..500, late in 0i64..500, missed in 0i64..500, excused in 0i64..500) {
            let rate = Rate { done, late, missed, excused };
            match rate.per_mille() {
                Some(n) => prop_assert!((0..=1000).contains(&n) && (n == 1000) == (missed == 0)),
                None => prop_assert_eq!(done + late + missed, 0),
            }
        }
    }
}
