//! How a store books is set from a day on; what is set is what the next booking goes by.

mod world;

use booking::policies::{self, PolicyForm};
use booking::search::{self, Sought};
use booking::{Order, Policy};
use catalog::TreatmentId;
use kernel::Id;
use web::Form;
use world::{SHORT, TODAY, World, code, worlds};

fn form(from: &str, change: impl Fn(&mut PolicyForm)) -> PolicyForm {
    let mut form = PolicyForm { from_day: from.into(), ..PolicyForm::sample() };
    change(&mut form);
    form
}

fn times(world: &World, day: kernel::BusinessDate) -> Vec<String> {
    let sought = Sought::one(world.store, day, TreatmentId::of(SHORT));
    let (call, sought) = (world.call(), sought);
    let found = world.test.db.read_now(move |tx| search::times(tx, &call, &sought)).expect("looked");
    found.into_iter().flat_map(|day| day.times).collect()
}

#[test]
fn a_policy_begins_tomorrow_at_the_earliest_and_today_goes_on_as_it_was() {
    let tomorrow = TODAY.tomorrow().expect("a day");
    for world in worlds() {
        let today = form(&TODAY.to_string(), |_| ());
        assert_eq!(code(world.does(move |tx, call| policies::set(tx, call, &today))), "booking.too_early");
        let rarer = form(&tomorrow.to_string(), |form| form.step = "30".into());
        world.does(move |tx, call| policies::set(tx, call, &rarer)).expect("set");
        assert_eq!(times(&world, TODAY)[..2], ["10:00", "10:10"]);
        assert_eq!(times(&world, tomorrow)[..2], ["10:00", "10:30"]);
    }
}

#[test]
fn a_store_of_its_own_mind_goes_by_it_and_a_gap_is_kept_between_two_customers() {
    let tomorrow = TODAY.tomorrow().expect("a day");
    for world in worlds() {
        let store = world.store.to_string();
        let own = form(&tomorrow.to_string(), |form| {
            form.store = store.clone();
            form.gap = "10".into();
        });
        let all = form(&tomorrow.to_string(), |form| form.step = "60".into());
        world.does(move |tx, call| policies::set(tx, call, &own)).expect("set");
        world.does(move |tx, call| policies::set(tx, call, &all)).expect("set");
        for who in 0..3 {
            let order = Order { day: tomorrow, ..world.only(600, SHORT, who) };
            world.books(&order).expect("booked");
        }
        assert_eq!(times(&world, tomorrow)[0], "10:30", "ten minutes after those who begin at ten");
    }
}

#[test]
fn a_deposit_is_asked_for_by_the_rules_of_the_day_on_which_one_books() {
    for world in worlds() {
        let tomorrow = TODAY.tomorrow().expect("a day");
        let rules = form(&tomorrow.to_string(), |form| {
            form.rule_price = vec!["100".into(), String::new()];
        });
        world.does(move |tx, call| policies::set(tx, call, &rules)).expect("set");
        let books = |day, starts| {
            let order = Order { day, ..world.only(starts, SHORT, 0) };
            let id = world.books(&order).expect("booked");
            let asked: i64 = world
                .test
                .db
                .read_now(move |tx| {
                    tx.scalar(db::sql!("SELECT deposit FROM visit WHERE id = $1" => (i64,)), db::args![id])
                })
                .expect("read");
            asked
        };
        assert_eq!(books(tomorrow, 600), 0, "booked today, by today's rules");
        world.at(24 * 60 + 9 * 60);
        assert_eq!(books(tomorrow, 660), 4_000, "a fifth of 200 yuan");
    }
}

#[test]
fn a_policy_is_kept_as_it_was_written() {
    let kept = serde_json::to_string(&serde_json::json!({})).expect("json");
    assert!(serde_json::from_str::<Policy>(&kept).is_err(), "nothing is left to chance");
}
