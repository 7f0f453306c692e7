//! What bookings tell a log and an agenda: whom somebody served, and what a day has to hold.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId};
use meeting::{AgendaAsked, AgendaItem, AgendaItems, Section};
use report::{Deed, Deeds};
use rhythm::Amount;
use web::Call;

use crate::minutes::Span;
use crate::proof::Bookings;
use crate::{Dispatch, absence, store};

impl Deeds for Bookings {
    fn tells(&self) -> &'static [&'static str] {
        &["booking."]
    }

    fn deeds(&self, tx: &mut Tx, call: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
        let treatments = catalog::treatments(tx, call, day)?;
        let mut deeds = vec![];
        for row in store::served_by(tx, person, day)? {
            let name = treatments.get(row.treatment_id);
            deeds.push(Deed {
                at: row.ended_at,
                code: served(row.dispatch).to_owned(),
                words: name.map_or_else(|| row.treatment_id.to_string(), |one| one.name.zh.clone()),
                href: format!("/visits/{}", row.visit_id),
            });
        }
        if let (count, Some(at)) = store::confirmed_by(tx, person, day)? {
            let href = format!("/bookings/list?from={day}&until={day}");
            deeds.push(Deed::counted(at, "booking.confirmed", usize::try_from(count)?, href));
        }
        Ok(deeds)
    }
}

/// What a store's day has to hold, in minutes of hands.
pub(crate) struct DayLoad {
    /// Promised to customers, or given.
    pub promised: i64,
    /// Rostered, less breaks.
    pub there: i64,
    /// So many people on the roster.
    pub people: i64,
}

/// How a store's day stands.
pub(crate) fn day_of(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<DayLoad> {
    let works = works(tx, store, day)?;
    let promised = store::promised(tx, store, day)?;
    Ok(DayLoad {
        promised: promised.iter().map(|row| minutes(&row.hands.0)).sum(),
        there: works.values().sum(),
        people: i64::try_from(works.len())?,
    })
}

/// By her turn, or because she was asked for.
fn served(dispatch: Dispatch) -> &'static str {
    match dispatch {
        Dispatch::Requested | Dispatch::Picked | Dispatch::OwnGuest => "booking.served_requested",
        Dispatch::Turn | Dispatch::Booked | Dispatch::Extension => "booking.served_turn",
    }
}

impl AgendaItems for Bookings {
    /// Today: visits, what they take of the hands that are there, and who is not there.
    fn items(&self, tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let mut items = vec![];
        let promised = store::promised(tx, asked.store, asked.day)?;
        let works = works(tx, asked.store, asked.day)?;
        let visits: BTreeSet<_> = promised.iter().map(|row| row.visit_id).collect();
        let count = Amount::Count(i64::try_from(visits.len())?);
        items.push(today("booked", Some(count), String::new(), format!("/bookings?day={}", asked.day)));

        let mut taken: BTreeMap<PersonId, i64> = BTreeMap::new();
        for row in &promised {
            *taken.entry(row.therapist_id).or_default() += minutes(&row.hands.0);
        }
        let organisation = org::organisation(tx, call)?;
        let (away, off) = (absence::away(tx, asked.day)?, absence::days_off(tx, asked.day)?);
        for (department, people) in &asked.departments {
            let of = |minutes: &BTreeMap<PersonId, i64>| -> i64 {
                people.iter().filter_map(|person| minutes.get(person)).sum()
            };
            if of(&works) > 0 {
                // In hours, as one speaks of them.
                let amount = Amount::Share((of(&taken) + 30) / 60, (of(&works) + 30) / 60);
                let href = format!("/bookings/free?day={}", asked.day);
                let item = today("capacity", Some(amount), String::new(), href);
                items.push(item.of(Some(department.clone())));
            }
            for (code, gone) in [("on_leave", &away), ("off_duty", &off)] {
                let names = people.intersection(gone).map(|person| organisation.person_name(*person));
                let names: Vec<&str> = names.collect();
                if !names.is_empty() {
                    let href = format!("/rosters?day={}", asked.day);
                    items.push(today(code, None, names.join("、"), href).of(Some(department.clone())));
                }
            }
        }
        Ok(items)
    }
}

fn today(code: &str, amount: Option<Amount>, words: String, href: String) -> AgendaItem {
    AgendaItem { amount, ..AgendaItem::words(Section::Today, code, words, href) }
}

/// The minutes that everybody on the roster works.
fn works(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<BTreeMap<PersonId, i64>> {
    let rows = store::rosters(tx, store, day, day)?;
    let length =
        |row: &store::RosterRow| i64::from(row.ends.saturating_sub(row.starts)) - minutes(&row.breaks.0);
    Ok(rows.iter().map(|row| (row.person_id, length(row))).collect())
}

fn minutes(spans: &[Span]) -> i64 {
    spans.iter().map(|span| i64::from(span.length())).sum()
}
