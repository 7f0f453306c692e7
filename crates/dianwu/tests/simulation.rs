//! Life goes the same way whenever it is lived with the same seed, and what it leaves behind adds up.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::testing::TestDb;
use dianwu::demo;
use dianwu::simulate::{Plan, Tally, live_days};
use kernel::{DrivenClock, Instant};

use crate::data::content_but;
use crate::world::cheap_hash;

/// A Saturday afternoon: the days before it are a working week's end.
const NOW: &str = "2026-11-28T15:00:00+08:00";
const DAYS: i64 = 3;

/// What is thrown anew for each database, so that nobody guesses it, nobody reads it, or a cache knows one from the
/// other; and when the database was made.
const THROWN: [(&str, &str); 6] = [
    ("account", "password_hash"),
    ("catalog_stamp", "stamp"),
    ("centre", "stamp"),
    ("customer", "phone_sealed"),
    ("schema_migration", "applied_at"),
    ("ticket", "receipt"),
];

fn now() -> Instant {
    NOW.parse::<jiff::Timestamp>().expect("a moment").into()
}

fn vault() -> customer::Vault {
    customer::Vault::new(&[7; 32])
}

fn lived(test: &TestDb, stores: usize, seed: u64, days: i64) -> Tally {
    let plan = Plan { stores, months: 0, seed };
    let hash = cheap_hash(demo::PASSWORD);
    live_days(&test.db, vault(), &plan, (now(), days), &hash, &|_, _, _| ()).expect("a life")
}

fn different(left: &TestDb, right: &TestDb) -> Vec<String> {
    let content: [BTreeMap<String, Vec<String>>; 2] = [left, right].map(|test| content_but(test, &THROWN));
    content[0]
        .iter()
        .filter(|(table, rows)| content[1].get(*table) != Some(rows))
        .map(|(table, _)| table.clone())
        .collect()
}

#[test]
fn the_same_seed_lives_the_same_life_and_another_one_another() {
    for ((once, again), other) in
        db::testing::databases().into_iter().zip(db::testing::databases()).zip(db::testing::databases())
    {
        let tally = lived(&once, 1, 7, DAYS);
        assert_eq!(tally, lived(&again, 1, 7, DAYS), "{}", once.name);
        assert_eq!(different(&once, &again), Vec::<String>::new(), "{}", once.name);
        lived(&other, 1, 8, DAYS);
        let differ = different(&once, &other);
        for table in ["visit", "ticket", "report"] {
            assert!(differ.iter().any(|other| other == table), "{table} is the same with another seed");
        }
        assert_eq!(once.db.read_now(db::verify_all).expect("verified"), [], "{}", once.name);
    }
}

#[test]
fn every_store_has_a_day_of_its_own() {
    for test in db::testing::databases() {
        let tally = lived(&test, 3, 1, 1);
        let done = |act| tally.get(act).copied().unwrap_or_default().0;
        for once in ["shift", "counted", "day closed"] {
            assert_eq!(done(once), 3, "{once}: {tally:?}");
        }
        for often in ["walked in", "ended", "paid", "report"] {
            assert!(done(often) > 3, "{often}: {tally:?}");
        }
        // And people who sign in today find something to do on top of it.
        assert!(!test.db.read_now(demo::has_today).expect("read"));
        let clock = Arc::new(DrivenClock::at(now()));
        demo::make_today(&test.db, clock, vault()).expect("the pieces of today");
        assert!(test.db.read_now(demo::has_today).expect("read"));
        assert_eq!(test.db.read_now(db::verify_all).expect("verified"), [], "{}", test.name);
    }
}
