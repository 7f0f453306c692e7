//! The demonstration centre on each database, at a fixed moment, and people who are signed in to it.

use std::sync::Arc;

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use db::testing::TestDb;
use dianwu::{demo, shop};
use kernel::{Clock, DrivenClock, Instant};
use serde_json::{Value, json};
use tower::ServiceExt;
use web::{App, Call, Settings};

/// A Tuesday, a quarter past nine in the morning in Shanghai.
const NOW: &str = "2026-11-24T09:15:00+08:00";

pub struct World {
    pub name: &'static str,
    pub app: App,
    pub clock: Arc<DrivenClock>,
    pub test: TestDb,
    router: Router,
}

/// One on each database.
pub fn worlds() -> Vec<World> {
    db::testing::databases().into_iter().map(World::on).collect()
}

impl World {
    fn on(test: TestDb) -> World {
        // Faults are logged, never shown: a failing test prints them.
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_test_writer();
        let _ = log.try_init();
        let clock = Arc::new(DrivenClock::at(NOW.parse::<jiff::Timestamp>().expect("a moment").into()));
        let settings = Settings { demo: true, ..Settings::default() };
        let house = shop::house(test.db.clone(), clock.clone(), settings, customer::Vault::new(&[7; 32]));
        let call = Call::new(&house.app, &org::founding::house());
        let hash = cheap_hash(demo::PASSWORD);
        test.db.write_now(move |tx| demo::world(tx, &call, &hash)).expect("the demonstration");
        World { name: test.name, app: house.app, router: house.router, clock, test }
    }

    /// The whole house, to be served.
    #[allow(dead_code, reason = "for what is measured over a socket")]
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub fn pass_minutes(&self, minutes: i64) {
        let now: Instant = self.clock.now();
        self.clock.set(now.plus_minutes(minutes));
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Client {
        Client { router: self.router.clone(), cookie: None, name: "stranger".to_owned() }
    }

    /// Somebody signed in through the real door, second step and all.
    pub async fn client(&self, name: &str) -> Client {
        let mut client = Client { name: name.to_owned(), ..self.stranger() };
        let signed =
            client.json(Method::POST, "/sign-in", &json!({ "name": name, "password": demo::PASSWORD })).await;
        assert_eq!(signed.status, StatusCode::OK, "{name}: {}", signed.text());
        client.cookie = Some(signed.cookie());
        for page in ["/sign-in/code", "/me/second-step"] {
            client.give_code(page).await;
        }
        client
    }
}

/// A hash that is quickly worked out: the real one would take most of the tests' time.
pub fn cheap_hash(password: &str) -> String {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None).expect("parameters");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(password.as_bytes()).expect("a hash").to_string()
}

#[derive(Clone)]
pub struct Client {
    router: Router,
    cookie: Option<String>,
    pub name: String,
}

impl Client {
    /// What a browser would send along.
    #[allow(dead_code, reason = "for what is measured over a socket")]
    pub fn cookie(&self) -> Option<String> {
        self.cookie.clone()
    }

    /// Gives the code of the second step where it is owed: the demonstration shows it.
    async fn give_code(&self, page: &str) {
        let shown = self.get(page).await;
        let code = shown.value().get("demo_code").and_then(Value::as_str).map(str::to_owned);
        if let Some(code) = code {
            let given = self.json(Method::POST, page, &json!({ "code": code })).await;
            assert_eq!(given.status, StatusCode::OK, "{}: {}", self.name, given.text());
        }
    }

    /// As a program.
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "application/json");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// As a browser.
    pub async fn page(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.raw(method, path, "application/json", body.to_string().into_bytes()).await
    }

    pub async fn raw(&self, method: Method, path: &str, media: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::ACCEPT, "application/json");
        let request = request.header(header::CONTENT_TYPE, media).body(Body::from(body)).expect("a request");
        self.send(request).await
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a cookie"));
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        // What is told as it happens has no end.
        let goes_on =
            parts.headers.get(header::CONTENT_TYPE).is_some_and(|media| media == "text/event-stream");
        let body = match goes_on {
            true => vec![],
            false => to_bytes(body, usize::MAX).await.expect("a body").to_vec(),
        };
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn cookie(&self) -> String {
        let all = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let session =
            all.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("session="));
        session.expect("the cookie of a session").to_owned()
    }
}

/// The address of a route: what varies is filled with a key that exists in the demonstration.
pub fn address(path: &str) -> String {
    let key = match path {
        _ if path.starts_with("/handbook/posts/") => "greeter",
        _ if path.starts_with("/handbook/draft/entries/") => "greeter.grooming",
        _ => "1",
    };
    let filled = |part: &str| if part.starts_with('{') { key.to_owned() } else { part.to_owned() };
    path.split('/').map(filled).collect::<Vec<_>>().join("/")
}
