//! People, their posts and their stand-ins through the doors, on both databases.
mod world;

use kernel::{Kind, Permission, PersonId, Place};
use org::Seat;
use org::founding::house;
use org::people::{self, AppointForm, DelegateForm, PersonForm};
use org::posts::EndForm;
use world::{TODAY, World, told};

fn until(day: &str) -> EndForm {
    EndForm { until_day: day.into() }
}

#[tokio::test]
async fn an_acting_holder_stands_where_the_post_is_vacant_and_is_skipped_afterwards() {
    for world in World::each().await {
        let greeter = world.holder("周晓雯", "greeter").await;
        let manager = world.holder("王慧敏", "manager").await;
        let deputy = world.person("陈思源").await;
        let form = AppointForm {
            kind: "acting".into(),
            until_day: "2026-03-31".into(),
            reason: "主管未到任".into(),
            ..world.appointment("head")
        };
        world.sets(move |tx, call| people::appoint(tx, call, deputy, &form)).await;
        let seat = |post| Seat { post, store: Some(world.store) };
        let (own, head) = (seat(world.post("greeter").await), seat(world.post("head").await));
        let chart = world.chart().await;
        assert_eq!(chart.superior(own, Some(greeter)), Some((head, &[deputy][..])));
        assert_eq!(chart.directly_below(deputy), [(greeter, own)]);
        let april = world.chart_on(jiff::civil::date(2026, 4, 1)).await;
        let above = april.superior(own, Some(greeter)).map(|(_, people)| people.to_vec());
        assert_eq!(above, Some(vec![manager]));
    }
}

#[tokio::test]
async fn a_stand_in_has_the_rights_for_the_days_and_no_longer() {
    for world in World::each().await {
        let manager = world.holder("王慧敏", "manager").await;
        let other = world.holder("周晓雯", "greeter").await;
        let may = async |world: &World| {
            let place = Place::store(world.store);
            world.actor(other).await.may_at(Permission::AppointPeople, &place)
        };
        let actor = world.actor(manager).await;
        let form = DelegateForm {
            stand_in: other.to_string(),
            from_day: "2026-03-03".into(),
            until_day: "2026-03-05".into(),
            reason: "年假".into(),
        };
        let by_other = world.actor(other).await;
        let same = form.clone();
        let refusal =
            world.refused(&by_other, move |tx, call| people::delegate(tx, call, manager, &same)).await;
        assert_eq!(refusal.kind, Kind::Missing, "a greeter does not even see the manager");
        let lent = world
            .does(&actor, move |tx, call| people::delegate(tx, call, manager, &form))
            .await
            .expect("lent");
        assert!(!may(&world).await, "not before its first day");
        world.on(jiff::civil::date(2026, 3, 3));
        assert!(may(&world).await);
        let stand_in = world.actor(other).await;
        assert!(stand_in.holdings.iter().any(|held| held.for_person == Some(manager)));
        world.on(jiff::civil::date(2026, 3, 4));
        let actor = world.actor(manager).await;
        world.does(&actor, move |tx, call| people::withdraw(tx, call, lent)).await.expect("withdrawn");
        assert!(!may(&world).await, "taken back at once");
        let kept = world.chart_on(jiff::civil::date(2026, 3, 3)).await;
        assert_eq!(kept.delegators(other), [manager], "what was stays");
    }
}

#[tokio::test]
async fn a_delegation_not_yet_begun_is_taken_back_whole() {
    for world in World::each().await {
        let manager = world.holder("王慧敏", "manager").await;
        let other = world.holder("周晓雯", "greeter").await;
        let form = |stand_in: PersonId| DelegateForm {
            stand_in: stand_in.to_string(),
            from_day: "2026-04-01".into(),
            until_day: "2026-04-05".into(),
            reason: String::new(),
        };
        let (own, good, again) = (form(manager), form(other), form(other));
        let refusal =
            world.refused(&house(), move |tx, call| people::delegate(tx, call, manager, &own)).await;
        assert_eq!(refusal.code, "org.own_stand_in");
        let lent = world.sets(move |tx, call| people::delegate(tx, call, manager, &good)).await;
        let refusal =
            world.refused(&house(), move |tx, call| people::delegate(tx, call, manager, &again)).await;
        assert_eq!(told(&refusal), ("org.already_so", vec!["周晓雯".to_owned()]));
        world.sets(move |tx, call| people::withdraw(tx, call, lent)).await;
        let april = world.chart_on(jiff::civil::date(2026, 4, 2)).await;
        assert!(april.delegators(other).is_empty());
        let gone = world.refused(&house(), move |tx, call| people::withdraw(tx, call, lent)).await;
        assert_eq!(gone.kind, Kind::Missing);
    }
}

#[tokio::test]
async fn whoever_leaves_leaves_her_posts_and_her_stand_ins() {
    for world in World::each().await {
        let manager = world.holder("王慧敏", "manager").await;
        let other = world.holder("周晓雯", "greeter").await;
        let form = DelegateForm {
            stand_in: other.to_string(),
            from_day: "2026-03-20".into(),
            until_day: "2026-04-20".into(),
            reason: String::new(),
        };
        world.sets(move |tx, call| people::delegate(tx, call, manager, &form)).await;
        world.sets(move |tx, call| people::leave(tx, call, manager, &until("2026-03-31"))).await;
        let last = world.chart_on(jiff::civil::date(2026, 3, 31)).await;
        let after = world.chart_on(jiff::civil::date(2026, 4, 1)).await;
        assert_eq!((last.seats_held(manager).len(), after.seats_held(manager).len()), (1, 0));
        assert_eq!((last.delegators(other).len(), after.delegators(other).len()), (1, 0));
        let form = AppointForm { from_day: "2026-03-31".into(), ..world.appointment("clerk") };
        let refusal =
            world.refused(&house(), move |tx, call| people::appoint(tx, call, manager, &form)).await;
        assert_eq!(told(&refusal), ("org.not_here_then", vec!["王慧敏".to_owned()]));
    }
}

#[tokio::test]
async fn an_appointment_fits_post_store_and_days() {
    for world in World::each().await {
        let person = world.holder("方晓彤", "clerk").await;
        let refused = async |form: AppointForm| {
            world.refused(&house(), move |tx, call| people::appoint(tx, call, person, &form)).await
        };
        assert_eq!(refused(world.appointment("clerk")).await.code, "org.already_held");
        let nowhere = AppointForm { store: String::new(), ..world.appointment("greeter") };
        assert_eq!(refused(nowhere).await.code, "org.wrong_level");
        let centre = AppointForm { store: world.store.to_string(), ..world.appointment("board") };
        assert_eq!(refused(centre).await.code, "org.wrong_level");
        let past = AppointForm { from_day: "2026-03-01".into(), ..world.appointment("greeter") };
        assert_eq!(told(&refused(past).await), ("org.too_early", vec![TODAY.to_string()]));
        let back = AppointForm { until_day: "2026-03-01".into(), ..world.appointment("greeter") };
        assert_eq!(refused(back).await.problems[0].code, "day_order");
    }
}

#[tokio::test]
async fn a_holding_ends_on_its_day_or_never_begins() {
    for world in World::each().await {
        let person = world.person("方晓彤").await;
        let later = AppointForm { from_day: "2026-04-01".into(), ..world.appointment("greeter") };
        let (now, later) = (world.appointment("clerk"), later);
        let held = world.sets(move |tx, call| people::appoint(tx, call, person, &now)).await;
        let coming = world.sets(move |tx, call| people::appoint(tx, call, person, &later)).await;
        world.sets(move |tx, call| people::end_holding(tx, call, held, &until("2026-03-15"))).await;
        world.sets(move |tx, call| people::end_holding(tx, call, coming, &until("2026-03-02"))).await;
        let seats = async |month, day| {
            world.chart_on(jiff::civil::date(2026, month, day)).await.seats_held(person).len()
        };
        assert_eq!((seats(3, 15).await, seats(3, 16).await, seats(4, 1).await), (1, 0, 0));
    }
}

#[tokio::test]
async fn a_manager_appoints_in_her_store_only_and_nobody_herself_elsewhere() {
    for world in World::each().await {
        let manager = world.holder("王慧敏", "manager").await;
        let form = org::stores::StoreForm { name: "徐汇店".into(), ..Default::default() };
        let second = world.sets(move |tx, call| org::stores::open(tx, call, &form)).await;
        let actor = world.actor(manager).await;
        let new = PersonForm { name: "单晓云".into(), ..PersonForm::default() };
        let person = world.does(&actor, move |tx, call| people::add(tx, call, &new)).await.expect("added");
        let there = AppointForm { store: second.to_string(), ..world.appointment("greeter") };
        for whom in [person, manager] {
            let there = there.clone();
            let refusal =
                world.refused(&actor, move |tx, call| people::appoint(tx, call, whom, &there)).await;
            assert_eq!(refusal.code, "forbidden");
        }
        let here = world.appointment("greeter");
        world
            .does(&actor, move |tx, call| people::appoint(tx, call, person, &here))
            .await
            .expect("appointed");
    }
}

#[tokio::test]
async fn staff_numbers_go_on_and_are_unique() {
    for world in World::each().await {
        let first = world.person("甲").await;
        world.person("乙").await;
        let organisation = world.chart().await.organisation.clone();
        let numbers: Vec<&str> = organisation.people.values().map(|p| p.staff_number.as_str()).collect();
        assert_eq!(numbers, ["0001", "0002"]);
        let form = PersonForm { name: "甲".into(), staff_number: "0002".into(), ..PersonForm::default() };
        let refusal = world.refused(&house(), move |tx, call| people::change(tx, call, first, &form)).await;
        assert_eq!(told(&refusal), ("org.name_taken", vec!["0002".to_owned()]));
        let form = PersonForm { name: "贾".into(), ..PersonForm::default() };
        world.sets(move |tx, call| people::change(tx, call, first, &form)).await;
        let organisation = world.chart().await.organisation.clone();
        let row = &organisation.people[&first];
        assert_eq!((row.name.as_str(), row.staff_number.as_str()), ("贾", "0001"));
    }
}
