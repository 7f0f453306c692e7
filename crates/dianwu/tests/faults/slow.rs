//! Connections that are slow, break off, or never read what they asked for.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use db::{args, sql};

use crate::house::{House, until};
use crate::http::{Reply, Way};
use crate::people::Person;
use crate::proxy::Proxy;
use crate::twice::slip;

/// Sends a request byte by byte, until nobody listens any more; what was answered.
fn drip(mut stream: TcpStream, request: &str) -> Vec<u8> {
    let mut reads = stream.try_clone().expect("another end");
    let hears = thread::spawn(move || {
        let mut answer = vec![];
        let _ = reads.read_to_end(&mut answer);
        answer
    });
    for byte in request.bytes() {
        if hears.is_finished() || stream.write_all(&[byte]).is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    until("that the house gives up", || hears.is_finished());
    hears.join().expect("a listener")
}

fn slips(house: &House, mark: &'static str) -> i64 {
    house.look(move |tx| {
        tx.scalar(sql!("SELECT count(*) FROM call_slip WHERE words = $1" => (i64,)), args![mark])
    })
}

#[test]
fn whoever_is_slow_is_given_up_and_holds_nobody_up() {
    let house = House::in_a_file();
    let served = house.serve();
    let way = Way::to(&served.address);
    let greeter = Person::signed_in(&way, "greeter");
    let idle: Vec<TcpStream> = (0..200).map(|_| way.connect().expect("connected")).collect();
    thread::scope(|scope| {
        let head = scope.spawn(|| {
            let long = "x".repeat(4000);
            drip(way.connect().expect("connected"), &format!("GET /today HTTP/1.1\r\nX-Long: {long}\r\n"))
        });
        let body = scope.spawn(|| {
            let (request, mut stream) =
                (greeter.request(&slip(&"slow ".repeat(200))), way.connect().expect("connected"));
            let (head, body) = request.split_once("\r\n\r\n").expect("a head");
            stream.write_all(format!("{head}\r\n\r\n").as_bytes()).expect("sent");
            drip(stream, body)
        });
        // Asks for more than any buffer on the way holds, and reads none of it.
        let mut deaf = way.connect().expect("connected");
        let asks =
            format!("GET /openapi.json HTTP/1.1\r\n{}\r\n", greeter.head().replace("close", "keep-alive"));
        deaf.write_all(asks.repeat(40).as_bytes()).expect("sent");
        for _ in 0..20 {
            assert!(greeter.get("/today").expect("an answer").is_done(), "others are served meanwhile");
            thread::sleep(Duration::from_millis(100));
        }
        let body = Reply::read(&body.join().expect("a hand")).expect("an answer");
        assert_eq!(body.reason(), "408 /problems/too_slow");
        assert_eq!(head.join().expect("a hand"), b"", "no request, no answer");
        let mut rest = vec![];
        let _ = deaf.read_to_end(&mut rest);
        let answers = rest.windows(15).filter(|text| *text == b"HTTP/1.1 200 OK").count();
        assert!(answers < 40, "{answers} were answered to somebody who does not read");
    });
    for mut stream in idle {
        assert_eq!(stream.read(&mut [0; 1]).ok(), Some(0), "closed by the house");
    }
    house.verify();
}

#[test]
fn half_a_request_does_nothing() {
    let house = House::in_a_file();
    let served = house.serve();
    let way = Way::to(&served.address);
    let greeter = Person::signed_in(&way, "greeter");
    let request = greeter.request(&slip("half"));
    for length in (1..request.len()).step_by(7) {
        let mut stream = way.connect().expect("connected");
        stream.write_all(&request.as_bytes()[..length]).expect("sent");
        let _ = stream.shutdown(if length % 2 == 0 { Shutdown::Both } else { Shutdown::Write });
    }
    assert!(greeter.send(&slip("whole")).expect("an answer").is_done());
    assert_eq!((slips(&house, "half"), slips(&house, "whole")), (0, 1));
    assert!(!house.logged().contains("panicked"));
}

#[test]
fn a_command_whose_answer_was_torn_off_is_done_once() {
    for house in House::each() {
        let served = house.serve();
        let proxy = Proxy::over(vec![Way::to(&served.address)]);
        let greeter = Person::signed_in(&proxy.way, "greeter");
        let command = slip("torn");
        proxy.cuts.store(true, Ordering::Relaxed);
        for _ in 0..3 {
            assert!(greeter.send(&command).is_err(), "the answer was torn off");
        }
        proxy.cuts.store(false, Ordering::Relaxed);
        assert!(greeter.send(&command).expect("an answer").is_done());
        assert_eq!(slips(&house, "torn"), 1, "{}", house.name);
        house.verify();
    }
}
