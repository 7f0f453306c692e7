//! A centre on its first day, for the tests of doors and pages.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeSet;
use std::sync::Arc;

use db::testing::TestDb;
use db::{Db, Tx};
use handbook::{Book, BookCache, Built, EntryForm, VersionId, founding, in_force, plan, routes, shipped};
use kernel::{Actor, BusinessDate, DrivenClock, Instant, Permission, Place, Result, parse_day};
use org::OrgCache;
use org::founding::{Founding, house};
use web::{App, Call, Settings};

/// A centre on its first day, with the house itself at work.
pub struct Centre {
    pub db: Db,
    pub clock: Arc<DrivenClock>,
    pub app: App,
    _test: TestDb,
}

pub const FIRST_DAY: &str = "2026-11-24";

pub fn day(text: &str) -> BusinessDate {
    parse_day(text).expect("a day")
}

pub fn noon(text: &str) -> Instant {
    format!("{text}T12:00+08:00").parse::<jiff::Timestamp>().expect("a moment").into()
}

impl Centre {
    pub fn founded(test: TestDb) -> Centre {
        let (db, clock) = (test.db.clone(), Arc::new(DrivenClock::at(noon(FIRST_DAY))));
        let app = App::builder(db.clone(), clock.clone(), Settings::default())
            .part(OrgCache::default())
            .part(BookCache::default())
            .part(Built(BTreeSet::from(["org.line".to_owned()])))
            .routes(routes().finish().1)
            .build();
        let centre = Centre { db, clock, app, _test: test };
        let now = noon(FIRST_DAY);
        centre.db.write_now(move |tx| found(tx, now)).expect("founded");
        centre
    }

    pub fn sleep_until(&self, text: &str) {
        self.clock.set(noon(text));
    }

    /// Goes through a door as somebody.
    pub fn goes<I: Clone + Send + 'static, T: Send + 'static>(
        &self,
        actor: &Actor,
        input: I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = Call::new(&self.app, actor);
        self.db.write_now(move |tx| door(tx, &call, &input))
    }

    pub fn acts<I: Clone + Send + 'static, T: Send + 'static>(
        &self,
        input: I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.goes(&house(), input, door)
    }

    pub fn book_on(&self, text: &str) -> Arc<Book> {
        let (day, cache) = (day(text), self.app.part::<BookCache>().clone());
        self.db.read_now(move |tx| in_force(tx, &cache, day)).expect("a book")
    }

    /// The shipped entry as its form, changed.
    pub fn rewritten(&self, id: &str, edit: i64, rewrite: impl Fn(&mut EntryForm)) -> (String, EntryForm) {
        let mut form = EntryForm::of(shipped().expect("sound").book.entry(id).expect("an entry"), edit);
        rewrite(&mut form);
        (id.to_owned(), form)
    }
}

pub fn found(tx: &mut Tx, now: Instant) -> Result<VersionId> {
    let founding_day = day(FIRST_DAY);
    let centre = Founding {
        name: "花间美容中心".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: founding_day,
    };
    org::founding::found(tx, now, &centre, &plan()?)?;
    let by = house().mandate(Permission::EditHandbook, &Place::centre())?;
    founding(tx, now, &by, founding_day)
}
