//! A small centre: a board above two stores, each with a manager, a front desk and its greeters.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use db::Tx;
use db::testing::{TestDb, databases};
use kernel::{
    AccountId, Actor, BusinessDate, DrivenClock, Grant, Id, Permission, PersonId, PostId, Refusal, Result,
    Scope, StoreId, Words,
};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::people::{AppointForm, PersonForm};
use org::{Chart, Level, OrgCache};
use web::{App, Call, Settings};

/// Monday, 2 March 2026.
pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

pub struct World {
    pub test: TestDb,
    pub app: App,
    clock: Arc<DrivenClock>,
    pub store: StoreId,
}

fn post(
    code: &str,
    zh: &str,
    level: Level,
    superior: Option<&str>,
    grants: &[(Permission, Scope)],
) -> PlannedPost {
    PlannedPost {
        code: code.into(),
        name: Words::new(zh, code),
        department: (level == Level::Store).then(|| "front-desk".into()),
        level,
        pays_out: false,
        position: 0,
        superior: superior.map(str::to_owned),
        dotted: vec![],
        grants: grants.iter().map(|&(permission, scope)| Grant { permission, scope }).collect(),
    }
}

fn plan() -> Plan {
    use Permission::{AppointPeople, Delegate, ManageOrganisation, ViewOrganisation};
    let all = [ManageOrganisation, ViewOrganisation].map(|permission| (permission, Scope::Centre));
    let store = [AppointPeople, ViewOrganisation].map(|permission| (permission, Scope::Store));
    let own = [(Delegate, Scope::Own), (ViewOrganisation, Scope::Own)];
    Plan {
        departments: vec![("front-desk".into(), Words::new("前台", "Front desk"))],
        posts: vec![
            post("board", "董事会", Level::Centre, None, &all),
            post("manager", "总经理", Level::Store, Some("board"), &[&store[..], &own[..1]].concat()),
            post("head", "前台主管", Level::Store, Some("manager"), &[(ViewOrganisation, Scope::Line)]),
            post("greeter", "迎宾", Level::Store, Some("head"), &own),
            post("clerk", "文员", Level::Store, Some("manager"), &own),
        ],
        calendar: vec![],
    }
}

impl World {
    /// One on each kind of database.
    pub async fn each() -> Vec<World> {
        let mut worlds = vec![];
        for test in databases() {
            let clock = Arc::new(DrivenClock::default());
            let app =
                App::builder(test.db.clone(), clock.clone(), Settings::default()).part(OrgCache::default());
            let mut world = World { test, app: app.build(), clock, store: StoreId::of(0) };
            world.on(TODAY);
            world.store = world
                .does(&house(), |tx, call| {
                    let founding = Founding {
                        name: "花间".into(),
                        store: "静安店".into(),
                        zone: "Asia/Shanghai".into(),
                        demo: false,
                        on: TODAY,
                    };
                    found(tx, call.now, &founding, &plan())
                })
                .await
                .expect("founded");
            worlds.push(world);
        }
        worlds
    }

    /// Ten in the morning of a day.
    pub fn on(&self, day: BusinessDate) {
        let zone = &self.app.settings().zone;
        self.clock.set(day.at(10, 0, 0, 0).to_zoned(zone.clone()).expect("a moment").timestamp().into());
    }

    /// Goes through a door.
    pub async fn does<T>(
        &self,
        by: &Actor,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.app.act(by, &(), move |tx, call, ()| door(tx, call)).await
    }

    /// The house goes through a door that lets it.
    pub async fn sets<T>(&self, door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static) -> T
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.does(&house(), door).await.expect(self.test.name)
    }

    /// Why a door says no.
    pub async fn refused<T>(
        &self,
        by: &Actor,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Refusal
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let error = self.does(by, door).await.err().expect(self.test.name);
        error.refusal().cloned().unwrap_or_else(|| panic!("{}: {error}", self.test.name))
    }

    pub async fn chart(&self) -> Arc<Chart> {
        self.app.look(&house(), &(), |tx, call, ()| org::today(tx, call)).await.expect("a chart")
    }

    /// The chart of another day, as it is planned now.
    pub async fn chart_on(&self, day: BusinessDate) -> Chart {
        Chart::of(self.chart().await.organisation.clone(), day)
    }

    pub async fn post(&self, code: &str) -> PostId {
        self.chart().await.organisation.post_by_code(code).expect("a post").id
    }

    /// Somebody new, since long ago.
    pub async fn person(&self, name: &'static str) -> PersonId {
        self.sets(move |tx, call| {
            let form =
                PersonForm { name: name.into(), joined_on: "2020-01-01".into(), ..PersonForm::default() };
            org::people::add(tx, call, &form)
        })
        .await
    }

    /// Somebody new with a post at the store.
    pub async fn holder(&self, name: &'static str, post: &'static str) -> PersonId {
        let person = self.person(name).await;
        let form = self.appointment(post);
        self.sets(move |tx, call| org::people::appoint(tx, call, person, &form)).await;
        person
    }

    /// To a post at the store, from today on.
    pub fn appointment(&self, post: &str) -> AppointForm {
        let store = if post == "board" { String::new() } else { self.store.to_string() };
        AppointForm { post: post.into(), store, from_day: TODAY.to_string(), ..AppointForm::default() }
    }

    /// A person as she comes in today.
    pub async fn actor(&self, person: PersonId) -> Actor {
        self.chart().await.actor(AccountId::of(person.get()), person)
    }
}

/// A refusal's code, and what its sentence is filled with, in Chinese.
pub fn told(refusal: &Refusal) -> (&str, Vec<String>) {
    let args = refusal.args.iter().map(|(_, text)| Words::from_gap(text, kernel::Lang::Chinese).to_owned());
    (refusal.code, args.collect())
}
