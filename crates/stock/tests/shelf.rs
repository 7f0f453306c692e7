//! What people write down of the shelves, on every kind of database.

use std::sync::Arc;

use catalog::{OfferForm, OfferId};
use db::Tx;
use db::testing::{TestDb, databases};
use kernel::{
    AccountId, BusinessDate, DrivenClock, Grant, Id, Instant, Permission, Result, Scope, StoreId, Words,
};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::people::{AppointForm, PersonForm};
use org::{Level, OrgCache};
use stock::moving::{self, MoveForm};
use stock::{Moved, Occasion};
use web::{App, Call, Settings};

const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);
const TEN: &str = "2026-03-02T10:00:00+08:00";

struct World {
    test: TestDb,
    app: App,
    store: StoreId,
    serum: OfferId,
}

/// Its code, which is also the name of whoever holds it, and what it may.
type Post = (&'static str, &'static [(Permission, Scope)]);

/// A keeper, who writes down; a greeter, who looks.
const POSTS: [Post; 2] = [
    ("logistics-keeper", &[(Permission::ViewStock, Scope::Store), (Permission::KeepStock, Scope::Store)]),
    ("greeter", &[(Permission::ViewStock, Scope::Store)]),
];

fn plan() -> Plan {
    let post = |(position, (code, grants)): (i64, &Post)| PlannedPost {
        code: (*code).into(),
        name: Words::new(*code, *code),
        department: None,
        level: Level::Store,
        pays_out: false,
        position,
        superior: None,
        dotted: vec![],
        grants: grants
            .iter()
            .map(|(permission, scope)| Grant { permission: *permission, scope: *scope })
            .collect(),
    };
    Plan { departments: vec![], posts: (0..).zip(&POSTS).map(post).collect(), calendar: vec![] }
}

fn worlds() -> impl Iterator<Item = World> {
    databases().into_iter().map(World::on)
}

impl World {
    fn on(test: TestDb) -> World {
        let now: Instant = TEN.parse::<jiff::Timestamp>().expect("a moment").into();
        let app = App::builder(test.db.clone(), Arc::new(DrivenClock::at(now)), Settings::default())
            .part(OrgCache::default())
            .part(catalog::CatalogCache::default())
            .build();
        let founding = Founding {
            name: "花间".into(),
            store: "静安店".into(),
            zone: "Asia/Shanghai".into(),
            demo: false,
            on: TODAY,
        };
        let call = Call::new(&app, &house());
        let founded = test.db.write_now(move |tx| {
            let store = found(tx, now, &founding, &plan())?;
            let mut people = vec![];
            for (post, _) in POSTS {
                let person =
                    org::people::add(tx, &call, &PersonForm { name: post.into(), ..PersonForm::default() })?;
                let form = AppointForm {
                    post: post.into(),
                    store: store.to_string(),
                    from_day: TODAY.to_string(),
                    ..AppointForm::default()
                };
                org::people::appoint(tx, &call, person, &form)?;
                people.push(person);
            }
            let call = Call { actor: kernel::Actor::house(people[0]), ..call.clone() };
            let by = call.mandate(Permission::ImportData, &kernel::Place::store(store))?;
            let form = OfferForm {
                kind: "add".into(),
                offer_kind: "product".into(),
                goes: "retail".into(),
                number: "C001".into(),
                name_zh: "补水精华".into(),
                unit: "瓶".into(),
                size: "30 ml".into(),
                price: "398".into(),
                cost: "120".into(),
                ..OfferForm::default()
            };
            Ok((store, catalog::propose::bring_in(tx, &call, &by, &form, "开店")?))
        });
        let (store, serum) = founded.expect("founded");
        World { test, app, store, serum }
    }

    fn does<T: Send + 'static>(
        &self,
        post: &str,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (call, post) = (Call::new(&self.app, &house()), post.to_owned());
        self.test.db.write_now(move |tx| {
            let organisation = org::organisation(tx, &call)?;
            let person =
                organisation.people.values().find(|person| person.name == post).expect("somebody").id;
            let actor = org::today(tx, &call)?.actor(AccountId::of(1), person);
            act(tx, &Call { actor, ..call.clone() })
        })
    }

    fn writes(&self, post: &str, kind: &str, count: &str, words: &str) -> Result<StoreId> {
        let serum = self.serum;
        let form =
            MoveForm { kind: kind.into(), count: count.into(), words: words.into(), ..MoveForm::default() };
        self.does(post, move |tx, call| moving::move_stock(tx, call, serum, &form))
    }

    fn sells(&self, count: i64, document: &str) {
        let (store, moved) = (self.store, Moved { offer: self.serum, count, document: document.into() });
        let sold = self.does("greeter", move |tx, call| {
            let by = call.mandate(Permission::ViewStock, &kernel::Place::store(store))?;
            stock::sell(tx, &by, &Occasion { store, day: TODAY, at: call.now }, std::slice::from_ref(&moved))
        });
        sold.expect("sold");
    }

    fn left(&self) -> i64 {
        let (store, serum) = (self.store, self.serum);
        self.does("greeter", move |tx, _| stock::on_hand(tx, store, serum)).expect("known")
    }
}

/// The code of a refusal, and the fields that are wrong.
fn code<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, Vec<String>) {
    let error = result.expect_err("a refusal");
    let refusal = error.refusal().expect("no fault");
    (refusal.code, refusal.problems.iter().map(|problem| problem.field.clone()).collect())
}

#[test]
fn what_comes_in_is_sold_used_and_counted_adds_up() {
    for world in worlds() {
        world.sells(2, "tickets/1/lines/1");
        assert_eq!(world.left(), -2, "sold before anybody wrote anything down, on {}", world.test.name);
        world.writes("logistics-keeper", "counted", "12", "开店盘点").expect("counted");
        assert_eq!(world.left(), 12);
        world.writes("logistics-keeper", "received", "24", "").expect("came in");
        world.sells(3, "tickets/2/lines/1");
        world.sells(-1, "tickets/2/lines/1");
        world.writes("logistics-keeper", "used", "4", "面部").expect("used");
        world.writes("logistics-keeper", "spoiled", "1", "瓶子破了").expect("spoiled");
        assert_eq!(world.left(), 12 + 24 - 3 + 1 - 4 - 1);
        world.writes("logistics-keeper", "counted", "0", "").expect("none left");
        assert_eq!(world.left(), 0);
    }
}

#[test]
fn what_is_not_right_is_said_and_who_only_looks_writes_nothing() {
    for world in worlds() {
        let keeper = |kind, count, words| code(world.writes("logistics-keeper", kind, count, words)).1;
        assert_eq!(keeper("sold", "1", ""), ["kind"], "only the till sells");
        assert_eq!(keeper("received", "0", ""), ["count"]);
        assert_eq!(keeper("counted", "-1", ""), ["count"]);
        assert_eq!(keeper("spoiled", "1", " "), ["words"]);
        assert!(world.writes("greeter", "received", "1", "").is_err());
        assert_eq!(world.left(), 0);
    }
}

#[test]
fn a_count_that_was_brought_in_goes_again() {
    for world in worlds() {
        world.sells(2, "tickets/1/lines/1");
        let (store, serum) = (world.store, world.serum);
        let counts = move |tx: &mut Tx, call: &Call| {
            let by = call.mandate(Permission::KeepStock, &kernel::Place::store(store))?;
            let on = Occasion { store, day: TODAY, at: call.now };
            let counted = Moved { offer: serum, count: 9, document: "imports/1/rows/1".into() };
            stock::count(tx, &by, &on, &counted, "期初库存")
        };
        world.does("logistics-keeper", counts).expect("brought in");
        assert_eq!(world.left(), 9);
        let back = move |tx: &mut Tx, call: &Call| {
            let by = call.mandate(Permission::KeepStock, &kernel::Place::store(store))?;
            let on = Occasion { store, day: TODAY, at: call.now };
            stock::take_back(tx, &by, &on, "imports/1/rows/1", "列对错了")
        };
        world.does("logistics-keeper", back).expect("taken back");
        world.does("logistics-keeper", back).expect("once more moves nothing");
        assert_eq!(world.left(), -2);
    }
}
