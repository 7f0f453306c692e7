//! Under any history of several tills at once, the books owe exactly what is unused, and nothing is below nought.
mod world;

use kernel::Id;
use prepaid::{Bought, DrawRule, LineId, LotId, PackageId, SessionUse, Spending, TradeIn};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use world::{World, card, course, customer, fen, worlds};

/// One thing of a random history; customers, lots and lines are found by their numbers, if they are there.
#[derive(Debug, Clone)]
enum Act {
    Sell { customer: i64, principal: i64, gift: i64, rule: DrawRule, store: bool },
    Course { customer: i64, price: i64, paid: i64, count: u32, gifts: u32 },
    Spend { customer: i64, amount: i64 },
    Use { line: i64, approved: bool },
    Pay { bought: i64, lot: bool, amount: i64 },
    Trade { package: i64, owner: i64 },
    Back { ticket: i64 },
}

fn act() -> impl Strategy<Value = Act> {
    let sell =
        (1i64..4, 0i64..500_000, 0i64..200_000, prop::sample::select(DrawRule::ALL), any::<bool>()).prop_map(
            |(customer, principal, gift, rule, store)| Act::Sell { customer, principal, gift, rule, store },
        );
    let course = (1i64..4, 0i64..500_000, 0i64..500_000, 1u32..6, 0u32..3).prop_map(
        |(customer, price, paid, count, gifts)| Act::Course {
            customer,
            price,
            paid: paid.min(price),
            count,
            gifts,
        },
    );
    let spend = (1i64..4, 1i64..300_000).prop_map(|(customer, amount)| Act::Spend { customer, amount });
    let uses = (1i64..20, any::<bool>()).prop_map(|(line, approved)| Act::Use { line, approved });
    let pay = (1i64..10, any::<bool>(), 1i64..200_000).prop_map(|(bought, lot, amount)| Act::Pay {
        bought,
        lot,
        amount,
    });
    let trade = (1i64..10, 1i64..4).prop_map(|(package, owner)| Act::Trade { package, owner });
    let back = (1i64..60).prop_map(|ticket| Act::Back { ticket });
    prop_oneof![2 => sell, 2 => course, 4 => spend, 4 => uses, 1 => pay, 1 => trade, 2 => back]
}

/// Each act has a ticket of its own.
fn live(world: &World, till: i64, acts: Vec<Act>) {
    for (number, act) in acts.into_iter().enumerate() {
        let on = world.ticket(till * 16 + number as i64);
        let other = world.other;
        let back = if let Act::Back { ticket } = act { world.ticket(ticket) } else { on.clone() };
        let done = world.does(move |tx, by| match act.clone() {
            Act::Sell { customer: who, principal, gift, rule, store } => {
                let on = prepaid::Occasion { store: if store { other } else { on.store }, ..on.clone() };
                prepaid::sell_value(tx, by, &on, &card(customer(who), principal, gift, rule)).map(drop)
            }
            Act::Course { customer: who, price, paid, count, gifts } => {
                prepaid::sell_package(tx, by, &on, &course(customer(who), price, paid, count, gifts))
                    .map(drop)
            }
            Act::Spend { customer: who, amount } => {
                let (owner, amount) = (customer(who), fen(amount));
                let what = Spending { owner, served: owner, amount, lot: None, proof: None, approval: None };
                prepaid::spend(tx, by, &on, &what).map(drop)
            }
            Act::Use { line, approved } => {
                let approval = approved.then(|| "approvals/1".to_owned());
                let what = SessionUse {
                    line: LineId::of(line),
                    served: customer(1 + line % 3),
                    proof: None,
                    approval,
                };
                prepaid::use_session(tx, by, &on, &what).map(drop)
            }
            Act::Pay { bought, lot, amount } => {
                let lot_or =
                    if lot { Bought::Lot(LotId::of(bought)) } else { Bought::Package(PackageId::of(bought)) };
                prepaid::paid_in(tx, by, &on, lot_or, fen(amount))
            }
            Act::Trade { package, owner } => {
                let what = TradeIn { owner: customer(owner), package: PackageId::of(package), proof: None };
                prepaid::trade_in(tx, by, &on, &what).map(drop)
            }
            Act::Back { .. } => prepaid::take_back(tx, by, &back, "换一种").map(drop),
        });
        if let Err(error) = done {
            assert!(error.refusal().is_some(), "{}: {error}", world.test.name);
        }
    }
}

#[test]
fn the_books_owe_what_is_unused() {
    for world in worlds() {
        let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
        let histories = prop::collection::vec(prop::collection::vec(act(), 1..16), 4);
        runner
            .run(&histories, |histories| {
                std::thread::scope(|scope| {
                    for (till, history) in histories.into_iter().enumerate() {
                        let world = &world;
                        scope.spawn(move || live(world, till as i64, history));
                    }
                });
                prop_assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
                Ok(())
            })
            .expect("they agree");
    }
}
