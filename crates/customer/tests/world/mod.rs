//! A centre with two stores, and somebody at each who may do everything there.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use customer::filing::FileForm;
use customer::{CustomerId, Files, Keepers, Vault};
use db::Tx;
use db::testing::{TestDb, databases};
use kernel::{Actor, BusinessDate, DrivenClock, Instant, PersonId, Result, Scope, StoreId, Words};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::people::PersonForm;
use org::stores::StoreForm;
use org::{Level, OrgCache};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

pub struct World {
    pub test: TestDb,
    pub app: App,
    pub clock: Arc<DrivenClock>,
    pub store: StoreId,
    pub other_store: StoreId,
    pub person: PersonId,
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
        let now: Instant = "2026-03-02T10:00:00+08:00".parse::<jiff::Timestamp>().expect("a moment").into();
        let clock = Arc::new(DrivenClock::at(now));
        let app = App::builder(test.db.clone(), clock.clone(), Settings::default())
            .part(OrgCache::default())
            .part(Vault::new(&[7; 32]))
            .part(Keepers::default().and(Files))
            .build();
        let store = test.db.write_now(move |tx| found(tx, now, &founding, &plan())).expect("founded");
        let call = Call::new(&app, &house());
        let (other_store, person) = test
            .db
            .write_now(move |tx| {
                let other =
                    StoreForm { name: "徐汇店".into(), day_cut: "00:00".into(), opened_on: String::new() };
                let somebody = PersonForm { name: "林晓彤".into(), ..PersonForm::default() };
                Ok((org::stores::open(tx, &call, &other)?, org::people::add(tx, &call, &somebody)?))
            })
            .expect("set up");
        World { test, app, clock, store, other_store, person }
    }

    /// Somebody who may do everything at one store, and nothing elsewhere.
    pub fn at(&self, store: StoreId) -> Call {
        let mut actor = Actor::house(self.person);
        for holding in &mut actor.holdings {
            holding.store = Some(store);
            holding.grants =
                holding.grants.iter().map(|grant| kernel::Grant { scope: Scope::Store, ..*grant }).collect();
        }
        Call::new(&self.app, &actor)
    }

    /// Goes through a door at the first store.
    pub fn does<T: Send + 'static>(
        &self,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = self.at(self.store);
        self.test.db.write_now(move |tx| door(tx, &call))
    }

    pub fn opens(&self, form: FileForm) -> Result<CustomerId> {
        self.does(move |tx, call| customer::filing::open(tx, call, &form))
    }

    /// The names that a search finds.
    pub fn finds(&self, typed: &str) -> Vec<String> {
        let typed = typed.to_owned();
        let found = self.does(move |tx, call| customer::search(tx, call, &typed)).expect("searched");
        found.into_iter().map(|brief| brief.name).collect()
    }
}

pub fn form(name: &str, phone: &str) -> FileForm {
    FileForm { name: name.into(), phone: phone.into(), ..FileForm::default() }
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    result.expect_err("refused").refusal().expect("a refusal").code
}
