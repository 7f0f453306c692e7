//! What no form of ours would send, sent to every door: each is told a clear "no", and nothing changes.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dianwu::shop;
use serde_json::{Map, Value, json};
use web::{Access, Route};

use crate::data::content;
use crate::rights::scope;
use crate::world::{Client, World, address, worlds};

const UNKNOWN: [&str; 5] = ["999999999", "none", "-1", "99999999999999999999", "%E5%BA%97"];

/// Doors at which nothing typed counts, because nothing is owed there any more.
const NOTHING_OWED: [&str; 1] = ["/sign-in/code"];

/// A body that no form of ours sends.
struct Bad {
    what: String,
    media: &'static str,
    body: Vec<u8>,
}

#[tokio::test]
async fn bad_input_is_refused_and_changes_nothing() {
    let api = serde_json::to_value(shop::description()).expect("json");
    for world in worlds() {
        let people = some_people(&world).await;
        let before = content(&world.test);
        let mut wrong = vec![];
        for route in world.app.routes().all().iter().filter(|route| route.method == Method::POST) {
            let client = whoever_may(&world, &people, route);
            let sample = sample(&api, route).filter(|_| !NOTHING_OWED.contains(&route.path));
            for bad in bodies(sample.as_ref()) {
                let answer = client.raw(Method::POST, &address(route.path), bad.media, bad.body).await;
                if !answer.status.is_client_error() {
                    wrong.push(format!("{} {}: {}", route.path, bad.what, answer.status));
                }
            }
            for path in unknown_addresses(route) {
                let answer = client.json(Method::POST, &path, &sample.clone().unwrap_or(json!({}))).await;
                if !answer.status.is_client_error() {
                    wrong.push(format!("{path}: {}", answer.status));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "on {}", world.name);
        let after = content(&world.test);
        for (table, rows) in &before {
            assert_eq!(rows, &after[table], "{table} on {}", world.name);
        }
    }
}

#[tokio::test]
async fn odd_questions_get_an_answer() {
    for world in worlds() {
        let people = some_people(&world).await;
        let mut wrong = vec![];
        for route in world.app.routes().all().iter().filter(|route| route.method == Method::GET) {
            let client = whoever_may(&world, &people, route);
            let path = address(route.path);
            let odd = [
                "sort=nonsense",
                "after=nonsense",
                "before=AAAA&after=AAAA",
                "day=2026-02-30",
                "format=docx",
            ]
            .map(|query| format!("{path}?{query}"));
            let long = format!("{path}?q={}", "x".repeat(20_000));
            for path in odd.into_iter().chain([long]).chain(unknown_addresses(route)) {
                let answer = client.get(&path).await;
                if answer.status.is_server_error() {
                    wrong.push(format!("{}: {}", path.chars().take(80).collect::<String>(), answer.status));
                }
            }
            for query in ["q=%FF", "q=%00"] {
                let answer = client.get(&format!("{path}?{query}")).await;
                if answer.status != StatusCode::BAD_REQUEST {
                    wrong.push(format!("{path}?{query}: {}", answer.status));
                }
            }
            for path in unknown_addresses(route) {
                let answer = client.get(&path).await;
                if !answer.status.is_client_error() {
                    wrong.push(format!("{path}: {}", answer.status));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "on {}", world.name);
    }
}

#[tokio::test]
async fn what_is_somebody_elses_is_as_if_it_were_not_there() {
    let api = serde_json::to_value(shop::description()).expect("json");
    for world in worlds() {
        let _owner_of_the_first_of_everything = world.client("board").await;
        let greeter = world.client("greeter").await;
        let before = content(&world.test);
        for route in world.app.routes().all().iter().filter(|route| route.path.contains("{id}")) {
            if route.method != Method::POST
                || scope(&world, &greeter, route).is_some_and(|scope| scope != "any")
            {
                continue;
            }
            let sample = sample(&api, route).unwrap_or(json!({}));
            let answer = greeter.json(Method::POST, &address(route.path), &sample).await;
            let shut = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&answer.status);
            assert!(shut, "{}: {}", route.path, answer.status);
        }
        assert_eq!(before, content(&world.test), "on {}", world.name);
    }
}

#[tokio::test]
async fn a_command_sent_twice_is_done_once_and_its_key_carries_no_other_wish() {
    for world in worlds() {
        let director = world.client("gm").await;
        let send = async |key: &str, name: &str| {
            let request = Request::post("/stores")
                .header(header::ACCEPT, "application/json")
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", key);
            director
                .send(request.body(Body::from(json!({ "name": name }).to_string())).expect("a request"))
                .await
        };
        let (first, again) = (send("key-0001", "徐汇店").await, send("key-0001", "徐汇店").await);
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
        assert_eq!((again.status, again.value()), (first.status, first.value()));
        assert_eq!(send("key-0001", "长宁店").await.status, StatusCode::CONFLICT);
        assert_eq!(send("short", "长宁店").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let stores = director.get("/stores").await.value();
        assert_eq!(stores["rows"].as_array().map(Vec::len), Some(2), "on {}", world.name);
    }
}

async fn some_people(world: &World) -> Vec<Client> {
    let mut people = vec![];
    for name in ["gm", "ad", "td", "head", "greeter"] {
        people.push(world.client(name).await);
    }
    people
}

/// Somebody whom the door lets in, so that it is the door itself that refuses.
fn whoever_may<'a>(world: &World, people: &'a [Client], route: &Route) -> &'a Client {
    match route.access {
        Access::Needs(_) => people.iter().find(|client| scope(world, client, route).is_some()),
        _ => people.last(),
    }
    .unwrap_or(&people[0])
}

/// The example of the body; none where the door takes no body.
fn sample(api: &Value, route: &Route) -> Option<Value> {
    let operation = &api["paths"][route.path]["post"];
    operation["requestBody"]["content"]["application/json"].get("example").cloned()
}

fn unknown_addresses(route: &Route) -> Vec<String> {
    match route.path.contains('{') {
        true => UNKNOWN.iter().map(|id| address(&route.path.replace("{id}", id))).collect(),
        false => vec![],
    }
}

fn bodies(sample: Option<&Value>) -> Vec<Bad> {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let bad = |what: &str, media, body: &[u8]| Bad { what: what.to_owned(), media, body: body.to_vec() };
    let mut all = vec![
        bad("a form that is not UTF-8", FORM, b"name=%FF%FE"),
        bad("a huge form", FORM, &[b'x'; 2 * 1024 * 1024]),
        bad("a huge document", JSON, &[b'['; 2 * 1024 * 1024]),
    ];
    let Some(Value::Object(fields)) = sample else { return all };
    all.extend([
        bad("a list", JSON, b"[1,2]"),
        bad("a text", JSON, b"\"name\""),
        bad("half a document", JSON, b"{\"name\":"),
        bad("a document that is not UTF-8", JSON, b"{\"name\":\"\xff\"}"),
        bad("a deep document", JSON, &[b'['; 100_000]),
        bad("plain text", "text/plain", b"name=x"),
        bad("parts", "multipart/form-data; boundary=x", b"--x--"),
    ]);
    for (name, value) in fields {
        let with = |what: &str, other: Value| {
            let mut changed: Map<String, Value> = fields.clone();
            changed.insert(name.clone(), other);
            Bad {
                what: format!("{what} as {name}"),
                media: JSON,
                body: Value::Object(changed).to_string().into(),
            }
        };
        all.push(with("an object", json!({ "deep": [1] })));
        match value {
            Value::Array(_) => all.push(with("a thousand", json!(vec!["x".repeat(100); 1000]))),
            Value::String(_) => {
                all.push(with("a long text", json!("x".repeat(100_000))));
                all.push(with("a text with a zero in it", json!("a\u{0}b")));
            }
            _ => {}
        }
    }
    all
}
