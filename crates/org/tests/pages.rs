//! Pages and JSON of the slice, through the router, on both databases.
mod world;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use kernel::{Actor, Lang, Permission, PersonId};
use org::days::{self, AnnouncedForm, StoreDayForm};
use org::founding::house;
use serde_json::Value;
use tower::Service;
use web::{Chrome, Form};
use world::{TODAY, World, told};

async fn answer(world: &World, by: &Actor, request: Request<Body>) -> (StatusCode, String) {
    let (router, _) = org::routes().finish();
    let mut house: Router = router
        .layer(Extension(by.clone()))
        .layer(from_fn_with_state(world.app.clone(), web::negotiate))
        .with_state(world.app.clone());
    let response = house.call(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000_000).await.expect("a body");
    (status, String::from_utf8_lossy(&body).into_owned())
}

async fn look(world: &World, by: &Actor, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).header("accept", "text/html").body(Body::empty()).expect("a request");
    answer(world, by, request).await
}

async fn json(world: &World, by: &Actor, path: &str) -> Value {
    let request =
        Request::get(path).header("accept", "application/json").body(Body::empty()).expect("a request");
    let (status, body) = answer(world, by, request).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

async fn names(world: &World, by: &Actor, path: &str) -> Vec<String> {
    let page = json(world, by, path).await;
    let rows = page["rows"].as_array().expect("rows").iter();
    rows.map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

/// The board's chair, the manager, the head of the front desk, a greeter, and one who was never appointed.
async fn staffed(world: &World) -> [PersonId; 5] {
    [
        world.holder("郑国华", "board").await,
        world.holder("王慧敏", "manager").await,
        world.holder("单晓云", "head").await,
        world.holder("周晓雯", "greeter").await,
        world.person("方晓彤").await,
    ]
}

#[tokio::test]
async fn everybody_sees_whom_her_scope_reaches_and_nobody_else() {
    for world in World::each().await {
        let [board, manager, head, greeter, new] = staffed(&world).await;
        let seen =
            async |person| names(&world, &world.actor(person).await, "/people?sort=staff_number").await;
        assert_eq!(seen(board).await, ["郑国华", "王慧敏", "单晓云", "周晓雯", "方晓彤"]);
        assert_eq!(seen(manager).await, ["王慧敏", "单晓云", "周晓雯", "方晓彤"]);
        assert_eq!(seen(head).await, ["单晓云", "周晓雯"]);
        assert_eq!(seen(greeter).await, ["周晓雯"]);
        for (whom, status) in
            [(greeter, StatusCode::OK), (head, StatusCode::NOT_FOUND), (new, StatusCode::NOT_FOUND)]
        {
            let path = format!("/people/{whom}");
            assert_eq!(look(&world, &world.actor(greeter).await, &path).await.0, status, "{path}");
        }
    }
}

#[tokio::test]
async fn people_are_found_by_pinyin_initials_number_store_post_and_standing() {
    for world in World::each().await {
        let [.., greeter, _] = staffed(&world).await;
        let house = house();
        let found = async |query: &str| names(&world, &house, &format!("/people?{query}")).await;
        assert_eq!(found("q=shanx").await, ["单晓云"]);
        assert_eq!(found("q=ZXW").await, ["周晓雯"]);
        assert_eq!(found("q=0002").await, ["王慧敏"]);
        assert_eq!(found("post=manager").await, ["王慧敏"]);
        assert_eq!(found("department=front-desk&sort=name").await, ["单晓云", "王慧敏", "周晓雯"]);
        assert_eq!(found(&format!("store={}&sort=-staff_number", world.store)).await[0], "周晓雯");
        assert_eq!(found("store=99").await, Vec::<String>::new());
        let end = org::posts::EndForm { until_day: TODAY.to_string() };
        world.sets(move |tx, call| org::people::leave(tx, call, greeter, &end)).await;
        world.on(TODAY.tomorrow().expect("a day"));
        assert_eq!(found("left=left").await, ["周晓雯"]);
        assert_eq!(found("").await.len(), 4);
        assert_eq!(found("left=all").await.len(), 5);
    }
}

#[tokio::test]
async fn the_chart_shows_the_day_asked_for() {
    for world in World::each().await {
        let [.., greeter, _] = staffed(&world).await;
        let clerk = world.post("clerk").await;
        let line = org::posts::LineForm { superior: "head".into(), from_day: "2026-04-01".into() };
        world.sets(move |tx, call| org::posts::report_to(tx, call, clerk, &line)).await;
        let by = house();
        let above = async |query: &str| {
            let page = json(&world, &by, &format!("/organisation?{query}")).await;
            let rows = page["rows"].as_array().expect("rows").clone();
            let row = rows.iter().find(|row| row["post"]["name"]["zh"] == "文员").expect("the clerk").clone();
            row["superior"]["name"]["zh"].as_str().expect("a name").to_owned()
        };
        assert_eq!(above("").await, "总经理");
        assert_eq!(above("on=2026-04-01").await, "前台主管");
        let (status, page) = look(&world, &by, "/organisation").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<svg class=\"org\"") && page.contains("周晓雯") && page.contains("空缺"));
        assert!(!page.contains("style=\"") && !page.contains("<script>"), "the content policy forbids it");
        let (_, csv) = look(&world, &by, "/organisation?format=csv").await;
        assert!(csv.contains("前台主管,静安店,单晓云,总经理,前台"), "{csv}");
        assert_eq!(look(&world, &by, "/organisation?on=soon").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(look(&world, &by, "/organisation?store=77").await.0, StatusCode::NOT_FOUND);
        let (_, hidden) = look(&world, &world.actor(greeter).await, "/organisation").await;
        assert!(hidden.contains("周晓雯") && !hidden.contains("王慧敏") && hidden.contains("另有 1 人在任"));
    }
}

#[tokio::test]
async fn the_year_shows_what_is_announced_and_what_the_store_keeps() {
    for world in World::each().await {
        let store = world.store;
        let by = house();
        assert!(look(&world, &by, "/calendar?year=2026").await.1.contains("还没有录入"));
        world.sets(|tx, call| days::announce(tx, call, &AnnouncedForm::sample())).await;
        world.sets(move |tx, call| days::set_store_day(tx, call, store, &StoreDayForm::sample())).await;
        let page = json(&world, &by, &format!("/calendar?year=2026&store={store}")).await;
        assert_eq!(page["is_announced"], true);
        let kinds: Vec<&str> =
            page["days"].as_array().expect("days").iter().filter_map(|d| d["kind"]["zh"].as_str()).collect();
        assert_eq!(kinds, ["调休上班", "10:00–26:00"]);
        let past = StoreDayForm { day: "2026-03-01".into(), ..StoreDayForm::sample() };
        let refusal = world.refused(&by, move |tx, call| days::set_store_day(tx, call, store, &past)).await;
        assert_eq!(told(&refusal), ("org.too_early", vec![TODAY.to_string()]));
    }
}

#[tokio::test]
async fn a_form_sent_wrong_comes_back_with_what_was_typed() {
    for world in World::each().await {
        let [_, manager, ..] = staffed(&world).await;
        let request = Request::post(format!("/people/{manager}/appointments"))
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("post=clerk&from_day=soon&reason=because"))
            .expect("a request");
        let (status, page) = answer(&world, &house(), request).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("because") && page.contains("value=\"soon\"") && page.contains("日期要写成"));
        let request = Request::post("/posts")
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from(r#"{"code":"night","name_zh":"夜班","level":"store","superior":"manager"}"#))
            .expect("a request");
        let (status, body) = answer(&world, &house(), request).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let stranger = Actor { holdings: vec![], ..house() };
        let (status, _) = look(&world, &stranger, "/people/1").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!stranger.may(Permission::ViewOrganisation));
    }
}

#[tokio::test]
async fn every_page_opens_for_whoever_may_manage() {
    for world in World::each().await {
        let [_, manager, ..] = staffed(&world).await;
        let store = world.store;
        let post = world.post("clerk").await;
        let mut paths = vec!["/posts".to_owned(), "/posts?format=xlsx".into(), "/posts/new".into()];
        paths.extend(
            ["edit", "ending", "superior", "dotted", "grants"].map(|page| format!("/posts/{post}/{page}")),
        );
        paths.extend([format!("/posts/{post}"), "/people/new".into(), format!("/people/{manager}")]);
        paths.extend(
            ["edit", "leaving", "appointments", "delegations"]
                .map(|page| format!("/people/{manager}/{page}")),
        );
        paths.extend(["/holdings/1/ending".into(), "/grants/1/ending".into(), "/calendar/days".into()]);
        paths.extend([
            format!("/stores/{store}/days"),
            "/people?format=csv".into(),
            "/calendar?format=xlsx".into(),
        ]);
        for path in paths {
            assert_eq!(look(&world, &house(), &path).await.0, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn every_sample_is_drawn_in_both_languages_without_a_key_showing() {
    let _ = web::openapi::describe(org::routes());
    for lang in Lang::ALL {
        let chrome = Chrome { lang, ..Chrome::bare(jiff::tz::TimeZone::UTC, TODAY) };
        let drawn = web::samples::draw_all(&chrome);
        assert!(drawn.len() >= 11);
        for (name, pages) in drawn {
            for page in pages {
                let page = page.unwrap_or_else(|error| panic!("{name}: {error}"));
                for key in ["org.", "common.", "problem.", "refusal."] {
                    let shown = page.split(key).nth(1).map(|rest| rest.chars().take(40).collect::<String>());
                    assert_eq!(shown, None, "{name} in {} shows {key}", lang.tag());
                }
            }
        }
    }
}

#[test]
fn every_statement_and_list_fits_its_record_on_both_databases() {
    for test in db::testing::databases() {
        let wrong = db::check_statements(&test.db).expect("checked");
        assert_eq!(wrong, Vec::<String>::new(), "{}", test.name);
    }
}
