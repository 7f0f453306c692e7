use std::collections::BTreeSet;

use db::Tx;
use kernel::{PersonId, Result};
use rhythm::looks::Page;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store::{self, Known};
use crate::told;

/// Bookings as evidence and in figures.
pub struct Bookings;

/// The codes of evidence.
const BOOK: &str = "booking.appointments";
const CONFIRMED: &str = "booking.confirmation";
const CAPACITY: &str = "booking.capacity";
const ROSTER: &str = "booking.roster";
const READY: &str = "booking.room-ready";
const SHEET: &str = "booking.service-sheet";
/// Kept with the customer by care, which knows of no bookings: that there was nothing to note is known here.
const SERVICE_NOTE: &str = "customer.service-note";

/// One's own day, whose being looked at proves the notes of a day without customers.
pub(crate) const MY_DAY: Page = Page { code: SHEET, href: "/my-day" };

impl Evidence for Bookings {
    fn codes(&self) -> &'static [&'static str] {
        &[BOOK, CONFIRMED, CAPACITY, ROSTER, READY, SHEET]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let day = asked.day;
        let mut proofs = calm(tx, asked)?;
        for (known, codes, href) in [
            (store::booked_for(tx, day)?, &[BOOK][..], format!("/bookings?day={day}")),
            (store::rostered_for(tx, day)?, &[ROSTER, CAPACITY], format!("/rosters?day={day}")),
            (store::confirmed_on(tx, day)?, &[CONFIRMED], format!("/bookings/list?from={day}&until={day}")),
            (store::readied_on(tx, day)?, &[READY], "/rooms".to_owned()),
            (
                store::given_on(tx, day)?,
                &[SHEET],
                format!("/bookings/list?from={day}&until={day}&state=done"),
            ),
        ] {
            for code in codes {
                proofs.extend(known.iter().flat_map(|known| told(asked, known, code, &href)));
            }
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            BOOK | CONFIRMED => Some("/bookings"),
            CAPACITY => Some("/bookings/free"),
            ROSTER => Some("/rosters"),
            READY => Some("/rooms"),
            SHEET => Some("/my-day"),
            _ => None,
        }
    }
}

/// Whoever looked at her day, and had nobody to treat in it, has written down all there is to write of it.
fn calm(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let treated: BTreeSet<PersonId> = store::treating_on(tx, asked.day)?.into_iter().collect();
    let looks = rhythm::looks::proofs(tx, asked, &[MY_DAY])?;
    let calm = looks.into_iter().filter(|look| match look.about {
        About::Person(person) => !treated.contains(&person),
        _ => false,
    });
    Ok(calm.flat_map(|look| [SHEET, SERVICE_NOTE].map(|code| Proof { code, ..look.clone() })).collect())
}

/// What is known proves it for the store, and for whoever did it.
fn told(asked: &Asked, known: &Known, code: &'static str, href: &str) -> Vec<Proof> {
    let proof = |about| Proof { code, about, at: known.at, href: href.to_owned() };
    let store = asked.stores.contains(&known.store_id).then(|| proof(About::Store(known.store_id)));
    let person = |person: PersonId| asked.people.contains(&person).then(|| proof(About::Person(person)));
    store.into_iter().chain(known.person_id.and_then(person)).collect()
}

impl Figures for Bookings {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let here = || sums.iter().filter(|sum| asked.stores.contains(&sum.store_id));
        let of = |pick: fn(&store::Sum) -> i64| here().map(pick).sum::<i64>();
        let (mut given, mut works) = (0, 0);
        for store in &asked.stores {
            let (hands, rostered) = store::minutes_of(tx, *store, period.from, period.until)?;
            given += hands;
            works += rostered;
        }
        // What a day has to hold, for plans and the morning: hours promised of hours there, and who is there.
        let (mut promised, mut there, mut people) = (0, 0, 0);
        if period.from == period.until {
            for store in &asked.stores {
                let day = told::day_of(tx, *store, period.from)?;
                promised += day.promised;
                there += day.there;
                people += day.people;
            }
        }
        let list = format!("/bookings/list?from={}&until={}", period.from, period.until);
        let figure = |code, amount, href: &str| Figure { code, amount, href: href.to_owned() };
        let missed = format!("{list}&state=no-show");
        let week = format!("/bookings/week?day={}", period.until);
        let mut all = vec![
            figure("booking.visits", Amount::Count(of(|sum| sum.visits)), &list),
            figure("booking.no_shows", Amount::Share(of(|sum| sum.missed), of(|sum| sum.visits)), &missed),
            figure("booking.requested", Amount::Share(of(|sum| sum.requested), of(|sum| sum.lines)), &list),
            figure("booking.utilisation", Amount::Share(given, works), &week),
        ];
        if people > 0 {
            let rosters = format!("/rosters?day={}", period.from);
            let free = format!("/bookings/free?day={}", period.from);
            all.push(figure("booking.on_duty", Amount::Count(people), &rosters));
            all.push(figure(
                "booking.promised",
                Amount::Share((promised + 30) / 60, (there + 30) / 60),
                &free,
            ));
        }
        Ok(all)
    }
}
