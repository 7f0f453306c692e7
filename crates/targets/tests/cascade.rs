//! From the year to the day on both databases, and what people reach of it.
#[path = "../../sales/tests/world/mod.rs"]
mod world;

use std::collections::BTreeSet;

use db::{Tx, args, sql};
use kernel::{Actor, BusinessDate, Id, PersonId, Result, StoreId};
use meeting::{AgendaAsked, AgendaItems};
use rhythm::Amount;
use sales::Journal;
use targets::giving::{self, MonthsForm, YearForm};
use targets::planning::{self, PlanForm, ReviewForm};
use targets::sharing::{self, ShareForm};
use targets::{Progress, Standing, TargetId};
use web::Call;
use world::{TODAY, World, code, fen, form, worlds};

const MARCH: BusinessDate = BusinessDate::constant(2026, 3, 1);
const SELLER: i64 = 2;
const OTHER: i64 = 3;

/// A world in which two people carry targets.
fn staffed() -> impl Iterator<Item = World> {
    worlds().into_iter().inspect(|world| {
        let posts = |tx: &mut Tx, _: &Call| {
            tx.exec(
                sql!(
                    "INSERT INTO post (code, name_zh, name_en, level, pays_out, position, created_on) \
                      VALUES ('consultant', '顾问', '', 'store', 0, 1, '2026-01-01')"
                ),
                args![],
            )?;
            tx.exec(
                sql!(
                    "INSERT INTO post_grant (post_id, permission, scope, from_day) \
                      SELECT id, 'carry-targets', 'own', '2026-01-01' FROM post WHERE code = 'consultant'"
                ),
                args![],
            )?;
            for person in [SELLER, OTHER] {
                tx.exec(
                    sql!(
                        "INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day) \
                          SELECT $1, id, 1, 'full', '', '2026-01-01' FROM post WHERE code = 'consultant'"
                    ),
                    args![person],
                )?;
            }
            org::changed(tx)
        };
        world.does(posts).expect("posts");
    })
}

fn year(world: &World, amount: &str) -> TargetId {
    let form = YearForm {
        year: "2026".into(),
        measure: "cash".into(),
        amount: amount.into(),
        ..YearForm::default()
    };
    world.does(move |tx, call| giving::give(tx, call, &form)).expect("given")
}

fn months(world: &World, amounts: &[&str]) -> Result<usize> {
    let amount = amounts.iter().map(ToString::to_string).collect();
    let form = MonthsForm { year: "2026".into(), measure: "cash".into(), amount, ..MonthsForm::default() };
    world.does(move |tx, call| giving::decide(tx, call, &form))
}

fn share(world: &World, parts: &[(i64, &str)]) -> Result<usize> {
    let form = ShareForm {
        month: "2026-03".into(),
        measure: "cash".into(),
        person: parts.iter().map(|(person, _)| person.to_string()).collect(),
        amount: parts.iter().map(|(_, amount)| (*amount).to_owned()).collect(),
        ..ShareForm::default()
    };
    world.does(move |tx, call| sharing::share(tx, call, &form))
}

fn standing(world: &World) -> Standing {
    let read = |tx: &mut Tx, call: &Call| targets::standing(tx, call, StoreId::of(1), Journal::Cash, MARCH);
    world.does(read).expect("a month")
}

fn of(world: &World, person: i64) -> Progress {
    standing(world).people.get(&PersonId::of(person)).copied().unwrap_or_default()
}

#[test]
fn a_year_becomes_months_and_months_become_parts_and_all_of_it_adds_up() {
    for world in staffed() {
        year(&world, "120000");
        let mut all = vec!["10000"; 12];
        all[0] = "9000";
        assert_eq!(code(months(&world, &all)), "targets.parts_differ");
        assert_eq!(code(share(&world, &[(SELLER, "10000")])), "targets.no_month");
        assert_eq!(months(&world, &["10000"; 12]).expect("decided"), 12);
        assert_eq!(months(&world, &["10000"; 12]).expect("nothing new"), 0);

        assert_eq!(code(share(&world, &[(SELLER, "6000"), (OTHER, "3000")])), "targets.parts_differ");
        assert_eq!(code(share(&world, &[(SELLER, "6000"), (5, "4000")])), "invalid", "she carries none");
        assert_eq!(share(&world, &[(SELLER, "6000"), (OTHER, "4000")]).expect("shared"), 2);
        assert_eq!(share(&world, &[(SELLER, "10000")]).expect("shared anew"), 2, "nobody is forgotten");
        assert_eq!(of(&world, OTHER).target, fen(0));
        assert_eq!(of(&world, SELLER).target, fen(10_000_00));
        let kept = world.count(sql!("SELECT count(*) FROM target WHERE level = 'person'" => (i64,)));
        assert_eq!(kept, 4, "what was set before stays");
    }
}

#[test]
fn a_plan_makes_the_month_and_another_takes_its_place() {
    for world in staffed() {
        let plan = |amounts: &[&str]| {
            let amount = amounts.iter().map(ToString::to_string).collect();
            let positioning = "上班族".to_owned();
            let form = PlanForm { month: "2026-03".into(), positioning, amount, ..PlanForm::default() };
            world.does(move |tx, call| planning::plan(tx, call, &form))
        };
        assert_eq!(code(plan(&["3000"])), "targets.no_month");
        months(&world, &["", "", "3000"]).expect("a month");
        assert_eq!(code(plan(&["1000", "", "1500", ""])), "targets.parts_differ");
        assert_eq!(code(plan(&["1000", "-1", "2001", ""])), "invalid");
        let first = plan(&["1000", "", "2000", ""]).expect("planned");
        let second = plan(&["1000", "500", "1500", ""]).expect("planned anew");
        assert_ne!(first, second);
        let held = sql!("SELECT count(*) FROM sales_plan WHERE replaced_at IS NULL" => (i64,));
        assert_eq!(world.count(held), 1);
        assert_eq!(
            world.count(sql!("SELECT count(*) FROM sales_plan_part" => (i64,))),
            8,
            "the old one stays"
        );
        let silent = ReviewForm { month: "2026-03".into(), ..ReviewForm::default() };
        let told = ReviewForm { words: "产品没人讲".into(), ..silent.clone() };
        let review = |form: ReviewForm| world.does(move |tx, call| planning::review(tx, call, &form));
        assert_eq!(code(review(silent)), "invalid");
        review(told).expect("kept");
    }
}

#[test]
fn what_is_sold_is_reached_and_the_rest_is_asked_of_the_days_left() {
    for world in staffed() {
        months(&world, &["", "", "3000"]).expect("a month");
        share(&world, &[(SELLER, "2000"), (OTHER, "1000")]).expect("shared");
        let before = of(&world, SELLER);
        assert_eq!((before.reached, before.gap), (fen(0), fen(2_000_00)));
        assert!(before.today > fen(0));
        let id = world.checkout(&form("", &["P001|||||0003|0002"], &[], "cash")).expect("sold");
        let after = of(&world, SELLER);
        assert_eq!((after.reached, after.gap), (fen(168_00), fen(1_832_00)));
        assert_eq!(after.today, before.today, "the morning's target stands the whole day");
        assert_eq!(standing(&world).progress.reached, fen(168_00));
        world.reverse(id, &[]).expect("taken back");
        assert_eq!(of(&world, SELLER).gap, fen(2_000_00));
    }
}

#[test]
fn the_next_mornings_meeting_sees_what_was_reached_against_what_was_asked() {
    for world in staffed() {
        months(&world, &["", "", "3000"]).expect("a month");
        share(&world, &[(SELLER, "2000"), (OTHER, "1000")]).expect("shared");
        world.checkout(&form("", &["P001|||||0003|0002"], &[], "cash")).expect("sold");
        let items = |people: &[i64]| {
            let people: BTreeSet<PersonId> = people.iter().map(|person| PersonId::of(*person)).collect();
            let departments = vec![("consultants".to_owned(), people)];
            let day = TODAY.tomorrow().expect("a day");
            let asked = AgendaAsked { store: StoreId::of(1), day, yesterday: TODAY, departments };
            world.does(move |tx, call| targets::Aims.items(tx, call, &asked))
        };
        let both = items(&[SELLER, OTHER]).expect("items");
        assert_eq!(both.len(), 1, "nobody carries value delivered");
        assert_eq!(both[0].amount, Some(Amount::Money(fen(168_00))));
        let asked = of(&world, SELLER).today.plus(of(&world, OTHER).today).expect("in range");
        assert_eq!(both[0].target, Some(Amount::Money(asked)));
        let other = items(&[OTHER]).expect("items");
        assert_eq!(other[0].amount, Some(Amount::Money(fen(0))), "she has sold nothing");
    }
}

#[test]
fn a_target_is_accepted_once_and_by_whoever_carries_it() {
    for world in staffed() {
        let id = year(&world, "120000");
        let accept = |world: &World, id| world.does(move |tx, call| giving::accept(tx, call, id));
        accept(&world, id).expect("accepted");
        assert_eq!(code(accept(&world, id)), "targets.not_open");
        months(&world, &["", "", "3000"]).expect("a month");
        share(&world, &[(SELLER, "2000"), (OTHER, "1000")]).expect("shared");
        let hers = standing(&world).targets[&PersonId::of(SELLER)].id;
        assert_eq!(code(accept(&world, hers)), "targets.not_hers");
        world.does_as(SELLER, move |tx, call| giving::accept(tx, call, hers)).expect("her own");
        assert!(standing(&world).targets[&PersonId::of(SELLER)].accepted_at.is_some());
        share(&world, &[(SELLER, "2500"), (OTHER, "500")]).expect("shared anew");
        assert!(
            standing(&world).targets[&PersonId::of(SELLER)].accepted_at.is_none(),
            "a new one, not accepted"
        );
    }
}

#[test]
fn what_is_typed_wrong_is_told_and_a_stranger_is_turned_away() {
    for world in staffed() {
        assert_eq!(code(months(&world, &["many"])), "invalid");
        let stranger =
            Call { actor: Actor { holdings: vec![], ..Actor::house(PersonId::of(5)) }, ..world.call.clone() };
        let form = YearForm {
            year: "2026".into(),
            measure: "cash".into(),
            amount: "1".into(),
            ..YearForm::default()
        };
        let refused = world.db().write_now(move |tx| giving::give(tx, &stranger, &form).map(drop));
        assert_eq!(code(refused), "targets.no_store");
    }
}
