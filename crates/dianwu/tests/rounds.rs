//! Rounds from the finding to the second look.

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::world::{Client, worlds};

/// Everything in order on a sheet, with the best marks and a nought where something is counted.
async fn in_order(client: &Client, path: &str) -> Map<String, Value> {
    let sheet = client.get(path).await.value();
    let mut form = Map::from_iter([("hand_in".to_owned(), json!("yes"))]);
    let sections = sheet["sections"].as_array().cloned().unwrap_or_default();
    for point in sections.iter().flat_map(|section| section["points"].as_array().cloned().unwrap_or_default())
    {
        let code = point["code"].as_str().unwrap_or_default();
        form.insert(format!("verdict.{code}"), json!("ok"));
        if sheet["scored"] == true {
            form.insert(format!("marks.{code}"), json!("5"));
        }
        for ask in point["asks"].as_array().cloned().unwrap_or_default() {
            form.insert(format!("ask.{code}.{}", ask["code"].as_str().unwrap_or_default()), json!("0"));
        }
    }
    form
}

async fn post(client: &Client, path: &str, form: impl Into<Value>) -> (StatusCode, Value) {
    let answer = client.json(Method::POST, path, &form.into()).await;
    (answer.status, answer.value())
}

async fn state(client: &Client, entry: &str) -> Value {
    let today = client.get("/today").await.value();
    let duties = today["duties"].as_array().cloned().unwrap_or_default();
    duties.into_iter().find(|duty| duty["entry"] == entry).map_or(Value::Null, |duty| duty["state"].clone())
}

/// Whose findings of the last days wait for her is mended and looked at again: who leaves any is not done with her round.
async fn all_followed(owner: &Client, checker: &Client) {
    let listed = owner.get("/corrections").await.value();
    for row in listed["rows"].as_array().cloned().unwrap_or_default() {
        let at = format!("/corrections/{}", row["id"]);
        if row["state"] == "open" {
            owner.json(Method::POST, &format!("{at}/mending"), &json!({ "note": "已改好" })).await;
        }
        checker.json(Method::POST, &format!("{at}/check"), &json!({ "verdict": "good", "note": "" })).await;
    }
}

#[tokio::test]
async fn a_finding_is_mended_by_one_and_looked_at_again_by_another() {
    for world in worlds() {
        let (gm, td, head) = (world.client("gm").await, world.client("td").await, world.client("head").await);
        all_followed(&head, &td).await;
        let path = "/rounds/round-front-desk";
        let mut form = in_order(&gm, path).await;
        form.insert("verdict.calls".into(), json!("fault"));
        let (status, refused) = post(&gm, path, form.clone()).await;
        assert_eq!(
            (status, &refused["problems"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("fault_needs_note"))
        );
        form.insert("note.calls".into(), json!("两条留言没有去向"));
        form.insert("marks.calls".into(), json!("2"));
        let (status, walk) = post(&gm, path, form.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{walk} on {}", world.name);
        assert_eq!(post(&gm, path, form).await.0, StatusCode::CONFLICT, "a sheet is handed in once");
        assert_eq!(state(&gm, "general-manager.round-front-desk").await, "done");
        assert_eq!(state(&gm, "general-manager.round-finance").await, "later");

        // The one who has the department is asked to mend it, within a day.
        let listed = head.get("/corrections").await.value();
        let rows = listed["rows"].as_array().cloned().unwrap_or_default();
        let found = rows.iter().find(|row| row["state"] == "open").expect("the finding");
        assert_eq!(
            (&found["owner"], &found["state"], &found["times"]),
            (&json!("杨帆"), &json!("open"), &json!(1))
        );
        let at = format!("/corrections/{}", found["id"]);
        let check = |verdict: &str, note: &str| json!({ "verdict": verdict, "note": note });
        assert_eq!(post(&gm, &format!("{at}/check"), check("good", "")).await.0, StatusCode::CONFLICT);
        assert_eq!(
            post(&head, &format!("{at}/mending"), json!({ "note": "都转出去了" })).await.0,
            StatusCode::OK
        );
        let own = post(&head, &format!("{at}/check"), check("good", "")).await;
        assert_eq!(
            (own.0, &own.1["type"]),
            (StatusCode::FORBIDDEN, &json!("/problems/correction.own_mending"))
        );
        assert_eq!(post(&td, &format!("{at}/check"), check("again", "还有一条")).await.0, StatusCode::OK);
        assert_eq!(head.get(&at).await.value()["standing"], "open");
        assert_eq!(
            post(&head, &format!("{at}/mending"), json!({ "note": "最后一条也转了" })).await.0,
            StatusCode::OK
        );
        assert_eq!(post(&gm, &format!("{at}/check"), check("good", "")).await.0, StatusCode::OK);
        let closed = head.get(&at).await.value();
        assert_eq!(
            (&closed["standing"], closed["steps"].as_array().map(Vec::len)),
            (&json!("closed"), Some(4))
        );

        // The same point wrong again tomorrow is a repeated one.
        world.pass_minutes(24 * 60);
        let td = world.client("td").await;
        let mut form = in_order(&td, path).await;
        form.insert("verdict.calls".into(), json!("fault"));
        form.insert("note.calls".into(), json!("又漏了一条"));
        assert_eq!(post(&td, path, form).await.0, StatusCode::CREATED);
        let repeated = td.get("/corrections?repeated=yes").await.value();
        assert_eq!(repeated["rows"][0]["times"], 2, "on {}", world.name);
        let heat = td.get("/rounds/summary").await.value();
        let rounds = heat["rounds"].as_array().cloned().unwrap_or_default();
        let rows = rounds.iter().flat_map(|round| round["rows"].as_array().cloned().unwrap_or_default());
        let calls = rows.into_iter().find(|row| row["name"]["en"] == "Calls and messages").expect("calls");
        assert_eq!(calls["all"]["faults"], 2, "{} on {}", calls["all"], world.name);
    }
}

#[tokio::test]
async fn what_the_house_keeps_is_counted_and_one_sheet_a_day() {
    for world in worlds() {
        let cleaner = world.client("cleaner").await;
        let mut form = in_order(&cleaner, "/rounds/linen").await;
        form.insert("ask.towels.out".into(), json!("-3"));
        let (status, refused) = post(&cleaner, "/rounds/linen", form.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "on {}", world.name);
        assert_eq!(refused["problems"][0]["field"], "ask.towels.out");
        form.insert("ask.towels.out".into(), json!("30"));
        assert_eq!(post(&cleaner, "/rounds/linen", form).await.0, StatusCode::OK);
        assert_eq!(state(&cleaner, "cleaner.linen").await, "done");
        // Her colleague sees that it is done.
        let seen = world.client("cleaner2").await.get("/rounds").await.value();
        let linen = seen["kept"].as_array().cloned().unwrap_or_default();
        let linen = linen.iter().find(|round| round["code"] == "linen").cloned().unwrap_or_default();
        assert_eq!((&linen["walked"], &linen["last_by"]), (&json!(1), &json!("刘桂芳")));
        // Departments are not hers to look at.
        assert_eq!(cleaner.get("/rounds/round-finance").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_phone_without_a_line_hands_yesterdays_sheet_in_and_no_older_one() {
    for world in worlds() {
        let gm = world.client("gm").await;
        let mut form = in_order(&gm, "/rounds/round-finance").await;
        form.insert("day".into(), json!("2026-11-23"));
        assert_eq!(post(&gm, "/rounds/round-finance", form.clone()).await.0, StatusCode::CREATED);
        assert_eq!(gm.get("/walks").await.value()["rows"][0]["day"], "2026-11-23", "on {}", world.name);
        form.insert("day".into(), json!("2026-11-20"));
        let (status, refused) = post(&gm, "/rounds/round-finance", form).await;
        assert_eq!(
            (status, &refused["problems"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("day_out_of_range"))
        );
    }
}

#[tokio::test]
async fn the_administration_sheet_is_done_when_all_that_can_be_shown_is_signed() {
    for world in worlds() {
        let ad = world.client("ad").await;
        let sheet = ad.get("/administration-sheet").await.value();
        let controls = sheet["controls"].as_array().cloned().unwrap_or_default();
        let built: Vec<&Value> = controls.iter().filter(|control| control["built"] == true).collect();
        assert!(!built.is_empty() && built.len() < controls.len() + 1);
        let sign = |control: &Value, verdict: &str| json!({ "control": control["code"], "verdict": verdict });
        let (status, refused) = post(&ad, "/administration-sheet", sign(built[0], "fault")).await;
        assert_eq!(
            (status, &refused["problems"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("fault_needs_note"))
        );
        for (n, control) in built.iter().enumerate() {
            assert_ne!(state(&ad, "administrative-director.day-sheet").await, "done", "{n} signed");
            assert_eq!(post(&ad, "/administration-sheet", sign(control, "ok")).await.0, StatusCode::OK);
        }
        assert_eq!(state(&ad, "administrative-director.day-sheet").await, "done", "on {}", world.name);
    }
}

#[tokio::test]
async fn safety_equipment_is_in_the_register_once_and_stays_there() {
    for world in worlds() {
        let ad = world.client("ad").await;
        let piece = json!({ "kind": "extinguisher", "number": "灭-90", "place": "三楼", "valid_until": "2026-11-30" });
        let (status, added) = post(&ad, "/safety-equipment", piece.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{added}");
        assert_eq!(post(&ad, "/safety-equipment", piece).await.1["type"], "/problems/safety.number_taken");
        let at = format!("/safety-equipment/{}", added["id"]);
        assert_eq!(ad.get(&at).await.value()["piece"]["soon"], true);
        assert_eq!(
            post(&ad, &format!("{at}/check"), json!({ "valid_until": "2027-11-30" })).await.0,
            StatusCode::OK
        );
        assert_eq!(ad.get(&at).await.value()["piece"]["soon"], false);
        assert_eq!(post(&ad, &format!("{at}/removal"), json!({ "why": "报废" })).await.0, StatusCode::OK);
        let gone = post(&ad, &format!("{at}/check"), json!({})).await;
        assert_eq!((gone.0, &gone.1["type"]), (StatusCode::CONFLICT, &json!("/problems/safety.removed")));
        assert_eq!(ad.get(&at).await.value()["piece"]["removed_why"], "报废", "on {}", world.name);
    }
}
