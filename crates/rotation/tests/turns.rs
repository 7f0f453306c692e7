//! Turns through the doors, on both databases.
mod world;

use std::collections::BTreeSet;
use std::thread;

use booking::{Dispatch, Hearing};
use rotation::amending::{ReturnForm, VoidForm};
use rotation::policies::PolicyForm;
use rotation::{Customer, SkipReason, Turns};
use world::{FACIAL, SHORT, World, code, worlds};

#[test]
fn the_first_who_can_gets_the_customer_and_the_reasons_stay() {
    for world in worlds() {
        world.sign_in_all();
        assert_eq!(world.gives(world.customer(FACIAL)).expect("given").1, 0);
        // 陈 is busy with hers; 王 is called and does not come; 李 takes it, and 王 goes to the tail.
        let mut customer = world.customer(FACIAL);
        customer.said.insert(world.people[1], SkipReason::NoAnswer);
        assert_eq!(world.gives(customer).expect("given").1, 2);
        // 赵 has no pass in the long one, so it is 王's; the trainee keeps her place for the short one.
        assert_eq!(world.gives(world.customer(FACIAL)).expect("given").1, 1);
        assert_eq!(world.gives(world.customer(SHORT)).expect("given").1, 3);
        assert_eq!(code(world.gives(world.customer(SHORT))), "rotation.nobody");
    }
}

#[test]
fn two_desks_never_give_the_same_turn_twice() {
    for world in worlds() {
        world.sign_in_all();
        let given: Vec<usize> = thread::scope(|scope| {
            let desks: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| world.gives(world.customer(SHORT)).expect("given").1))
                .collect();
            desks.into_iter().map(|desk| desk.join().expect("joined")).collect()
        });
        assert_eq!(BTreeSet::from_iter(given), BTreeSet::from([0, 1, 2, 3]), "{}", world.test.name);
    }
}

#[test]
fn out_of_turn_needs_a_reason_and_a_requested_customer_moves_nothing() {
    for world in worlds() {
        world.sign_in_all();
        let to = |who: usize| Customer { person: Some(world.people[who]), ..world.customer(FACIAL) };
        assert_eq!(code(world.gives(to(2))), "rotation.out_of_turn");
        assert_eq!(
            code(world.gives(Customer { out_of_turn: "客人赶时间".into(), ..to(3) })),
            "rotation.no_pass"
        );
        let requested = Customer { dispatch: Dispatch::Requested, ..to(0) };
        let (id, _) = world.gives(requested).expect("requested");
        world.does(move |tx, call| rotation::amending::finish(tx, call, id)).expect("over");
        assert_eq!(world.gives(world.customer(FACIAL)).expect("given").1, 0, "she is still the first");
    }
}

#[test]
fn an_empty_turn_comes_back_and_a_poached_one_goes_to_whose_it_was() {
    for world in worlds() {
        world.sign_in_all();
        let (id, who) = world.gives(world.customer(FACIAL)).expect("given");
        let form = VoidForm { fault: String::new(), why: "客人走了".into() };
        world.does(move |tx, call| rotation::amending::void(tx, call, id, &form)).expect("void");
        assert_eq!((who, world.gives(world.customer(FACIAL)).expect("again").1), (0, 0));
        let poached = Customer {
            dispatch: Dispatch::Requested,
            person: Some(world.people[2]),
            ..world.customer(FACIAL)
        };
        let (id, _) = world.gives(poached).expect("called a request");
        let form = ReturnForm { to: world.people[1].to_string(), why: "是轮牌".into() };
        let back = form.clone();
        world.does(move |tx, call| rotation::amending::give_back(tx, call, id, &back)).expect("returned");
        assert_eq!(
            code(world.does(move |tx, call| rotation::amending::give_back(tx, call, id, &form))),
            "rotation.closed"
        );
    }
}

#[test]
fn who_comes_back_stands_at_the_tail_and_a_new_day_begins_as_the_policy_says() {
    for world in worlds() {
        carried(&world);
        world.at(24 * 60 + 600);
        world.sign_in_all();
        assert_eq!(world.gives(world.customer(SHORT)).expect("given").1, 0);
        world.card(1, "leave").expect("left");
        world.card(1, "sign-in").expect("back");
        assert_eq!(code(world.card(1, "sign-in")), "rotation.already_up");
        // A day later the order is what it was: 李, 赵, 陈, 王.
        world.at(2 * 24 * 60 + 600);
        world.sign_in_all();
        let order: Vec<usize> =
            (0..4).map(|_| world.gives(world.customer(SHORT)).expect("given").1).collect();
        assert_eq!(order, [2, 3, 0, 1], "{}", world.test.name);
    }
}

/// From tomorrow on the board is carried over.
fn carried(world: &World) {
    let form = PolicyForm {
        family: "face".into(),
        from_day: "2026-03-03".into(),
        start: "carried".into(),
        why: "店会议定".into(),
        ..web::Form::sample()
    };
    let today = PolicyForm { from_day: "2026-03-02".into(), ..form.clone() };
    assert_eq!(
        code(world.does(move |tx, call| rotation::policies::set(tx, call, &today))),
        "rotation.too_early"
    );
    world.does(move |tx, call| rotation::policies::set(tx, call, &form)).expect("set");
}

#[test]
fn a_booked_customer_is_in_the_log_and_more_of_her_costs_no_turn() {
    for world in worlds() {
        world.sign_in_all();
        let treated = world.treated(FACIAL, 0);
        world.hears(move |tx, call, by| Turns.begun(tx, call, by, &treated)).expect("begun");
        world.hears(move |tx, call, by| Turns.begun(tx, call, by, &treated)).expect("once is enough");
        assert_eq!(world.gives(world.customer(SHORT)).expect("given").1, 1, "the first has a customer");
        world.hears(move |tx, call, by| Turns.extended(tx, call, by, &treated, 30)).expect("longer");
        assert_eq!(world.logged(), ["booked", "turn", "extension"], "{}", world.test.name);
        world.hears(move |tx, call, by| Turns.ended(tx, call, by, &treated)).expect("ended");
        assert_eq!(world.gives(world.customer(SHORT)).expect("given").1, 0, "she kept her place");
    }
}

#[test]
fn who_does_not_hang_is_not_in_the_log() {
    for world in worlds() {
        let treated = world.treated(FACIAL, 0);
        world.hears(move |tx, call, by| Turns.begun(tx, call, by, &treated)).expect("begun");
        world.hears(move |tx, call, by| Turns.ended(tx, call, by, &treated)).expect("ended");
        assert_eq!(world.logged(), Vec::<String>::new());
    }
}
