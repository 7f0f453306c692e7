//! A small centre with three people, on each database, with a clock that is driven.
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use db::Tx;
use db::testing::TestDb;
use identity::accounts::{self, NewAccount};
use kernel::{
    AccountId, Clock, DrivenClock, Grant, Instant, Lang, Mandate, Permission, Place, Result, Scope, Words,
};
use org::founding::{Founding, Plan, PlannedPost};
use org::people::{AppointForm, PersonForm};
use tower::ServiceExt;
use web::{App, Call, Settings};

pub const PASSWORD: &str = "春眠不觉晓处处闻啼鸟";

pub struct House {
    pub name: &'static str,
    pub app: App,
    pub clock: Arc<DrivenClock>,
    pub router: Router,
    _test: TestDb,
}

pub fn houses() -> Vec<House> {
    db::testing::databases().into_iter().map(|test| House::on(test, Settings::default())).collect()
}

pub fn demo_houses() -> Vec<House> {
    let settings = Settings { demo: true, ..Settings::default() };
    db::testing::databases().into_iter().map(|test| House::on(test, settings.clone())).collect()
}

impl House {
    fn on(test: TestDb, settings: Settings) -> House {
        let house = House::bare(test, settings);
        let (call, hash) = (Call::new(&house.app, &org::founding::house()), hash());
        house.app.db().write_now(move |tx| people(tx, &call, &hash)).expect("three people");
        house
    }

    /// Without a centre.
    pub fn bare(test: TestDb, settings: Settings) -> House {
        let morning: jiff::Timestamp = "2026-11-24T10:00:00+08:00".parse().expect("a moment");
        let clock = Arc::new(DrivenClock::at(morning.into()));
        let (doors, table) = identity::routes().and(org::routes()).finish();
        let app = App::builder(test.db.clone(), clock.clone(), settings);
        let app = app.part(org::OrgCache::default()).routes(table).build();
        let router = web::server::house(&app, doors, |doors| identity::recognise(doors, &app));
        House { name: test.name, app, clock, router, _test: test }
    }

    pub fn pass(&self, minutes: i64) {
        self.clock.set(self.clock.now().plus_minutes(minutes));
    }

    pub fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx, &Mandate, Instant) -> Result<T> + Send + 'static,
    ) -> T {
        let (by, now) = (mandate(), self.clock.now());
        self.app.db().write_now(move |tx| f(tx, &by, now)).expect("done")
    }

    pub fn account(&self, name: &'static str) -> AccountId {
        self.write(move |tx, _, _| accounts::by_name(tx, name)).expect("an account")
    }

    /// A browser that is nobody yet.
    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookie: None, bearer: None }
    }

    /// A browser on which somebody gave name and password.
    pub async fn signed_in(&self, name: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}: {name}: {}", self.name, answer.text);
        browser
    }
}

/// The command line's own right.
fn mandate() -> Mandate {
    org::founding::house().mandate(Permission::ManageAccounts, &Place::centre()).expect("the house may")
}

fn hash() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| identity::password::hash(PASSWORD).expect("a hash")).clone()
}

fn people(tx: &mut Tx, call: &Call, hash: &str) -> Result<()> {
    use Permission::{EndSessions, ManageAccounts, ViewOrganisation};
    let post =
        |code: &str, level, pays_out, superior: Option<&str>, granted: &[(Permission, Scope)]| PlannedPost {
            code: code.into(),
            name: Words::new(code, code),
            department: None,
            level,
            pays_out,
            position: 1,
            superior: superior.map(str::to_owned),
            dotted: vec![],
            grants: granted
                .iter()
                .map(|(permission, scope)| Grant { permission: *permission, scope: *scope })
                .collect(),
        };
    let (centre, store) = (org::Level::Centre, org::Level::Store);
    let all =
        [(ManageAccounts, Scope::Centre), (EndSessions, Scope::Centre), (ViewOrganisation, Scope::Centre)];
    let posts = vec![
        post("manager", centre, true, None, &[(ViewOrganisation, Scope::Centre)]),
        post("administrator", centre, false, Some("manager"), &all),
        post("greeter", store, false, Some("manager"), &[(ViewOrganisation, Scope::Store)]),
        post("head", store, false, Some("manager"), &[(ManageAccounts, Scope::Store)]),
    ];
    let on = jiff::civil::date(2026, 1, 1);
    let founding = Founding {
        name: "花间美容中心".into(),
        store: "静安店".into(),
        zone: "Asia/Shanghai".into(),
        demo: false,
        on,
    };
    let first = org::founding::found(
        tx,
        call.now,
        &founding,
        &Plan { departments: vec![], posts, calendar: vec![] },
    )?;
    for (number, name, code, place) in [
        ("0001", "王慧敏", "manager", None),
        ("0003", "孙立群", "administrator", None),
        ("0052", "周晓雯", "greeter", Some(first)),
        ("0034", "陈思源", "head", Some(first)),
    ] {
        let form =
            PersonForm { name: name.into(), staff_number: number.into(), joined_on: "2026-01-01".into() };
        let person = org::people::add(tx, call, &form)?;
        let appoint = AppointForm {
            post: code.into(),
            store: place.map(|store| store.to_string()).unwrap_or_default(),
            from_day: "2026-11-24".into(),
            ..AppointForm::default()
        };
        org::people::appoint(tx, call, person, &appoint)?;
        let new = NewAccount {
            person,
            name: number.into(),
            password_hash: hash.to_owned(),
            lang: Lang::Chinese,
            must_change: false,
        };
        accounts::add(tx, &mandate(), call.now, &new)?;
    }
    let colleague =
        PersonForm { name: "林可欣".into(), staff_number: "0058".into(), joined_on: "2026-01-01".into() };
    org::people::add(tx, call, &colleague).map(drop)
}

pub struct Browser<'a> {
    house: &'a House,
    pub cookie: Option<String>,
    pub bearer: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    /// The cookie of the session, when one is set.
    pub set_cookie: Option<String>,
    pub text: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().uri(path), Body::empty()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::builder().method(Method::POST).uri(path);
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), body.into())
            .await
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let answer = self.post("/sign-in", &[("name", name), ("password", password)]).await;
        let pair = answer.set_cookie.as_deref().and_then(|cookie| cookie.split(';').next());
        self.cookie = pair.map(str::to_owned).or(self.cookie.take());
        answer
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = match &self.bearer {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => {
                request.header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, "zh-CN,zh;q=0.9")
            }
        };
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let answer = self.house.router.clone().oneshot(request.body(body).expect("a request")).await;
        Answer::of(answer.expect("an answer")).await
    }
}

impl Answer {
    async fn of(response: Response) -> Answer {
        let of = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let location = of(header::LOCATION).unwrap_or_default();
        let mut cookies =
            response.headers().get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok());
        let set_cookie = cookies.find(|cookie| cookie.starts_with("session=")).map(str::to_owned);
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answer { status, location, set_cookie, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// What stands between two texts of the page.
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.text.split_once(before).map_or("", |(_, rest)| rest);
        rest.split_once(after).map_or("", |(found, _)| found).to_owned()
    }
}
