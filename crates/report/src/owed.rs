use std::collections::BTreeSet;
use std::sync::Arc;

use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, PersonId, Result};
use org::Seat;
use rhythm::{Day, Duty, Period};
use web::Call;

use crate::kind::ReportKind;
use crate::store;

/// A report that somebody owes: an entry of the handbook that asks for one, on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// Whose.
    pub person: PersonId,
    /// By which post, where.
    pub seat: Seat,
    /// Which.
    pub kind: ReportKind,
    /// About which days.
    pub period: Period,
    /// From when on it can be handed in.
    pub begins: Instant,
    /// Until when.
    pub due: Instant,
}

impl Owed {
    fn of(kind: ReportKind, day: BusinessDate, duty: &Duty) -> Owed {
        let period = kind.reported_on(day);
        Owed { person: duty.person, seat: duty.seat, kind, period, begins: duty.begins, due: duty.due }
    }

    /// Nobody reports on days before the centre was there.
    fn has_begun(&self, day: &Day) -> bool {
        self.period.until >= day.chart.organisation.centre.founded_on
    }

    /// Where it is written.
    pub fn href(&self) -> String {
        format!("/reports/write?kind={}&on={}", self.kind.code(), self.period.from)
    }
}

/// What a person owes by a day's book. An entry asks for a report where that is the first thing it asks for.
pub fn owed_by(day: &Day, person: PersonId) -> Vec<Owed> {
    let kind = |duty: &Duty| {
        let first = day.entry(duty).evidence.first()?;
        ReportKind::ALL.iter().copied().find(|kind| kind.evidence() == first)
    };
    let owed = day.duties(person).filter_map(|duty| Some(Owed::of(kind(duty)?, day.chart.day, duty)));
    owed.filter(|owed| owed.has_begun(day)).collect()
}

/// The days that are looked back: what is older than that is the duty record's.
const BACK: i64 = 4;

/// Today and the few days before.
pub(crate) fn recent(tx: &mut Tx, call: &Call) -> Result<Vec<Arc<Day>>> {
    let today = org::today(tx, call)?;
    let founded = today.organisation.centre.founded_on;
    let days: Vec<BusinessDate> = (0..BACK)
        .map(|back| today.day.saturating_sub(back.days()))
        .take_while(|day| *day >= founded)
        .collect();
    rhythm::days(tx, call, &days)
}

/// What a person still has to write, the oldest first.
pub(crate) fn to_write(tx: &mut Tx, call: &Call, person: PersonId) -> Result<Vec<Owed>> {
    let days = recent(tx, call)?;
    let mut owed: Vec<Owed> = days.iter().flat_map(|day| owed_by(day, person)).collect();
    if owed.is_empty() {
        return Ok(owed);
    }
    let handed_in = handed_in(tx, &days, Some(person))?;
    owed.retain(|owed| !handed_in.contains(&(owed.person, owed.kind, owed.period.from)));
    owed.sort_by_key(|owed| owed.due);
    Ok(owed)
}

type Key = (PersonId, ReportKind, BusinessDate);

fn handed_in(tx: &mut Tx, days: &[Arc<Day>], person: Option<PersonId>) -> Result<BTreeSet<Key>> {
    let Some(first) = days.last() else { return Ok(BTreeSet::new()) };
    let since = ReportKind::Monthly.reported_on(first.chart.day).from;
    let rows = match person {
        Some(person) => store::handed_in_by(tx, person, since)?,
        None => store::handed_in_since(tx, since)?,
    };
    Ok(rows.into_iter().map(|row| (row.person_id, row.kind, row.from_day)).collect())
}

/// The reports that are late and have come to a person's ears: she reviews them, or they climbed to her. Those who
/// have not handed in, by name and deadline; worked out, nobody ticks it.
pub fn missing(tx: &mut Tx, call: &Call, to: PersonId) -> Result<Vec<Owed>> {
    let days = recent(tx, call)?;
    if days.first().is_none_or(|today| today.chart.below(to).is_empty()) {
        return Ok(vec![]);
    }
    let handed_in = handed_in(tx, &days, None)?;
    let mut late = vec![];
    for day in &days {
        let below = day.chart.below(to);
        for kind in ReportKind::ALL {
            let theirs = day.about(kind.evidence()).filter(|duty| below.contains(&duty.person));
            for duty in theirs {
                let owed = Owed::of(*kind, day.chart.day, duty);
                let done = handed_in.contains(&(owed.person, *kind, owed.period.from));
                if !done && owed.has_begun(day) && rhythm::hears(day, duty, call.now).contains(&to) {
                    late.push(owed);
                }
            }
        }
    }
    late.sort_by_key(|owed| (owed.due, owed.person));
    Ok(late)
}
