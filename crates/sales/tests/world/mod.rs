//! A centre with a store, a small catalogue, two customers and an open till, and somebody who may do everything.
#![allow(dead_code, reason = "each test file takes what it needs")]

pub mod acts;

use std::sync::Arc;

use db::testing::{TestDb, databases};
use db::{Db, Tx, args, sql};
use kernel::{Actor, BusinessDate, DrivenClock, Id, Instant, Money, PersonId, Result, StoreId, Words};
use ledger::Role;
use org::founding::{Founding, Plan, PlannedPost, found};
use org::{Level, OrgCache};
use sales::shift::OpenForm;
use sales::{TicketForm, TicketId};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

/// 10:00 of that day in Shanghai.
fn now() -> Instant {
    Instant::from_millis(1_772_416_800_000)
}

pub struct World {
    pub test: TestDb,
    pub store: StoreId,
    pub call: Call,
}

fn plan() -> Plan {
    let board = PlannedPost {
        code: "general-manager".into(),
        name: Words::new("总经理", "General manager"),
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

/// The first person at work in a house on a database.
pub fn call_on(db: &Db) -> Call {
    let app = App::builder(db.clone(), Arc::new(DrivenClock::at(now())), Settings::default())
        .part(OrgCache::default())
        .part(catalog::CatalogCache::default())
        .part(prepaid::refund::CashDesk::of(sales::Counter))
        .build();
    Call::new(&app, &Actor::house(PersonId::of(1)))
}

/// One on each kind of database.
pub fn worlds() -> Vec<World> {
    databases().into_iter().map(World::on).collect()
}

impl World {
    pub fn on(test: TestDb) -> World {
        let founding = Founding {
            name: "花间".into(),
            store: "静安店".into(),
            zone: "Asia/Shanghai".into(),
            demo: false,
            on: TODAY,
        };
        let store = test
            .db
            .write_now(move |tx| {
                let store = found(tx, now(), &founding, &plan())?;
                fill(tx, store)?;
                Ok(store)
            })
            .expect("founded");
        let call = call_on(&test.db);
        let world = World { test, store, call };
        let open = OpenForm { till: "1".into(), began_with: "500".into() };
        world.does(move |tx, call| sales::shift::open(tx, call, &open)).expect("a shift");
        world
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    /// Changes something, as a command does.
    pub fn does<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = self.call.clone();
        self.db().write_now(move |tx| act(tx, &call))
    }

    /// The same as somebody else.
    pub fn does_as<T: Send + 'static>(
        &self,
        person: i64,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = Call { actor: Actor::house(PersonId::of(person)), ..self.call.clone() };
        self.db().write_now(move |tx| act(tx, &call))
    }

    pub fn checkout(&self, form: &TicketForm) -> Result<TicketId> {
        let (call, form) = (self.call.clone(), form.clone());
        self.db().write_holding_now(move |tx| sales::checkout::checkout(tx, &call, &form))
    }

    pub fn reverse(&self, id: TicketId, lines: &[i64]) -> Result<TicketId> {
        let line = lines.iter().map(ToString::to_string).collect();
        let form = sales::reversal::ReverseForm { line, why: "收错了".into() };
        self.does(move |tx, call| sales::reversal::reverse(tx, call, id, &form))
    }

    /// What an account holds, debit positive.
    pub fn held(&self, role: Role) -> i64 {
        let day = BusinessDate::constant(9999, 12, 30);
        self.db().read_now(move |tx| ledger::balance(tx, role, None, day)).expect("a balance").in_fen()
    }

    /// One number out of the database.
    pub fn count(&self, statement: db::Statement<(i64,)>) -> i64 {
        self.db().read_now(move |tx| tx.scalar(statement, args![])).expect("a number")
    }

    /// The keys of a ticket's lines.
    pub fn lines(&self, ticket: TicketId) -> Vec<i64> {
        let read = move |tx: &mut Tx| {
            tx.scalars(
                sql!("SELECT id FROM ticket_line WHERE ticket_id = $1 ORDER BY position" => (i64,)),
                args![ticket],
            )
        };
        self.db().read_now(read).expect("lines")
    }

    /// What `dianwu verify` finds.
    pub fn found_wrong(&self) -> Vec<String> {
        let found = self.db().read_now(db::verify_all).expect("verified");
        found.into_iter().map(|finding| format!("{}: {}", finding.check, finding.what)).collect()
    }
}

/// Two treatments, a product, a package of five with one on top, a plan; five people; two customers.
fn fill(tx: &mut Tx, store: StoreId) -> Result<()> {
    for (number, name) in
        [("0001", "许雅琴"), ("0002", "林晓彤"), ("0003", "陈思思"), ("0004", "王丽"), ("0005", "谢婷")]
    {
        tx.exec(
            sql!(
                "INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $2, '2026-01-01')"
            ),
            args![name, number],
        )?;
    }
    tx.exec(
        sql!("INSERT INTO catalog_proposal (kind, offer_kind, number, name_zh, name_en, content, why, whom, risk, cost, \
              proposed_by, proposed_at, proposed_day) VALUES ('add', 'treatment', 'F001', 'a', 'a', '{}', '', '', '', 0, 1, 0, '2026-01-01')"),
        args![],
    )?;
    let treatment = |family: &str| {
        format!(
            r#"{{"treatment":{{"department":"therapy","family":"{family}","steps":[],"room_kind":null,"equipment":[],"skill":null,"hand_fee":2000}}}}"#
        )
    };
    let product = r#"{"product":{"goes":"retail","unit":"瓶","size":"50 ml","cost":3000}}"#.to_owned();
    let package = r#"{"bundle":{"lines":[{"offer":1,"count":5,"gift":false},{"offer":1,"count":1,"gift":true}],"valid_days":365,"from":null,"until":null,"compared":null}}"#.to_owned();
    let plan = r#"{"plan":{"gift":20000}}"#.to_owned();
    let all = [
        ("treatment", "F001", "深层补水", treatment("face"), 298_00, Some(258_00)),
        ("treatment", "B001", "肩颈舒缓", treatment("body"), 158_00, None),
        ("product", "P001", "补水面膜", product, 168_00, None),
        ("package", "K001", "补水疗程", package, 1200_00, None),
        ("plan", "V001", "储值一千", plan, 1000_00, None),
    ];
    for (id, (kind, number, name, content, price, member)) in (1i64..).zip(all) {
        tx.exec(
            sql!("INSERT INTO offer (kind, number, first_day) VALUES ($1, $2, '2026-01-01')"),
            args![kind, number],
        )?;
        tx.exec(
            sql!("INSERT INTO offer_version (offer_id, from_day, name_zh, name_en, find, content, proposal_id) \
                  VALUES ($1, '2026-01-01', $2, '', $3, $4, 1)"),
            args![id, name, name, content],
        )?;
        tx.exec(
            sql!(
                "INSERT INTO offer_price (offer_id, from_day, price, member_price, proposal_id) \
                  VALUES ($1, '2026-01-01', $2, $3, 1)"
            ),
            args![id, price, member],
        )?;
    }
    for (number, name) in [(1i64, "王芳"), (2, "李静")] {
        tx.exec(
            sql!("INSERT INTO customer (store_id, number, name, consultant_id, facts, lacks, opened_by, opened_at, \
                  opened_on, checked_at, checked_by) VALUES ($1, $2, $3, 2, '{}', '', 1, 0, '2026-01-01', 0, 1)"),
            args![store, number, name],
        )?;
    }
    Ok(())
}

pub fn fen(fen: i64) -> Money {
    Money::fen(fen).expect("in range")
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

/// A ticket of lines `item|count|price|deal|why|server|seller`, and tenders `means amount`.
pub fn form(customer: &str, lines: &[&str], tenders: &[&str], pay: &str) -> TicketForm {
    let mut form = TicketForm { customer: customer.into(), pay: pay.into(), ..TicketForm::default() };
    for line in lines {
        let mut parts = line.split('|').map(String::from);
        let mut next = || parts.next().unwrap_or_default();
        form.item.push(next());
        form.count.push(next());
        form.price.push(next());
        form.deal.push(next());
        form.why.push(next());
        form.server.push(next());
        form.seller.push(next());
        form.from.push(next());
    }
    for tender in tenders {
        let mut parts = tender.split_whitespace().map(String::from);
        form.means.push(parts.next().unwrap_or_default());
        form.amount.push(parts.next().unwrap_or_default());
        form.reference.push(parts.next().unwrap_or_default());
    }
    form.witness = "本人在场".into();
    form
}
