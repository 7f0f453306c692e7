//! A ticket of three lines, paid with cash and WeChat, over HTTP, beside the bare transaction of the same rows.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bare;
use crate::connection::Connection;
use crate::ground::Ground;
use crate::load::load;
use crate::results::{Results, Row};
use crate::served::Served;

const LOAD: Duration = Duration::from_secs(5);
/// At most so many hands at once.
const CASHIERS: i64 = 32;
const SIZE: &str = "1 store";

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        hire(&ground)?;
        on(binary, &ground, results)?;
    }
    Ok(())
}

fn on(binary: &Path, ground: &Ground, results: &mut Results) -> Result<()> {
    let served = Served::on(binary, ground)?;
    let cookies =
        (1..=CASHIERS).map(|nth| served.sign_in(&format!("cashier{nth}"))).collect::<Result<Vec<_>>>()?;
    for (cookie, nth) in cookies.iter().zip(1..) {
        let drawer = json!({ "till": format!("C{nth}"), "began_with": "0" });
        served.connection(cookie)?.post("/till/shifts", &drawer, None)?.well("a drawer")?;
    }
    ensure_same_rows(&served, &cookies[0], ground)?;
    let next = AtomicI64::new(0);
    let mut ours = vec![];
    for clients in [1, 8, CASHIERS] {
        let hands = cookies.iter().take(usize::try_from(clients)?);
        let hands = hands.map(|cookie| served.connection(cookie)).collect::<Result<Vec<_>>>()?;
        let came = load(
            hands,
            LOAD,
            || served.cpu(ground),
            |hand| {
                let key = format!("bench-{}", next.fetch_add(1, Ordering::Relaxed));
                settle(hand, &key)
            },
        )?;
        ensure!(came.refused == 0, "{} of {} were refused at {clients} clients", came.refused, came.done);
        ours.push((clients, came));
    }
    served.stop()?;
    let bare = bare::measured(ground)?;
    for (clients, came) in ours {
        let row = |what: &str, value: f64, unit: &str| {
            Row::new("checkout", &format!("{what}, {clients} clients"), ground.name(), SIZE, value, unit)
        };
        let rate = row("tickets a second", came.rate(), "/s");
        results.add(match bare.rate(clients) {
            Some((rate_of, is, wanted)) => rate.beside(rate_of, is).wanted(wanted),
            None => rate,
        });
        let cost = row("processor time of a ticket", came.cost(), "µs").beside(bare.cost, &bare.cost_is);
        results.add(cost.wanted("at most 4 × (aim 2 ×)"));
        results.add(row("answered within, 99 of 100", came.within(99), "ms"));
    }
    Ok(())
}

/// One ticket; false where it was refused.
fn settle(hand: &mut Connection, key: &str) -> Result<bool> {
    let answer = hand.post("/checkout", &ticket(), Some(key))?;
    match answer.status {
        200..300 => Ok(true),
        400..500 => Ok(false),
        _ => answer.well("checkout").map(|_| false),
    }
}

fn ticket() -> Value {
    json!({
        "customer": "1",
        "item": ["F001", "B001", "P001"],
        "count": ["", "", "2"],
        "server": ["0007", "0010 60、0011 40", ""],
        "means": ["cash"],
        "amount": ["300"],
        "pay": "wechat",
    })
}

/// Greeters with a drawer each, who sign in as the demonstration's own does.
fn hire(ground: &Ground) -> Result<()> {
    for nth in 1..=CASHIERS {
        ground.batch(&format!(
            "INSERT INTO person (name, find, staff_number, joined_on) VALUES ('收银{nth}', '收银{nth}', '9{nth:03}', '2026-01-01');
             INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day)
               SELECT p.id, o.id, 1, 'full', '', '2026-01-01' FROM person p, post o
               WHERE p.staff_number = '9{nth:03}' AND o.code = 'greeter';
             INSERT INTO account (name, person_id, lang, password_hash, password_set_at, created_at)
               SELECT 'cashier{nth}', p.id, a.lang, a.password_hash, a.password_set_at, a.created_at FROM person p, account a
               WHERE p.staff_number = '9{nth:03}' AND a.name = 'greeter';"
        ))?;
    }
    Ok(())
}

/// The tables that a settled ticket writes to.
const TABLES: [&str; 10] = [
    "ticket",
    "ticket_line",
    "ticket_tender",
    "performance",
    "price_deal",
    "posting",
    "ledger_entry",
    "journal_note",
    "journal_unsealed",
    "command",
];

/// Both write as many rows of each kind, or the comparison means nothing.
fn ensure_same_rows(served: &Served, cookie: &str, ground: &Ground) -> Result<()> {
    let count = |table: &&str| ground.number(&format!("SELECT count(*) FROM {table}"));
    let counts = || TABLES.iter().map(count).collect::<Result<Vec<i64>>>();
    let begin = counts()?;
    ensure!(settle(&mut served.connection(cookie)?, "bench-first")?, "the first ticket was refused");
    let ours = counts()?;
    ground.batch(&bare::one())?;
    let bare = counts()?;
    for (place, table) in TABLES.iter().enumerate() {
        let (we, they) = (ours[place] - begin[place], bare[place] - ours[place]);
        ensure!(we == they, "{table}: a ticket writes {we} rows, the bare transaction {they}");
    }
    ground.number("SELECT count(*) FROM account_day").map(drop).context("the days of accounts")
}
