//! The machine's clock is put forward and back while the house is shut.

use db::{args, sql};
use jiff::civil::DateTime;
use jiff::{Span, ToSpan};

use crate::house::{House, until};
use crate::http::Way;
use crate::load::{Load, check};
use crate::people::Person;
use crate::rounds;

/// From the house's own time: forward by a week, back to the day before, and right again.
fn jumps() -> [Span; 4] {
    [0.days(), 7.days(), -1.days(), 0.days()]
}

#[test]
fn a_clock_that_jumps_shuts_nobody_out_and_breaks_no_order() {
    for house in House::each() {
        let mut before: Option<Person> = None;
        for jump in jumps() {
            let served = house.serve_at(house.wall() + jump);
            let way = Way::to(&served.address);
            // A session of a week ahead is none; one of a week ago has run out.
            if let Some(before) = before {
                assert_eq!(before.by(&way).get("/me").expect("an answer").status, 401, "{}", house.name);
            }
            let load = Load::begin(&way, &house);
            load.hears(rounds(20, 500));
            let (told, people) = load.end();
            check(&house, &told);
            // What the house does of itself goes on: nothing of it waits for a day that was a mistake.
            let latest = millis(house.wall() + jump + 2.days());
            until("that every chore is due soon", || {
                let due = house.look(|tx| {
                    tx.scalar(sql!("SELECT max(due_at) FROM job WHERE key = 'house'" => (i64,)), args![])
                });
                due < latest
            });
            before = people.into_iter().next();
        }
        let (numbers, different) = house.look(|tx| {
            let count = sql!("SELECT count(number), count(DISTINCT number) FROM ticket" => (i64, i64));
            tx.one(count, args![])
        });
        assert_eq!(numbers, different, "{}", house.name);
        let (kinds, rows) = house.look(|tx| {
            let count =
                sql!("SELECT count(DISTINCT kind), count(*) FROM job WHERE key = 'house'" => (i64, i64));
            tx.one(count, args![])
        });
        assert_eq!(kinds, rows, "{}: every chore once", house.name);
    }
}

fn millis(wall: DateTime) -> i64 {
    wall.in_tz(dianwu::demo::ZONE).expect("a zone").timestamp().as_millisecond()
}
