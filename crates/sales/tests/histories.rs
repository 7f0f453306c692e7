//! Under any history of several tills at once everything adds up, nothing is below nought, and taking all of it back
//! leaves nothing.
mod world;

use db::{args, sql};
use kernel::Id;
use ledger::Role;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sales::TicketId;
use sales::reversal::ReverseForm;
use world::acts::{Act, act, refused_at_most};
use world::{World, worlds};

fn live(world: &World, acts: Vec<Act>) {
    for act in acts {
        let _ = match act {
            Act::Sell(form) => refused_at_most(world.checkout(&form)),
            Act::Back { ticket, line } => {
                let id = TicketId::of(ticket);
                let lines = world.lines(id);
                let line = line.and_then(|line| lines.get(line)).map(|line| vec![*line]).unwrap_or_default();
                refused_at_most(world.reverse(id, &line))
            }
        };
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
