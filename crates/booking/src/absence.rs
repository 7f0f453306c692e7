//! Who is away (请假、轮休): granted leave, and the days off that a roster gives. Whoever is away owes no duty that day.

use std::collections::BTreeSet;

use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, PersonId, Result};
use rhythm::{Asked, Excusing};

use crate::store::{self, AbsenceRow};

/// A step for whoever grants leave: keeps that somebody is away.
pub fn keep_away(tx: &mut Tx, row: &AbsenceRow, by: PersonId, at: Instant) -> Result<()> {
    store::add_absence(tx, row, by, at)
}

/// Who is away with leave on a day.
pub fn away(tx: &mut Tx, day: BusinessDate) -> Result<BTreeSet<PersonId>> {
    Ok(store::absences_on(tx, day)?.into_iter().map(|row| row.person_id).collect())
}

/// So many days around a day show whether somebody works by the roster at all.
const AROUND: i64 = 6;

/// Whoever stands on the roster of these days, but not of this one, has her day off.
pub fn days_off(tx: &mut Tx, day: BusinessDate) -> Result<BTreeSet<PersonId>> {
    let (from, until) = (day.saturating_sub(AROUND.days()), day.saturating_add(AROUND.days()));
    let rows = store::rostered_around(tx, day, from, until)?;
    // A day for which nobody made a roster gives nobody a day off.
    if rows.iter().all(|(_, works)| *works == 0) {
        return Ok(BTreeSet::new());
    }
    Ok(rows.into_iter().filter(|(_, works)| *works == 0).map(|(person, _)| person).collect())
}

/// Leave and days off as excuses.
pub struct Absences;

impl Excusing for Absences {
    fn excused(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<(PersonId, &'static str)>> {
        let theirs = |people: BTreeSet<PersonId>, why: &'static str| {
            people.into_iter().filter(|person| asked.people.contains(person)).map(move |person| (person, why))
        };
        let mut all: Vec<_> = theirs(away(tx, asked.day)?, "on_leave").collect();
        all.extend(theirs(days_off(tx, asked.day)?, "off_duty"));
        Ok(all)
    }
}
