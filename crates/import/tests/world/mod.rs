//! A centre with a store, a treatment, and somebody who brings old data in.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use customer::{Files, Keepers, Vault};
use db::testing::{TestDb, databases};
use db::{Db, Statement, Tx, args, sql};
use import::opening::{self, Brought};
use import::running::DryRun;
use import::undoing::{self, UndoForm};
use import::{ImportId, ImportKind, Running, Way, running};
use kernel::{Actor, BusinessDate, DrivenClock, Instant, PersonId, Result, StoreId, Words};
use org::founding::{Founding, Plan, PlannedPost, found};
use org::{Level, OrgCache};
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
    let therapy = ("therapy".to_owned(), Words::new("美疗部", "Therapy"));
    Plan { departments: vec![therapy], posts: vec![board], calendar: vec![] }
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
        let store = test
            .db
            .write_now(move |tx| {
                let store = found(tx, now(), &founding, &plan())?;
                tx.exec(
                    sql!(
                        "INSERT INTO person (name, find, staff_number, joined_on) VALUES ('许雅琴', 'x', '0001', '2026-01-01')"
                    ),
                    args![],
                )?;
                Ok(store)
            })
            .expect("founded");
        let app = App::builder(test.db.clone(), Arc::new(DrivenClock::at(now())), Settings::default())
            .part(OrgCache::default())
            .part(catalog::CatalogCache::default())
            .part(Vault::new(&[7; 32]))
            .part(Keepers::default().and(Files).and(sales::Tickets).and(prepaid::PrepaidKeeper))
            .part(Running::default())
            .build();
        let call = Call::new(&app, &Actor::house(<PersonId as kernel::Id>::of(1)));
        World { test, store, call }
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    pub fn does<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = self.call.clone();
        self.db().write_now(move |tx| act(tx, &call))
    }

    /// Reads a file and brings it in, as the command line does; a refusal where rows were not right.
    pub fn brings(&self, kind: ImportKind, way: Way, text: &str) -> Result<ImportId> {
        let bytes = text.as_bytes().to_vec();
        let brought =
            Brought { kind, store: None, name: "f.csv".into(), bytes: bytes.clone(), way, keep: false };
        let id = self.does(move |tx, call| opening::open(tx, call, &brought))?;
        let (_, sheet) = self.does(move |tx, _| opening::sheet_of(tx, id, &bytes))?;
        running::run(&self.call.app, &self.call.actor, id, sheet, &|_| ())?;
        Ok(id)
    }

    /// Brings each right row of a file in and stops after the first rows; how many it has gone through.
    pub fn begins(&self, kind: ImportKind, text: &str) -> Result<i64> {
        let bytes = text.as_bytes().to_vec();
        let (name, way) = ("f.csv".to_owned(), Way::Each);
        let brought = Brought { kind, store: None, name, bytes: bytes.clone(), way, keep: false };
        let id = self.does(move |tx, call| opening::open(tx, call, &brought))?;
        let (_, sheet) = self.does(move |tx, _| opening::sheet_of(tx, id, &bytes))?;
        let all: &Running = self.call.app.part();
        running::run(&self.call.app, &self.call.actor, id, sheet, &|_| all.stop(id))
    }

    /// What a look at a file finds.
    pub fn look(&self, kind: ImportKind, text: &str) -> Result<DryRun> {
        let bytes = text.as_bytes().to_vec();
        let brought = Brought { kind, store: None, name: "f.csv".into(), bytes, way: Way::All, keep: false };
        self.does(move |tx, call| {
            let (store, sheet) = opening::look(tx, call, &brought)?;
            running::dry_run(tx, call, store, &sheet)
        })
    }

    /// What is wrong with a file, as `line problem`.
    pub fn looks(&self, kind: ImportKind, text: &str) -> Vec<String> {
        let found = self.look(kind, text).expect("looked at").problems;
        found.iter().map(|row| format!("{} {} {}", row.line, row.problem.field, row.problem.code)).collect()
    }

    pub fn undoes(&self, id: ImportId) -> Result<()> {
        let form = UndoForm { why: "导错了".into() };
        self.does(move |tx, call| undoing::undo(tx, call, id, &form))
    }

    pub fn count(&self, statement: Statement<(i64,)>) -> i64 {
        self.db().read_now(move |tx| tx.scalar(statement, args![])).expect("a number")
    }

    /// What `dianwu verify` finds.
    pub fn found_wrong(&self) -> Vec<String> {
        let found = self.db().read_now(db::verify_all).expect("verified");
        found.into_iter().map(|finding| format!("{}: {}", finding.check, finding.what)).collect()
    }
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}
