//! A store with four who give facials, one of them only the short one, on Monday, 2 March 2026 at ten.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use booking::Treated;
use catalog::{CatalogCache, Content, Level, Step, StepKind, TreatmentContent, TreatmentId};
use db::testing::{TestDb, databases};
use db::{Tx, args, sql};
use kernel::{
    Actor, BusinessDate, DrivenClock, Id, Instant, Mandate, Money, Permission, PersonId, Place, Result,
    StoreId, Words,
};
use org::founding::{Founding, Plan, PlannedPost, found, house};
use org::{Level as PostLevel, OrgCache};
use rotation::cards::CardForm;
use rotation::{Customer, EventId};
use web::{App, Call, Settings};

pub const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);
/// An hour of hands, 298 yuan, asks for a pass; the last of the four has none.
pub const FACIAL: i64 = 1;
/// Twenty minutes that everybody may give, 128 yuan.
pub const SHORT: i64 = 2;

pub struct World {
    pub test: TestDb,
    pub app: App,
    pub clock: Arc<DrivenClock>,
    pub store: StoreId,
    pub people: Vec<PersonId>,
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
        level: PostLevel::Centre,
        pays_out: false,
        position: 0,
        superior: None,
        dotted: vec![],
        grants: vec![],
    };
    Plan { departments: vec![], posts: vec![board], calendar: vec![] }
}

/// A minute of the day.
pub fn moment(minute: i64) -> Instant {
    let midnight: Instant = "2026-03-02T00:00+08:00".parse::<jiff::Timestamp>().expect("a moment").into();
    midnight.plus_minutes(minute)
}

impl World {
    fn on(test: TestDb) -> World {
        let clock = Arc::new(DrivenClock::at(moment(10 * 60)));
        let app = App::builder(test.db.clone(), clock.clone(), Settings::default())
            .part(OrgCache::default())
            .part(CatalogCache::default())
            .part(booking::Hearers::default().and(rotation::Turns))
            .build();
        let call = Call::new(&app, &house());
        let (store, people) = test.db.write_now(move |tx| fill(tx, &call)).expect("filled");
        World { test, app, clock, store, people }
    }

    /// Goes through a door as somebody of the house who may do everything.
    pub fn does<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = Call::new(&self.app, &Actor::house(self.people[0]));
        self.test.db.write_now(move |tx| act(tx, &call))
    }

    pub fn at(&self, minute: i64) {
        self.clock.set(moment(minute));
    }

    pub fn card(&self, who: usize, act: &str) -> Result<StoreId> {
        let form = CardForm {
            store: self.store.to_string(),
            person: self.people[who].to_string(),
            family: "face".into(),
            act: act.into(),
            ..CardForm::default()
        };
        self.does(move |tx, call| rotation::cards::turn(tx, call, &form))
    }

    pub fn sign_in_all(&self) {
        for who in 0..4 {
            self.card(who, "sign-in").expect("signed in");
        }
    }

    pub fn customer(&self, treatment: i64) -> Customer {
        Customer {
            store: self.store,
            treatment: TreatmentId::of(treatment),
            dispatch: booking::Dispatch::Turn,
            person: None,
            said: Default::default(),
            out_of_turn: String::new(),
            income: None,
            customer: None,
            line: None,
        }
    }

    /// A booked treatment in somebody's hands.
    pub fn treated(&self, treatment: i64, who: usize) -> Treated {
        Treated {
            visit: kernel::Id::of(7),
            line: kernel::Id::of(77),
            store: self.store,
            treatment: TreatmentId::of(treatment),
            therapist: self.people[who],
            dispatch: booking::Dispatch::Booked,
            customer: None,
            until: moment(11 * 60),
        }
    }

    /// The boards hear something of booking, in somebody's name.
    pub fn hears(&self, act: impl Fn(&mut Tx, &Call, &Mandate) -> Result<()> + Send + 'static) -> Result<()> {
        let store = self.store;
        self.does(move |tx, call| {
            let by = call.mandate(Permission::Dispatch, &Place::store(store))?;
            act(tx, call, &by)
        })
    }

    /// In what ways customers were given, in order.
    pub fn logged(&self) -> Vec<String> {
        let ways =
            sql!("SELECT dispatch FROM rotation_event WHERE kind = 'dispatched' ORDER BY id" => (String,));
        self.does(move |tx, _| tx.scalars(ways, args![])).expect("read")
    }

    /// Gives a customer, and tells whose she became, counted from zero.
    pub fn gives(&self, customer: Customer) -> Result<(EventId, usize)> {
        let (id, person) = self.does(move |tx, call| rotation::give(tx, call, &customer))?;
        Ok((id, self.people.iter().position(|one| *one == person).expect("one of the four")))
    }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

fn fill(tx: &mut Tx, call: &Call) -> Result<(StoreId, Vec<PersonId>)> {
    let founding = Founding {
        name: "花间".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: TODAY,
    };
    let store = found(tx, call.now, &founding, &plan())?;
    let mut people: Vec<PersonId> = vec![];
    for name in ["陈思思", "王丽", "李娜", "赵小燕"] {
        let number = format!("T{:03}", people.len());
        people.push(tx.scalar(
            sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $2, $3) RETURNING id" => (PersonId,)),
            args![name, number, TODAY],
        )?);
    }
    org::changed(tx)?;
    for (skill, able) in [(1i64, &people[..3]), (2, &people[..])] {
        tx.exec(
            sql!("INSERT INTO skill (id, code, name_zh, name_en) VALUES ($1, $2, $2, $2)"),
            args![skill, format!("skill-{skill}")],
        )?;
        for person in able {
            tx.exec(
                sql!(
                    "INSERT INTO skill_pass (skill_id, person_id, level, passed_on, passed_by, passed_at, note) \
                      VALUES ($1, $2, 'master', $3, $2, $4, '')"
                ),
                args![skill, *person, TODAY, call.now],
            )?;
        }
    }
    treatment(tx, call.now, people[0], FACIAL, 60, 298_00)?;
    treatment(tx, call.now, people[0], SHORT, 20, 128_00)?;
    Ok((store, people))
}

fn treatment(tx: &mut Tx, at: Instant, by: PersonId, id: i64, minutes: u16, price: i64) -> Result<()> {
    let content = Content::Treatment(TreatmentContent {
        department: "therapy".into(),
        family: "face".into(),
        steps: vec![Step { kind: StepKind::HandsOn, minutes, consumables: vec![] }],
        room_kind: None,
        equipment: vec![],
        skill: Some((kernel::Id::of(id), Level::Basic)),
        hand_fee: Money::ZERO,
    });
    let number = format!("F{id:03}");
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
        args![id, TODAY, &number, serde_json::to_string(&content)?],
    )?;
    tx.exec(
        sql!("INSERT INTO offer_price (offer_id, from_day, price, proposal_id) VALUES ($1, $2, $3, $1)"),
        args![id, TODAY, Money::fen(price)?],
    )
    .map(drop)
}
