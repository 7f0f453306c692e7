//! How fast customers are found among many: fills a database of its own and types into the one search.
//!
//! `cargo run --release -p dianwu-customer --example find_many -- sqlite:/tmp/many.sqlite 1000000`
//! `cargo run --release -p dianwu-customer --example find_many -- postgres://… 1000000`
//!
//! The database must be empty or filled by this program. Figures are wall time of one search, from the question to
//! the rows, one after the other, after a hundred that are not counted.

use std::time::{Duration, Instant};

use customer::{Brief, search};
use db::{Database, Db, Options, Statement, Tx, Value};
use kernel::{Error, Id, Result, StoreId, Words};
use org::Level;
use org::founding::{Founding, Plan, PlannedPost, found};

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单查解仇区盖华翟";
const GIVEN: &str = "小雪梅丽芳敏静娟霞艳秀英华玉兰红燕婷颖慧莉萍玲丹洁琳佳欣怡雨思可晓文诗语嫣然美云月星晴宁安心悦琪瑶珊蓉菲倩薇璐瑾瑜彤彩虹春夏秋冬香莲荷桂菊珍珠宝翠碧青素清淑贤惠贞德馨";
/// Rows that go with one statement.
const TOGETHER: usize = 20;

/// The same numbers each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn sign(&mut self, of: &[char]) -> char {
        of[self.below(of.len())]
    }
}

fn brief(id: i64, store: StoreId, dice: &mut Dice, surnames: &[char], given: &[char]) -> Brief {
    // Half of all bear one of the twenty most frequent surnames.
    let most = if dice.below(2) == 0 { 20 } else { surnames.len() };
    let mut name = String::from(dice.sign(&surnames[..most]));
    name.extend((0..1 + usize::from(dice.below(5) > 0)).map(|_| dice.sign(given)));
    Brief {
        id: Id::of(id),
        store_id: store,
        number: 100_000 + id,
        card: None,
        name,
        phone_end: Some(format!("{:04}", dice.below(10_000))),
        ..Brief::sample()
    }
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(count)) = (args.next(), args.next().and_then(|n| n.parse::<i64>().ok())) else {
        return Err(Error::fault("say where and how many: sqlite:/tmp/many.sqlite 1000000"));
    };
    let database: Database = url.parse()?;
    db::migrate(&database)?;
    let db = Db::open(&database, &Options { readers: 1, connections: 2 })?;
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let have: i64 = db.read_now(|tx| tx.scalar(Statement::new("SELECT count(*) FROM customer"), &[]))?;
    let store: StoreId = Id::of(1);
    if have == 0 {
        let began = Instant::now();
        db.write_now(|tx| found(tx, kernel::Instant::default(), &founding(), &plan()).map(drop))?;
        db.write_now(|tx| {
            let person = "INSERT INTO person (id, name, find, staff_number, joined_on) VALUES (1, '许', 'xu', '1', '2026-01-01')";
            tx.exec(Statement::new(person), &[]).map(drop)
        })?;
        fill(&db, store, count, &surnames, &given)?;
        println!("{count} customers filled in after {:.0} s", began.elapsed().as_secs_f64());
    }
    let mut dice = Dice(42);
    for (what, of) in QUESTIONS {
        let questions: Vec<String> = (0..1100)
            .map(|_| {
                let id = 1 + dice.below(count as usize) as i64;
                // The very one that was filled in under this key.
                let known: Brief = db
                    .read_now(move |tx| customer::brief(tx, Id::of(id)))
                    .unwrap_or_else(|_| Brief::sample());
                of(&known)
            })
            .collect();
        report(&db, store, what, &questions)?;
    }
    Ok(())
}

type Question = (&'static str, fn(&Brief) -> String);

const QUESTIONS: [Question; 12] = [
    ("surname, one character", |who| who.name.chars().take(1).collect()),
    ("whole name", |who| who.name.clone()),
    ("given name", |who| who.name.chars().skip(1).collect()),
    ("first letter", |who| org::reading(&who.name).concat().chars().take(1).collect()),
    ("initials", |who| org::reading(&who.name).iter().filter_map(|part| part.chars().next()).collect()),
    ("pinyin, four letters", |who| org::reading(&who.name).concat().chars().take(4).collect()),
    ("pinyin with gaps", |who| org::reading(&who.name).join(" ")),
    ("end of the number", |who| who.phone_end.clone().unwrap_or_default()),
    ("surname and end", |who| {
        format!("{} {}", org::reading(&who.name)[0], who.phone_end.clone().unwrap_or_default())
    }),
    ("character and end", |who| {
        let surname: String = who.name.chars().take(1).collect();
        format!("{surname} {}", who.phone_end.clone().unwrap_or_default())
    }),
    ("nobody: name and end", |who| format!("zzz {}", who.phone_end.clone().unwrap_or_default())),
    ("file number", |who| who.number.to_string()),
];

fn report(db: &Db, store: StoreId, what: &str, questions: &[String]) -> Result<()> {
    let mut took: Vec<Duration> = vec![];
    let mut rows = 0;
    for question in questions {
        let (typed, began) = (question.clone(), Instant::now());
        rows += db.read_now(move |tx| search::search_in(tx, &[store], &typed))?.len();
        took.push(began.elapsed());
    }
    took.drain(..100);
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{what:24} p50 {:6.2} ms   p99 {:6.2} ms   most {:6.2} ms   {:4.1} rows",
        at(0.5),
        at(0.99),
        at(1.0),
        rows as f64 / questions.len() as f64
    );
    Ok(())
}

fn fill(db: &Db, store: StoreId, count: i64, surnames: &[char], given: &[char]) -> Result<()> {
    let mut dice = Dice(7);
    let customers = many(
        "customer (id, store_id, number, name, phone_end, phone_sealed, phone_hash, facts, lacks, opened_by, opened_at, opened_on, checked_at, checked_by)",
        14,
    );
    let keys = many("customer_key (store_id, key, customer_id)", 3);
    let each: Vec<i64> = (1..=count).collect();
    for some in each.chunks(4000) {
        let briefs: Vec<Brief> =
            some.iter().map(|id| brief(*id, store, &mut dice, surnames, given)).collect();
        db.write_now(move |tx| {
            rows(tx, customers, "customer (id, store_id, number, name, phone_end, phone_sealed, phone_hash, facts, lacks, opened_by, opened_at, opened_on, checked_at, checked_by)", &briefs.iter().map(customer_row).collect::<Vec<_>>())?;
            let found = briefs.iter().flat_map(|brief| {
                search::keys(brief).into_iter().map(|key| vec![Value::from(brief.store_id), Value::from(key), Value::from(brief.id)])
            });
            rows(tx, keys, "customer_key (store_id, key, customer_id)", &found.collect::<Vec<_>>())
        })?;
    }
    if db.read_now(|tx| Ok(tx.engine()))? == db::Engine::Postgres {
        db.write_now(|tx| {
            tx.exec(
                Statement::new(
                    "SELECT setval(pg_get_serial_sequence('customer', 'id'), (SELECT max(id) FROM customer))",
                ),
                &[],
            )?;
            tx.exec(Statement::new("ANALYZE"), &[]).map(drop)
        })?;
    }
    Ok(())
}

fn customer_row(brief: &Brief) -> Vec<Value> {
    let hash = brief.number.to_be_bytes().to_vec();
    vec![
        brief.id.into(),
        brief.store_id.into(),
        brief.number.into(),
        brief.name.clone().into(),
        brief.phone_end.clone().into(),
        hash.clone().into(),
        hash.into(),
        "{}".into(),
        String::new().into(),
        Value::Int(1),
        Value::Int(0),
        "2026-01-01".into(),
        Value::Int(0),
        Value::Int(1),
    ]
}

/// A statement for so many rows at once. Texts of this program live as long as it does.
fn many(into: &str, columns: usize) -> Statement<()> {
    Statement::new(Box::leak(text(into, columns, TOGETHER).into_boxed_str()))
}

fn text(into: &str, columns: usize, rows: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    format!("INSERT INTO {into} VALUES {}", (0..rows).map(row).collect::<Vec<_>>().join(", "))
}

fn rows(tx: &mut Tx, statement: Statement<()>, into: &str, rows: &[Vec<Value>]) -> Result<()> {
    for some in rows.chunks(TOGETHER) {
        let args = some.concat();
        match some.len() {
            TOGETHER => tx.exec(statement, &args)?,
            fewer => {
                tx.exec(Statement::new(Box::leak(text(into, some[0].len(), fewer).into_boxed_str())), &args)?
            }
        };
    }
    Ok(())
}

fn founding() -> Founding {
    Founding {
        name: "花间".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: jiff::civil::date(2026, 1, 1),
    }
}

fn plan() -> Plan {
    let board = PlannedPost {
        code: "board".into(),
        name: Words::new("董事会", "board"),
        department: None,
        level: Level::Centre,
        pays_out: false,
        position: 0,
        superior: None,
        dotted: vec![],
        grants: vec![],
    };
    Plan { departments: vec![], posts: vec![board], calendar: vec![] }
}
