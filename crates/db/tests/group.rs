//! Commands sent together are each kept or undone by themselves, and answered only once they are on disk.
use std::thread;

use db::testing::{TestDb, databases};
use db::{Database, Db, Options, Tx, args, sql};
use kernel::{Error, Kind, Refusal, Result};
use proptest::prelude::*;

/// What a command does after it has written its row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ending {
    Good,
    Refusing,
    Failing,
    Panicking,
    Clashing,
}

fn ending() -> impl Strategy<Value = Ending> {
    use Ending::*;
    prop_oneof![4 => Just(Good), 1 => Just(Refusing), 1 => Just(Failing), 1 => Just(Panicking), 1 => Just(Clashing)]
}

fn command(tx: &mut Tx, key: &str, ending: Ending) -> Result<()> {
    tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, 'x')"), args![key])?;
    match ending {
        Ending::Good => Ok(()),
        Ending::Refusing => Err(Refusal::new(Kind::Conflict, "stale").into()),
        Ending::Failing => Err(Error::fault("on purpose")),
        Ending::Panicking => std::panic::panic_any("on purpose"),
        Ending::Clashing => {
            tx.exec(sql!("INSERT INTO setting (key, value) VALUES ('taken', 'x')"), args![]).map(drop)
        }
    }
}

fn is_there(db: &Db, key: &str) -> bool {
    let key = key.to_owned();
    let found = db.read_now(move |tx| {
        tx.find_scalar(sql!("SELECT value FROM setting WHERE key = $1" => (String,)), args![&key])
    });
    found.expect("looked").is_some()
}

/// Sends every command from a thread of its own. At the moment of each answer somebody else looks for the row.
fn send(test: &TestDb, witness: &Db, endings: &[Ending], run: usize) {
    thread::scope(|scope| {
        for (index, ending) in endings.iter().copied().enumerate() {
            scope.spawn(move || {
                let key = format!("{run}/{index}");
                let same = key.clone();
                let answer = test.db.write_now(move |tx| command(tx, &same, ending));
                assert_eq!(answer.is_ok(), ending == Ending::Good, "{} {ending:?} {answer:?}", test.name);
                assert_eq!(is_there(witness, &key), ending == Ending::Good, "{} {ending:?}", test.name);
            });
        }
    });
}

/// A second handle, as another process would have.
fn witness(database: &Database) -> Db {
    Db::open(database, &Options { readers: 2, connections: 1 }).expect("a second handle")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn exactly_the_good_ones_are_there(endings in prop::collection::vec(ending(), 1..40), run in any::<usize>()) {
        thread_local!(static TESTS: Vec<(TestDb, Db)> = databases()
            .into_iter()
            .map(|test| {
                test.db.write_now(|tx| command(tx, "taken", Ending::Good)).expect("begun");
                let witness = witness(&test.database);
                (test, witness)
            })
            .collect());
        TESTS.with(|tests| for (test, witness) in tests {
            send(test, witness, &endings, run);
        });
    }
}

#[test]
fn the_server_waits_without_standing_still() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for test in databases() {
        let shown = runtime.block_on(async {
            let sent = (0..100).map(|n| test.db.write(move |tx| command(tx, &n.to_string(), Ending::Good)));
            for sent in sent.collect::<Vec<_>>() {
                sent.await.expect("kept");
            }
            test.db
                .read(|tx| {
                    tx.scalar(sql!("SELECT count(*) FROM setting WHERE value = 'x'" => (i64,)), args![])
                })
                .await
        });
        assert_eq!(shown.expect("counted"), 100, "{}", test.name);
    }
}
