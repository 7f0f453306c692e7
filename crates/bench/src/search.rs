//! Customers found among a million of one store, by what a greeter types: the 99th of a hundred answers; beside the bare
//! query for the same keys.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use customer::{Brief, search};
use db::{Tx, Value, sql};
use kernel::{Id, StoreId};

use crate::ground::Ground;
use crate::results::{Results, Row};
use crate::served::Served;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单查解仇区盖华翟";
const GIVEN: &str = "小雪梅丽芳敏静娟霞艳秀英华玉兰红燕婷颖慧莉萍玲丹洁琳佳欣怡雨思可晓文诗语嫣然美云月星晴宁安心悦琪瑶珊蓉菲倩薇璐瑾瑜彤彩虹春夏秋冬香莲荷桂菊珍珠宝翠碧青素清淑贤惠贞德馨";
const COUNT: i64 = 1_000_000;
const SIZE: &str = "1,000,000 customers";
/// Before those of the demonstration end.
const FIRST: i64 = 1000;
const SEARCHES: i64 = 1000;

type Question = (&'static str, fn(&Brief) -> String);

const QUESTIONS: [Question; 10] = [
    ("surname, one character", |who| who.name.chars().take(1).collect()),
    ("whole name", |who| who.name.clone()),
    ("initials", |who| org::reading(&who.name).iter().filter_map(|part| part.chars().next()).collect()),
    ("pinyin, four letters", |who| org::reading(&who.name).concat().chars().take(4).collect()),
    ("pinyin with gaps", |who| org::reading(&who.name).join(" ")),
    ("end of the number", end),
    ("surname in pinyin and end", |who| format!("{} {}", org::reading(&who.name)[0], end(who))),
    ("surname and end", |who| who.name.chars().take(1).chain(format!(" {}", end(who)).chars()).collect()),
    ("an end with a name that nobody bears", |who| format!("zzz {}", end(who))),
    ("file number", |who| who.number.to_string()),
];

fn end(who: &Brief) -> String {
    who.phone_end.clone().unwrap_or_default()
}

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    for ground in Ground::all()? {
        Served::on(binary, &ground)?.stop()?;
        fill(&ground)?;
        let served = Served::on(binary, &ground)?;
        let mut desk = served.connection(&served.sign_in("greeter")?)?;
        let bare = bare(&ground)?;
        for (what, of) in QUESTIONS {
            let mut takes = vec![];
            for turn in -50..SEARCHES {
                let typed = of(&somebody(FIRST + (turn + 50) * 7919 % COUNT));
                let typed: String = percent(&typed);
                let began = Instant::now();
                desk.get(&format!("/customers/find?q={typed}"))?.well(what)?;
                if turn >= 0 {
                    takes.push(began.elapsed().as_secs_f64() * 1e3);
                }
            }
            takes.sort_by(f64::total_cmp);
            let at = |hundredth: usize| takes[takes.len() * hundredth / 100];
            let row = |what: String, value| Row::new("search", &what, ground.name(), SIZE, value, "ms");
            results
                .add(row(format!("{what}, median"), at(50)).beside(bare, "the bare query for a file number"));
            results.add(row(format!("{what}, 99 of 100 within"), at(99)).wanted("at most 20 ms"));
        }
    }
    Ok(())
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The customer of a key, always the same one. Half of all bear one of the twenty most frequent surnames.
fn somebody(id: i64) -> Brief {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut state = id as u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    below(2);
    let most = if below(2) == 0 { 20 } else { surnames.len() };
    let mut name = String::from(surnames[below(most)]);
    for _ in 0..1 + usize::from(below(5) > 0) {
        name.push(given[below(given.len())]);
    }
    Brief {
        id: Id::of(id),
        store_id: StoreId::of(1),
        number: 100_000 + id,
        card: None,
        name,
        phone_end: Some(format!("{:04}", below(10_000))),
        ..Brief::sample()
    }
}

fn fill(ground: &Ground) -> Result<()> {
    let each: Vec<i64> = (FIRST..FIRST + COUNT).collect();
    for some in each.chunks(4000) {
        let some: Vec<Brief> = some.iter().map(|id| somebody(*id)).collect();
        ground.write(move |tx| add(tx, &some))?;
    }
    if ground.name() == "postgres" {
        ground.batch(
            "SELECT setval(pg_get_serial_sequence('customer', 'id'), (SELECT max(id) FROM customer))",
        )?;
    }
    ground.batch("ANALYZE")
}

fn add(tx: &mut Tx, some: &[Brief]) -> kernel::Result<()> {
    let row = |who: &Brief| -> Vec<Value> {
        let hash = who.number.to_be_bytes().to_vec();
        vec![
            who.id.into(),
            who.store_id.into(),
            who.number.into(),
            who.name.clone().into(),
            who.phone_end.clone().into(),
            hash.clone().into(),
            hash.into(),
            "{}".to_owned().into(),
            String::new().into(),
            1_i64.into(),
            0_i64.into(),
            "2026-01-01".to_owned().into(),
            0_i64.into(),
            1_i64.into(),
        ]
    };
    let rows: Vec<_> = some.iter().map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO customer (id, store_id, number, name, phone_end, phone_sealed, phone_hash, facts, lacks, opened_by, \
              opened_at, opened_on, checked_at, checked_by) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &rows,
    )?;
    let keys = |who: &Brief| -> Vec<Vec<Value>> {
        let row = |key: Vec<u8>| vec![who.store_id.into(), key.into(), who.id.into()];
        search::keys(who).into_iter().map(row).collect()
    };
    let rows: Vec<_> = some.iter().flat_map(keys).collect();
    tx.exec_many(sql!("INSERT INTO customer_key (store_id, key, customer_id) VALUES ($1, $2, $3)"), &rows)
        .map(drop)
}

/// Milliseconds of one bare query for a key, in this process.
fn bare(ground: &Ground) -> Result<f64> {
    let db = ground.open()?;
    let mut takes = vec![];
    for turn in 0..SEARCHES {
        let who = somebody(FIRST + turn * 7919 % COUNT);
        let key = search::keys(&who).into_iter().next_back().unwrap_or_default();
        let ask = move |tx: &mut Tx| {
            tx.scalars(
                sql!("SELECT c.id FROM customer_key k JOIN customer c ON c.id = k.customer_id \
                      WHERE k.store_id = 1 AND k.key = $1 ORDER BY c.id LIMIT 20" => (i64,)),
                &[Value::from(key.clone())],
            )
        };
        let began = Instant::now();
        db.read_now(ask).map_err(|error| anyhow::anyhow!("{error}"))?;
        takes.push(began.elapsed().as_secs_f64() * 1e3);
    }
    db.close();
    takes.sort_by(f64::total_cmp);
    Ok(takes[takes.len() / 2])
}
