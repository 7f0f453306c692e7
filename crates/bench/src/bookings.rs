//! Free times of stores of several sizes, with a month and with a year behind them; bookings by many at once; how soon
//! those who watch the board hear of one.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use jiff::ToSpan;
use kernel::{BusinessDate, Id};
use serde_json::{Value, json};

use crate::connection::Connection;
use crate::floor::Floor;
use crate::ground::Ground;
use crate::load::load;
use crate::results::{Results, Row};
use crate::served::Served;
use crate::shops::{DAY, Shop, shop};

const SHOPS: [(&str, i64, i64, bool); 4] = [
    ("10 therapists, a month", 10, 31, false),
    ("10 therapists, a year", 10, 365, false),
    ("30 therapists, a month", 30, 31, false),
    ("50 therapists, 30 rooms, 40 instruments, 70 %", 50, 31, true),
];
const WATCHERS: usize = 50;

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let floor = Floor::start()?;
    let nothing = cost(&mut Connection::new(&floor.address)?, 2000, || floor.cpu(), |_| "/".to_owned())?;
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        let made = SHOPS
            .map(|(name, hands, history, full)| ground.write(move |tx| shop(tx, name, hands, history, full)));
        let shops = made.into_iter().collect::<Result<Vec<Shop>>>()?;
        let served = Served::on(binary, &ground)?;
        let cookie = served.sign_in("greeter")?;
        let mut desk = served.connection(&cookie)?;
        let mut free = |what: &str,
                        shop: &Shop,
                        count: usize,
                        wanted: &str,
                        path: &dyn Fn(i64) -> String|
         -> Result<()> {
            let took = cost(&mut desk, count, || served.cpu(&ground), path)?;
            let row = Row::new("availability", what, ground.name(), shop.name, took, "µs of processor");
            results.add(row.beside(nothing, "the smallest handler").wanted(wanted));
            Ok(())
        };
        for shop in &shops {
            let day = |back: i64| asked(shop, &shop.short, DAY.saturating_add((back % 28).days()), 1);
            free("a day", shop, 1000, "at most 600 µs for 10 therapists", &day)?;
            free("31 days", shop, 200, "at most 4,000 µs for 10 therapists", &|_| {
                asked(shop, &shop.short, DAY, 31)
            })?;
        }
        let big = shops.last().context("a big shop")?;
        let both = format!("{}&treatments={}", big.facial, big.laser);
        free("14 days, facial then laser", big, 300, "p99 at most 5 ms", &|_| asked(big, &both, DAY, 14))?;
        book(&served, &ground, &cookie, &shops[2], results)?;
        watch(&served, &ground, &cookie, results)?;
    }
    Ok(())
}

fn asked(shop: &Shop, treatments: &str, day: BusinessDate, days: i64) -> String {
    format!("/bookings/free?store={}&treatments={treatments}&day={day}&days={days}", shop.store.get())
}

/// Microseconds of the server's processor for one, the mean of so many.
fn cost(
    desk: &mut Connection,
    count: usize,
    cpu: impl Fn() -> f64,
    path: impl Fn(i64) -> String,
) -> Result<f64> {
    let mut ask = |turn: i64| desk.get(&path(turn))?.well("free times").map(drop);
    (0..50).try_for_each(&mut ask)?;
    let before = cpu();
    (0..i64::try_from(count)?).try_for_each(&mut ask)?;
    Ok((cpu() - before) / count as f64 * 1e6)
}

/// Sixteen desks that book whatever was free when the day began.
fn book(served: &Served, ground: &Ground, cookie: &str, shop: &Shop, results: &mut Results) -> Result<()> {
    let found = served.connection(cookie)?.get(&asked(shop, &shop.short, DAY, 31))?.value();
    let mut slots = vec![];
    for day in found["days"].as_array().into_iter().flatten() {
        let times = day["times"].as_array().into_iter().flatten().filter_map(Value::as_str);
        slots.extend(times.map(|time| format!("{} {time}", day["day"].as_str().unwrap_or_default())));
    }
    ensure!(!slots.is_empty(), "nothing is free: {found}");
    let next = AtomicUsize::new(0);
    let desks = (0..16).map(|_| served.connection(cookie)).collect::<Result<Vec<_>>>()?;
    let came = load(
        desks,
        Duration::from_secs(5),
        || served.cpu(ground),
        |desk| {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            let at = &slots[turn * 7 % slots.len()];
            let answer = desk.post("/bookings", &order(shop, at), Some(&format!("book-{turn}")))?;
            match answer.status {
                200..300 => Ok(true),
                400..500 => Ok(false),
                _ => answer.well("a booking").map(|_| false),
            }
        },
    )?;
    let row =
        |what: &str, value, unit: &str| Row::new("booking", what, ground.name(), shop.name, value, unit);
    let rate = row("16 desks, bookings a second", came.rate(), "/s");
    results.add(if ground.name() == "sqlite" { rate.wanted("at least 1,000") } else { rate });
    results.add(row("16 desks, refused because it was taken", came.refused as f64, "bookings"));
    Ok(())
}

fn order(shop: &Shop, at: &str) -> Value {
    json!({ "store": shop.store.to_string(), "customer": "1", "treatments": [shop.short], "at": at, "heeded": "yes" })
}

/// How long after a booking was sent the last of those who watch hears of it.
fn watch(served: &Served, ground: &Ground, cookie: &str, results: &mut Results) -> Result<()> {
    let (told, heard) = mpsc::channel();
    for _ in 0..WATCHERS {
        let (told, watcher) = (told.clone(), served.connection(cookie)?);
        thread::spawn(move || {
            watcher.watch("/desk/stream", |event| drop(told.send((event, Instant::now()))))
        });
    }
    let wait = || heard.recv_timeout(Duration::from_secs(20)).context("nobody told the board");
    for _ in 0..WATCHERS {
        wait()?;
    }
    // The board has looked once before anything changes.
    thread::sleep(Duration::from_secs(1));
    let mut desk = served.connection(cookie)?;
    let today = DAY.yesterday()?;
    let treatment = ground.number("SELECT id FROM offer WHERE number = 'F001'")?;
    let mut takes = vec![];
    for _ in 0..10 {
        let free = desk.get(&format!("/bookings/free?store=1&treatments={treatment}&day={today}"))?.value();
        let Some(time) = free["days"][0]["times"].as_array().and_then(|times| times.last()?.as_str()) else {
            break;
        };
        let order = json!({ "store": "1", "customer": "1", "treatments": [treatment.to_string()],
            "at": format!("{today} {time}"), "heeded": "yes" });
        let began = Instant::now();
        desk.post("/bookings", &order, None)?.well("a booking")?;
        let mut last = began;
        for _ in 0..WATCHERS {
            last = last.max(wait()?.1);
        }
        takes.push(last.duration_since(began).as_secs_f64() * 1e3);
        thread::sleep(Duration::from_millis(300));
    }
    ensure!(takes.len() > 2, "today is full");
    let row = Row::of_takes(
        "live board",
        "the last of 50 hears of a booking",
        ground.name(),
        "1 store",
        &takes,
        "ms",
    );
    results.add(row.wanted("at most 1,000 ms"));
    Ok(())
}
