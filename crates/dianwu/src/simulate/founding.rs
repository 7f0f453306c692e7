//! What a life begins with: the demonstration's centre, and as many further stores as are wished for.

use std::sync::Arc;

use customer::{CustomerId, NewCustomer, Phone, Sex};
use db::{Db, Tx};
use jiff::civil::date;
use kernel::{BusinessDate, DayCut, Result, StoreId};
use org::stores::StoreForm;
use sales::setting::{self, SettingForm};
use web::{App, Call};

use super::centre::Shop;
use super::dice::Dice;
use super::people::{self, Member, Names, Team};
use crate::command::NewCentre;
use crate::demo::{self, Branch, Founded, PEOPLE};

/// Streets that further stores are named after, before their number.
const STREETS: [&str; 20] = [
    "徐汇",
    "长宁",
    "普陀",
    "虹口",
    "杨浦",
    "浦东",
    "闵行",
    "宝山",
    "嘉定",
    "松江",
    "青浦",
    "奉贤",
    "金山",
    "崇明",
    "陆家嘴",
    "古北",
    "五角场",
    "徐家汇",
    "新天地",
    "世纪大道",
];

/// How many customers a further store has when it is opened.
const CUSTOMERS: usize = 40;

/// Throws the dice for what a store begins with.
const BEGINS: u64 = 1 << 32;

/// The centre of the demonstration; and how it tells its days.
pub(super) fn found(db: &Db, app: &App, hash: &Arc<str>) -> Result<(Arc<Founded>, DayCut)> {
    let call = Call::new(app, &org::founding::house());
    let hash = Arc::clone(hash);
    db.write_now(move |tx| {
        let new = NewCentre {
            name: "花间美容中心".to_owned(),
            store: "静安店".to_owned(),
            zone: demo::ZONE.to_owned(),
            demo: true,
        };
        let founded = demo::founded(tx, &call, &new, &hash)?;
        let cut = org::organisation(tx, &call)?.day_cut(Some(founded.store));
        Ok((Arc::new(founded), cut))
    })
}

/// Opens a further store with its people and its customers.
pub(super) fn open(
    db: &Db,
    app: &App,
    hash: &Arc<str>,
    (founded, branch, seed): (&Arc<Founded>, Branch, u64),
    names: &mut Names,
) -> Result<StoreId> {
    let call = Call::new(app, &org::founding::house());
    let mut dice = begins(seed, branch);
    let staff: Vec<String> = branch.posts().map(|_| names.of_staff(&mut dice)).collect();
    let (hash, founded) = (Arc::clone(hash), Arc::clone(founded));
    db.write_now(move |tx| {
        let mut dice = dice.clone();
        let street = STREETS[branch.0 % STREETS.len()];
        let form = StoreForm { name: format!("{street} {} 店", branch.0), ..StoreForm::default() };
        let store = org::stores::open(tx, &call, &form)?;
        let day = org::today(tx, &call)?.day;
        for ((_, hire), name) in branch.posts().zip(&staff) {
            demo::join(tx, &call, name, &hire, (store, day), &hash)?;
        }
        demo::pass_all(tx, &call, branch, &founded.skills)?;
        customers(tx, &call, (store, branch), &mut dice)?;
        Ok(store)
    })
}

fn customers(tx: &mut Tx, call: &Call, (store, branch): (StoreId, Branch), dice: &mut Dice) -> Result<()> {
    let desk = demo::acting(tx, call, &branch.account("head"))?;
    let mut person = |account: &str| demo::person(tx, call, &branch.account(account)).map(Some);
    let consultants = [person("consultant")?, person("consultant2")?];
    let therapists = [person("therapist")?, person("therapist2")?, person("therapist3")?, person("body")?];
    for nth in 0..CUSTOMERS {
        let new = NewCustomer {
            consultant: consultants[nth % consultants.len()],
            therapist: therapists[nth % therapists.len()],
            ..somebody(store, branch, nth, dice)
        };
        customer::open(tx, &desk, &new)?;
    }
    Ok(())
}

/// Somebody who was not here yet; nobody has her number.
pub(super) fn somebody(store: StoreId, branch: Branch, nth: usize, dice: &mut Dice) -> NewCustomer {
    let one = |dice: &mut Dice, least: i8, most: usize| least + i8::try_from(dice.below(most)).unwrap_or(0);
    let year = 1966 + i16::try_from(dice.below(38)).unwrap_or(0);
    let born: BusinessDate = date(year, one(dice, 1, 12), one(dice, 1, 28));
    let source =
        *dice.one(&["walk-in", "referral", "dianping", "xiaohongshu", "wechat"]).unwrap_or(&"walk-in");
    NewCustomer {
        phone: phone(branch, nth),
        sex: Some(if dice.happens(94) { Sex::Female } else { Sex::Male }),
        birthday: Some(born),
        source: Some(source.to_owned()),
        ..NewCustomer::named(store, &people::any(dice))
    }
}

/// The telephone number of a store's so manieth new customer.
pub(super) fn phone(branch: Branch, nth: usize) -> Option<Phone> {
    Phone::read(&format!("139{:03}{nth:05}", branch.0))
}

fn begins(seed: u64, branch: Branch) -> Dice {
    Dice::new(seed, BEGINS + u64::try_from(branch.0).unwrap_or(0))
}

/// A store as its life begins: furnished, with rosters for so many weeks, and with whoever works and goes there.
pub(super) fn furnish(
    db: &Db,
    app: &App,
    (store, branch, seed): (StoreId, Branch, u64),
    weeks: i64,
) -> Result<Shop> {
    let call = Call::new(app, &org::founding::house());
    let (people, customers) = db.write_now(move |tx| {
        demo::furnished(tx, &call, (store, branch), weeks)?;
        settle_in(tx, &call, branch)?;
        let mut people = vec![];
        for one in &PEOPLE {
            people.push(demo::person(tx, &call, &branch.account(one.account))?);
        }
        let known = customer::bringing::known(tx, store)?;
        let mut customers: Vec<CustomerId> = known.into_iter().map(|(id, ..)| id).collect();
        customers.sort_unstable();
        Ok((people, customers))
    })?;
    let mut dice = begins(seed, branch);
    let member = |(one, person): (&crate::demo::Someone, kernel::PersonId)| {
        let number = branch.hire(one).number;
        (one.account, Member { person, number, manner: people::manner(branch, one.account, &mut dice) })
    };
    let team: Team = PEOPLE.iter().zip(people).map(member).collect();
    Ok(Shop {
        branch,
        store,
        team,
        dice,
        customers,
        booked: std::collections::BTreeMap::new(),
        packaged: vec![],
        indebted: vec![],
    })
}

/// How the till of a store is set.
fn settle_in(tx: &mut Tx, call: &Call, branch: Branch) -> Result<()> {
    let director = demo::acting(tx, call, &branch.account("ad"))?;
    let set = SettingForm {
        tips: "yes".into(),
        paper: "58".into(),
        due_days: "30".into(),
        footer: "谢谢惠顾，欢迎再来".into(),
        ..SettingForm::default()
    };
    setting::set(tx, &director, &set).map(drop)
}

/// What the law is asked about whoever issues the cards: the general manager says who that is, once.
pub(super) fn issue(db: &Db, app: &App) -> Result<()> {
    let call = Call::new(app, &org::founding::house());
    db.write_now(move |tx| demo::issuer(tx, &call))
}
