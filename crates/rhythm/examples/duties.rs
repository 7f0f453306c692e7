//! How long it takes to work out a day of 20,000 people: `cargo run --release -p dianwu-rhythm --example duties`.

#[path = "../tests/chain/mod.rs"]
mod chain;

use std::sync::Arc;

use kernel::{Clock, SystemClock};
use org::Chart;
use rhythm::Day;

fn main() {
    let book = Arc::new(handbook::shipped().expect("the shipped handbook").book.clone());
    let organisation = Arc::new(chain::organisation(1000, 1));
    let people = organisation.people.len();
    for day in [jiff::civil::date(2026, 11, 24), jiff::civil::date(2026, 11, 30)] {
        let began = SystemClock.now();
        let chart = Arc::new(Chart::of(organisation.clone(), day));
        let charted = SystemClock.now();
        let whole = Day::of(book.clone(), chart);
        let ended = SystemClock.now();
        println!(
            "{day}: {people} people, {} duties; chart {} ms, duties {} ms",
            whole.all().len(),
            charted.millis() - began.millis(),
            ended.millis() - charted.millis()
        );
    }
}
