//! Two processes on one PostgreSQL, behind a plain proxy that gives each its turn, serve the same centre.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use db::{args, sql};
use serde_json::json;

use crate::house::{House, Served, until};
use crate::http::Way;
use crate::load::{Load, check, visit};
use crate::people::{Command, Person};
use crate::proxy::Proxy;
use crate::twice::{at_once, done_once, slip};
use crate::{rounds, skipped};

const WITHOUT: &str = "DIANWU_TEST_PG names no PostgreSQL server";

/// Both, and the way to each.
fn pair(house: &House) -> [(Served, Way); 2] {
    [(); 2].map(|()| {
        let served = house.serve();
        let way = Way::to(&served.address);
        (served, way)
    })
}

#[test]
fn a_session_holds_at_both_and_ends_at_both() {
    let Some(house) = House::on_the_server() else { return skipped(WITHOUT) };
    let [(_one, here), (_other, there)] = pair(&house);
    let greeter = Person::signed_in(&here, "greeter");
    let status = |way: &Way| greeter.by(way).get("/me").expect("an answer").status;
    assert_eq!((status(&here), status(&there)), (200, 200));
    let out = greeter.by(&there).send(&Command::new("/sign-out", json!({}))).expect("an answer");
    assert!(out.is_done(), "{}", out.text());
    assert_eq!((status(&here), status(&there)), (401, 401));
}

#[test]
fn a_board_at_one_hears_of_what_is_done_at_the_other() {
    let Some(house) = House::on_the_server() else { return skipped(WITHOUT) };
    let [(_one, here), (_other, there)] = pair(&house);
    let head = Person::signed_in(&here, "head");
    let greeter = Person::signed_in(&there, "greeter");
    let heard = listen(&head);
    assert_eq!(heard.recv().expect("an event"), "here");
    // The watcher compares with what it has seen once, so the first guest may come before it looks.
    let mut guests = 0;
    until("that the board is told", || {
        let guest = format!("guest {guests}");
        guests += 1;
        let came =
            greeter.send(&Command::new("/arrivals", json!({ "customer_q": guest }))).expect("an answer");
        assert!(came.is_done(), "{}", came.text());
        heard.recv_timeout(Duration::from_secs(3)).is_ok_and(|event| event == "changed")
    });
    let board = head.get("/desk").expect("an answer").text();
    assert!(board.contains(&format!("guest {}", guests - 1)), "{board}");
}

/// The events of the board, as they come.
fn listen(person: &Person) -> mpsc::Receiver<String> {
    let (tell, heard) = mpsc::channel();
    let mut stream = person.way.connect().expect("connected");
    let head = person.head().replace("application/json", "text/event-stream");
    stream.write_all(format!("GET /desk/stream HTTP/1.1\r\n{head}\r\n").as_bytes()).expect("asked");
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(event) = line.strip_prefix("event:") {
                let _ = tell.send(event.trim().to_owned());
            }
        }
    });
    heard
}

#[test]
fn a_command_that_is_sent_to_both_is_done_once() {
    let Some(house) = House::on_the_server() else { return skipped(WITHOUT) };
    let [(_one, here), (_other, there)] = pair(&house);
    let greeter = Person::signed_in(&here, "greeter");
    let everywhere: Vec<Person> = (0..8).map(|hand| greeter.by([&here, &there][hand % 2])).collect();
    for round in 0..rounds(5, 200) {
        let mark = format!("round {round}");
        done_once(&house, &at_once(&everywhere, &slip(&mark)), &mark);
    }
    house.verify();
}

#[test]
fn everybody_works_on_when_one_of_them_is_killed_and_comes_back() {
    let Some(house) = House::on_the_server() else { return skipped(WITHOUT) };
    let [(_one, here), (other, there)] = pair(&house);
    let proxy = Proxy::over(vec![here, there.clone()]);
    let load = Load::begin(&proxy.way, &house);
    let mut other = Some(other);
    for _ in 0..rounds(1, 20) {
        load.hears(30);
        other.take().expect("the other one").kill();
        load.hears(20);
        let again = house.serve();
        there.lead_to(&again.address);
        other = Some(again);
    }
    load.hears(20);
    let (told, people) = load.end();
    visit(&told.done, &people);
    check(&house, &told);
    assert!(proxy.taken() > told.done.len());
}

#[test]
fn what_was_put_off_is_done_by_one_of_them() {
    let Some(house) = House::on_the_server() else { return skipped(WITHOUT) };
    let (printer, printed) = printer();
    let [(_one, here), (_other, there)] = pair(&house);
    let manager = Person::signed_in(&here, "gm");
    let set = json!({ "tips": "", "paper": "58", "printer": printer, "footer": "", "due_days": "30" });
    let set = manager.send(&Command::new("/till/settings", set)).expect("an answer");
    assert!(set.is_done(), "{}", set.text());
    let greeter = Person::signed_in(&here, "greeter");
    let tickets = rounds(12, 300);
    for turn in 0..tickets {
        let at = greeter.by([&here, &there][turn % 2]);
        let ticket = json!({ "item": ["F001"], "server": ["0007"], "pay": "cash" });
        let place = at.send(&Command::new("/checkout", ticket)).expect("an answer").value();
        let place = format!("{}/print", place["location"].as_str().expect("a ticket"));
        let printing = at.send(&Command::new(&place, json!({}))).expect("an answer");
        assert!(printing.is_done(), "{}", printing.text());
    }
    let mut receipts = BTreeMap::<Vec<u8>, usize>::new();
    for _ in 0..tickets {
        let receipt = printed.recv_timeout(Duration::from_secs(90)).expect("a receipt");
        *receipts.entry(receipt).or_default() += 1;
    }
    // Whoever would print one again has had the time for it.
    assert!(printed.recv_timeout(Duration::from_secs(6)).is_err(), "one receipt too many");
    assert!(receipts.len() == tickets && receipts.values().all(|times| *times == 1), "each of them once");
    // The same of what is done every minute and every hour: one row each waits for its next time.
    until("that the chores have been seen to", || {
        let open =
            house.look(|tx| tx.scalar(sql!("SELECT count(*) FROM job WHERE tries > 0" => (i64,)), args![]));
        open == 0
    });
    for kind in dianwu::shop::chores().iter().map(|chore| chore.kind) {
        let waiting = house.look(move |tx| {
            tx.scalar(sql!("SELECT count(*) FROM job WHERE kind = $1" => (i64,)), args![kind])
        });
        assert_eq!(waiting, 1, "{kind}");
    }
    house.verify();
}

/// A printer on the network: where it stands, and what comes out of it.
fn printer() -> (String, mpsc::Receiver<Vec<u8>>) {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (tell, printed) = mpsc::channel();
    let address = door.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        for mut caller in door.incoming().flatten() {
            let mut receipt = vec![];
            if caller.read_to_end(&mut receipt).is_ok() {
                let _ = tell.send(receipt);
            }
        }
    });
    (address, printed)
}
