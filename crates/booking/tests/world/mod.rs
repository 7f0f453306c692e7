//! A store with three therapists, two rooms and one instrument, on Monday, 2 March 2026 at nine.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use booking::change::{CancelForm, MoveForm};
use booking::rooms::PlaceForm;
use booking::roster::RosterForm;
use booking::{Order, OrderPart, Source, VisitId, With};
use catalog::{CatalogCache, Step, StepKind, TreatmentContent, TreatmentId};
use customer::{CustomerId, NewCustomer, Vault};
use db::testing::{TestDb, databases};
use db::{Db, Tx, args, sql};
use kernel::{
    Actor, BusinessDate, DrivenClock, Id, Instant, Mandate, Money, Permission, PersonId, Place, Result,
    StoreId, Words,
};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::{Level, OrgCache};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);
/// Facial of an hour: 5 preparation, 30 hands, 15 mask, 10 clean-up; asks for a room and a skill.
pub const FACIAL: i64 = 1;
/// Twenty minutes of hands, nothing else.
pub const SHORT: i64 = 2;
/// With the one instrument.
pub const LASER: i64 = 3;

pub struct World {
    pub test: TestDb,
    pub app: App,
    pub clock: Arc<DrivenClock>,
    pub store: StoreId,
    /// Two who may give everything, and one who may only give the short one.
    pub people: [PersonId; 3],
    pub customers: Vec<CustomerId>,
}

/// One on each kind of database.
pub fn worlds() -> Vec<World> {
    databases().into_iter().map(World::on).collect()
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

pub fn app(db: Db, clock: Arc<DrivenClock>) -> App {
    App::builder(db, clock, Settings::default())
        .part(OrgCache::default())
        .part(CatalogCache::default())
        .part(Vault::new(&[7; 32]))
        .part(booking::Hearers::default())
        .build()
}

impl World {
    fn on(test: TestDb) -> World {
        let nine = org_moment(9 * 60);
        let clock = Arc::new(DrivenClock::at(nine));
        let app = app(test.db.clone(), clock.clone());
        let call = Call::new(&app, &house());
        let (store, people, customers) = test.db.write_now(move |tx| fill(tx, &call, 3, 4)).expect("filled");
        World { test, app, clock, store, people: [people[0], people[1], people[2]], customers }
    }

    pub fn call(&self) -> Call {
        // Somebody who may do everything, and has a name.
        Call::new(&self.app, &Actor::house(self.people[0]))
    }

    /// Goes through a door as the house.
    pub fn does<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = self.call();
        self.test.db.write_now(move |tx| act(tx, &call))
    }

    pub fn at(&self, minute: u32) {
        self.clock.set(org_moment(i64::from(minute)));
    }

    pub fn order(&self, starts: u32, treatments: &[i64]) -> Order {
        let part = |treatment: &i64| OrderPart::of(TreatmentId::of(*treatment));
        Order {
            store: self.store,
            day: TODAY,
            starts,
            customer: self.customers[0],
            second: None,
            parts: treatments.iter().map(part).collect(),
            source: Source::Desk,
            note: String::new(),
            course: None,
            heeded: false,
        }
    }

    pub fn only(&self, starts: u32, treatment: i64, who: usize) -> Order {
        let mut order = self.order(starts, &[treatment]);
        order.parts[0].with = With::Only(self.people[who]);
        order
    }

    pub fn books(&self, order: &Order) -> Result<VisitId> {
        let order = order.clone();
        self.does(move |tx, call| booking::place(tx, call, None, &order))
    }

    pub fn moves(&self, visit: VisitId, at: &str, therapist: Option<usize>) -> Result<()> {
        let therapist = therapist.map_or(String::new(), |who| self.people[who].to_string());
        let form = MoveForm { at: at.into(), therapist, ..MoveForm::default() };
        self.does(move |tx, call| booking::change::move_to(tx, call, visit, &form))
    }

    pub fn cancels(&self, visit: VisitId) -> Result<()> {
        let form = CancelForm { reason: "time".into(), note: String::new() };
        self.does(move |tx, call| booking::change::cancel(tx, call, visit, &form))
    }

    /// The lines of today, as (therapist, room, from, until, state).
    pub fn floor(&self) -> Vec<booking::FloorLine> {
        let store = self.store;
        self.test.db.read_now(move |tx| booking::floor(tx, store, TODAY)).expect("a floor")
    }

    /// What `dianwu verify` finds.
    pub fn found_wrong(&self) -> Vec<String> {
        let found = self.test.db.read_now(db::verify_all).expect("verified");
        let of_booking = found.into_iter().filter(|finding| finding.check == "booking");
        of_booking.map(|finding| finding.what).collect()
    }
}

/// The moment of a minute of the day.
pub fn org_moment(minute: i64) -> Instant {
    let midnight: Instant = "2026-03-02T00:00+08:00".parse::<jiff::Timestamp>().expect("a moment").into();
    midnight.plus_minutes(minute)
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

/// Founds the centre with so many therapists and customers. All of the therapists but the last have passed.
pub fn fill(
    tx: &mut Tx,
    call: &Call,
    hands: i64,
    customers: i64,
) -> Result<(StoreId, Vec<PersonId>, Vec<CustomerId>)> {
    let founding = Founding {
        name: "花间".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: TODAY,
    };
    let store = found(tx, call.now, &founding, &plan())?;
    let mut people = vec![];
    for number in 0..hands {
        let person: PersonId = tx.scalar(
            sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $2, $3) RETURNING id" => (PersonId,)),
            args![format!("技师{number}"), format!("T{number:03}"), TODAY],
        )?;
        people.push(person);
    }
    org::changed(tx)?;
    let call = &Call { actor: Actor::house(people[0]), ..call.clone() };
    let able = &people[..people.len() - 1];
    treatments(tx, call.now, people[0], able)?;
    for (name, kind) in [("一房", "facial"), ("二房", "facial")] {
        booking::rooms::add_room(tx, call, store, &place(name, kind))?;
    }
    booking::rooms::add_equipment(tx, call, store, &place("光子仪", "ipl"))?;
    for person in &people {
        for day in [TODAY, TODAY.tomorrow()?] {
            let form = RosterForm {
                store: String::new(),
                sex: String::new(),
                person: person.to_string(),
                day: day.to_string(),
                starts: "10:00".into(),
                ends: "18:00".into(),
                breaks: "13:00-13:30".into(),
                anyway: String::new(),
            };
            booking::roster::set(tx, call, store, &form)?;
        }
    }
    let open = |number: i64| NewCustomer::named(store, &format!("顾客{number}"));
    let customers: Result<Vec<CustomerId>> =
        (0..customers).map(|number| customer::open(tx, call, &open(number))).collect();
    Ok((store, people, customers?))
}

fn place(name: &str, kind: &str) -> PlaceForm {
    PlaceForm { name: name.into(), kind: kind.into(), ..PlaceForm::default() }
}

fn treatments(tx: &mut Tx, at: Instant, by: PersonId, able: &[PersonId]) -> Result<()> {
    use StepKind::*;
    tx.exec(
        sql!("INSERT INTO skill (id, code, name_zh, name_en) VALUES (1, 'facial', '面部', 'Facial')"),
        args![],
    )?;
    for person in able {
        tx.exec(
            sql!(
                "INSERT INTO skill_pass (skill_id, person_id, level, passed_on, passed_by, passed_at, note) \
                  VALUES (1, $1, 'master', $2, $3, $4, '')"
            ),
            args![*person, TODAY, by, at],
        )?;
    }
    let skilled = Some((kernel::Id::of(1), catalog::Level::Basic));
    let facial: &[(StepKind, u16)] = &[(Preparation, 5), (HandsOn, 30), (Processing, 15), (CleanUp, 10)];
    let short: &[(StepKind, u16)] = &[(HandsOn, 20)];
    add(tx, at, by, FACIAL, facial, Some("facial"), &[], skilled)?;
    // The skill that asks for nothing: everybody has passed.
    tx.exec(
        sql!("INSERT INTO skill (id, code, name_zh, name_en) VALUES (2, 'short', '短', 'Short')"),
        args![],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO skill_pass (skill_id, person_id, level, passed_on, passed_by, passed_at, note) \
              SELECT 2, p.id, 'basic', $1, $2, $3, '' FROM person p WHERE p.staff_number LIKE 'T%'"
        ),
        args![TODAY, by, at],
    )?;
    add(tx, at, by, SHORT, short, None, &[], Some((kernel::Id::of(2), catalog::Level::Basic)))?;
    add(tx, at, by, LASER, short, None, &["ipl"], skilled)
}

#[allow(clippy::too_many_arguments, reason = "one treatment")]
fn add(
    tx: &mut Tx,
    at: Instant,
    by: PersonId,
    id: i64,
    steps: &[(StepKind, u16)],
    room: Option<&str>,
    equipment: &[&str],
    skill: Option<(catalog::SkillId, catalog::Level)>,
) -> Result<()> {
    let step =
        |(kind, minutes): &(StepKind, u16)| Step { kind: *kind, minutes: *minutes, consumables: vec![] };
    let content = catalog::Content::Treatment(TreatmentContent {
        department: "therapy".into(),
        family: "face".into(),
        steps: steps.iter().map(step).collect(),
        room_kind: room.map(str::to_owned),
        equipment: equipment.iter().map(|kind| (*kind).to_owned()).collect(),
        skill,
        hand_fee: Money::ZERO,
    });
    let (number, content) = (format!("F{id:03}"), serde_json::to_string(&content)?);
    tx.exec(
        sql!("INSERT INTO offer (id, kind, number, first_day) VALUES ($1, 'treatment', $2, $3)"),
        args![id, &number, TODAY],
    )?;
    tx.exec(sql!("INSERT INTO treatment (id) VALUES ($1)"), args![id])?;
    tx.exec(
        sql!(
            "INSERT INTO catalog_proposal (id, kind, offer_kind, number, name_zh, name_en, content, why, whom, risk, \
              cost, proposed_by, proposed_at, proposed_day) \
              VALUES ($1, 'add', 'treatment', $2, $2, $2, '', '', '', '', 0, $3, $4, $5)"
        ),
        args![id, &number, by, at, TODAY],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO offer_version (offer_id, from_day, name_zh, name_en, find, content, proposal_id) \
              VALUES ($1, $2, $3, $3, $3, $4, $1)"
        ),
        args![id, TODAY, &number, content],
    )?;
    tx.exec(
        sql!("INSERT INTO offer_price (offer_id, from_day, price, proposal_id) VALUES ($1, $2, $3, $1)"),
        args![id, TODAY, Money::fen(20_000)?],
    )
    .map(drop)
}

/// The right by which the house books.
pub fn by(call: &Call, store: StoreId) -> Mandate {
    call.mandate(Permission::Book, &Place::store(store)).expect("the house may")
}
