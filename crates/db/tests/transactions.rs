//! What a transaction promises, on every database there is.
use db::testing::{TestDb, databases};
use db::{TakenAs, Tx, args, check_statements, sql};
use kernel::{Error, Kind, Refusal, Result};

fn keep(tx: &mut Tx, key: &str) -> Result<()> {
    tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, $2)"), args![key, "kept"])?;
    Ok(())
}

fn keys(test: &TestDb) -> Vec<String> {
    test.db
        .read_now(|tx| {
            tx.scalars(
                sql!("SELECT key FROM setting WHERE value = 'kept' ORDER BY key" => (String,)),
                args![],
            )
        })
        .expect("keys")
}

fn refusal() -> Error {
    Refusal::new(Kind::Conflict, "once_reused").into()
}

#[test]
fn every_statement_fits_every_database() {
    for test in databases() {
        assert_eq!(check_statements(&test.db).expect("checked"), Vec::<String>::new(), "{}", test.name);
    }
}

#[test]
fn a_refusal_undoes_the_command_and_nothing_else() {
    for test in databases() {
        test.db.write_now(|tx| keep(tx, "before")).expect("kept");
        let refused = test.db.write_now(|tx| keep(tx, "undone").and_then(|()| Err::<(), _>(refusal())));
        assert_eq!(refused.unwrap_err().refusal().map(|r| r.code), Some("once_reused"));
        test.db.write_now(|tx| keep(tx, "after")).expect("kept");
        assert_eq!(keys(&test), ["after", "before"], "{}", test.name);
    }
}

#[test]
fn a_panic_is_a_fault_and_the_database_goes_on() {
    for test in databases() {
        let fault = test.db.write_now(|tx| {
            keep(tx, "undone")?;
            if keys_now(tx)? == 1 {
                panic!("on purpose")
            }
            Ok(())
        });
        assert!(fault.unwrap_err().to_string().contains("on purpose"));
        let fault = test.db.read_now(|_| -> Result<()> { panic!("on purpose") });
        assert!(fault.is_err());
        test.db.write_now(|tx| keep(tx, "after")).expect("kept");
        assert_eq!(keys(&test), ["after"], "{}", test.name);
    }
}

fn keys_now(tx: &mut Tx) -> Result<i64> {
    tx.scalar(sql!("SELECT count(*) FROM setting WHERE value = 'kept'" => (i64,)), args![])
}

#[test]
fn a_reader_cannot_write() {
    for test in databases() {
        assert!(test.db.read_now(|tx| keep(tx, "smuggled")).is_err());
        assert_eq!(keys(&test), Vec::<String>::new(), "{}", test.name);
    }
}

#[test]
fn what_is_taken_is_an_answer() {
    for test in databases() {
        test.db.write_now(|tx| keep(tx, "one")).expect("kept");
        let again = test.db.write_now(|tx| keep(tx, "one").taken_as(refusal)).unwrap_err();
        assert_eq!(again.refusal().map(|r| r.kind), Some(Kind::Conflict), "{}", test.name);
        let other = test.db.write_now(|tx| {
            tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, NULL)"), args!["null"])
                .taken_as(refusal)
        });
        assert!(other.unwrap_err().refusal().is_none(), "{}", test.name);
    }
}

#[test]
fn going_on_after_an_error_is_never_reported_as_done() {
    for test in databases() {
        test.db.write_now(|tx| keep(tx, "one")).expect("kept");
        let swallowed = test.db.write_now(|tx| {
            keep(tx, "two")?;
            let _ = keep(tx, "one");
            Ok(())
        });
        assert!(swallowed.is_err());
        let went_on = test.db.write_now(|tx| {
            let _ = keep(tx, "one");
            keep(tx, "three")
        });
        assert!(went_on.is_err());
        assert_eq!(keys(&test), ["one"], "{}", test.name);
    }
}

#[test]
fn arguments_go_by_their_number_wherever_they_stand() {
    for test in databases() {
        let sum = test.db.read_now(|tx| {
            tx.one(
                sql!("SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT)" => (String, i64, String)),
                args![7, "text"],
            )
        });
        assert_eq!(sum.expect("read"), ("text".into(), 7, "text".into()), "{}", test.name);
        let missing = test.db.read_now(|tx| tx.scalar(sql!("SELECT CAST($1 AS TEXT)" => (String,)), args![]));
        let many =
            test.db.read_now(|tx| tx.scalar(sql!("SELECT CAST($1 AS TEXT)" => (String,)), args!["a", "b"]));
        assert!(missing.is_err() && many.is_err(), "{}", test.name);
    }
}

#[test]
fn counters_raced_by_many_threads_lose_nothing() {
    for test in databases() {
        test.db
            .write_now(|tx| tx.exec(sql!("INSERT INTO setting (key, value) VALUES ('n', '0')"), args![]))
            .expect("begun");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..10).for_each(|_| test.db.write_now(count_up).expect("counted")));
            }
        });
        let n = test
            .db
            .read_now(|tx| tx.scalar(sql!("SELECT value FROM setting WHERE key = 'n'" => (String,)), args![]))
            .expect("read");
        assert_eq!(n, "80", "{}", test.name);
    }
}

/// One of two who must not both go: each sees that the other is there, waits for it to have looked too, and goes.
fn go(tx: &mut Tx, me: &str, other: &str, rely: impl Fn(&mut Tx, &str) -> Result<()>) -> Result<bool> {
    let here = sql!("SELECT count(*) FROM setting WHERE value = 'kept' AND key = $1" => (i64,));
    rely(tx, other)?;
    if tx.scalar(here, args![other])? == 0 {
        return Ok(false);
    }
    std::thread::sleep(std::time::Duration::from_millis(20));
    Ok(tx.exec(sql!("UPDATE setting SET value = 'gone' WHERE key = $1"), args![me])? == 1)
}

#[test]
fn what_a_command_holds_or_has_watched_does_not_change_under_it() {
    let hold = |tx: &mut Tx, key: &str| {
        let row = sql!("SELECT value FROM setting WHERE key = $1" => (String,));
        tx.hold(row, args![key]).map(drop)
    };
    let watch = |tx: &mut Tx, _: &str| tx.watch();
    for test in databases() {
        for turn in 0..4 {
            let (a, b) = (format!("a{turn}"), format!("b{turn}"));
            for key in [&a, &b] {
                let key = key.clone();
                test.db.write_now(move |tx| keep(tx, &key)).expect("kept");
            }
            let went = |me: &str, other: &str| {
                let (me, other) = (me.to_owned(), other.to_owned());
                let went = match turn % 2 {
                    0 => test.db.write_holding_now(move |tx| go(tx, &me, &other, hold)),
                    _ => test.db.write_holding_now(move |tx| go(tx, &me, &other, watch)),
                };
                usize::from(went.expect("answered"))
            };
            let went = std::thread::scope(|scope| {
                let one = scope.spawn(|| went(&a, &b));
                went(&b, &a) + one.join().expect("the other")
            });
            assert_eq!(went, 1, "{}, turn {turn}", test.name);
        }
    }
}

/// Reads, then writes what it read and one more: right only if nobody came between.
fn count_up(tx: &mut Tx) -> Result<()> {
    let n: String = tx.scalar(sql!("SELECT value FROM setting WHERE key = 'n'" => (String,)), args![])?;
    let n = n.parse::<i64>()? + 1;
    tx.exec(sql!("UPDATE setting SET value = $1 WHERE key = 'n'"), args![n.to_string()])?;
    Ok(())
}
