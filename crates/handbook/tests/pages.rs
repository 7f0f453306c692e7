//! The pages of the handbook, as a browser and as a program ask for them.

mod centre;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use centre::Centre;
use db::testing::databases;
use kernel::{Actor, Lang};
use org::founding::house;
use serde_json::{Value, json};
use tower::ServiceExt;

/// Somebody at a browser or a program.
struct Reader {
    door: Router,
    _centre: Centre,
}

impl Reader {
    fn at(centre: Centre) -> Reader {
        let (doors, _) = handbook::routes().finish();
        let recognise = |doors: Router<web::App>| {
            doors.layer(from_fn(|mut request: Request<Body>, next: Next| async move {
                request.extensions_mut().insert::<Actor>(house());
                next.run(request).await
            }))
        };
        Reader { door: web::server::house(&centre.app, doors, recognise), _centre: centre }
    }

    async fn ask(&self, request: Request<Body>) -> Response {
        self.door.clone().oneshot(request).await.expect("an answer")
    }

    async fn page(&self, path: &str) -> (StatusCode, String) {
        self.text(Request::get(path).header(header::ACCEPT, "text/html").header("accept-language", "zh-CN"))
            .await
    }

    async fn json(&self, path: &str) -> Value {
        let (status, text) = self.text(Request::get(path).header(header::ACCEPT, "application/json")).await;
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        serde_json::from_str(&text).expect("json")
    }

    async fn text(&self, request: axum::http::request::Builder) -> (StatusCode, String) {
        let response = self.ask(request.body(Body::empty()).expect("a request")).await;
        told(response).await
    }

    /// Sends a form as a browser does; the status and where it leads.
    async fn sends(&self, path: &str, form: &str) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.ask(request.body(form.to_owned().into()).expect("a request")).await;
        let on = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        let (status, text) = told(response).await;
        (status, on.unwrap_or(text))
    }

    /// Sends JSON as a program does.
    async fn calls(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json");
        let (status, text) =
            told(self.ask(request.body(body.to_string().into()).expect("a request")).await).await;
        (status, serde_json::from_str(&text).expect("json"))
    }
}

async fn told(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("text"))
}

fn readers() -> Vec<Reader> {
    databases().into_iter().map(|test| Reader::at(Centre::founded(test))).collect()
}

#[tokio::test]
async fn the_handbook_can_be_read_as_page_and_as_json() {
    for reader in readers() {
        for path in [
            "/handbook",
            "/handbook/posts/greeter",
            "/handbook/posts/general-manager?version=1",
            "/handbook/clauses",
            "/handbook/clauses?state=built",
            "/handbook/versions",
            "/handbook/versions/1",
            "/handbook/compare",
            "/handbook/draft",
        ] {
            let (status, page) = reader.page(path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            assert!(!page.contains("handbook."), "{path} shows the key of a text");
            reader.json(path).await;
        }
        assert_eq!(reader.page("/handbook/posts/pilot").await.0, StatusCode::NOT_FOUND);
        assert_eq!(reader.page("/handbook/versions/9").await.0, StatusCode::NOT_FOUND);
        assert_eq!(reader.page("/handbook/clauses?moon=full").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reader.page("/handbook/draft/publication").await.0, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn clauses_are_filtered_and_taken_along() {
    for reader in readers() {
        let rows = |found: Value| found["rows"].as_array().map_or(0, Vec::len);
        assert_eq!(rows(reader.json("/handbook/clauses").await), 96);
        assert_eq!(rows(reader.json("/handbook/clauses?post=greeter").await), 15);
        assert_eq!(rows(reader.json("/handbook/clauses?clause=GM-D1").await), 1);
        let built = reader.json("/handbook/clauses?state=built").await;
        assert_eq!(json!(rows(built.clone())), built["report"]["built"]);
        let (_, csv) = reader.page("/handbook/clauses?format=csv").await;
        assert_eq!(csv.lines().count(), 97);
    }
}

#[tokio::test]
async fn a_version_is_drafted_and_published_with_forms() {
    for reader in readers() {
        let on = |to: &str| (StatusCode::SEE_OTHER, to.to_owned());
        assert_eq!(reader.sends("/handbook/draft", "once=12345678").await, on("/handbook/draft"));
        assert_eq!(
            reader.sends("/handbook/draft", "once=12345678").await,
            on("/handbook/draft"),
            "done once"
        );
        assert_eq!(reader.sends("/handbook/draft", "").await.0, StatusCode::CONFLICT);

        let own = "edit=0&post=greeter&title_zh=续茶&title_en=Tea&detail_zh=空杯续上&detail_en=Refill&rhythm=daily\
                   &at=10:30&evidence=rhythm.work-log&evidence=&evidence=frontdesk.arrival&reviewer=front-desk-head";
        let (status, page) = reader.sends("/handbook/draft/entries", &own.replace("10:30", "25:00")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("续茶") && page.contains("09:30"),
            "keeps what was typed and says what is right"
        );
        let added = reader.sends("/handbook/draft/entries", own).await;
        assert_eq!(added, on("/handbook/draft?post=greeter"));
        let entry = reader.json("/handbook/draft/entries/own.greeter.1").await;
        assert_eq!(entry["form"]["evidence"], json!(["rhythm.work-log", "frontdesk.arrival"]));

        let gone = "/handbook/draft/entries/general-manager.market/withdrawal";
        assert_eq!(reader.sends(gone, "edit=1&reason=").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = reader.sends(gone, "edit=1&reason=改由董事会看").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for path in [
            "/handbook/draft",
            "/handbook/draft?post=greeter",
            "/handbook/draft/publication",
            "/handbook/draft/entries/general-manager.market",
            "/handbook/draft/entries/new?post=driver",
            "/handbook/compare?from=1&to=2",
            "/handbook/posts/greeter?version=2",
            "/handbook",
        ] {
            let (status, page) = reader.page(path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            assert!(!page.contains("handbook."), "{path} shows the key of a text");
        }
        assert_eq!(reader.json("/handbook/draft").await["draft"]["missing"], json!(["GM-D2"]));

        let publish = "edit=2&effective_from=2026-12-01&title=茶&reason=客人渴";
        assert_eq!(reader.sends("/handbook/draft/publication", publish).await, on("/handbook/versions/2"));
        let listed = reader.json("/handbook/versions").await;
        let standings: Vec<&Value> =
            listed["rows"].as_array().expect("rows").iter().map(|v| &v["standing"]).collect();
        assert_eq!(standings, ["coming", "in-force"]);
    }
}

#[tokio::test]
async fn a_program_does_the_same_with_json() {
    for reader in readers() {
        let (status, made) = reader.calls("/handbook/draft", json!({})).await;
        assert_eq!((status, made), (StatusCode::CREATED, json!({ "location": "/handbook/draft", "id": 2 })));
        let change = json!({ "edit": "0", "title_zh": "打扫", "title_en": "Clean", "detail_zh": "全部", "detail_en": "All",
                             "rhythm": "weekly", "weekday": "sun", "at": "08:00", "evidence": ["inspection.linen"] });
        let path = "/handbook/draft/entries/cleaner.morning";
        assert_eq!(reader.calls(path, change.clone()).await.0, StatusCode::OK);
        let (status, refused) = reader.calls(path, change).await;
        assert_eq!((status, &refused["type"]), (StatusCode::CONFLICT, &json!("/problems/stale")));
        let (status, refused) = reader.calls("/handbook/draft/publication", json!({ "edit": "1" })).await;
        let fields: Vec<&str> = refused["problems"]
            .as_array()
            .expect("problems")
            .iter()
            .filter_map(|p| p["field"].as_str())
            .collect();
        assert_eq!(
            (status, fields),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["effective_from", "title", "reason"])
        );
        let (_, said) = reader.calls("/handbook/draft/discard", json!({ "edit": "1" })).await;
        assert_eq!(said["location"], "/handbook");
    }
}

#[test]
fn every_sample_can_be_drawn_in_both_languages() {
    let _ = web::openapi::describe(handbook::routes());
    for lang in Lang::ALL {
        let chrome = web::Chrome {
            lang,
            ..web::Chrome::bare(jiff::tz::TimeZone::UTC, jiff::civil::date(2026, 11, 24))
        };
        for (view, drawn) in web::samples::draw_all(&chrome) {
            assert!(!drawn.is_empty(), "{view} has no samples");
            for page in drawn {
                let page = page.unwrap_or_else(|error| panic!("{view}: {error}"));
                assert!(!page.contains("handbook."), "{view} shows the key of a text: {page}");
            }
        }
    }
}
