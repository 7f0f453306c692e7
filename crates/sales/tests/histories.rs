//! Under any history of several tills at once everything adds up, nothing is below nought, and taking all of it back
//! leaves nothing.
mod world;

use db::{args, sql};
use kernel::{Id, Result};
use ledger::Role;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sales::reversal::ReverseForm;
use sales::{TicketForm, TicketId};
use world::{World, form, worlds};

/// One thing of a random history.
#[derive(Debug, Clone)]
enum Act {
    Sell(Box<TicketForm>),
    Back { ticket: i64, line: Option<usize> },
}

const LINES: [&str; 9] = [
    "F001|||||0003",
    "B001|2||||0003 60、0004 40",
    "P001",
    "K001||||||0002 2、0003 1",
    "F001|||session||0004",
    "V001",
    "deposit||123.45",
    "debt||77.77",
    "debt||500",
];

fn sale() -> impl Strategy<Value = Act> {
    let lines = prop::collection::vec(prop::sample::select(LINES.to_vec()), 1..5);
    let tenders = prop::collection::vec(
        (prop::sample::select(vec!["cash", "wechat", "value", "deposit"]), 1i64..30_000),
        0..3,
    );
    let rest = prop::sample::select(vec!["cash", "card", "value", "account", "alipay"]);
    (prop::sample::select(vec!["1", "2"]), lines, tenders, rest).prop_map(
        |(customer, lines, tenders, rest)| {
            let tenders: Vec<String> = tenders
                .iter()
                .map(|(means, fen)| format!("{means} {}.{:02}", fen / 100, fen % 100))
                .collect();
            let tenders: Vec<&str> = tenders.iter().map(String::as_str).collect();
            Act::Sell(Box::new(form(customer, &lines, &tenders, rest)))
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    let back = (1i64..40, prop::option::of(0usize..4)).prop_map(|(ticket, line)| Act::Back { ticket, line });
    prop_oneof![3 => sale(), 1 => back]
}

/// Refused is fine; a fault is not.
fn refused_at_most<T>(world: &World, done: Result<T>) {
    if let Err(error) = done {
        assert!(error.refusal().is_some(), "{}: {error}", world.test.name);
    }
}

fn live(world: &World, acts: Vec<Act>) {
    for act in acts {
        match act {
            Act::Sell(form) => refused_at_most(world, world.checkout(&form)),
            Act::Back { ticket, line } => {
                let id = TicketId::of(ticket);
                let lines = world.lines(id);
                let line = line.and_then(|line| lines.get(line)).map(|line| vec![*line]).unwrap_or_default();
                refused_at_most(world, world.reverse(id, &line));
            }
        }
    }
}

/// Takes back all that is left, the latest first, so that nothing that depends on something else outlives it.
fn take_all_back(world: &World) {
    let all = world.db().read_now(|tx| {
        tx.scalars(
            sql!("SELECT id FROM ticket WHERE number IS NOT NULL AND reverses IS NULL ORDER BY id DESC" => (TicketId,)),
            args![],
        )
    });
    for id in all.expect("tickets") {
        let done = world.does(move |tx, call| {
            let form = ReverseForm { line: vec![], why: "全部冲销".into() };
            sales::reversal::reverse(tx, call, id, &form)
        });
        if let Err(error) = done {
            let code = error.refusal().map(|refusal| refusal.code);
            assert_eq!(code, Some("sales.reversed"), "{}: {error}", world.test.name);
        }
    }
}

#[test]
fn everything_adds_up_and_comes_back() {
    for world in worlds() {
        let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
        let histories = prop::collection::vec(prop::collection::vec(act(), 1..10), 3);
        runner
            .run(&histories, |histories| {
                std::thread::scope(|scope| {
                    for history in histories {
                        let world = &world;
                        scope.spawn(move || live(world, history));
                    }
                });
                prop_assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
                prop_assert_eq!(world.held(Role::Clearing), 0);
                take_all_back(&world);
                prop_assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
                for role in Role::ALL {
                    prop_assert_eq!(world.held(*role), 0, "{:?} on {}", role, world.test.name);
                }
                let left = sql!("SELECT CAST(coalesce((SELECT sum(principal_left + gift_left) FROM value_lot WHERE paid > 0), 0) \
                      + coalesce((SELECT sum(owing) FROM debt), 0) + coalesce((SELECT sum(left_over) FROM deposit), 0) AS BIGINT)"
                      => (i64,));
                prop_assert_eq!(world.count(left), 0);
                Ok(())
            })
            .expect("they agree");
    }
}
