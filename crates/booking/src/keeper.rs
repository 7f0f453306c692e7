use customer::{CardLine, CustomerId, Happening, Keeper, Kept, Stays};
use db::Tx;
use kernel::{Instant, Mandate, Result};
use serde_json::json;

use crate::clock::minute_text;
use crate::store::{self, OwnVisitRow};

/// What bookings keep of customers.
pub struct Visits;

/// How many visits are looked at for a greeting card.
const LOOKED_AT: i64 = 12;

impl Keeper for Visits {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let happening = |row: OwnVisitRow| {
            let (at, code) = match (row.cancelled_at, row.missed_at, row.arrived_at) {
                (Some(at), ..) => (at, "visit-cancelled"),
                (_, Some(at), _) => (at, "visit-missed"),
                (.., Some(at)) => (at, "visit"),
                _ => (row.booked_at, "visit-booked"),
            };
            Happening {
                at,
                code,
                words: told(&row),
                person: row.booked_by,
                href: Some(format!("/bookings/{}", row.id)),
            }
        };
        Ok(store::visits_of(tx, customer, most)?.into_iter().map(happening).collect())
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, _now: Instant) -> Result<Vec<CardLine>> {
        let rows = store::visits_of(tx, customer, LOOKED_AT)?;
        let last = rows.iter().find(|row| row.arrived_at.is_some() && row.is_over);
        let missed = rows.iter().filter(|row| row.missed_at.is_some()).count();
        let line = |code, words: String, warns| CardLine { code, words, warns };
        let last = last.map(|row| line("last-visit", told(row), false));
        let missed = (missed > 1).then(|| line("missed", missed.to_string(), true));
        Ok(last.into_iter().chain(missed).collect())
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let rows = store::visits_of(tx, customer, i64::from(i32::MAX))?;
        let row = |row: &OwnVisitRow| {
            json!({
                "day": row.day, "at": minute_text(row.starts), "treatments": row.treatments, "note": row.note,
                "booked_at": row.booked_at, "arrived_at": row.arrived_at,
                "cancelled_at": row.cancelled_at, "missed_at": row.missed_at,
            })
        };
        Ok(vec![Kept { code: "visits", rows: rows.iter().map(row).collect() }])
    }

    fn merge(&self, tx: &mut Tx, _by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        store::merge_customer(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, _by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        store::erase_words(tx, customer)?;
        let count = store::visits_of(tx, customer, i64::from(i32::MAX))?.len();
        // The bare visit belongs to the accounts and to what staff are paid; it names nobody any more.
        Ok(vec![Stays { code: "visits", count: i64::try_from(count).unwrap_or(i64::MAX) }])
    }
}

fn told(row: &OwnVisitRow) -> String {
    format!("{} {} {}", row.day, minute_text(row.starts), row.treatments)
}
