//! The figures of BENCHMARKS.md for free times and bookings, on SQLite:
//! `cargo run --release -p dianwu-booking --example figures`.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, and tells")]

#[path = "../tests/world/mod.rs"]
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use booking::search::{self, Sought};
use booking::{Minutes, Order, OrderPart, Source, Span, With};
use catalog::TreatmentId;
use customer::CustomerId;
use db::{Db, Tx, args, sql};
use jiff::ToSpan;
use kernel::{BusinessDate, DrivenClock, Id, PersonId, Result, StoreId};
use org::founding::house;
use web::{App, Call};
use world::{FACIAL, LASER, SHORT, TODAY, app, fill, org_moment};

struct Shop {
    db: Db,
    app: App,
    store: StoreId,
    people: Vec<PersonId>,
    customers: Vec<CustomerId>,
    _test: db::testing::TestDb,
}

/// A store with so many therapists, whose days from so long ago until a month ahead are filled to seven tenths, or not.
fn shop(hands: i64, history: i64, is_busy: bool) -> Shop {
    let test = db::testing::databases().swap_remove(0);
    let clock = Arc::new(DrivenClock::at(org_moment(9 * 60)));
    let app = app(test.db.clone(), clock);
    let call = Call::new(&app, &house());
    let made = test.db.write_now(move |tx| fill(tx, &call, hands, 16)).expect("filled");
    let (store, people, customers) = made;
    let all = people.clone();
    test.db.write_now(move |tx| busy(tx, store, &all, history, is_busy)).expect("busy");
    Shop { db: test.db.clone(), app, store, people, customers, _test: test }
}

fn busy(tx: &mut Tx, store: StoreId, people: &[PersonId], history: i64, is_busy: bool) -> Result<()> {
    for kind in 0..20 {
        for piece in 0..2 {
            tx.exec(
                sql!("INSERT INTO equipment (store_id, name, kind, opened_on) VALUES ($1, $2, $3, $4)"),
                args![store, format!("{kind}-{piece}"), format!("kind-{kind}"), TODAY],
            )?;
        }
    }
    for room in 0..28 {
        tx.exec(
            sql!("INSERT INTO room (store_id, name, kind, opened_on) VALUES ($1, $2, 'facial', $3)"),
            args![store, format!("room-{room}"), TODAY],
        )?;
    }
    let mut seed = 1u32;
    for ahead in -history..=31 {
        let day = TODAY.saturating_add(ahead.days());
        for person in people {
            tx.exec(
                sql!(
                    "INSERT INTO roster (store_id, person_id, day, starts, ends, breaks, set_by, set_at) \
                      VALUES ($1, $2, $3, 600, 1260, '780-810', $2, 0) ON CONFLICT (person_id, day) DO UPDATE \
                      SET ends = 1260"
                ),
                args![store, *person, day],
            )?;
            if is_busy {
                sheet(tx, store, "therapist", person.get(), day, &mut seed)?;
            }
        }
        if !is_busy {
            continue;
        }
        for room in 1..=30 {
            sheet(tx, store, "room", room, day, &mut seed)?;
        }
        for piece in 1..=41 {
            sheet(tx, store, "equipment", piece, day, &mut seed)?;
        }
    }
    Ok(())
}

/// Twenty-minute blocks, seven of ten taken.
fn sheet(tx: &mut Tx, store: StoreId, kind: &str, id: i64, day: BusinessDate, seed: &mut u32) -> Result<()> {
    let mut spans = vec![];
    for from in (600..1260).step_by(20) {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if *seed >> 16 & 1023 < 717 {
            spans.push(Span::new(from, from + 20));
        }
    }
    tx.exec(
        sql!("INSERT INTO day_sheet (day, kind, resource_id, store_id, taken) VALUES ($1, $2, $3, $4, $5)"),
        args![day, kind, id, store, Minutes::of_all(&spans)],
    )
    .map(drop)
}

/// The times that so many looks take, shortest first.
fn looks(shop: &Shop, count: usize, sought: &Sought) -> Vec<Duration> {
    let call = Call::new(&shop.app, &house());
    let sought = sought.clone();
    let mut times = shop
        .db
        .read_now(move |tx| {
            let mut times = vec![];
            for _ in 0..count {
                let began = Instant::now();
                search::times_and_first(tx, &call, &sought, 6)?;
                times.push(began.elapsed());
            }
            Ok(times)
        })
        .expect("looked");
    times.sort();
    times
}

fn tell(what: &str, times: &[Duration]) {
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{what}: median {:.3} ms, p99 {:.3} ms", at(50).as_secs_f64() * 1e3, at(99).as_secs_f64() * 1e3);
}

fn main() {
    let day = TODAY.saturating_add(1.day());
    let short = |shop: &Shop| Sought::one(shop.store, day, TreatmentId::of(SHORT));
    for (what, hands, history) in [
        ("10 therapists, a month", 10, 30),
        ("10 therapists, a year", 10, 365),
        ("30 therapists, a month", 30, 30),
    ] {
        let shop = shop(hands, history, true);
        tell(&format!("a day, 20 minutes, {what}"), &looks(&shop, 2000, &short(&shop)));
        tell(
            &format!("31 days, 20 minutes, {what}"),
            &looks(&shop, 300, &Sought { days: 31, ..short(&shop) }),
        );
    }
    let big = shop(50, 30, true);
    let parts = vec![
        OrderPart::of(TreatmentId::of(FACIAL)),
        OrderPart { with: With::Rather(big.people[3]), ..OrderPart::of(TreatmentId::of(LASER)) },
    ];
    let sought = Sought { days: 14, parts, ..short(&big) };
    tell("14 days, facial then laser, 50 therapists, 30 rooms, 41 pieces", &looks(&big, 500, &sought));
    commits();
}

/// Sixteen desks book different moments; each answer is on disk.
fn commits() {
    let shop = shop(30, 0, false);
    let next = AtomicU32::new(0);
    let began = Instant::now();
    let days: Vec<BusinessDate> = (2..30).map(|ahead| TODAY.saturating_add(ahead.days())).collect();
    let booked: usize = thread::scope(|scope| {
        let desk = |_| scope.spawn(|| book_all(&shop, &next, &days));
        let desks: Vec<_> = (0..16).map(desk).collect();
        desks.into_iter().map(|desk| desk.join().expect("joined")).sum()
    });
    let seconds = began.elapsed().as_secs_f64();
    println!("bookings by 16 desks: {booked} in {seconds:.2} s, {:.0} a second", booked as f64 / seconds);
}

fn book_all(shop: &Shop, next: &AtomicU32, days: &[BusinessDate]) -> usize {
    let call = Call::new(&shop.app, &house());
    let mut booked = 0;
    loop {
        let turn = next.fetch_add(1, Ordering::SeqCst);
        let (slot, rest) = (turn % 33, turn / 33);
        let (person, day) = (rest as usize % shop.people.len(), rest as usize / shop.people.len());
        let Some(day) = days.get(day) else { return booked };
        let order = Order {
            store: shop.store,
            day: *day,
            starts: 600 + slot * 20,
            customer: shop.customers[turn as usize % shop.customers.len()],
            second: None,
            parts: vec![OrderPart {
                with: With::Only(shop.people[person]),
                ..OrderPart::of(TreatmentId::of(SHORT))
            }],
            source: Source::Desk,
            note: String::new(),
            course: None,
            heeded: false,
        };
        let call = call.clone();
        let done = shop.db.write_now(move |tx| booking::place(tx, &call, None, &order));
        // The break is refused, and nothing but by a real conflict; only what was written is counted.
        if let Err(error) = &done {
            assert!(error.refusal().is_some_and(|refusal| refusal.code == "booking.taken"), "{error}");
        }
        booked += usize::from(done.is_ok());
    }
}
