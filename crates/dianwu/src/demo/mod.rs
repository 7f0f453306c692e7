//! The demonstration centre 花间美容中心: always the same people with the same names, so that a bug report, a test and
//! a picture in the README speak of the same 小许. Built through the slices' own doors.

mod approval;
mod booking;
mod branch;
mod care;
mod catalog;
mod complaint;
mod customers;
mod desk;
mod inspection;
mod meeting;
mod pay;
mod prepaid;
mod report;
mod rotation;
mod sales;
mod stock;
mod targets;
mod work;

use std::fmt::Write;
use std::sync::Arc;

use ::catalog::SkillId;
use db::{Db, Tx};
use identity::{accounts, password};
use kernel::{AccountId, BusinessDate, Clock, Error, Id, Lang, Permission, PersonId, Place, Result, StoreId};
use web::{Call, Settings};

use crate::command::{NewCentre, found};
use crate::{shop, staff};

pub(crate) use branch::Branch;
pub(crate) use catalog::pass_all;
pub(crate) use inspection::handed_in;
pub(crate) use prepaid::issuer;

/// What everybody in the demonstration signs in with.
pub const PASSWORD: &str = "dianwu-demo-2026";
/// The clock on its wall.
pub const ZONE: &str = "Asia/Shanghai";
/// The post that nobody holds, so that one sees what a vacancy does.
pub const VACANT: &str = "repairer";

/// Somebody of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Someone {
    /// Sign-in name.
    pub account: &'static str,
    /// Post, by its code in the handbook.
    pub post: &'static str,
    /// Name.
    pub name: &'static str,
}

/// Everybody, in the order of the posts; the first of each post stands in the printed table.
pub const PEOPLE: [Someone; 25] = [
    someone("board", "board", "沈静宜"),
    someone("gm", "general-manager", "许雅琴"),
    someone("td", "therapy-director", "周敏"),
    someone("ad", "administrative-director", "陆文娟"),
    someone("consultant", "consultant", "林晓彤"),
    someone("consultant2", "consultant", "韩冰"),
    someone("therapist", "therapist", "陈思思"),
    someone("therapist2", "therapist", "王丽"),
    someone("therapist3", "therapist", "赵小燕"),
    someone("body", "body-therapist", "孙倩"),
    someone("body2", "body-therapist", "何佳"),
    someone("hydro", "hydro-therapist", "吴梅"),
    someone("treatment", "treatment-therapist", "郑洁"),
    someone("treatment2", "treatment-therapist", "冯雪"),
    someone("trainer", "trainer", "蒋怡"),
    someone("head", "front-desk-head", "杨帆"),
    someone("greeter", "greeter", "唐糖"),
    someone("greeter2", "greeter", "邓欣"),
    someone("cleaner", "cleaner", "刘桂芳"),
    someone("cleaner2", "cleaner", "马秀兰"),
    someone("keeper", "logistics-keeper", "高志强"),
    someone("finance", "finance-clerk", "谢婷"),
    someone("clerk", "clerk", "宋佳音"),
    someone("driver", "driver", "梁伟"),
    someone("driver2", "driver", "罗建国"),
];

const fn someone(account: &'static str, post: &'static str, name: &'static str) -> Someone {
    Someone { account, post, name }
}

/// Makes the demonstration in an empty database, as of the clock's moment.
pub fn make(db: &Db, clock: Arc<dyn Clock>, vault: customer::Vault) -> Result<()> {
    let settings = Settings { demo: true, ..Settings::default() };
    let house = shop::house(db.clone(), clock, settings, vault);
    let call = Call::new(&house.app, &org::founding::house());
    let hash = password::hash(PASSWORD)?;
    db.write_now(move |tx| world(tx, &call, &hash))
}

/// The same on top of months that were lived: what people find on their desks today.
pub fn make_today(db: &Db, clock: Arc<dyn Clock>, vault: customer::Vault) -> Result<()> {
    let settings = Settings { demo: true, ..Settings::default() };
    let house = shop::house(db.clone(), clock, settings, vault);
    let call = Call::new(&house.app, &org::founding::house());
    db.write_now(move |tx| {
        let store = org::organisation(tx, &call)?.stores.keys().next().copied();
        pieces(tx, &call, store.ok_or_else(Error::missing)?, Past::Lived)
    })
}

/// Does somebody find something on her desk already? A life alone leaves no safety equipment.
pub fn has_today(tx: &mut Tx) -> Result<bool> {
    let pieces: i64 = tx.scalar(db::sql!("SELECT count(*) FROM safety_equipment" => (i64,)), db::args![])?;
    Ok(pieces > 0)
}

/// How long the demonstration has been open, so that its weeks and months have something behind them.
const OPEN_FOR_DAYS: i64 = 90;

/// What lies behind the day of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Past {
    /// A few days that are made up.
    MadeUp,
    /// Months that were lived.
    Lived,
}

/// The whole of it, in one transaction. The password is hashed once and beforehand: it is the same for all.
pub fn world(tx: &mut Tx, call: &Call, password_hash: &str) -> Result<()> {
    let centre = NewCentre {
        name: "花间美容中心".to_owned(),
        store: "静安店".to_owned(),
        zone: ZONE.to_owned(),
        demo: true,
    };
    let store = founded(tx, &then(call), &centre, password_hash)?.store;
    issuer(tx, call)?;
    pieces(tx, call, store, Past::MadeUp)
}

/// When the demonstration was opened.
fn then(today: &Call) -> Call {
    Call { now: today.now.plus_minutes(-OPEN_FOR_DAYS * 24 * 60), ..today.clone() }
}

/// What waits for people today, and what lies behind it where nothing was lived.
fn pieces(tx: &mut Tx, today: &Call, store: StoreId, past: Past) -> Result<()> {
    prepaid::fill(tx, today, store)?;
    care::fill(tx, &then(today), past)?;
    booking::fill(tx, today, store, past)?;
    complaint::fill(tx, today)?;
    work::fill(tx, today, past)?;
    rotation::fill(tx, today)?;
    desk::fill(tx, today, store)?;
    approval::fill(tx, today)?;
    stock::fill(tx, today, store, past)?;
    sales::fill(tx, today, past)?;
    inspection::fill(tx, today, past)?;
    pay::fill(tx, today)?;
    targets::fill(tx, today)?;
    if past == Past::MadeUp {
        report::fill(tx, today)?;
        meeting::fill(tx, today)?;
        record(tx, today)?;
    }
    Ok(())
}

/// What a centre of the demonstration begins with.
pub(crate) struct Founded {
    /// Its first store.
    pub store: StoreId,
    /// What one can pass in, by code.
    pub skills: Vec<(&'static str, SkillId)>,
}

/// The house with its people, its catalogue and its customers, before anything is lived in it.
pub(crate) fn founded(tx: &mut Tx, call: &Call, centre: &NewCentre, password_hash: &str) -> Result<Founded> {
    let (store, day) = found(tx, call, centre)?;
    for one in &PEOPLE {
        join(tx, call, one.name, &Branch::FIRST.hire(one), (store, day), password_hash)?;
    }
    let skills = catalog::fill(tx, call)?;
    customers::fill(tx, call)?;
    Ok(Founded { store, skills })
}

/// Somebody begins at a store: with her post, and a way to sign in.
pub(crate) fn join(
    tx: &mut Tx,
    call: &Call,
    name: &str,
    hire: &branch::Hire,
    (store, day): (StoreId, BusinessDate),
    password_hash: &str,
) -> Result<PersonId> {
    let person = staff::take_on(tx, call, &staff::Newcomer { name, number: &hire.number, day })?;
    staff::appoint(tx, call, person, hire.post, store, day)?;
    let by = call.mandate(Permission::ManageAccounts, &Place::centre())?;
    let account = accounts::NewAccount {
        person,
        name: hire.account.clone(),
        password_hash: password_hash.to_owned(),
        lang: Lang::Chinese,
        must_change: false,
    };
    accounts::add(tx, &by, call.now, &account)?;
    Ok(person)
}

/// Rooms, equipment and rosters of a store for so many weeks.
pub(crate) fn furnished(
    tx: &mut Tx,
    call: &Call,
    (store, branch): (StoreId, Branch),
    weeks: i64,
) -> Result<()> {
    booking::furnish(tx, call, (store, branch), weeks)
}

/// The duty record of the last days, as the house writes it when they are over.
fn record(tx: &mut Tx, today: &Call) -> Result<()> {
    const DAYS: usize = 3;
    let mut day = org::today(tx, today)?.day;
    for _ in 0..DAYS {
        day = day.yesterday()?;
        rhythm::record::write_day(tx, today, day)?;
    }
    Ok(())
}

/// Somebody of the demonstration at work.
pub(crate) fn acting(tx: &mut Tx, call: &Call, account: &str) -> Result<Call> {
    let person = person(tx, call, account)?;
    let actor = org::today(tx, call)?.actor(AccountId::of(person.get()), person);
    Ok(Call { actor, ..call.clone() })
}

/// The same, so many minutes before or after.
fn acting_at(tx: &mut Tx, call: &Call, account: &str, minutes: i64) -> Result<Call> {
    acting(tx, &Call { now: call.now.plus_minutes(minutes), ..call.clone() }, account)
}

pub(crate) fn person(tx: &mut Tx, call: &Call, account: &str) -> Result<PersonId> {
    let missing = || Error::fault(format!("nobody signs in as {account}"));
    let number = branch::number_of(account).ok_or_else(missing)?;
    let organisation = org::organisation(tx, call)?;
    let person = organisation.people.values().find(|person| person.staff_number == number);
    person.map(|person| person.id).ok_or_else(missing)
}

/// One line a post: who to sign in as. The password stands once above.
pub fn print_table(out: &mut String) {
    let _ = writeln!(out, "\nEverybody's password (密码): {PASSWORD}\n");
    let head =
        [("岗位", 22), ("Post", 27), ("姓名", 10)].map(|(title, columns)| wide(title, columns)).concat();
    let _ = writeln!(out, "{head}Sign in as (登录名)");
    let Ok(shipped) = handbook::shipped() else { return };
    for post in &shipped.book.posts {
        let mut holders = PEOPLE.iter().filter(|one| one.post == post.code);
        let (name, accounts) = match holders.next() {
            Some(first) => {
                let accounts: Vec<&str> =
                    std::iter::once(first).chain(holders).map(|one| one.account).collect();
                (first.name, accounts.join(", "))
            }
            None => ("-", "vacant (空缺)".to_owned()),
        };
        let (zh, en) = (wide(&post.name.zh, 22), wide(&post.name.en, 27));
        let _ = writeln!(out, "{zh}{en}{}{accounts}", wide(name, 10));
    }
    let _ =
        writeln!(out, "\nA post with power over money asks for a code as well; the demonstration shows it.");
    let _ = writeln!(out, "Stop with Ctrl-C; begin anew with: make demo-reset");
}

/// Filled up to so many columns of a terminal, where a Chinese character takes two.
fn wide(text: &str, columns: usize) -> String {
    let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(taken).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_post_of_the_handbook_is_held_but_one() {
        let posts = &handbook::shipped().expect("the handbook").book.posts;
        let vacant = posts.iter().filter(|post| PEOPLE.iter().all(|one| one.post != post.code));
        assert_eq!(vacant.map(|post| post.code.as_str()).collect::<Vec<_>>(), [VACANT]);
        assert!(PEOPLE.iter().all(|one| posts.iter().any(|post| post.code == one.post)));
    }

    #[test]
    fn the_table_names_every_post_and_lines_up() {
        let mut out = String::new();
        print_table(&mut out);
        let rows: Vec<&str> = out.lines().filter(|line| line.contains("greeter")).collect();
        assert_eq!(rows.len(), 1, "{out}");
        assert!(rows[0].contains("greeter, greeter2") && rows[0].contains("唐糖"), "{out}");
        assert!(out.contains(PASSWORD) && out.contains("vacant"));
    }
}
