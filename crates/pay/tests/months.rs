//! Months on both databases: worked out from real tickets, settled, undone, corrected; schemes drafted, tried, adopted.
#[path = "../../sales/tests/world/mod.rs"]
mod world;

use db::{Tx, args, sql};
use kernel::{Actor, BusinessDate, Id, Money, PersonId, Result};
use pay::schemes::{self, AdoptForm, DraftForm};
use pay::settling::{self, CorrectionForm, SettleForm};
use pay::{Pays, Rule, Scheme, SchemeForm, Sheet, Whose};
use web::Call;
use world::{World, code, fen, form, worlds};

const MARCH: BusinessDate = BusinessDate::constant(2026, 3, 1);
const APRIL: BusinessDate = BusinessDate::constant(2026, 4, 1);
const CONSULTANT: i64 = 2;
const THERAPIST: i64 = 3;

/// A world in which somebody sells and somebody serves.
fn staffed() -> impl Iterator<Item = World> {
    worlds().into_iter().inspect(|world| {
        let posts = |tx: &mut Tx, _: &Call| {
            for (post, person) in [("consultant", CONSULTANT), ("therapist", THERAPIST), ("therapist", 4)] {
                tx.exec(
                    sql!(
                        "INSERT INTO post (code, name_zh, name_en, level, pays_out, position, created_on) \
                          VALUES ($1, $1, $1, 'store', 0, 1, '2026-01-01') ON CONFLICT DO NOTHING"
                    ),
                    args![post],
                )?;
                tx.exec(
                    sql!(
                        "INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day) \
                          SELECT $1, id, 1, 'full', '', '2026-01-01' FROM post WHERE code = $2"
                    ),
                    args![person, post],
                )?;
            }
            org::changed(tx)
        };
        world.does(posts).expect("posts");
    })
}

/// The same world so many days later.
fn later<T: Send + 'static>(
    world: &World,
    days: i64,
    act: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
) -> Result<T> {
    let call = Call { now: world.call.now.plus_minutes(days * 24 * 60), ..world.call.clone() };
    world.db().write_now(move |tx| act(tx, &call))
}

fn sheet(world: &World, first: BusinessDate, person: i64) -> Sheet {
    let month = world.does(move |tx, call| pay::month(tx, call, first, None)).expect("a month");
    month.sheets.get(&PersonId::of(person)).copied().unwrap_or_default()
}

fn settle(world: &World, days: i64, month: &str) -> Result<()> {
    let form = SettleForm { month: month.into() };
    later(world, days, move |tx, call| settling::settle(tx, call, &form).map(drop))
}

#[test]
fn a_treatment_and_a_product_pay_who_served_and_who_sold() {
    for world in staffed() {
        let lines = ["F001|||||0003|0002", "P001|2|||||0002"];
        let id = world.checkout(&form("1", &lines, &[], "wechat")).expect("settled");
        // 0.8 % of what a member pays for the treatment, and the hand-fee of the catalogue.
        assert_eq!(sheet(&world, MARCH, THERAPIST).earned, fen(2_06 + 20_00));
        assert_eq!(sheet(&world, MARCH, CONSULTANT).earned, fen(16_80), "5 % of two products; 7,000 is far");
        world.reverse(id, &[]).expect("taken back");
        assert_eq!(sheet(&world, MARCH, THERAPIST).earned, Money::ZERO);
        assert_eq!(sheet(&world, MARCH, CONSULTANT).earned, Money::ZERO);
    }
}

#[test]
fn a_settled_month_stands_and_what_is_undone_later_is_due_back() {
    for world in staffed() {
        let first = world.checkout(&form("", &["F001|||||0003"], &[], "cash")).expect("settled");
        assert_eq!(code(settle(&world, 0, "2026-03")), "pay.not_over");
        settle(&world, 31, "2026-03").expect("settled");
        assert_eq!(code(settle(&world, 31, "2026-03")), "pay.settled");
        assert_eq!(code(settle(&world, 92, "2026-05")), "pay.earlier_first");
        assert_eq!(world.count(sql!("SELECT count(*) FROM pay_line" => (i64,))), 2);

        // One is undone in April, and another is sold: a fifth of April's is taken, the rest waits.
        let undo = move |tx: &mut Tx, call: &Call| {
            let form = sales::reversal::ReverseForm { line: vec![], why: "收错了".into() };
            sales::reversal::reverse(tx, call, first, &form).map(drop)?;
            let again = world::form("", &["F001|||||0003"], &[], "cash");
            sales::checkout::checkout(tx, call, &again).map(drop)
        };
        later(&world, 31, undo).expect("undone");
        let paid = 2_38 + 20_00;
        let april = sheet(&world, APRIL, THERAPIST);
        assert_eq!((april.earned, april.due_back), (fen(paid), fen(paid)));
        assert_eq!((april.taken, april.carried), (fen(4_48), fen(paid - 4_48)));
        assert_eq!(april.total, fen(paid - 4_48));
        settle(&world, 61, "2026-04").expect("settled");
        let may = sheet(&world, BusinessDate::constant(2026, 5, 1), THERAPIST);
        assert_eq!((may.brought, may.taken), (fen(paid - 4_48), Money::ZERO));
    }
}

#[test]
fn a_correction_is_a_further_entry_of_an_open_month_and_nobodys_own() {
    for world in staffed() {
        world.checkout(&form("", &["F001|||||0003"], &[], "cash")).expect("settled");
        settle(&world, 31, "2026-03").expect("settled");
        let entry =
            |month: &str| CorrectionForm {
                month: month.into(), amount: "-5".into(), why: "多算一次".into()
            };
        let (march, april) = (entry("2026-03"), entry("2026-04"));
        let therapist = PersonId::of(THERAPIST);
        let refused =
            later(&world, 31, move |tx, call| settling::correct(tx, call, therapist, &march).map(drop));
        assert_eq!(code(refused), "pay.settled");
        let kept = april.clone();
        later(&world, 31, move |tx, call| settling::correct(tx, call, therapist, &kept).map(drop))
            .expect("entered");
        assert_eq!(sheet(&world, APRIL, THERAPIST).corrected, fen(-5_00));
        let own = world
            .does_as(THERAPIST, move |tx, call| settling::correct(tx, call, therapist, &april).map(drop));
        assert_eq!(code(own), "pay.own");
    }
}

#[test]
fn a_draft_is_tried_and_taken_into_use_and_then_stays() {
    for world in staffed() {
        world.checkout(&form("", &["F001|||||0003"], &[], "cash")).expect("settled");
        let id = world
            .does(|tx, call| schemes::draft(tx, call, &DraftForm { name: "旺季".into() }))
            .expect("a draft");
        let mut scheme = Scheme::usual().expect("a scheme");
        scheme.rules.retain(|rule| rule.code == "hand-fee");
        scheme.rules[0].percent = 150;
        scheme.rules[0].posts = vec!["therapist".into()];
        scheme.house = vec!["forfeit-on-leaving".into()];
        let typed = SchemeForm::of("旺季", &scheme);
        world.does(move |tx, call| schemes::keep(tx, call, id, &typed).map(drop)).expect("kept");
        let tried =
            world.does(move |tx, call| schemes::trial(tx, call, &scheme, MARCH, MARCH)).expect("tried");
        assert_eq!(tried.people.get(&PersonId::of(THERAPIST)), Some(&(fen(2_38 + 20_00), fen(30_00))));
        assert_eq!(sheet(&world, MARCH, THERAPIST).earned, fen(22_38), "a trial changes nothing");

        let from = AdoptForm { month: "2026-04".into() };
        world.does(move |tx, call| schemes::adopt(tx, call, id, &from).map(drop)).expect("adopted");
        assert_eq!(sheet(&world, MARCH, THERAPIST).earned, fen(22_38), "March keeps its scheme");
        let sell = |tx: &mut Tx, call: &Call| {
            sales::checkout::checkout(tx, call, &world::form("", &["F001|||||0003"], &[], "cash")).map(drop)
        };
        later(&world, 31, sell).expect("sold");
        assert_eq!(sheet(&world, APRIL, THERAPIST).earned, fen(30_00));
        let again = world.does(move |tx, call| schemes::put_aside(tx, call, id).map(drop));
        assert_eq!(code(again), "pay.not_a_draft");
    }
}

#[test]
fn wages_and_what_a_team_earned_stand_with_the_month() {
    for world in staffed() {
        world.checkout(&form("", &["F001|||||0003", "F001|||||0004"], &[], "cash")).expect("settled");
        let mut scheme = Scheme::usual().expect("a scheme");
        let usual = scheme.rules.iter().find(|rule| rule.code == "consumption").cloned().expect("a rule");
        scheme.rules.retain(|rule| rule.code == "hand-fee");
        scheme.rules[0].posts = vec!["therapist".into()];
        let posts = vec!["consultant".to_owned()];
        let team = Rule { code: "team".into(), posts: posts.clone(), whose: Whose::Store, ..usual.clone() };
        let wage =
            Rule { code: "wage".into(), posts, pays: Pays::Wage, fee: fen(3_100_00), steps: vec![], ..usual };
        scheme.rules.extend([team, wage]);
        let name = || DraftForm { name: "团队".into() };
        let id = world.does(move |tx, call| schemes::draft(tx, call, &name())).expect("a draft");
        let typed = SchemeForm::of("团队", &scheme);
        world.does(move |tx, call| schemes::keep(tx, call, id, &typed).map(drop)).expect("kept");
        let from = AdoptForm { month: "2026-03".into() };
        world.does(move |tx, call| schemes::adopt(tx, call, id, &from).map(drop)).expect("adopted");

        // 0.8 % of two treatments, and the wage of a whole month.
        let whole = fen(2 * 2_38 + 1 + 3_100_00);
        assert_eq!(sheet(&world, MARCH, CONSULTANT).earned, whole);
        settle(&world, 31, "2026-03").expect("settled");
        assert_eq!(
            world.count(sql!("SELECT count(*) FROM pay_line WHERE performance_id IS NULL" => (i64,))),
            1
        );
        assert_eq!(
            world
                .count(sql!("SELECT count(*) FROM pay_line WHERE rule = 'team' AND whole = 29800" => (i64,))),
            2
        );
        assert_eq!(
            world.count(sql!("SELECT earned FROM pay_sheet WHERE person_id = 2" => (i64,))),
            whole.in_fen()
        );
    }
}

#[test]
fn what_is_typed_wrong_is_told() {
    for world in staffed() {
        let nameless = world.does(|tx, call| schemes::draft(tx, call, &DraftForm::default()).map(drop));
        assert_eq!(code(nameless), "invalid");
        assert_eq!(code(settle(&world, 31, "March")), "invalid");
        let stranger =
            Call { actor: Actor { holdings: vec![], ..Actor::house(PersonId::of(9)) }, ..world.call.clone() };
        let form = SettleForm { month: "2026-02".into() };
        let refused = world.db().write_now(move |tx| settling::settle(tx, &stranger, &form).map(drop));
        assert_eq!(code(refused), "forbidden");
    }
}
