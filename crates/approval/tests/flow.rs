//! Forms through the doors, on both databases, in a centre with the shipped posts.

use std::collections::BTreeMap;
use std::sync::Arc;

use approval::asking::{self, AskForm};
use approval::deciding::{self, DecideForm, Proved};
use approval::publishing::simulate;
use approval::{ApprovalId, Approvals, Kinds, Register, Release, State};
use db::testing::{TestDb, databases};
use db::{Tx, args, sql};
use kernel::{AccountId, BusinessDate, DrivenClock, Id, Instant, Money, PersonId, Result, StoreId};
use org::OrgCache;
use org::founding::{Founding, found, house};
use rhythm::{Asked, Evidence};
use web::{App, Call, Settings};

const TODAY: BusinessDate = jiff::civil::date(2026, 3, 2);

/// Account, post.
const PEOPLE: [(&str, &str); 9] = [
    ("board", "board"),
    ("gm", "general-manager"),
    ("td", "therapy-director"),
    ("ad", "administrative-director"),
    ("fin", "finance-clerk"),
    ("head", "front-desk-head"),
    ("greeter", "greeter"),
    ("therapist", "therapist"),
    ("consultant", "consultant"),
];

struct World {
    test: TestDb,
    app: App,
    people: BTreeMap<&'static str, PersonId>,
}

fn worlds() -> Vec<World> {
    databases().into_iter().map(World::on).collect()
}

fn ten() -> Instant {
    let at: jiff::Timestamp = "2026-03-02T10:00+08:00".parse().expect("a moment");
    at.into()
}

impl World {
    fn on(test: TestDb) -> World {
        let clock = Arc::new(DrivenClock::at(ten()));
        let app = App::builder(test.db.clone(), clock, Settings::default())
            .part(OrgCache::default())
            .part(Kinds::default().and(Release).and(Register))
            .build();
        let call = Call::new(&app, &house());
        let people = test.db.write_now(move |tx| fill(tx, &call)).expect("filled");
        World { test, app, people: people.into_iter().collect() }
    }

    fn does<T: Send + 'static>(
        &self,
        who: &str,
        act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let person = self.people[who];
        let call = Call::new(&self.app, &house());
        self.test.db.write_now(move |tx| {
            let actor = org::today(tx, &call)?.actor(AccountId::of(person.get()), person);
            act(tx, &Call { actor, ..call.clone() })
        })
    }

    fn asks(&self, who: &str, code: &'static str, fields: &[(&str, &str)]) -> Result<ApprovalId> {
        let fields = fields.iter().map(|(code, text)| (format!("field.{code}"), (*text).to_owned()));
        let form = AskForm { seat: String::new(), fields: fields.collect() };
        self.does(who, move |tx, call| asking::ask(tx, call, code, &form, &BTreeMap::new()))
    }

    fn decides(&self, who: &str, id: ApprovalId, decision: &str) -> Result<State> {
        let form = DecideForm {
            decision: decision.into(),
            note: "看过".into(),
            drawn: "M60 120L90 60L110 140L150 70L170 150L230 60".into(),
            ..DecideForm::default()
        };
        self.does(who, move |tx, call| deciding::decide(tx, call, id, &form, Proved::Password))
    }

    fn purchase(&self, who: &str, price: &str) -> ApprovalId {
        let fields = [
            ("item", "面膜"),
            ("quantity", "10"),
            ("unit", "盒"),
            ("price", price),
            ("wanted", "2026-03-09"),
            ("why", "快用完了"),
        ];
        self.asks(who, "purchase", &fields).expect("asked")
    }

    /// The posts before which a form lies or will lie, stage after stage.
    fn laid(&self, id: ApprovalId) -> Vec<(i64, i64)> {
        let look = self.test.db.read_now(move |tx| {
            let stages = tx.scalars(
                sql!("SELECT stage FROM approval_desk WHERE approval_id = $1 ORDER BY stage, id" => (i64,)),
                args![id],
            )?;
            let posts = tx.scalars(
                sql!("SELECT post_id FROM approval_desk WHERE approval_id = $1 ORDER BY stage, id" => (i64,)),
                args![id],
            )?;
            Ok(stages.into_iter().zip(posts).collect())
        });
        look.expect("laid")
    }
}

fn fill(tx: &mut Tx, call: &Call) -> Result<Vec<(&'static str, PersonId)>> {
    let founding = Founding {
        name: "花间".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on: TODAY,
    };
    let store: StoreId = found(tx, call.now, &founding, &handbook::plan()?)?;
    let mut people = vec![];
    for (account, code) in PEOPLE {
        let person: PersonId = tx.scalar(
            sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $1, $2) RETURNING id" => (PersonId,)),
            args![account, TODAY],
        )?;
        org::changed(tx)?;
        let post = org::organisation(tx, call)?.post_by_code(code).cloned().expect("a post");
        let at = Some(store).filter(|_| post.level == org::Level::Store);
        tx.exec(
            sql!(
                "INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day) \
                  VALUES ($1, $2, $3, 'full', '', $4)"
            ),
            args![person, post.id, at, TODAY],
        )?;
        people.push((account, person));
    }
    org::changed(tx)?;
    Ok(people)
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

#[test]
fn a_form_goes_where_the_simulation_said() {
    for world in worlds() {
        for who in ["greeter", "therapist", "td", "ad", "gm", "fin"] {
            for price in ["100", "499.99", "500", "20000"] {
                let id = world.purchase(who, price);
                let total = price.parse::<Money>().and_then(|price| price.times(10)).expect("an amount");
                let person = world.people[who];
                let said = world.does(who, move |tx, call| {
                    let chart = org::today(tx, call)?;
                    let form = approval::shipped()?.iter().find(|form| form.code == "purchase").expect("one");
                    let stages = simulate(&chart, form, person, "", Some(total))?;
                    let desks = (1i64..).zip(&stages).flat_map(|(number, stage)| {
                        stage.desks.iter().map(move |desk| (number, desk.seat.post.get()))
                    });
                    Ok(desks.collect::<Vec<_>>())
                });
                assert_eq!(world.laid(id), said.expect("simulated"), "{who} for {price}");
            }
        }
    }
}

#[test]
fn who_asks_does_not_decide_and_neither_does_a_stranger() {
    for world in worlds() {
        let id = world.purchase("td", "100");
        assert_eq!(code(world.decides("td", id, "approve")), "approval.own");
        assert_eq!(code(world.decides("greeter", id, "approve")), "missing");
        assert_eq!(code(world.decides("ad", id, "approve")), "approval.not_yours", "not her turn yet");
    }
}

#[test]
fn an_approved_form_is_carried_out_and_a_changed_one_begins_anew() {
    for world in worlds() {
        let fields = [("customer", "老顾客"), ("item", "F004"), ("amount", "1500"), ("why", "介绍新客")];
        let id = world.asks("consultant", "discount", &fields).expect("asked");
        assert_eq!(world.decides("td", id, "return").expect("given back"), State::Returned);
        assert_eq!(code(world.decides("gm", id, "approve")), "approval.settled", "it never came before her");
        let again = fields.map(|(code, text)| (format!("field.{code}"), text.to_owned()));
        let form = AskForm { seat: String::new(), fields: again.into() };
        let change =
            world.does("consultant", move |tx, call| asking::change(tx, call, id, &form, &BTreeMap::new()));
        change.expect("asked anew");
        assert_eq!(world.decides("td", id, "approve").expect("first"), State::Open);
        assert_eq!(world.decides("gm", id, "approve").expect("last"), State::Approved);
        assert_eq!(code(world.decides("gm", id, "approve")), "approval.settled");
    }
}

#[test]
fn side_by_side_both_have_to_approve_and_a_refusal_ends_it() {
    for world in worlds() {
        let refund = [
            ("customer", "老顾客"),
            ("document", "S-12"),
            ("amount", "300"),
            ("cause", "customer"),
            ("why", "搬家"),
        ];
        let id = world.asks("consultant", "refund", &refund).expect("asked");
        assert_eq!(world.decides("td", id, "approve").expect("first"), State::Open);
        assert_eq!(world.decides("ad", id, "approve").expect("one of two"), State::Open);
        assert_eq!(world.decides("fin", id, "approve").expect("both"), State::Approved);
        let id = world.asks("consultant", "refund", &refund).expect("asked");
        assert_eq!(world.decides("td", id, "refuse").expect("refused"), State::Refused);
        assert_eq!(code(world.decides("fin", id, "approve")), "approval.settled");
    }
}

#[test]
fn it_is_taken_back_and_urged_by_who_asked() {
    for world in worlds() {
        let id = world.purchase("therapist", "100");
        world.does("therapist", move |tx, call| asking::urge(tx, call, id)).expect("urged");
        let again = world.does("therapist", move |tx, call| asking::urge(tx, call, id));
        assert_eq!(code(again), "approval.urged_already");
        world.does("therapist", move |tx, call| asking::recall(tx, call, id)).expect("taken back");
        assert_eq!(code(world.decides("td", id, "approve")), "approval.settled");
    }
}

#[test]
fn what_asks_for_no_signature_is_given_back_without_one_and_a_seal_is_registered() {
    for world in worlds() {
        let repair =
            [("thing", "灯"), ("place", "前厅"), ("haste", "day"), ("amount", "80"), ("why", "一闪一闪")];
        let id = world.asks("head", "repair", &repair).expect("asked");
        assert_eq!(world.decides("td", id, "return").expect("given back"), State::Returned);
        let leave = [("kind", "annual"), ("from", "2026-03-09"), ("until", "2026-03-10"), ("why", "回家")];
        let id = world.asks("therapist", "leave", &leave).expect("asked");
        assert_eq!(world.laid(id).len(), 2, "two days need no general manager");
        let seal =
            [("seal", "contract"), ("document", "合同"), ("copies", "2"), ("to", "净洁"), ("why", "续签")];
        let id = world.asks("fin", "seal", &seal).expect("asked");
        assert_eq!(world.decides("ad", id, "approve").expect("once"), State::Approved);
    }
}

/// What proves the general manager's duties about forms, and whether it has an hour.
fn proofs(world: &World, who: &str) -> BTreeMap<&'static str, bool> {
    let person = world.people[who];
    let look = world.test.db.read_now(move |tx| {
        let asked = Asked { day: TODAY, people: [person].into(), stores: [].into() };
        Approvals.proofs(tx, &asked)
    });
    let mut found = BTreeMap::new();
    for proof in look.expect("proofs") {
        *found.entry(proof.code).or_insert(false) |= proof.at > Instant::default();
    }
    found
}

#[test]
fn an_empty_inbox_is_a_calm_day_and_one_that_waits_is_not() {
    for world in worlds() {
        assert_eq!(proofs(&world, "td").get("approval.inbox"), Some(&false), "nothing lies before her");
        assert_eq!(proofs(&world, "td").get("stock.purchase-request"), Some(&false));
        let id = world.purchase("therapist", "100");
        assert_eq!(proofs(&world, "td").get("approval.inbox"), None, "now something does");
        assert_eq!(proofs(&world, "td").get("stock.purchase-request"), None);
        assert_eq!(proofs(&world, "td").get("people.leave"), Some(&false), "of that kind nothing does");
        assert_eq!(
            proofs(&world, "therapist").get("approval.inbox"),
            Some(&false),
            "her own is not before her"
        );
        world.decides("td", id, "approve").expect("approved");
        for code in ["approval.inbox", "approval.signature", "approval.effect", "stock.purchase-request"] {
            assert_eq!(proofs(&world, "td").get(code), Some(&true), "{code} is proven by what she decided");
        }
    }
}
