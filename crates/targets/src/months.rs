use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kernel::{BusinessDate, Money, PersonId, Result, StoreId};
use sales::Journal;

use crate::progress::Progress;
use crate::season::season;
use crate::store::{self, Level};

/// How far everybody who carries a part of a store's month has come by a day, seen from outside the calendar: the
/// week's weights count alone.
pub(crate) fn months(
    tx: &mut Tx,
    shop: StoreId,
    measure: Journal,
    day: BusinessDate,
) -> Result<BTreeMap<PersonId, Progress>> {
    let first = day.first_of_month();
    let targets = store::targets(tx, shop, measure, Level::Person, first, first)?;
    if targets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let weights = season()?.of_month(first, |_| true);
    let reached = store::reached(tx, shop, measure, first, day)?;
    let today = place(day);
    let mut months = BTreeMap::new();
    for row in targets {
        let Some(person) = row.person_id else { continue };
        let mut days: Vec<(u32, Money)> = weights.iter().map(|weight| (*weight, Money::ZERO)).collect();
        for (_, day, amount) in reached.iter().filter(|(of, ..)| *of == Some(person)) {
            days[place(*day)].1 = *amount;
        }
        months.insert(person, Progress::of(row.amount, &days, today)?);
    }
    Ok(months)
}

/// Some of them together.
pub(crate) fn of_people(
    months: &BTreeMap<PersonId, Progress>,
    people: &BTreeSet<PersonId>,
) -> Result<Progress> {
    let hers = months.iter().filter(|(person, _)| people.contains(person));
    hers.map(|(_, progress)| *progress).try_fold(Progress::default(), Progress::plus)
}

/// The place of a day in its month, from nought.
fn place(day: BusinessDate) -> usize {
    usize::try_from(day.day() - 1).unwrap_or(0)
}
