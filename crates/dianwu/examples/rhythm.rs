//! How long the rhythm takes in a large house: `cargo run --release -p dianwu --example rhythm`.
//!
//! Two hundred stores under one general manager, each with twenty forms that wait for her; three years of logs, daily
//! reports, rounds, visits and sales at one of them. Pages are drawn through the whole router, without a network.

#![allow(dead_code, reason = "the world of the tests has more than is measured here")]

#[path = "../tests/world.rs"]
mod world;

use db::{Tx, args, sql};
use kernel::{Clock, PersonId, PostId, Result, StoreId, SystemClock};
use world::{Client, World, worlds};

const STORES: i64 = 200;
const FORMS: i64 = 20;
const DAYS: i64 = 3 * 365;

#[tokio::main]
async fn main() {
    let world = worlds().remove(0);
    let began = SystemClock.now();
    world.test.db.write_now(fill).expect("filled");
    println!("filled in {} ms", SystemClock.now().millis() - began.millis());
    let (gm, td) = (world.client("gm").await, world.client("td").await);
    for (who, path) in [
        (&gm, "/approvals"),
        (&gm, "/today"),
        (&gm, "/reports"),
        (&gm, "/reports/write?kind=monthly"),
        (&gm, "/reports/write?kind=weekly"),
        (&td, "/reports/write?kind=monthly"),
        (&gm, "/meetings/new?kind=supervisors"),
        (&gm, "/rounds/summary"),
        (&gm, "/duty-record"),
    ] {
        measure(&world, who, path).await;
    }
}

async fn measure(world: &World, who: &Client, path: &str) {
    let mut times = vec![];
    for _ in 0..21 {
        let began = std::time::Instant::now();
        let page = who.page(path).await;
        times.push(began.elapsed().as_micros());
        assert_eq!(page.status.as_u16(), 200, "{path}");
    }
    times.sort_unstable();
    let ms = |micros: u128| format!("{}.{}", micros / 1000, micros / 100 % 10);
    println!(
        "{} {path}: median {} ms, longest {} ms ({})",
        who.name,
        ms(times[10]),
        ms(times[20]),
        world.name
    );
}

fn fill(tx: &mut Tx) -> Result<()> {
    let gm: PersonId = tx.scalar(
        sql!("SELECT h.person_id FROM holding h JOIN post o ON o.id = h.post_id WHERE o.code = 'general-manager' LIMIT 1"
            => (PersonId,)),
        args![],
    )?;
    let post: PostId =
        tx.scalar(sql!("SELECT id FROM post WHERE code = 'general-manager'" => (PostId,)), args![])?;
    let first: StoreId =
        tx.scalar(sql!("SELECT id FROM store ORDER BY id LIMIT 1" => (StoreId,)), args![])?;
    let asker: PersonId = tx.scalar(
        sql!("SELECT person_id FROM holding WHERE person_id <> $1 ORDER BY id DESC LIMIT 1" => (PersonId,)),
        args![gm],
    )?;
    let mut stores = vec![first];
    for number in 1..STORES {
        let store: StoreId = tx.scalar(
            sql!("INSERT INTO store (name, day_cut, opened_on) VALUES ($1, 240, '2020-01-01') RETURNING id" => (StoreId,)),
            args![format!("{number} 店")],
        )?;
        tx.exec(
            sql!(
                "INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day) \
                  VALUES ($1, $2, $3, 'full', '', '2020-01-01')"
            ),
            args![gm, post, store],
        )?;
        stores.push(store);
    }
    org::changed(tx)?;
    for store in &stores {
        for number in 0..FORMS {
            let approval: approval::ApprovalId = tx.scalar(
                sql!("INSERT INTO approval (form, form_zh, form_en, topic, title, amount, store_id, asker_id, post_id, state, \
                      revision, day, asked_at) VALUES ('purchase', '申购单', 'Purchase', 'goods', $1, $2, $3, $4, $5, 'open', 1, \
                      '2026-11-20', $6) RETURNING id" => (approval::ApprovalId,)),
                args![
                    format!("面膜 {number}"),
                    number * 1000,
                    *store,
                    asker,
                    post,
                    1_795_000_000_000i64 + number
                ],
            )?;
            tx.exec(
                sql!("INSERT INTO approval_desk (approval_id, revision, stage, enough, post_id, at_store, passed, state, opened_at) \
                      VALUES ($1, 1, 1, 0, $2, $3, 0, 'open', 1795000000000)"),
                args![approval, post, kernel::Id::get(*store)],
            )?;
        }
    }
    three_years(tx, first)
}

/// Logs, daily reports, visits and sales of one store.
fn three_years(tx: &mut Tx, store: StoreId) -> Result<()> {
    let people = tx.all(
        sql!("SELECT person_id, min(post_id) AS post_id FROM holding WHERE store_id = $1 GROUP BY person_id"
            => (PersonId, PostId)),
        args![store],
    )?;
    let treatment: i64 = tx.scalar(sql!("SELECT min(id) FROM treatment" => (i64,)), args![])?;
    let last = jiff::civil::date(2026, 11, 22);
    for back in 0..DAYS {
        let day = last.saturating_sub(jiff::ToSpan::days(back));
        let at = 1_795_300_000_000i64 - back * 86_400_000;
        for (place, (person, post)) in people.iter().enumerate() {
            let kind = if place < 3 { "daily" } else { "log" };
            let report: report::ReportId = tx.scalar(
                sql!("INSERT INTO report (kind, person_id, post_id, store_id, from_day, until_day, status, well, problems, \
                      feedback, suggestions, support, next, begun_at, handed_in_at, handed_in_on, sent_at, seal) \
                      VALUES ($1, $2, $3, $4, $5, $5, 'accepted', '都接待完', '三点前台只有一人', '', '', '', '', $6, $6, $5, $6, '') \
                      ON CONFLICT (person_id, kind, from_day) DO UPDATE SET well = '都接待完' RETURNING id" => (report::ReportId,)),
                args![kind, *person, *post, store, day, at],
            )?;
            if kind == "daily" {
                for position in 101..113i64 {
                    tx.exec(
                        sql!(
                            "INSERT INTO report_figure (report_id, position, code, unit, amount, href) \
                              VALUES ($1, $2, 'sales.tickets', 'count', $3, '/tickets')"
                        ),
                        args![report, position, position * 3],
                    )?;
                }
            }
        }
        for number in 0..40i64 {
            let (person, _) = people[usize::try_from(number)? % people.len()];
            visit(tx, store, day, at, treatment, person, number)?;
            ticket(tx, store, day, at, person, back * 100 + number)?;
        }
    }
    Ok(())
}

fn visit(
    tx: &mut Tx,
    store: StoreId,
    day: kernel::BusinessDate,
    at: i64,
    treatment: i64,
    person: PersonId,
    number: i64,
) -> Result<()> {
    let visit: i64 = tx.scalar(
        sql!("INSERT INTO visit (store_id, day, starts, guest, source, booked_by, booked_at) \
              VALUES ($1, $2, $3, '客', 'phone', $4, $5) RETURNING id" => (i64,)),
        args![store, day, 600 + number * 10, person, at],
    )?;
    tx.exec(
        sql!("INSERT INTO visit_line (visit_id, store_id, day, guest, treatment_id, therapist_id, dispatch, starts, ends, hands, \
              state, begun_at, ended_at) VALUES ($1, $2, $3, 1, $4, $5, 'turn', $6, $7, $8, 'done', $9, $9)"),
        args![
            visit,
            store,
            day,
            treatment,
            person,
            600 + number * 10,
            660 + number * 10,
            format!("{}-{}", 600 + number * 10, 660 + number * 10),
            at
        ],
    )
    .map(drop)
}

fn ticket(
    tx: &mut Tx,
    store: StoreId,
    day: kernel::BusinessDate,
    at: i64,
    person: PersonId,
    number: i64,
) -> Result<()> {
    let ticket: i64 = tx.scalar(
        sql!("INSERT INTO ticket (store_id, draft, version, words, total, opened_by, opened_at, kept_at, number, day, settled_by, \
              settled_at, receipt) VALUES ($1, '{}', 1, '护理', 26800, $2, $3, $3, $4, $5, $2, $3, $4) RETURNING id" => (i64,)),
        args![store, person, at, format!("x-{number}"), day],
    )?;
    let line: i64 = tx.scalar(
        sql!("INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, words, count, list, amount, deal, why, money, \
              gift, owed) VALUES ($1, 1, $2, $3, 'treatment', '护理', 1, 26800, 26800, 'usual', '', 26800, 0, 0) RETURNING id"
            => (i64,)),
        args![ticket, store, day],
    )?;
    for journal in ["cash", "consumption"] {
        tx.exec(
            sql!("INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count) \
                  VALUES ($1, $2, $3, $4, $5, 'treatment', 'usual', 1, 26800, 1)"),
            args![line, journal, person, store, day],
        )?;
    }
    tx.exec(
        sql!(
            "INSERT INTO ticket_tender (ticket_id, position, store_id, day, means, amount, reference) \
              VALUES ($1, 1, $2, $3, 'wechat', 26800, '')"
        ),
        args![ticket, store, day],
    )
    .map(drop)
}
