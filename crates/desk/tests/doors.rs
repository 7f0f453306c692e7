//! Calls, arrivals and the greeters' rota through their doors, on every kind of database.

mod world;

use customer::Keeper;
use desk::Calls;
use desk::arrivals::{self, ArrivalForm};
use desk::rota::{self, CarryForm, StandForm};
use desk::slips::{self, AnswerForm, RouteForm, SlipForm};
use world::{PHONE, World, worlds};

fn key(world: &World, name: &'static str) -> String {
    let people =
        world.does("唐糖", |tx, call| Ok(org::organisation(tx, call)?.people.clone())).expect("people");
    people.values().find(|one| one.name == name).expect("somebody").id.to_string()
}

fn message(world: &World, to: &'static str, urgency: &str) -> SlipForm {
    SlipForm {
        phone: PHONE.into(),
        words: "请回电。".into(),
        to: format!("person/{}", key(world, to)),
        urgency: urgency.into(),
        ..SlipForm::default()
    }
}

fn codes(world: &World, name: &str) -> Vec<(&'static str, bool)> {
    world.waits_for(name).iter().map(|notice| (notice.code, notice.urgent)).collect()
}

#[test]
fn a_message_is_for_whom_it_is_sent_and_late_after_twenty_minutes() {
    for world in worlds() {
        let form = message(&world, "梁伟", "ordinary");
        let id = world.does("唐糖", move |tx, call| slips::take(tx, call, &form)).expect("taken");
        assert_eq!(codes(&world, "梁伟"), [("slips", false)]);
        assert_eq!((codes(&world, "周敏"), codes(&world, "唐糖")), (vec![], vec![]));
        world.pass_minutes(21);
        assert_eq!(codes(&world, "梁伟"), [("slips_pressing", true)]);
        assert_eq!(codes(&world, "周敏"), [("slips_late", false)], "his superior hears");
        assert_eq!(codes(&world, "唐糖"), [("slips_late", false)], "who wrote it down follows it");
        let answer = AnswerForm { result: "已回电。".into() };
        let again = answer.clone();
        world.does("梁伟", move |tx, call| slips::answer(tx, call, id, &answer)).expect("answered");
        assert_eq!(
            [codes(&world, "梁伟"), codes(&world, "周敏"), codes(&world, "唐糖")],
            [vec![], vec![], vec![]]
        );
        let refused = world.does("周敏", move |tx, call| slips::answer(tx, call, id, &again));
        assert_eq!(World::refusal(refused).0, "desk.answered", "on {}", world.test.name);
    }
}

#[test]
fn an_urgent_one_presses_at_once_and_passing_it_on_wins_no_time() {
    for world in worlds() {
        let form = message(&world, "梁伟", "urgent");
        let id = world.does("唐糖", move |tx, call| slips::take(tx, call, &form)).expect("taken");
        assert_eq!(codes(&world, "梁伟"), [("slips_pressing", true)]);
        world.pass_minutes(4);
        let on = RouteForm { to: format!("person/{}", key(&world, "杨帆")), words: "请您".into() };
        world.does("梁伟", move |tx, call| slips::route(tx, call, id, &on)).expect("routed");
        assert_eq!(codes(&world, "梁伟"), []);
        world.pass_minutes(2);
        assert_eq!(codes(&world, "周敏"), [("slips_late", false)], "six minutes after the call");
        let refused = world
            .does("梁伟", move |tx, call| slips::answer(tx, call, id, &AnswerForm { result: "好".into() }));
        assert_eq!(World::refusal(refused).0, "missing", "it is his no more");
    }
}

#[test]
fn the_number_tells_whose_call_it_is_and_is_kept_sealed() {
    for world in worlds() {
        let form =
            SlipForm {
                phone: "138 0000 1234".into(), words: "问营业时间。".into(), ..SlipForm::default()
            };
        world.does("唐糖", move |tx, call| slips::take(tx, call, &form)).expect("taken");
        assert_eq!(codes(&world, "梁伟"), [], "settled on the telephone");
        let customer = world.customer;
        let story = world.does("唐糖", move |tx, _| Calls.happenings(tx, customer, 5)).expect("told");
        assert_eq!((story[0].code, story[0].words.as_str()), ("call_in", "问营业时间。"));
        let wrong = SlipForm { phone: "12345".into(), ..SlipForm::default() };
        let refused = world.does("唐糖", move |tx, call| slips::take(tx, call, &wrong)).expect_err("refused");
        let problems = &refused.refusal().expect("a refusal").problems;
        let told: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
        assert_eq!(told, [("phone", "not_a_phone"), ("words", "needed")]);
    }
}

#[test]
fn whoever_comes_in_is_greeted_once() {
    for world in worlds() {
        let form = ArrivalForm { customer: world.customer.to_string(), ..ArrivalForm::default() };
        let again = form.clone();
        let id = world.does("唐糖", move |tx, call| arrivals::arrive(tx, call, &form)).expect("arrived");
        let refused = world.does("唐糖", move |tx, call| arrivals::arrive(tx, call, &again));
        assert_eq!(World::refusal(refused), ("desk.here_already", vec![("time", "10:00".to_owned())]));
        world.does("唐糖", move |tx, call| arrivals::leave(tx, call, id)).expect("left");
        let refused = world.does("唐糖", move |tx, call| arrivals::leave(tx, call, id));
        assert_eq!(World::refusal(refused).0, "desk.left");
        let form = ArrivalForm { customer: world.customer.to_string(), ..ArrivalForm::default() };
        world.does("唐糖", move |tx, call| arrivals::arrive(tx, call, &form)).expect("she came back");
        let guest = ArrivalForm { customer_q: "送水的".into(), ..ArrivalForm::default() };
        let refused = world.does("梁伟", move |tx, call| arrivals::arrive(tx, call, &guest));
        assert_eq!(
            World::refusal(refused).0,
            "desk.no_store",
            "a driver greets nobody, on {}",
            world.test.name
        );
    }
}

#[test]
fn nobody_stands_at_the_door_twice_and_a_week_is_carried_on() {
    for world in worlds() {
        let greeter = key(&world, "唐糖");
        let form = |starts: &str, ends: &str, day: &str| StandForm {
            day: day.into(),
            starts: starts.into(),
            ends: ends.into(),
            person: greeter.clone(),
        };
        let set = |form: StandForm| world.does("杨帆", move |tx, call| rota::stand(tx, call, &form));
        set(form("10:00", "13:00", "")).expect("set");
        assert_eq!(World::refusal(set(form("12:00", "14:00", ""))).0, "desk.stands_already");
        set(form("13:00", "15:00", "")).expect("it begins as the other ends");
        assert_eq!(World::refusal(set(form("10:00", "13:00", "2026-03-01"))).0, "desk.rota_past");
        let week = CarryForm { day: "2026-03-09".into() };
        let again = week.clone();
        assert_eq!(world.does("杨帆", move |tx, call| rota::carry(tx, call, &week)).expect("carried"), 2);
        let refused = world.does("杨帆", move |tx, call| rota::carry(tx, call, &again));
        assert_eq!(World::refusal(refused).0, "desk.nothing_to_carry");
        let refused = world.does("唐糖", move |tx, call| rota::carry(tx, call, &CarryForm::default()));
        assert_eq!(World::refusal(refused).0, "desk.no_store", "on {}", world.test.name);
    }
}
