//! Laws of the way a form goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{BusinessDate, Id, PersonId, PostId, StoreId};
use org::{
    CentreRow, Chart, HoldingRow, LineKind, LineRow, Organisation, PersonRow, PostRow, StoreRow, Tenure,
};
use proptest::prelude::*;

use super::*;
use crate::form::shipped;

const DAY: BusinessDate = jiff::civil::date(2026, 3, 2);

/// Post 1 on top; each later one answers to one before it. `held` lists post and person, all in one store.
pub(crate) fn house(superiors: &[i64], held: &[(i64, i64)]) -> Chart {
    let begun = jiff::civil::date(2026, 1, 1);
    let count = i64::try_from(superiors.len()).expect("few") + 1;
    let store = StoreId::of(1);
    let post = |id: i64| PostRow {
        id: PostId::of(id),
        code: format!("p{id}"),
        name_zh: format!("岗{id}"),
        name_en: String::new(),
        department: None,
        level: Level::Store,
        pays_out: false,
        position: id,
        created_on: begun,
        ended_on: None,
    };
    let line = |(id, superior): (i64, &i64)| LineRow {
        id: Id::of(id),
        post_id: PostId::of(id),
        superior_id: PostId::of(*superior),
        kind: LineKind::Solid,
        from_day: begun,
        until_day: None,
    };
    let holding = |(id, (post, person)): (i64, &(i64, i64))| HoldingRow {
        id: Id::of(id),
        person_id: PersonId::of(*person),
        post_id: PostId::of(*post),
        store_id: Some(store),
        kind: Tenure::Full,
        reason: String::new(),
        from_day: begun,
        until_day: None,
    };
    let person = |id: i64| PersonRow {
        id: PersonId::of(id),
        name: format!("人{id}"),
        staff_number: id.to_string(),
        joined_on: begun,
        left_on: None,
    };
    let shop = StoreRow { id: store, name: "一".into(), day_cut: 0, opened_on: begun, closed_on: None };
    let centre =
        CentreRow { name: "test".into(), zone: "UTC".into(), demo: false, founded_on: begun, stamp: 0 };
    let organisation = Organisation {
        centre,
        stores: BTreeMap::from([(store, shop)]),
        departments: BTreeMap::new(),
        posts: (1..=count).map(|id| (PostId::of(id), post(id))).collect(),
        lines: (2..).zip(superiors).filter(|(_, superior)| **superior > 0).map(line).collect(),
        grants: vec![],
        people: (1..=20).map(|id| (PersonId::of(id), person(id))).collect(),
        holdings: (1..).zip(held).map(holding).collect(),
        delegations: vec![],
        announced: vec![],
        hours: vec![],
        store_days: vec![],
    };
    Chart::of(Arc::new(organisation), DAY)
}

fn form(steps: Vec<Step>) -> Form {
    let purchase = shipped().expect("forms").iter().find(|form| form.code == "purchase").expect("one");
    Form { steps, ..purchase.clone() }
}

fn step(who: Who, at_least: Option<i64>, together: &str) -> Step {
    Step {
        who,
        at_least,
        below: None,
        number: None,
        departments: vec![],
        stores: vec![],
        together: together.into(),
        any: false,
    }
}

fn seat(post: i64) -> Seat {
    Seat { post: PostId::of(post), store: Some(StoreId::of(1)) }
}

fn way(form: &Form, chart: &Chart, person: i64, post: i64, fen: i64) -> Vec<Vec<i64>> {
    let filled = Filled::new();
    let matter = Matter {
        person: PersonId::of(person),
        seat: seat(post),
        department: Some("therapy"),
        amount: Money::fen(fen).ok(),
        filled: &filled,
    };
    let desks = |stage: &Stage| stage.desks.iter().map(|desk| desk.seat.post.get()).collect();
    route(form, chart, &matter).iter().map(desks).collect()
}

#[test]
fn the_amount_says_how_high_it_goes_and_a_vacant_seat_is_passed() {
    // 1 board, 2 manager, 3 director (vacant), 4 therapist.
    let chart = house(&[1, 2, 3], &[(1, 1), (2, 2), (4, 4)]);
    let purchase =
        form(vec![step(Who::Superior(1), None, ""), step(Who::Post("p1".into()), Some(5_000_00), "")]);
    assert_eq!(way(&purchase, &chart, 4, 4, 3_000_00), [[2]]);
    assert_eq!(way(&purchase, &chart, 4, 4, 5_000_00), [[2], [1]]);
    assert_eq!(way(&purchase, &chart, 1, 1, 9_000_00), Vec::<Vec<i64>>::new(), "nobody is above the board");
}

#[test]
fn side_by_side_is_one_stage_and_nobody_decides_twice() {
    let chart = house(&[1, 2, 2], &[(1, 1), (2, 2), (3, 3), (4, 4)]);
    let both = form(vec![
        step(Who::Post("p2".into()), None, "a"),
        step(Who::Post("p3".into()), None, "a"),
        step(Who::Superior(1), None, ""),
        step(Who::Superior(2), None, ""),
    ]);
    assert_eq!(way(&both, &chart, 4, 4, 0), [vec![2, 3], vec![1]]);
}

fn any_house() -> impl Strategy<Value = (Vec<i64>, Vec<(i64, i64)>)> {
    (1..7usize).prop_flat_map(|count| {
        let superiors: Vec<_> = (1..=count as i64).map(|id| 1..=id).collect();
        (superiors, prop::collection::vec((1..=count as i64 + 1, 1..9i64), 0..14))
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let who =
        prop_oneof![(1..4u8).prop_map(Who::Superior), (1..8i64).prop_map(|p| Who::Post(format!("p{p}")))];
    (who, prop::option::of(0..10_000_00i64), prop::sample::select(vec!["", "a", "b"]))
        .prop_map(|(who, least, together)| step(who, least, together))
}

proptest! {
    /// No route lets anybody approve her own.
    #[test]
    fn nobody_is_on_her_own_way(
        (superiors, held) in any_house(), steps in prop::collection::vec(any_step(), 1..6),
        who in 0..14usize, fen in 0..10_000_00i64,
    ) {
        let chart = house(&superiors, &held);
        let Some((post, person)) = held.get(who % held.len().max(1)).copied() else { return Ok(()) };
        let filled = Filled::new();
        let matter = Matter {
            person: PersonId::of(person), seat: seat(post), department: None, amount: Money::fen(fen).ok(), filled: &filled,
        };
        let stages = route(&form(steps), &chart, &matter);
        let desks: Vec<&Desk> = stages.iter().flat_map(|stage| &stage.desks).collect();
        prop_assert!(desks.iter().all(|desk| !desk.people.is_empty() && !desk.people.contains(&matter.person)));
        prop_assert!(desks.iter().all(|desk| desk.people.iter().all(|person| chart.holders(desk.seat).contains(person))));
        let mut seats: Vec<Seat> = desks.iter().map(|desk| desk.seat).collect();
        seats.sort_unstable();
        seats.dedup();
        prop_assert_eq!(seats.len(), desks.len(), "nobody decides twice");
    }

    /// What is dearer goes at least as far.
    #[test]
    fn a_larger_amount_skips_nobody(
        (superiors, held) in any_house(), steps in prop::collection::vec(any_step(), 1..6),
        who in 0..14usize, fen in 0..10_000_00i64, more in 0..10_000_00i64,
    ) {
        let chart = house(&superiors, &held);
        let Some((post, person)) = held.get(who % held.len().max(1)).copied() else { return Ok(()) };
        let form = form(steps);
        let flat = |fen| way(&form, &chart, person, post, fen).concat();
        let dearer = flat(fen + more);
        prop_assert!(flat(fen).iter().all(|seat| dearer.contains(seat)));
    }
}
