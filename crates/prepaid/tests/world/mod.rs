//! A centre with two stores, three things of the catalogue, and somebody of the house at the till.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use catalog::OfferId;
use customer::CustomerId;
use db::testing::{TestDb, databases};
use db::{Db, Tx, args, sql};
use kernel::{
    Actor, BusinessDate, DrivenClock, Id, Instant, Mandate, Money, Permission, PersonId, Place, Result,
    StoreId, Words,
};
use ledger::{Document, Role};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::{Level, OrgCache};
use prepaid::{DrawRule, Occasion, PackageSale, SoldLine, UnitRule, Value, ValueSale};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

pub struct World {
    pub app: App,
    pub test: TestDb,
    pub store: StoreId,
    pub other: StoreId,
    pub by: Mandate,
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

/// One on each kind of database.
pub fn worlds() -> Vec<World> {
    databases().into_iter().map(World::on).collect()
}

impl World {
    fn on(test: TestDb) -> World {
        let founding = Founding {
            name: "花间".into(),
            store: "静安店".into(),
            zone: "Asia/Shanghai".into(),
            demo: false,
            on: TODAY,
        };
        let store =
            test.db.write_now(move |tx| found(tx, Instant::default(), &founding, &plan())).expect("founded");
        let clock = Arc::new(DrivenClock::default());
        let app = App::builder(test.db.clone(), clock, Settings::default())
            .part(OrgCache::default())
            .part(prepaid::refund::CashDesk::of(BooksAlone))
            .build();
        let call = Call::new(&app, &house());
        let opening = org::stores::StoreForm {
            name: "徐汇店".into(),
            opened_on: TODAY.to_string(),
            ..Default::default()
        };
        let other = test.db.write_now(move |tx| {
            for (name, number) in [("小许", "S001"), ("小唐", "S002"), ("小沈", "S003"), ("小钱", "S004")] {
                tx.exec(
                    sql!(
                        "INSERT INTO person (name, find, staff_number, joined_on) \
                          VALUES ($1, $1, $2, '2026-01-01')"
                    ),
                    args![name, number],
                )?;
            }
            for number in 1..=3i64 {
                tx.exec(
                    sql!(
                        "INSERT INTO customer (store_id, number, name, facts, lacks, phone_sealed, phone_hash, \
                          phone_end, opened_by, opened_at, opened_on, checked_at, checked_by) \
                          VALUES ($1, $2, $3, '{}', '', $4, $4, '5678', 1, 0, '2026-01-01', 0, 1)"
                    ),
                    args![store, 100_000 + number, format!("顾客{number}"), vec![1u8]],
                )?;
            }
            for number in ["F001", "B001", "C001"] {
                tx.exec(
                    sql!(
                        "INSERT INTO offer (kind, number, first_day) VALUES ('treatment', $1, '2026-01-01')"
                    ),
                    args![number],
                )?;
            }
            org::stores::open(tx, &call, &opening)
        });
        let by = Call::new(&app, &house()).mandate(Permission::ViewLedger, &Place::store(store));
        World { app, store, other: other.expect("opened"), by: by.expect("the house may"), test }
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    /// Changes something, as a command of the till does.
    pub fn does<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Mandate) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let by = self.by.clone();
        self.db().write_now(move |tx| act(tx, &by))
    }

    /// Somebody of the house who may do everything, asking at noon of a day.
    pub fn person(&self, number: i64, day: BusinessDate) -> Call {
        let noon =
            jiff::tz::TimeZone::fixed(jiff::tz::offset(8)).to_zoned(day.at(12, 0, 0, 0)).expect("noon");
        let call = Call::new(&self.app, &Actor::house(PersonId::of(number)));
        Call { now: noon.timestamp().into(), ..call }
    }

    /// Goes through a door as somebody on a day.
    pub fn goes<T: Send + 'static>(
        &self,
        person: i64,
        day: BusinessDate,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = self.person(person, day);
        self.db().write_now(move |tx| door(tx, &call))
    }

    /// A ticket of a store today.
    pub fn ticket(&self, number: i64) -> Occasion {
        Occasion {
            document: Document::new("tickets", number, "小票"),
            store: self.store,
            day: TODAY,
            at: Instant::from_millis(number),
        }
    }

    /// What an account holds, debit positive.
    pub fn held(&self, role: Role) -> i64 {
        let day = BusinessDate::constant(9999, 12, 30);
        self.db().read_now(move |tx| ledger::balance(tx, role, None, day)).expect("a balance").in_fen()
    }

    /// What `dianwu verify` finds.
    pub fn found_wrong(&self) -> Vec<String> {
        let found = self.db().read_now(db::verify_all).expect("verified");
        found.into_iter().map(|finding| format!("{}: {}", finding.check, finding.what)).collect()
    }
}

/// A till that moves in the books what the real one moves.
struct BooksAlone;

impl BooksAlone {
    fn clear(tx: &mut Tx, by: &Mandate, on: &Occasion, amount: Money, with: Role) -> Result<()> {
        let lines = vec![ledger::Line::debit(Role::Clearing, amount), ledger::Line::credit(with, amount)];
        let document = on.document.clone();
        let posting = ledger::Posting { document, day: on.day, store: on.store, at: on.at, lines };
        ledger::post(tx, by, &posting).map(drop)
    }
}

impl prepaid::refund::Cashier for BooksAlone {
    fn debt_ends(&self, tx: &mut Tx, by: &Mandate, on: &Occasion, _: &str, amount: Money) -> Result<()> {
        BooksAlone::clear(tx, by, on, amount, Role::Receivable)
    }

    fn pays_out(
        &self,
        tx: &mut Tx,
        _: &Call,
        by: &Mandate,
        on: &Occasion,
        paid: &prepaid::refund::PaidOut,
    ) -> Result<()> {
        BooksAlone::clear(tx, by, on, paid.total()?, paid.with)
    }
}

pub fn fen(fen: i64) -> Money {
    Money::fen(fen).expect("in range")
}

pub fn value(principal: i64, gift: i64) -> Value {
    Value { principal: fen(principal), gift: fen(gift) }
}

pub fn customer(number: i64) -> CustomerId {
    CustomerId::of(number)
}

/// Stored value, all paid.
pub fn card(customer: CustomerId, principal: i64, gift: i64, rule: DrawRule) -> ValueSale {
    ValueSale {
        customer,
        plan: None,
        name: Words::new("储值", "Stored value"),
        value: value(principal, gift),
        paid: fen(principal),
        rule,
    }
}

/// Sessions of one treatment, with some on top; the list says 500.
pub fn course(customer: CustomerId, price: i64, paid: i64, count: u32, gifts: u32) -> PackageSale {
    let line = |gift, count| SoldLine {
        offer: OfferId::of(1),
        name: Words::new("深层补水", "Deep moisture"),
        gift,
        list_price: fen(500_00),
        count,
    };
    let lines = [line(false, count), line(true, gifts)].into_iter().filter(|line| line.count > 0);
    PackageSale {
        customer,
        offer: None,
        name: Words::new("补水疗程", "Moisture course"),
        price: fen(price),
        paid: fen(paid),
        rule: UnitRule::AllSessions,
        last_day: None,
        lines: lines.collect(),
    }
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}
