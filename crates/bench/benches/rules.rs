//! The pure rules by themselves, without database and network: `cargo bench -p dianwu-bench`.
#![allow(missing_docs, reason = "benchmarks")]

#[path = "../../rhythm/tests/chain/mod.rs"]
mod chain;

use std::sync::Arc;

use booking::{Minutes, Span};
use customer::{Brief, search};
use divan::{Bencher, black_box};
use jiff::civil::date;
use kernel::Money;
use org::Chart;
use rhythm::Day;

fn main() {
    divan::main();
}

/// An amount among so many, to the fen.
#[divan::bench(args = [2, 30])]
fn split(bencher: Bencher, parts: u32) {
    let weights: Vec<u32> = (1..=parts).collect();
    let amount = Money::fen(1_234_567).expect("in range");
    bencher.bench_local(|| black_box(amount).split(&weights));
}

/// Money as one types it, and what is none.
#[divan::bench(args = ["298", "1,234.50", "¥12.3", "十二"])]
fn money_typed(text: &str) -> bool {
    black_box(text).parse::<Money>().is_ok()
}

/// What is taken of a day, from its spans.
#[divan::bench]
fn minutes_taken(bencher: Bencher) {
    let spans: Vec<Span> = (0..30).map(|nth| Span::new(600 + nth * 20, 610 + nth * 20)).collect();
    bencher.bench_local(|| Minutes::of_all(black_box(&spans)));
}

/// The keys under which a customer is found.
#[divan::bench]
fn keys_of_a_customer(bencher: Bencher) {
    let who = Brief { name: "欧阳小燕".into(), ..Brief::sample() };
    bencher.bench_local(|| search::keys(black_box(&who)));
}

/// The duties of a day with the chart they hang on, for so many stores.
#[divan::bench(args = [1, 10, 100])]
fn duties_of_a_day(bencher: Bencher, stores: i64) {
    let book = Arc::new(handbook::shipped().expect("the shipped handbook").book.clone());
    let organisation = Arc::new(chain::organisation(stores, 1));
    bencher.bench_local(|| {
        let chart = Arc::new(Chart::of(organisation.clone(), date(2026, 11, 24)));
        Day::of(book.clone(), chart).all().len()
    });
}
