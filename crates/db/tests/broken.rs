//! What is found when things are not as they should be: statements that do not fit, connections that break.
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use db::list::{Shape, Sort};
use db::testing::databases;
use db::{Engine, TakenAs, Tx, args, check_statements, listing, record, sql};
use kernel::{Kind, Refusal, Result};

record! {
    /// Names and types that are not the table's.
    pub struct WrongRow {
        /// No such name.
        pub label: String,
        /// No such type.
        pub value: i64,
    }
}

listing! {
    /// Sorted by a text as if it were a number.
    pub static WRONG: WrongRow = Shape {
        select: "key AS label, CAST(0 AS BIGINT) AS value",
        from: "setting",
        only: "",
        key: "1",
        sorts: &[Sort::int("key", "key")],
        filters: &[],
    };
}

#[allow(dead_code, reason = "prepared, never run")]
fn wrong(tx: &mut Tx) -> Result<()> {
    tx.all(sql!("SELECT key, value FROM setting" => WrongRow), args![])?;
    tx.all(sql!("SELECT key FROM setting" => (String, String)), args![])?;
    tx.exec(sql!("DELETE FROM nowhere"), args![])?;
    tx.exec(sql!("SELECT \"misspelt\" FROM setting"), args![])?;
    Ok(())
}

#[test]
fn every_way_not_to_fit_is_found() {
    for test in databases() {
        let found = check_statements(&test.db).expect("checked");
        let expected = [
            "\"label\" expected, \"key\" answered",
            "value is TEXT, expected Int",
            "2 columns expected, 1 answered",
            "nowhere",
            "misspelt",
            "list_sort is TEXT, expected Int",
        ];
        for what in expected {
            assert!(
                found.iter().any(|found| found.to_lowercase().contains(&what.to_lowercase())),
                "{what} {found:#?}"
            );
        }
        let ours = found.iter().filter(|found| !found.contains("tests/broken.rs"));
        // This file's own PostgreSQL function is unknown to SQLite.
        assert_eq!(ours.collect::<Vec<_>>(), Vec::<&String>::new(), "{}", test.name);
    }
}

#[test]
fn a_lost_connection_is_replaced_and_the_command_tried_again() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    for test in databases().into_iter().filter(|test| test.name == "postgres") {
        let written = test.db.write_now(|tx| {
            tx.exec(sql!("INSERT INTO setting (key, value) VALUES ('a', 'x')"), args![])?;
            if !BROKEN.swap(true, Ordering::SeqCst) {
                tx.all(sql!("SELECT pg_terminate_backend(pg_backend_pid())" => (bool,)), args![])?;
            }
            Ok(())
        });
        assert!(written.is_ok() && BROKEN.load(Ordering::SeqCst), "{written:?}");
    }
}

#[test]
fn two_that_want_the_same_name_get_one_yes_and_one_no() {
    for test in databases() {
        let take = || {
            test.db.write_now(|tx| {
                assert!(matches!(tx.engine(), Engine::Sqlite | Engine::Postgres));
                tx.exec(sql!("INSERT INTO setting (key, value) VALUES ('name', 'x')"), args![])
                    .taken_as(|| Refusal::new(Kind::Conflict, "stale"))
            })
        };
        let answers: Vec<Result<u64>> = thread::scope(|scope| {
            let both: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            both.into_iter().map(|one| one.join().expect("joined")).collect()
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{}", test.name);
        let refused = answers.iter().filter_map(|answer| answer.as_ref().err()?.refusal()).count();
        assert_eq!(refused, 3, "{} {answers:?}", test.name);
    }
}
