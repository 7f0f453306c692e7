//! What is kept holds until something is committed, by whomever, and is not believed inside a command.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use db::testing::databases;
use db::{Db, Memo, Options, Tx, args, sql};
use kernel::Result;

/// A question about the settings, and how often it was worked out.
#[derive(Clone, Default)]
struct Settings {
    memo: Arc<Memo<&'static str, i64>>,
    worked: Arc<AtomicI64>,
}

impl Settings {
    fn count(&self, tx: &mut Tx) -> Result<i64> {
        self.memo.of(tx, "settings", |tx, _| {
            self.worked.fetch_add(1, Ordering::Relaxed);
            tx.scalar(sql!("SELECT count(*) FROM setting WHERE value = 'kept'" => (i64,)), args![])
        })
    }

    fn read(&self, db: &Db) -> i64 {
        let settings = self.clone();
        db.read_now(move |tx| settings.count(tx)).expect("counted")
    }
}

fn keep(tx: &mut Tx, key: i64) -> Result<()> {
    let key = format!("memo.{key}");
    tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, 'kept')"), args![key]).map(drop)
}

#[test]
fn nothing_committed_is_missed_whoever_did_it() {
    for test in databases() {
        let settings = Settings::default();
        let other =
            Db::open(&test.database, &Options { readers: 1, connections: 1 }).expect("a second handle");
        for n in 0..20 {
            assert_eq!(settings.read(&test.db), n, "{}", test.name);
            let by = if n % 2 == 0 { &test.db } else { &other };
            by.write_now(move |tx| keep(tx, n)).expect("kept");
        }
    }
}

#[test]
fn it_is_worked_out_once_a_reader_as_long_as_nothing_changes() {
    // A PostgreSQL server also moves on by what is done in its other schemas, by the tests beside this one.
    for test in databases().into_iter().filter(|test| test.name == "sqlite") {
        let settings = Settings::default();
        for _ in 0..40 {
            assert_eq!(settings.read(&test.db), 0);
        }
        let worked = settings.worked.load(Ordering::Relaxed);
        assert!((1..=2).contains(&worked), "worked out {worked} times by two readers");
    }
}

#[test]
fn a_command_sees_its_own_work() {
    for test in databases() {
        let settings = Settings::default();
        assert_eq!(settings.read(&test.db), 0);
        let inside = settings.clone();
        let seen = test.db.write_now(move |tx| {
            let before = inside.count(tx)?;
            keep(tx, 1)?;
            Ok((before, inside.count(tx)?))
        });
        assert_eq!(seen.expect("done"), (0, 1), "{}", test.name);
        assert_eq!(settings.read(&test.db), 1);
    }
}
