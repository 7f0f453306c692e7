//! Posting and taking back, on both databases.
mod world;

use std::collections::BTreeMap;

use kernel::{Id, Money};
use ledger::{Line, PostingId, Reversal, Role};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use world::{TODAY, World, fen, worlds};

fn sale(amount: i64) -> Vec<Line> {
    vec![Line::debit(Role::Cash, fen(amount)), Line::credit(Role::ValuePrincipal, fen(amount))]
}

fn reversal(posting: PostingId, reason: &str) -> Reversal {
    Reversal {
        posting,
        day: TODAY.tomorrow().expect("a day"),
        at: kernel::Instant::from_millis(2),
        reason: reason.into(),
    }
}

fn held(world: &World, role: Role, day: kernel::BusinessDate) -> Money {
    let store = world.store;
    world.db().read_now(move |tx| ledger::balance(tx, role, Some(store), day)).expect("a balance")
}

fn code<T: std::fmt::Debug>(result: kernel::Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

#[test]
fn a_posting_is_taken_back_once_and_leaves_nothing() {
    for world in worlds() {
        let (by, posting) = (world.by.clone(), world.posting(TODAY, sale(5_000_00)));
        let id = world.does(move |tx| ledger::post(tx, &by, &posting)).expect("posted");
        assert_eq!(held(&world, Role::Cash, TODAY), fen(5_000_00));
        assert_eq!(held(&world, Role::ValuePrincipal, TODAY), fen(-5_000_00));
        assert_eq!(held(&world, Role::Cash, TODAY.yesterday().expect("a day")), Money::ZERO);

        let back = |reversal: Reversal| {
            let by = world.by.clone();
            world.does(move |tx| ledger::reverse(tx, &by, &reversal))
        };
        assert_eq!(code(back(reversal(id, " "))), "ledger.no_reason");
        let taken = back(reversal(id, "收错了")).expect("taken back");
        assert_eq!(code(back(reversal(id, "再来"))), "ledger.reversed");
        assert_eq!(code(back(reversal(taken, "再来"))), "ledger.is_reversal");
        assert_eq!(code(back(reversal(PostingId::of(77), "没有"))), "missing");

        assert_eq!(held(&world, Role::Cash, TODAY), fen(5_000_00), "yesterday stays as it was");
        assert_eq!(held(&world, Role::Cash, TODAY.tomorrow().expect("a day")), Money::ZERO);
        let open = world.db().read_now(|tx| ledger::posting_of(tx, "tests/1")).expect("read");
        assert_eq!(open, None);
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn what_does_not_balance_leaves_no_trace() {
    for world in worlds() {
        let by = world.by.clone();
        let posting = world.posting(TODAY, vec![Line::debit(Role::Cash, fen(1))]);
        assert_eq!(code(world.does(move |tx| ledger::post(tx, &by, &posting))), "ledger.unbalanced");
        assert_eq!(held(&world, Role::Cash, TODAY), Money::ZERO);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn what_was_changed_behind_the_books_back_is_found() {
    for world in worlds() {
        let (by, posting) = (world.by.clone(), world.posting(TODAY, sale(100)));
        world.does(move |tx| ledger::post(tx, &by, &posting)).expect("posted");
        world
            .does(|tx| {
                tx.exec(db::sql!("UPDATE ledger_entry SET amount = 101 WHERE amount = 100"), db::args![])
            })
            .expect("changed");
        let wrong = world.found_wrong();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("out of balance by 1 fen"), "{wrong:?}");
        assert!(wrong[1].contains("account 1001"), "{wrong:?}");
    }
}

/// One thing of a random history.
#[derive(Debug, Clone)]
enum Act {
    /// Posts these amounts to these roles, against the bank.
    Post(Vec<(usize, i64)>),
    /// Takes back the posting of this number, if it can be.
    Back(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let post =
        prop::collection::vec((0usize..Role::ALL.len(), -1_000_000i64..1_000_000), 1..5).prop_map(Act::Post);
    let back = (0usize..40).prop_map(Act::Back);
    prop::collection::vec(prop_oneof![3 => post, 1 => back], 1..12)
}

fn lines(amounts: &[(usize, i64)]) -> Vec<Line> {
    let mut lines: Vec<Line> =
        amounts.iter().map(|(role, amount)| Line { role: Role::ALL[*role], amount: fen(*amount) }).collect();
    let left = amounts.iter().map(|(_, amount)| amount).sum();
    lines.push(Line::credit(Role::Bank, fen(left)));
    lines
}

/// Runs a history; refusals are part of it.
fn live(world: &World, acts: Vec<Act>) {
    for act in acts {
        let by = world.by.clone();
        let done = match act {
            Act::Post(amounts) => {
                let posting = world.posting(TODAY, lines(&amounts));
                world.does(move |tx| ledger::post(tx, &by, &posting))
            }
            Act::Back(number) => {
                let back = reversal(PostingId::of(number as i64), "换一种");
                world.does(move |tx| ledger::reverse(tx, &by, &back))
            }
        };
        if let Err(error) = done {
            assert!(error.refusal().is_some(), "{}: {error}", world.test.name);
        }
    }
}

#[test]
fn the_books_balance_under_any_history_of_several_at_once() {
    for world in worlds() {
        let mut runner =
            TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        let histories = prop::collection::vec(acts(), 4);
        runner
            .run(&histories, |histories| {
                std::thread::scope(|scope| {
                    for history in histories {
                        scope.spawn(|| live(&world, history));
                    }
                });
                prop_assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
                Ok(())
            })
            .expect("balanced");
        let sums: BTreeMap<Role, Money> = Role::ALL
            .iter()
            .map(|role| (*role, held(&world, *role, TODAY.tomorrow().expect("a day"))))
            .collect();
        assert_eq!(Money::total(sums.into_values()), Ok(Money::ZERO));
    }
}
