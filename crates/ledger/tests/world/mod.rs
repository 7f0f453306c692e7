//! A centre with one store, and somebody of the house who posts.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use db::testing::{TestDb, databases};
use db::{Db, Tx};
use kernel::{BusinessDate, DrivenClock, Instant, Mandate, Money, Permission, Place, Result, StoreId, Words};
use ledger::{Document, Line, Posting};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::{Level, OrgCache};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

pub struct World {
    pub test: TestDb,
    pub store: StoreId,
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
        let app = App::builder(test.db.clone(), clock, Settings::default()).part(OrgCache::default()).build();
        let by = Call::new(&app, &house()).mandate(Permission::ViewLedger, &Place::store(store));
        World { store, by: by.expect("the house may"), test }
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    /// Changes something, as a command does.
    pub fn does<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.db().write_now(act)
    }

    pub fn posting(&self, day: BusinessDate, lines: Vec<Line>) -> Posting {
        let document = Document::new("tests", 1, "一次");
        Posting { document, day, store: self.store, at: Instant::from_millis(1), lines }
    }

    /// What `dianwu verify` finds.
    pub fn found_wrong(&self) -> Vec<String> {
        let found = self.db().read_now(db::verify_all).expect("verified");
        found.into_iter().map(|finding| format!("{}: {}", finding.check, finding.what)).collect()
    }
}

pub fn fen(fen: i64) -> Money {
    Money::fen(fen).expect("in range")
}
