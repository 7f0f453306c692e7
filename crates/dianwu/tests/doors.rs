//! Every door: shut to strangers, and described.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dianwu::shop;
use serde_json::{Value, json};
use web::Access;

use crate::world::{address, worlds};

#[tokio::test]
async fn every_door_is_shut_to_strangers() {
    for world in worlds() {
        let stranger = world.stranger();
        for route in world.app.routes().all() {
            let path = address(route.path);
            let answer = stranger.json(route.method.clone(), &path, &json!({})).await;
            match route.access {
                Access::Public => assert!(!answer.status.is_server_error(), "{path}: {}", answer.status),
                _ => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method),
            }
            if route.method == Method::GET && route.access != Access::Public {
                let page = stranger.page(&path).await;
                assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
                let to = page.headers[header::LOCATION].to_str().expect("a location");
                assert!(to.starts_with("/sign-in"), "{path} leads to {to}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_alike_in_both_faces() {
    for world in worlds() {
        let greeter = world.client("greeter").await;
        for path in
            ["/nowhere", "/stores/999999", "/stores/none", "/stores/-1", "/stores/99999999999999999999"]
        {
            let answer = greeter.get(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
            assert_eq!(answer.value()["status"], 404, "{path}");
            let page = greeter.page(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(page.text().contains("<h1"), "{path}");
        }
        let deleted = greeter.json(Method::DELETE, "/stores", &json!({})).await.status;
        assert_eq!(deleted, StatusCode::METHOD_NOT_ALLOWED, "a door that is on no list stays shut");
    }
}

#[tokio::test]
async fn the_front_door_leads_to_today_and_the_menu_has_pages() {
    for world in worlds() {
        let (stranger, director) = (world.stranger(), world.client("ad").await);
        assert_eq!(director.page("/").await.headers[header::LOCATION], "/today");
        assert_eq!(stranger.page("/").await.headers[header::LOCATION], "/sign-in");
        let routes = world.app.routes().all();
        for item in shop::menu() {
            let door = routes.iter().find(|route| route.method == Method::GET && route.path == item.href);
            let door = door.unwrap_or_else(|| panic!("the menu leads to {}, where nothing is", item.href));
            assert_eq!(Some(door.access), item.needs.map(Access::Needs), "{}", item.href);
        }
        for path in ["/openapi.json", "/healthz", "/readyz"] {
            assert_eq!(stranger.page(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn every_answer_is_hardened() {
    for world in worlds() {
        let answer = world.stranger().page("/sign-in").await;
        let csp = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(csp.contains("default-src 'self'") && !csp.contains("unsafe"), "{csp}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(answer.headers.contains_key("x-request-id"));
    }
}

#[tokio::test]
async fn what_is_not_done_at_an_address_is_said_with_what_is() {
    for world in worlds() {
        let stranger = world.stranger();
        for route in world.app.routes().all() {
            let path = address(route.path);
            let odd = Request::builder().method("ABC").uri(&path).body(Body::empty());
            let answer = stranger.send(odd.expect("a request")).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            let allowed = answer.headers[header::ALLOW].to_str().expect("text");
            assert!(allowed.split(", ").any(|method| method == route.method.as_str()), "{path}: {allowed}");
        }
    }
}

/// No form of ours has a hidden token against it: browsers say where a request comes from.
#[tokio::test]
async fn nothing_is_done_for_a_page_of_another_site() {
    for world in worlds() {
        let stranger = world.stranger();
        for route in world.app.routes().all().iter().filter(|route| !route.method.is_safe()) {
            let path = address(route.path);
            for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
                let foreign = Request::builder().method(&route.method).uri(&path).header(name, value);
                let foreign = foreign.body(Body::empty()).expect("a request");
                let status = stranger.send(foreign).await.status;
                assert_eq!(status, StatusCode::FORBIDDEN, "{} {path}, {name}", route.method);
            }
        }
    }
}

#[test]
fn the_description_knows_every_door_with_examples() {
    let api = serde_json::to_value(shop::description()).expect("json");
    assert!(api["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert!(
        api["components"]["schemas"]["SettledView"]["properties"]["tenders"]["items"]["prefixItems"]
            .is_array()
    );
    let mut lacking = vec![];
    for route in shop::routes().finish().1.all() {
        let operation = &api["paths"][route.path][route.method.as_str().to_lowercase()];
        let door = format!("{} {}", route.method, route.path);
        if operation["responses"].get("default").is_none() {
            lacking.push(format!("{door}: nothing is said of refusals"));
        }
        if operation["summary"].as_str().is_none_or(str::is_empty) {
            lacking.push(format!("{door}: no summary"));
        }
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let known: Vec<&str> = parameters.filter_map(|parameter| parameter["name"].as_str()).collect();
        for name in route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            if !known.contains(&name) {
                lacking.push(format!("{door}: {name} is not described"));
            }
        }
        let answers = operation["responses"].as_object().into_iter().flatten();
        let answered = answers.filter(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
        for content in answered.chain([&operation["requestBody"]]) {
            let media = &content["content"]["application/json"];
            if media.get("schema").is_some() && media.get("example").is_none() {
                lacking.push(format!("{door}: no example"));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
}

#[tokio::test]
async fn the_served_description_is_the_printed_one() {
    for world in worlds() {
        let served: Value = world.stranger().get("/openapi.json").await.value();
        assert_eq!(served, serde_json::to_value(shop::description()).expect("json"));
    }
}
