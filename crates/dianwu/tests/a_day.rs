//! A morning at the front desk, told in doors, with the clock moved by hand.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Client, World, worlds};

/// Entry and state of each duty on somebody's day.
async fn duties(client: &Client, path: &str) -> Vec<(String, String)> {
    let day = client.get(path).await.value();
    let duties = day["duties"].as_array().cloned().unwrap_or_default();
    let text = |duty: &Value, key: &str| duty[key].as_str().unwrap_or_default().to_owned();
    duties.iter().map(|duty| (text(duty, "entry"), text(duty, "state"))).collect()
}

async fn state(client: &Client, path: &str, entry: &str) -> String {
    let found = duties(client, path).await.into_iter().find(|(id, _)| id == entry);
    found.map(|(_, state)| state).unwrap_or_else(|| panic!("{entry} is no duty of {}", client.name))
}

/// The overdue duties that have come up to somebody.
async fn risen(client: &Client) -> Vec<String> {
    let day = client.get("/today").await.value();
    let rows = day["risen"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["duty"]["entry"].as_str().unwrap_or_default().to_owned()).collect()
}

/// How many faults the week's figure counts.
async fn faults(client: &Client) -> i64 {
    let own = client.get("/today").await.value();
    let figures = own["figures"].as_array().cloned().unwrap_or_default();
    let found = figures.iter().find(|figure| figure["code"] == "inspection.walk_faults");
    found.and_then(|figure| figure["amount"]["count"].as_i64()).unwrap_or_default()
}

/// Every point of the opening sheet with the same verdict.
async fn sheet(greeter: &Client, verdict: &str) -> serde_json::Map<String, Value> {
    let page = greeter.get("/opening").await.value();
    let sections = page["sections"].as_array().cloned().unwrap_or_default();
    let points =
        sections.iter().flat_map(|section| section["points"].as_array().cloned().unwrap_or_default());
    let codes = points.filter_map(|point| point["code"].as_str().map(str::to_owned));
    codes.map(|code| (format!("verdict.{code}"), verdict.into())).collect()
}

async fn opening_check(world: World) {
    let (greeter, head, director) =
        (world.client("greeter").await, world.client("head").await, world.client("td").await);

    // A quarter past nine: it is time, and nobody needs to hear of it.
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "due");
    assert!(risen(&head).await.is_empty());

    // Five past ten: late. The head hears at once, the director of what has climbed.
    world.pass_minutes(50);
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "late");
    let heard = risen(&head).await;
    assert!(heard.iter().filter(|entry| *entry == "greeter.grooming").count() >= 1, "{heard:?}");
    assert!(risen(&director).await.contains(&"greeter.grooming".to_owned()));

    let before = faults(&head).await;
    // A fault without a word is refused, whole, and nothing is kept of it.
    let mut filled = sheet(&greeter, "ok").await;
    let some_point = filled.keys().next().cloned().expect("a point");
    filled.insert(some_point.clone(), "fault".into());
    filled.insert("hand_in".into(), "yes".into());
    let refused = greeter.json(Method::POST, "/opening", &Value::Object(filled.clone())).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.value()["problems"][0]["code"], "fault_needs_note");
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "late");

    // Half a sheet is kept; the whole one is handed in and proves the duty.
    let half = json!({ some_point.clone(): "ok" });
    assert_eq!(greeter.json(Method::POST, "/opening", &half).await.status, StatusCode::CREATED);
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "late");
    filled.insert(some_point.replace("verdict.", "note."), "发夹断了".into());
    let handed_in = greeter.json(Method::POST, "/opening", &Value::Object(filled.clone())).await;
    assert_eq!(handed_in.status, StatusCode::OK, "{}", handed_in.text());
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "done-late");
    assert!(!risen(&head).await.contains(&"greeter.grooming".to_owned()));

    // What was handed in stays as it was, and shows its fault to those who may see it.
    let again = greeter.json(Method::POST, "/opening", &Value::Object(filled)).await;
    assert_eq!(
        (again.status, again.value()["type"].as_str()),
        (StatusCode::CONFLICT, Some("/problems/inspection.handed_in"))
    );
    let list = head.get("/walks").await.value();
    assert_eq!(list["rows"][0]["faults"], 1);
    assert_eq!(faults(&head).await, before + 1, "the week's figure has one more");
    assert_eq!(world.client("therapist").await.get("/walks/1").await.status, StatusCode::NOT_FOUND);

    // The next morning begins anew, for whoever signs in again, and yesterday stays as it was.
    let yesterday = greeter.get("/today").await.value()["day"].as_str().unwrap_or_default().to_owned();
    world.pass_minutes(24 * 60 - 50);
    assert_eq!(
        greeter.get("/today").await.status,
        StatusCode::UNAUTHORIZED,
        "a night is longer than a session"
    );
    let greeter = world.client("greeter").await;
    assert_eq!(state(&greeter, "/today", "greeter.grooming").await, "due");
    assert_eq!(state(&greeter, &format!("/today?on={yesterday}"), "greeter.grooming").await, "done-late");
}

#[tokio::test]
async fn the_opening_check_is_late_climbs_is_handed_in_and_proves_the_duty() {
    for world in worlds() {
        opening_check(world).await;
    }
}

async fn sent_twice(world: World) {
    let greeter = world.client("greeter").await;
    let mut filled = sheet(&greeter, "ok").await;
    filled.insert("hand_in".into(), "yes".into());
    let form: Vec<(String, String)> =
        filled.into_iter().map(|(key, value)| (key, value.as_str().unwrap_or_default().to_owned())).collect();
    let body = |once: &str| {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&form).append_pair("once", once);
        body.finish().into_bytes()
    };
    let form_media = "application/x-www-form-urlencoded";
    let first = greeter.raw(Method::POST, "/opening", form_media, body("once-1234")).await;
    let second = greeter.raw(Method::POST, "/opening", form_media, body("once-1234")).await;
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(first.text(), second.text());
    let third = greeter.raw(Method::POST, "/opening", form_media, body("once-5678")).await;
    assert_eq!(third.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_form_sent_twice_is_done_once_and_answered_the_same() {
    for world in worlds() {
        sent_twice(world).await;
    }
}

async fn looking(world: World) {
    let director = world.client("ad").await;
    let board = director.get("/duties").await.value();
    let rows = board["rows"].as_array().cloned().unwrap_or_default();
    assert!(rows.len() > 10, "a director sees the whole store");
    // The look is written without the page waiting for it.
    for _ in 0..100 {
        if state(&director, "/today", "administrative-director.duty-board").await.starts_with("done") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{}: looking at the board proves nothing", world.name);
}

#[tokio::test]
async fn to_have_looked_at_the_board_is_the_directors_proof() {
    for world in worlds() {
        looking(world).await;
    }
}
