//! A centre with one store: greeter, head, director, one above the other, a driver, and a customer.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use customer::{CustomerId, NewCustomer, Vault};
use db::Tx;
use db::testing::{TestDb, databases};
use kernel::{
    AccountId, BusinessDate, Clock, DrivenClock, Grant, Id, Instant, Permission, PersonId, Result, Scope,
    StoreId, Words,
};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::people::{AppointForm, PersonForm};
use org::{Level, OrgCache};
use web::notices::{Notice, Noticing};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);
/// Ten in the morning of that day.
pub const TEN: &str = "2026-03-02T10:00:00+08:00";

/// The customer's number.
pub const PHONE: &str = "13800001234";

pub struct World {
    pub test: TestDb,
    pub store: StoreId,
    pub clock: Arc<DrivenClock>,
    pub app: App,
    pub customer: CustomerId,
}

/// Code of the post, its superior, what it may, who holds it.
type Post = (&'static str, Option<&'static str>, &'static [(Permission, Scope)], &'static str);

const POSTS: [Post; 5] = {
    use Permission::*;
    use Scope::{Centre, Store};
    [
        ("board", None, &[(ViewDesk, Centre)], "沈静宜"),
        (
            "therapy-director",
            Some("board"),
            &[(ViewDesk, Store), (TakeMessages, Store), (AnswerMessages, Store), (ViewCustomers, Store)],
            "周敏",
        ),
        (
            "front-desk-head",
            Some("therapy-director"),
            &[(ViewDesk, Store), (TakeMessages, Store), (AnswerMessages, Store), (ManageRosters, Store)],
            "杨帆",
        ),
        (
            "greeter",
            Some("front-desk-head"),
            &[
                (ViewDesk, Store),
                (TakeMessages, Store),
                (AnswerMessages, Store),
                (ViewCustomers, Store),
                (SeeContacts, Store),
            ],
            "唐糖",
        ),
        ("driver", Some("therapy-director"), &[(AnswerMessages, Store)], "梁伟"),
    ]
};

fn plan() -> Plan {
    let post = |(position, (code, superior, grants, _)): (i64, &Post)| PlannedPost {
        code: (*code).into(),
        name: Words::new(*code, *code),
        department: ["front-desk-head", "greeter"].contains(code).then(|| "front-desk".to_owned()),
        level: if position < 1 { Level::Centre } else { Level::Store },
        pays_out: false,
        position,
        superior: superior.map(String::from),
        dotted: vec![],
        grants: grants
            .iter()
            .map(|(permission, scope)| Grant { permission: *permission, scope: *scope })
            .collect(),
    };
    let department = ("front-desk".to_owned(), Words::new("前台", "Front desk"));
    Plan { departments: vec![department], posts: (0..).zip(&POSTS).map(post).collect(), calendar: vec![] }
}

/// One on each kind of database.
pub fn worlds() -> Vec<World> {
    databases().into_iter().map(World::on).collect()
}

impl World {
    fn on(test: TestDb) -> World {
        let now: Instant = TEN.parse::<jiff::Timestamp>().expect("a moment").into();
        let clock = Arc::new(DrivenClock::at(now));
        let app = App::builder(test.db.clone(), clock.clone(), Settings::default())
            .part(OrgCache::default())
            .part(catalog::CatalogCache::default())
            .part(Vault::new(&[7; 32]))
            .part(customer::Keepers::default())
            .part(desk::Floors::default())
            .part(booking::Hearers::default().and(rotation::Turns))
            .build();
        let founding = Founding {
            name: "花间".into(),
            store: "静安店".into(),
            zone: "Asia/Shanghai".into(),
            demo: false,
            on: TODAY,
        };
        let call = Call::new(&app, &house());
        let (store, customer) = test
            .db
            .write_now(move |tx| {
                let store = found(tx, now, &founding, &plan())?;
                for (code, _, _, name) in POSTS {
                    let form = PersonForm { name: name.into(), ..PersonForm::default() };
                    let person = org::people::add(tx, &call, &form)?;
                    let at = if code == "board" { String::new() } else { store.to_string() };
                    let form = AppointForm {
                        post: code.into(),
                        store: at,
                        from_day: TODAY.to_string(),
                        ..AppointForm::default()
                    };
                    org::people::appoint(tx, &call, person, &form)?;
                }
                let director = in_name_of(tx, &call, "周敏")?;
                let customer = customer::open(
                    tx,
                    &director,
                    &NewCustomer {
                        phone: customer::Phone::read(PHONE), ..NewCustomer::named(store, "秦岚")
                    },
                )?;
                Ok((store, customer))
            })
            .expect("founded");
        World { store, clock, app, customer, test }
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.set(self.clock.now().plus_minutes(minutes));
    }

    /// Somebody does something, in one transaction.
    pub fn does<T: Send + 'static>(
        &self,
        name: &str,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (call, name) = (Call::new(&self.app, &house()), name.to_owned());
        self.test.db.write_now(move |tx| {
            let call = as_holder(tx, &call, &name)?;
            act(tx, &call)
        })
    }

    /// What waits for somebody.
    pub fn waits_for(&self, name: &str) -> Vec<Notice> {
        let notices = self.does(name, |tx, call| desk::Messages.notices(tx, call)).expect("notices");
        notices.into_iter().filter(|notice| notice.count > 0).collect()
    }

    /// The code of the refusal, with what it says.
    pub fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, Vec<(&'static str, String)>) {
        let error = result.expect_err("a refusal");
        let refusal = error.refusal().unwrap_or_else(|| panic!("a fault: {error}")).clone();
        (refusal.code, refusal.args)
    }
}

fn person(tx: &mut Tx, call: &Call, name: &str) -> Result<PersonId> {
    let organisation = org::organisation(tx, call)?;
    Ok(organisation.people.values().find(|person| person.name == name).expect("somebody").id)
}

fn as_holder(tx: &mut Tx, call: &Call, name: &str) -> Result<Call> {
    let person = person(tx, call, name)?;
    let chart = org::today(tx, call)?;
    let actor = chart.actor(AccountId::of(1), person);
    Ok(Call { actor, ..call.clone() })
}

fn in_name_of(tx: &mut Tx, call: &Call, name: &str) -> Result<Call> {
    let person = person(tx, call, name)?;
    Ok(Call { actor: kernel::Actor::house(person), ..call.clone() })
}
