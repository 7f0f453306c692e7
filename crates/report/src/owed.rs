use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, PersonId, Result};
use org::Seat;
use rhythm::{Day, Duty, Excuses, Period};
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

/// Of what is daily, the last two days on which anybody owed it.
fn looked_at(days: &[Arc<Day>], kind: ReportKind) -> impl Iterator<Item = &Arc<Day>> {
    let so_many = match kind {
        ReportKind::Log | ReportKind::Daily => 2,
        ReportKind::Weekly | ReportKind::Monthly => BACK as usize,
    };
    days.iter().filter(move |day| day.about(kind.evidence()).next().is_some()).take(so_many)
}

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
    let mut owed = vec![];
    for kind in ReportKind::ALL {
        let theirs = looked_at(&days, *kind).flat_map(|day| owed_by(day, person));
        owed.extend(theirs.filter(|owed| owed.kind == *kind));
    }
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
    for kind in ReportKind::ALL {
        for day in looked_at(&days, *kind) {
            let below = day.chart.below(to);
            let theirs = day.about(kind.evidence()).filter(|duty| below.contains(&duty.person));
            for duty in theirs {
                let owed = Owed::of(*kind, day.chart.day, duty);
                let done = handed_in.contains(&(owed.person, *kind, owed.period.from));
                if !done && owed.has_begun(day) && rhythm::hears(day, duty, call.now).contains(&to) {
                    late.push((day.clone(), owed));
                }
            }
        }
    }
    let mut late = not_excused(tx, call, late)?;
    late.sort_by_key(|owed| (owed.due, owed.person));
    Ok(late)
}

/// Who was off that day owes nothing of that day.
fn not_excused(tx: &mut Tx, call: &Call, late: Vec<(Arc<Day>, Owed)>) -> Result<Vec<Owed>> {
    let excuses: &Excuses = call.app.part();
    let mut by_day: BTreeMap<BusinessDate, (Arc<Day>, BTreeSet<PersonId>)> = BTreeMap::new();
    for (day, owed) in &late {
        by_day.entry(day.chart.day).or_insert_with(|| (day.clone(), BTreeSet::new())).1.insert(owed.person);
    }
    let mut excused = BTreeSet::new();
    for (on, (day, people)) in by_day {
        excused.extend(excuses.all(tx, &day.asked(people))?.into_keys().map(|person| (on, person)));
    }
    let stands = |(day, owed): &(Arc<Day>, Owed)| !excused.contains(&(day.chart.day, owed.person));
    Ok(late.into_iter().filter(stands).map(|(_, owed)| owed).collect())
}
