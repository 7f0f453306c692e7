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

/// Reads, then writes what it read and one more: right only if nobody came between.
fn count_up(tx: &mut Tx) -> Result<()> {
    let n: String = tx.scalar(sql!("SELECT value FROM setting WHERE key = 'n'" => (String,)), args![])?;
    let n = n.parse::<i64>()? + 1;
    tx.exec(sql!("UPDATE setting SET value = $1 WHERE key = 'n'"), args![n.to_string()])?;
    Ok(())
}
