//! The same command many times at once, and commands that come in the wrong order.

use std::collections::BTreeSet;
use std::thread;

use db::{args, sql};
use serde_json::{Value, json};

use crate::house::House;
use crate::http::{Reply, Way};
use crate::people::{Command, Person};

/// Sent by all of them at once; what each was answered.
pub fn at_once(people: &[Person], command: &Command) -> Vec<Reply> {
    thread::scope(|scope| {
        let hands: Vec<_> = people
            .iter()
            .map(|person| scope.spawn(move || person.send(command).expect("an answer")))
            .collect();
        hands.into_iter().map(|hand| hand.join().expect("a hand")).collect()
    })
}

/// All of them were answered the same, and it was done once.
pub fn done_once(house: &House, replies: &[Reply], mark: &str) {
    let said: BTreeSet<String> =
        replies.iter().map(|reply| format!("{} {}", reply.status, reply.text())).collect();
    assert!(said.len() == 1 && replies[0].is_done(), "{}: {said:?}", house.name);
    assert_eq!(house.look(in_slips(mark)), 1, "{}: {mark}", house.name);
}

fn in_slips(mark: &str) -> impl Fn(&mut db::Tx) -> kernel::Result<i64> + Send + use<> {
    let mark = mark.to_owned();
    move |tx| tx.scalar(sql!("SELECT count(*) FROM call_slip WHERE words = $1" => (i64,)), args![&mark])
}

pub fn slip(mark: &str) -> Command {
    Command::new("/slips", json!({ "words": mark, "who": "王女士", "to": "person/16" }))
}

#[test]
fn the_same_command_many_times_at_once_is_done_once_and_answered_the_same() {
    for house in House::each() {
        let served = house.serve();
        let greeter = Person::signed_in(&Way::to(&served.address), "greeter");
        for round in 0..crate::rounds(5, 200) {
            let mark = format!("round {round}");
            let command = slip(&mark);
            done_once(&house, &at_once(&vec![greeter.clone(); 8], &command), &mark);
            let other = Command { body: slip("something else").body, ..command };
            let refused = greeter.send(&other).expect("an answer");
            assert_eq!(refused.reason(), "409 /problems/once_reused", "{}", house.name);
        }
        assert_eq!(house.look(in_slips("something else")), 0);
        house.verify();
    }
}

#[test]
fn an_edit_that_comes_after_a_later_one_is_refused_and_takes_nothing_away() {
    for house in House::each() {
        let served = house.serve();
        let greeter = Person::signed_in(&Way::to(&served.address), "greeter");
        let send = |path: &str, body: Value| greeter.send(&Command::new(path, body)).expect("an answer");
        let opened = send("/till", json!({ "item": ["F001"], "server": ["0007"] }));
        let path = opened.value()["location"].as_str().expect("a place").to_owned();
        let version = |path: &str| {
            let shown = greeter.get(path).expect("an answer").value();
            shown["open"]["version"].as_i64().unwrap_or_else(|| panic!("{shown}")).to_string()
        };
        let looked_at = version(&path);
        let edit = |count: &str| json!({ "item": ["F001"], "count": [count], "server": ["0007"], "version": looked_at });
        let (earlier, later) = (edit("2"), edit("3"));
        let kept = send(&path, later);
        assert!(kept.is_done(), "{}: {}", house.name, kept.text());
        let refused = send(&path, earlier);
        assert_eq!(refused.reason(), "409 /problems/sales.stale", "{}", house.name);
        let shown = greeter.get(&path).expect("an answer").text();
        assert!(shown.contains("50400"), "three facials, {}: {shown}", house.name);
        assert_ne!(version(&path), looked_at);
        house.verify();
    }
}
