//! A centre by the shipped handbook with one store, and a few people who work there since its first day.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;
use db::testing::{TestDb, databases};
use kernel::{
    AccountId, BusinessDate, DrivenClock, Id, Instant, Permission, PersonId, Place, Result, StoreId,
};
use org::founding::{Founding, found, house};
use org::people::{AppointForm, PersonForm};
use org::{Level, OrgCache};
use web::app::AppBuilder;
use web::{App, Call, Settings};

/// Monday, 2 March 2026: the first day.
pub const FIRST: BusinessDate = jiff::civil::date(2026, 3, 2);

pub struct World {
    pub test: TestDb,
    pub app: App,
    pub store: StoreId,
    clock: Arc<DrivenClock>,
    people: BTreeMap<&'static str, PersonId>,
}

/// Those who work there: what the test calls them, and their post.
const PEOPLE: [(&str, &str); 6] = [
    ("manager", "general-manager"),
    ("director", "therapy-director"),
    ("consultant", "consultant"),
    ("second", "consultant"),
    ("therapist", "therapist"),
    ("greeter", "greeter"),
];

/// One on each kind of database, with what the test's slice brings along.
pub fn worlds(parts: impl Fn(AppBuilder) -> AppBuilder) -> Vec<World> {
    databases().into_iter().map(|test| World::on(test, &parts)).collect()
}

impl World {
    fn on(test: TestDb, parts: &impl Fn(AppBuilder) -> AppBuilder) -> World {
        let clock = Arc::new(DrivenClock::default());
        let app = App::builder(test.db.clone(), clock.clone(), Settings::default())
            .part(OrgCache::default())
            .part(handbook::BookCache::default())
            .part(rhythm::DayCache::default());
        let app = parts(app).build();
        let mut world = World { test, app, store: StoreId::of(0), clock, people: BTreeMap::new() };
        world.at(FIRST, "08:00");
        let (store, people) = world.house(open);
        world.store = store;
        world.people = people.into_iter().collect();
        world
    }

    /// A time of a day.
    pub fn at(&self, day: BusinessDate, time: &str) {
        self.clock.set(moment(&self.app, day, time));
    }

    /// Goes through a door as somebody.
    pub fn does<T: Send + 'static>(
        &self,
        who: &str,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (app, person) = (self.app.clone(), self.person(who));
        self.test.db.write_now(move |tx| {
            let call = Call::new(&app, &house());
            let actor = org::today(tx, &call)?.actor(AccountId::of(person.get()), person);
            door(tx, &Call { actor, ..call })
        })
    }

    /// The house itself acts.
    pub fn house<T: Send + 'static>(&self, door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static) -> T {
        let app = self.app.clone();
        self.test.db.write_now(move |tx| door(tx, &Call::new(&app, &house()))).expect(self.test.name)
    }

    pub fn person(&self, who: &str) -> PersonId {
        self.people[who]
    }
}

/// A time of a day, in the centre's zone.
pub fn moment(app: &App, day: BusinessDate, time: &str) -> Instant {
    let time: jiff::civil::Time = time.parse().expect("a time");
    day.to_datetime(time).to_zoned(app.settings().zone.clone()).expect("a moment").timestamp().into()
}

fn open(tx: &mut Tx, call: &Call) -> Result<(StoreId, Vec<(&'static str, PersonId)>)> {
    let founding = Founding {
        name: "花间".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: FIRST,
    };
    let store = found(tx, call.now, &founding, &handbook::plan()?)?;
    let by = call.mandate(Permission::EditHandbook, &Place::centre())?;
    handbook::founding(tx, call.now, &by, FIRST)?;
    let mut people = vec![];
    for (who, post) in PEOPLE {
        let form = PersonForm { name: who.into(), joined_on: FIRST.to_string(), ..PersonForm::default() };
        let person = org::people::add(tx, call, &form)?;
        let level = org::organisation(tx, call)?.post_by_code(post).map(|post| post.level);
        let store = if level == Some(Level::Store) { store.to_string() } else { String::new() };
        let form =
            AppointForm { post: post.into(), store, from_day: FIRST.to_string(), ..AppointForm::default() };
        org::people::appoint(tx, call, person, &form)?;
        people.push((who, person));
    }
    Ok((store, people))
}

/// The code of a refusal.
pub fn code<T>(result: Result<T>) -> String {
    let error = result.err().expect("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}
