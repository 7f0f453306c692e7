//! How fast a ticket of three lines and two tenders is settled, beside the bare prepared transaction of the same rows on
//! the same machine. For BENCHMARKS.md:
//!   cargo run --release -p dianwu-sales --example checkout            (SQLite)
//!   scripts/postgres cargo run --release -p dianwu-sales --example checkout   (both)
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]

#[path = "../tests/world/mod.rs"]
mod world;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use db::{Tx, Value, args, sql};
use kernel::{Actor, Id, PersonId, Result};
use sales::shift::OpenForm;
use sales::{TicketForm, checkout};
use world::{World, form};

const LOAD: Duration = Duration::from_secs(5);

fn ticket() -> TicketForm {
    form("1", &["F001|||||0003", "B001|||||0003 60、0004 40", "P001|2||||"], &["cash 300"], "wechat")
}

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = |at: usize| after.split(' ').nth(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// So many callers who never pause; how many were done a second, and CPU of this process for each.
fn load(callers: i64, act: impl Fn(i64) + Sync) -> (f64, f64) {
    let done = AtomicI64::new(0);
    let (began, used) = (Instant::now(), cpu());
    std::thread::scope(|scope| {
        for caller in 0..callers {
            let (act, done) = (&act, &done);
            scope.spawn(move || {
                while began.elapsed() < LOAD {
                    act(caller);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let n = done.load(Ordering::Relaxed) as f64;
    (n / began.elapsed().as_secs_f64(), (cpu() - used) / n * 1e6)
}

/// Everybody has a drawer of her own, as in a shop.
fn drawers(world: &World, callers: i64) {
    for caller in 2..=callers {
        let open = OpenForm { till: caller.to_string(), began_with: "0".into() };
        let add = move |tx: &mut Tx, _: &web::Call| {
            let number = format!("9{caller:03}");
            tx.exec(
                sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $1, '2026-01-01') \
                      ON CONFLICT DO NOTHING"),
                args![number.clone()],
            )?;
            tx.scalar(sql!("SELECT id FROM person WHERE staff_number = $1" => (i64,)), args![number])
        };
        let person = world.does(add).expect("a person");
        let _ = world.does_as(person, move |tx, call| sales::shift::open(tx, call, &open));
    }
}

fn cashier(world: &World, caller: i64) -> i64 {
    if caller == 0 {
        return 1;
    }
    let number = format!("9{:03}", caller + 1);
    let read = move |tx: &mut Tx| {
        tx.scalar(sql!("SELECT id FROM person WHERE staff_number = $1" => (i64,)), args![number.clone()])
    };
    world.db().read_now(read).expect("a cashier")
}

/// The rows of one such ticket, as bare statements: what one would write by hand.
fn bare(tx: &mut Tx, caller: i64, n: i64) -> Result<()> {
    let text = |text: &str| Value::from(text);
    let number = format!("bare-{caller}-{n}");
    tx.exec(
        sql!("INSERT INTO command (account_id, key, digest, done_at, answer) VALUES ($1, $2, 'd', 0, '7')"),
        args![caller, number.clone()],
    )?;
    tx.exec(sql!("UPDATE till_shift SET last_number = last_number + 1 WHERE id = $1"), args![caller + 1])?;
    let ticket: i64 = tx.scalar(
        sql!("INSERT INTO ticket (store_id, customer_id, draft, version, words, total, opened_by, opened_at, kept_at, \
              number, shift_id, day, settled_by, settled_at, reason, receipt) VALUES (1, 1, '', 1, 'words', 75200, 1, 0, 0, \
              $1, $2, '2026-03-02', 1, 0, '', $1) RETURNING id" => (i64,)),
        args![number, caller + 1],
    )?;
    let mut lines = vec![];
    for (position, (kind, offer, count, amount)) in (1i64..).zip([
        ("treatment", 1i64, 1i64, 25_800i64),
        ("treatment", 2, 1, 15_800),
        ("product", 3, 2, 33_600),
    ]) {
        let id: i64 = tx.scalar(
            sql!("INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, \
                  deal, why, money, gift, owed) VALUES ($1, $2, 1, '2026-03-02', $3, $4, 'words', $5, $6, $6, 'usual', '', \
                  $6, 0, 0) RETURNING id" => (i64,)),
            args![ticket, position, kind, offer, count, amount],
        )?;
        lines.push((id, kind, amount));
        tx.exec(
            sql!("INSERT INTO price_deal (store_id, offer_id, day, price, count) VALUES (1, $1, '2026-03-02', $2, $3)"),
            args![offer, amount, count],
        )?;
    }
    for (position, means, amount) in [(1i64, "cash", 30_000i64), (2, "wechat", 45_200)] {
        tx.exec(
            sql!("INSERT INTO ticket_tender (ticket_id, position, store_id, day, shift_id, means, amount, reference) \
                  VALUES ($1, $2, 1, '2026-03-02', $3, $4, $5, '')"),
            args![ticket, position, caller + 1, means, amount],
        )?;
    }
    for (line, kind, amount) in &lines {
        let people: &[i64] = if *amount == 15_800 { &[3, 4] } else { &[3] };
        for (journal, person) in
            ["cash", "consumption"].iter().flat_map(|one| people.iter().map(move |who| (*one, *who)))
        {
            tx.exec(
                sql!("INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
                      VALUES ($1, $2, $3, 1, '2026-03-02', $4, 'usual', 1, $5, 1)"),
                args![*line, journal, person, text(kind), *amount],
            )?;
        }
    }
    let posting: i64 = tx.scalar(
        sql!("INSERT INTO posting (day, store_id, document, words, reason, posted_by, posted_at) \
              VALUES ('2026-03-02', 1, $1, 'words', '', 1, 0) RETURNING id" => (i64,)),
        args![format!("tickets/{ticket}")],
    )?;
    for (account, amount) in
        [("1001", 30_000i64), ("101202", 45_200), ("600101", -41_600), ("600103", -33_600)]
    {
        tx.exec(
            sql!("INSERT INTO ledger_entry (posting_id, account, store_id, day, amount) VALUES ($1, $2, 1, '2026-03-02', $3)"),
            args![posting, account, amount],
        )?;
        tx.exec(
            sql!("INSERT INTO account_day (store_id, account, day, slot, debit, credit) VALUES (1, $1, '2026-03-02', $2, $3, $4) \
                  ON CONFLICT (store_id, account, day, slot) DO UPDATE SET debit = account_day.debit + excluded.debit, \
                  credit = account_day.credit + excluded.credit"),
            args![account, posting % 16, amount.max(0), (-amount).max(0)],
        )?;
    }
    let note: i64 = tx.scalar(
        sql!("INSERT INTO journal_note (at, person_id, what, subject, detail, permission) \
              VALUES (0, 1, 'ticket.settled', $1, '{}', 'run-till') RETURNING id" => (i64,)),
        args![format!("tickets/{ticket}")],
    )?;
    tx.exec(sql!("INSERT INTO journal_unsealed (note_id) VALUES ($1)"), args![note]).map(drop)
}

fn main() {
    for world in world::worlds() {
        println!("{}", world.test.name);
        let next = AtomicI64::new(0);
        for callers in [1, 8, 32] {
            drawers(&world, callers);
            let people: Vec<i64> = (0..callers).map(|caller| cashier(&world, caller)).collect();
            let refused = AtomicI64::new(0);
            let (rate, cost) = load(callers, |caller| {
                let form = ticket();
                let n = next.fetch_add(1, Ordering::Relaxed);
                let once = kernel::Once { key: format!("bench-{n}"), digest: "d".into() };
                let actor = Actor::house(PersonId::of(people[caller as usize]));
                let call = web::Call { actor, ..world.call.clone() };
                let done = world.db().write_now(move |tx| {
                    let account = call.actor.account;
                    db::once::once(tx, call.now, account, &once, |tx| checkout::checkout(tx, &call, &form))
                });
                if done.is_err() {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
            });
            let refused = refused.load(Ordering::Relaxed);
            println!(
                "  checkout, {callers:2} callers: {rate:6.0}/s, {cost:5.0} us of CPU each, {refused} refused"
            );
            let (rate, cost) = load(callers, |caller| {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let _ = world.db().write_now(move |tx| bare(tx, caller, n));
            });
            println!("  bare rows, {callers:2} callers: {rate:6.0}/s, {cost:5.0} us of CPU each");
        }
    }
}
