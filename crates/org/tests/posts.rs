//! Posts and their lines through the doors, on both databases.
mod world;

use kernel::{Permission, Scope};
use org::Seat;
use org::founding::house;
use org::posts::{self, EndForm, GrantForm, LineForm, PostForm};
use world::{TODAY, World, told};

fn line(superior: &str, from: &str) -> LineForm {
    LineForm { superior: superior.into(), from_day: from.into() }
}

fn until(day: &str) -> EndForm {
    EndForm { until_day: day.into() }
}

#[tokio::test]
async fn a_circle_is_refused_with_its_chain() {
    for world in World::each().await {
        let manager = world.post("manager").await;
        let refusal = world
            .refused(&house(), move |tx, call| {
                posts::report_to(tx, call, manager, &line("greeter", "2026-04-01"))
            })
            .await;
        assert_eq!(told(&refusal), ("org.circle", vec!["总经理 → 迎宾 → 前台主管 → 总经理".to_owned()]));
        let chart = world.chart_on(jiff::civil::date(2026, 4, 1)).await;
        assert_eq!(chart.superior_post(manager), Some(world.post("board").await), "nothing was changed");
    }
}

#[tokio::test]
async fn a_post_with_others_under_it_does_not_end() {
    for world in World::each().await {
        let head = world.post("head").await;
        let end =
            move |tx: &mut db::Tx<'_>, call: &web::Call| posts::end(tx, call, head, &until("2026-05-31"));
        let refusal = world.refused(&house(), end).await;
        assert_eq!(told(&refusal), ("org.orphan", vec!["迎宾".to_owned(), "2026-06-01".to_owned()]));
        let greeter = world.post("greeter").await;
        world.sets(move |tx, call| posts::report_to(tx, call, greeter, &line("manager", "2026-06-01"))).await;
        world.sets(end).await;
        let chart = world.chart_on(jiff::civil::date(2026, 6, 1)).await;
        assert!(!chart.seats().iter().any(|seat| seat.post == head));
    }
}

#[tokio::test]
async fn a_held_post_does_not_end() {
    for world in World::each().await {
        world.holder("方晓彤", "clerk").await;
        let clerk = world.post("clerk").await;
        let refusal =
            world.refused(&house(), move |tx, call| posts::end(tx, call, clerk, &until("2026-05-31"))).await;
        assert_eq!(told(&refusal), ("org.still_held", vec!["方晓彤".to_owned()]));
    }
}

#[tokio::test]
async fn a_change_to_come_leaves_today_alone_and_can_be_taken_back() {
    for world in World::each().await {
        let (clerk, manager, head) =
            (world.post("clerk").await, world.post("manager").await, world.post("head").await);
        let report = move |tx: &mut db::Tx<'_>, call: &web::Call, to: &str, from: &str| {
            posts::report_to(tx, call, clerk, &line(to, from))
        };
        world.sets(move |tx, call| report(tx, call, "head", "2026-04-01")).await;
        let april = jiff::civil::date(2026, 4, 1);
        let march = jiff::civil::date(2026, 3, 31);
        assert_eq!(world.chart().await.superior_post(clerk), Some(manager));
        assert_eq!(world.chart_on(march).await.superior_post(clerk), Some(manager));
        assert_eq!(world.chart_on(april).await.superior_post(clerk), Some(head));
        world.sets(move |tx, call| report(tx, call, "manager", "2026-04-01")).await;
        assert_eq!(world.chart_on(april).await.superior_post(clerk), Some(manager));
        let refusal =
            world.refused(&house(), move |tx, call| report(tx, call, "manager", "2026-05-01")).await;
        assert_eq!(told(&refusal), ("org.already_so", vec!["总经理".to_owned()]));
        let refusal = world.refused(&house(), move |tx, call| report(tx, call, "head", "2026-03-01")).await;
        assert_eq!(told(&refusal), ("org.too_early", vec![TODAY.to_string()]));
    }
}

#[tokio::test]
async fn a_post_is_opened_under_another_and_there_is_one_top() {
    for world in World::each().await {
        let form = PostForm {
            code: "night".into(),
            name_zh: "夜班".into(),
            level: "store".into(),
            ..PostForm::default()
        };
        let top = form.clone();
        let refusal = world.refused(&house(), move |tx, call| posts::open(tx, call, &top)).await;
        assert_eq!(told(&refusal), ("org.second_top", vec!["董事会".to_owned()]));
        let under = PostForm { superior: "manager".into(), from_day: "2026-04-01".into(), ..form.clone() };
        let again = under.clone();
        let night = world.sets(move |tx, call| posts::open(tx, call, &under)).await;
        let refusal = world.refused(&house(), move |tx, call| posts::open(tx, call, &again)).await;
        assert_eq!(told(&refusal), ("org.name_taken", vec!["night".to_owned()]));
        let seat = Seat { post: night, store: Some(world.store) };
        assert!(!world.chart().await.seats().contains(&seat), "not before April");
        assert!(world.chart_on(jiff::civil::date(2026, 4, 1)).await.seats().contains(&seat));
        let high = PostForm {
            code: "high".into(),
            level: "centre".into(),
            superior: "manager".into(),
            ..form.clone()
        };
        let refusal = world.refused(&house(), move |tx, call| posts::open(tx, call, &high)).await;
        assert_eq!(told(&refusal), ("org.centre_below_store", vec!["总经理".to_owned()]));
        let empty = world.refused(&house(), |tx, call| posts::open(tx, call, &PostForm::default())).await;
        let fields: Vec<&str> = empty.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["code", "name_zh", "level"]);
    }
}

#[tokio::test]
async fn a_dotted_line_begins_and_ends() {
    for world in World::each().await {
        let (greeter, board) = (world.post("greeter").await, world.post("board").await);
        let add = move |tx: &mut db::Tx<'_>, call: &web::Call| {
            posts::add_dotted(tx, call, greeter, &line("board", "2026-03-02"))
        };
        let id = world.sets(add).await;
        assert_eq!(world.chart().await.copied(greeter), [board]);
        assert_eq!(told(&world.refused(&house(), add).await).0, "org.already_so");
        world.sets(move |tx, call| posts::end_dotted(tx, call, id, &until("2026-03-02"))).await;
        assert_eq!(world.chart().await.copied(greeter), [board]);
        assert!(world.chart_on(jiff::civil::date(2026, 3, 3)).await.copied(greeter).is_empty());
    }
}

#[tokio::test]
async fn rights_are_given_and_ended_but_somebody_goes_on_managing() {
    for world in World::each().await {
        let (greeter, board) = (world.post("greeter").await, world.post("board").await);
        let form = GrantForm {
            permission: "view-duties".into(),
            scope: "line".into(),
            from_day: "2026-03-02".into(),
        };
        let again = form.clone();
        let id = world.sets(move |tx, call| posts::grant(tx, call, greeter, &form)).await;
        assert_eq!(
            told(&world.refused(&house(), move |tx, call| posts::grant(tx, call, greeter, &again)).await).0,
            "org.already_so"
        );
        let holder = world.holder("方晓彤", "greeter").await;
        assert_eq!(world.actor(holder).await.scope(Permission::ViewDuties), Some(Scope::Line));
        world.sets(move |tx, call| posts::revoke(tx, call, id, &until("2026-03-02"))).await;
        world.on(jiff::civil::date(2026, 3, 3));
        assert_eq!(world.actor(holder).await.scope(Permission::ViewDuties), None);
        let organisation = world.chart().await.organisation.clone();
        let mut grants = organisation.grants.iter();
        let manage = grants
            .find(|grant| grant.post_id == board && grant.permission == Permission::ManageOrganisation)
            .expect("the board manages")
            .id;
        let refusal = world
            .refused(&house(), move |tx, call| posts::revoke(tx, call, manage, &until("2026-03-31")))
            .await;
        assert_eq!(told(&refusal), ("org.nobody_left", vec!["2026-04-01".to_owned()]));
    }
}

#[tokio::test]
async fn whoever_may_not_manage_changes_nothing() {
    for world in World::each().await {
        let holder = world.holder("王慧敏", "manager").await;
        let actor = world.actor(holder).await;
        let clerk = world.post("clerk").await;
        let refusal = world
            .refused(&actor, move |tx, call| posts::report_to(tx, call, clerk, &line("head", "2026-04-01")))
            .await;
        assert_eq!(refusal.code, "forbidden");
    }
}
