//! A process killed at any moment has kept everything it answered. The test runs itself as a child that writes
//! under load and prints each key when it is answered, and kills it.
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use db::{Database, Db, Options, Tx, args, migrate, sql};
use kernel::Result;
use rand::RngExt;

const FILE: &str = "DIANWU_TEST_KILLED_FILE";
const ROUND: &str = "DIANWU_TEST_KILLED_ROUND";
const ROUNDS: usize = 20;

fn keep(tx: &mut Tx, key: &str) -> Result<u64> {
    tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, 'x')"), args![key])
}

/// The child: eight threads write until somebody kills them.
#[test]
fn child() {
    let (Ok(file), Ok(round)) = (std::env::var(FILE), std::env::var(ROUND)) else { return };
    let db = Db::open(&Database::Sqlite(file.into()), &Options::default()).expect("opened");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let (db, round) = (&db, &round);
            scope.spawn(move || {
                for n in 0.. {
                    let key = format!("{round}/{writer}/{n}");
                    let same = key.clone();
                    db.write_now(move |tx| keep(tx, &same)).expect("kept");
                    // In one write, so that a line is whole or not there.
                    let _ = std::io::stdout().write_all(format!("answered {key}\n").as_bytes());
                }
            });
        }
    });
}

/// Runs a child until it has answered so many times, kills it, and gathers what it had answered.
fn round(file: &Path, round: usize, until: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().expect("myself"))
        .args(["--exact", "child", "--nocapture"])
        .env(FILE, file)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut answered = vec![];
    let lines = BufReader::new(child.stdout.take().expect("its voice")).lines();
    for line in lines.map_while(|line| line.ok()) {
        // The test harness speaks on the same line as the first answer.
        if let Some((_, key)) = line.split_once("answered ") {
            answered.push(key.to_owned());
        }
        if answered.len() == until {
            child.kill().expect("killed");
        }
    }
    child.wait().expect("gone");
    answered
}

#[test]
fn what_was_answered_outlives_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.db");
    let database = Database::Sqlite(file.clone());
    migrate(&database).expect("migrated");
    let mut answered = vec![];
    for number in 0..ROUNDS {
        let until = rand::rng().random_range(1..400);
        let keys = round(&file, number, until);
        assert!(keys.len() >= until);
        answered.extend(keys);
        let db = Db::open(&database, &Options::default()).expect("opened after the kill");
        let kept: BTreeSet<String> = db
            .read_now(|tx| tx.scalars(sql!("SELECT key FROM setting" => (String,)), args![]))
            .expect("read")
            .into_iter()
            .collect();
        let lost: Vec<_> = answered.iter().filter(|key| !kept.contains(*key)).collect();
        assert!(lost.is_empty(), "round {number} lost {lost:?}");
        let sound = db.read_now(|tx| tx.scalars(sql!("PRAGMA integrity_check" => (String,)), args![]));
        assert_eq!(sound.expect("checked"), ["ok"]);
    }
    eprintln!("{ROUNDS} kills, {} answers, none lost", answered.len());
}
