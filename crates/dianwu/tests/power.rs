//! Whoever hands out power hands out none wider than her own.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::world::{Client, World, worlds};

/// The key of the first row of a list that fits.
async fn id_of(client: &Client, list: &str, key: &str, value: &str) -> i64 {
    let rows = client.get(list).await.value()["rows"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row[key] == value).unwrap_or_else(|| panic!("no {value} in {list}"));
    row["id"].as_i64().expect("a key")
}

async fn is_refused(world: World) {
    let (administrative, general) = (world.client("ad").await, world.client("gm").await);
    let clerk = id_of(&administrative, "/people", "name", "宋佳音").await;
    let appoint = |post: &str| json!({ "post": post, "store": "1", "kind": "acting", "from_day": "2026-11-24", "reason": "代班一周" });
    let path = format!("/people/{clerk}/appointments");

    let beyond = administrative.json(Method::POST, &path, &appoint("general-manager")).await;
    assert_eq!(beyond.status, StatusCode::FORBIDDEN, "{}", beyond.text());
    assert_eq!(beyond.value()["type"], "/problems/org.beyond_own");
    let within = administrative.json(Method::POST, &path, &appoint("cleaner")).await;
    assert_eq!(within.status, StatusCode::CREATED, "{}", within.text());
    let by_the_top = general.json(Method::POST, &path, &appoint("general-manager")).await;
    assert_eq!(by_the_top.status, StatusCode::CREATED, "{}", by_the_top.text());

    let account = id_of(&general, "/accounts?q=gm", "name", "gm").await;
    let reset =
        administrative.json(Method::POST, &format!("/accounts/{account}/reset-password"), &json!({})).await;
    assert_eq!(reset.status, StatusCode::FORBIDDEN, "{}", reset.text());
    let disable =
        administrative.json(Method::POST, &format!("/accounts/{account}/disable"), &json!({})).await;
    assert_eq!(disable.status, StatusCode::FORBIDDEN, "{}", disable.text());
}

#[tokio::test]
async fn power_is_never_handed_out_wider_than_ones_own() {
    for world in worlds() {
        is_refused(world).await;
    }
}
