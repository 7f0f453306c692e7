//! What an approved form carries out, from asking to the last signature.

use axum::http::{Method, StatusCode};
use dianwu::demo::PASSWORD;
use serde_json::{Value, json};

use crate::world::{Client, World, worlds};

/// Those who sign, in the order of the routes.
async fn signers(world: &World) -> [Client; 4] {
    let [td, finance, ad, gm] = ["td", "finance", "ad", "gm"].map(|name| world.client(name));
    [td.await, finance.await, ad.await, gm.await]
}

/// Asks for what a form says, and has everybody approve before whom it comes to lie.
async fn approved(signers: &[Client], asker: &Client, form: &str, fields: Value) -> Value {
    let asked = asker.json(Method::POST, &format!("/approvals/new/{form}"), &fields).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{form}: {}", asked.text());
    let at = asked.value()["location"].as_str().expect("where it stands").to_owned();
    for post in signers {
        let page = post.get(&at).await.value();
        if page["may_decide"] == true {
            let decision = json!({
                "decision": "approve", "digest": page["digest"], "typed": page["me"], "secret": PASSWORD,
            });
            let decided = post.json(Method::POST, &format!("{at}/decision"), &decision).await;
            assert_eq!(decided.status, StatusCode::OK, "{}: {}", post.name, decided.text());
        }
    }
    let ended = asker.get(&at).await.value();
    assert_eq!(ended["state"], "approved", "{ended}");
    ended
}

fn where_it_shows(ended: &Value) -> &str {
    ended["effect_href"].as_str().expect("an address")
}

#[tokio::test]
async fn a_granted_price_stands_in_the_catalogue_from_its_day_on() {
    for world in worlds() {
        let consultant = world.client("consultant").await;
        let day = consultant.get("/today").await.value()["day"].clone();
        let fields = json!({
            "field.item": "F001", "field.old": "168", "field.new": "178", "field.from": day, "field.why": "耗材涨了",
        });
        let ended = approved(&signers(&world).await, &consultant, "price-change", fields).await;
        let offer = consultant.get(where_it_shows(&ended)).await.value();
        let newest = &offer["prices"][0];
        assert_eq!((&newest["from_day"], &newest["price"]), (&day, &json!(178_00)), "{offer}");
    }
}

#[tokio::test]
async fn a_granted_write_off_leaves_nothing_owing() {
    for world in worlds() {
        let consultant = world.client("consultant").await;
        let signers = signers(&world).await;
        let [.., gm] = &signers;
        let debts = gm.get("/arrears").await.value();
        let debt = &debts["rows"][0]["line"];
        let yuan = debt["owing"].as_i64().expect("somebody owes so many fen") as f64 / 100.0;
        let fields = json!({
            "field.document": debt["id"].to_string(), "field.amount": yuan.to_string(), "field.why": "三次联系不上",
        });
        let ended = approved(&signers, &consultant, "write-off", fields).await;
        let left = gm.get(where_it_shows(&ended)).await.value();
        assert_eq!(left["owing"], 0, "{left}");
    }
}

#[tokio::test]
async fn an_agreed_treatment_is_the_task_of_whoever_asked() {
    for world in worlds() {
        let trainer = world.client("trainer").await;
        let fields = json!({
            "field.item": "秋冬滋养护理", "field.price": "388", "field.minutes": "60", "field.why": "入冬干燥的客人多",
        });
        let ended = approved(&signers(&world).await, &trainer, "new-treatment", fields).await;
        let task = trainer.get(where_it_shows(&ended)).await.value()["task"].clone();
        assert_eq!(task["owner"], "蒋怡", "{task}");
        assert!(task["title"].as_str().is_some_and(|title| title.contains("秋冬滋养护理")), "{task}");
    }
}
