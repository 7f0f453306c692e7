//! A till killed at any moment under load has kept every ticket it answered, and everything adds up afterwards. The test
//! runs itself as a child that settles and takes back at random from several drawers, and kills it; on both databases.
mod world;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use db::{Database, Db, Options, args, sql};
use ledger::Role;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rand::RngExt;
use sales::TicketId;
use sales::reversal::ReverseForm;
use world::acts::{Act, act, refused_at_most};
use world::{World, call_on, worlds};

const WHERE: &str = "DIANWU_TEST_TILL";
const ROUNDS: usize = 5;

fn open(place: &str) -> Db {
    let database = match place.starts_with("postgres") {
        true => Database::Postgres(place.to_owned()),
        false => Database::Sqlite(place.into()),
    };
    Db::open(&database, &Options { readers: 2, connections: 4 }).expect("opened")
}

/// The child: four hands at the till until somebody kills them.
#[test]
fn child() {
    let Ok(place) = std::env::var(WHERE) else { return };
    let db = open(&place);
    let call = call_on(&db);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (db, call) = (&db, &call);
            scope.spawn(move || {
                let (mut runner, acts) = (TestRunner::default(), act());
                while let Ok(tree) = acts.new_tree(&mut runner) {
                    if let Some(id) = done(db, call, tree.current()) {
                        // In one write, so that a line is whole or not there.
                        let _ = std::io::stdout().write_all(format!("answered {id}\n").as_bytes());
                    }
                }
            });
        }
    });
}

fn done(db: &Db, call: &web::Call, act: Act) -> Option<TicketId> {
    let call = call.clone();
    refused_at_most(match act {
        Act::Sell(form) => db.write_holding_now(move |tx| sales::checkout::checkout(tx, &call, &form)),
        Act::Back { ticket, .. } => {
            let form = ReverseForm { line: vec![], why: "收错了".into() };
            db.write_now(move |tx| sales::reversal::reverse(tx, &call, kernel::Id::of(ticket), &form))
        }
    })
}

/// Runs a child until it has answered so many times, kills it, and gathers what it had answered.
fn round(world: &World, until: usize) -> Vec<i64> {
    let place = match &world.test.database {
        Database::Sqlite(path) => path.to_string_lossy().into_owned(),
        Database::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(std::env::current_exe().expect("myself"))
        .args(["--exact", "child", "--nocapture"])
        .env(WHERE, place)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut answered = vec![];
    let lines = BufReader::new(child.stdout.take().expect("its voice")).lines();
    for line in lines.map_while(|line| line.ok()) {
        // The test harness speaks on the same line as the first answer.
        if let Some(id) = line.split_once("answered ").and_then(|(_, id)| id.parse().ok()) {
            answered.push(id);
        }
        if answered.len() == until {
            child.kill().expect("killed");
        }
    }
    child.wait().expect("gone");
    answered
}

#[test]
fn every_answered_ticket_outlives_the_till_and_everything_adds_up() {
    for world in worlds() {
        let name = world.test.name;
        let mut answered = vec![];
        for number in 0..ROUNDS {
            let until = rand::rng().random_range(1..60);
            let tickets = round(&world, until);
            assert!(tickets.len() >= until, "{name}: {} of {until} in round {number}", tickets.len());
            answered.extend(tickets);
            let kept: Vec<i64> = world
                .db()
                .read_now(|tx| {
                    tx.scalars(sql!("SELECT id FROM ticket WHERE settled_at IS NOT NULL" => (i64,)), args![])
                })
                .expect("read");
            let lost: Vec<_> = answered.iter().filter(|id| !kept.contains(id)).collect();
            assert!(lost.is_empty(), "{name}: round {number} lost {lost:?}");
            assert_eq!(world.found_wrong(), Vec::<String>::new(), "{name}");
            assert_eq!(world.held(Role::Clearing), 0, "{name}");
            let below = sql!("SELECT (SELECT count(*) FROM value_lot WHERE principal_left < 0 OR gift_left < 0) \
                  + (SELECT count(*) FROM package_line WHERE count_left < 0 OR value_left < 0) \
                  + (SELECT count(*) FROM debt WHERE owing < 0) + (SELECT count(*) FROM deposit WHERE left_over < 0)"
                  => (i64,));
            assert_eq!(world.count(below), 0, "{name}: no balance is below nought");
        }
        eprintln!("{name}: {ROUNDS} kills, {} answers, none lost", answered.len());
    }
}
