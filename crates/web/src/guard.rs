//! What every request passes before a handler sees it: a name for the log, honest shape, a known origin, the
//! right to be there; and what every answer takes along.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Kind, Once, Refusal};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::failure::{Failure, refuse};
use crate::files;
use crate::routes::Access;

/// The most that a request may bring.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How long it may take to bring it: nothing is done before all of it is there.
const BODY_PATIENCE: Duration = Duration::from_secs(45);

/// The request's name in log and problem documents.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Someone who gave the password and still owes the second step.
#[derive(Debug, Clone, Copy)]
pub struct HalfSignedIn;

/// The header that names a command.
pub const ONCE_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request, measures it, and logs it by its door, never by what stands in its address.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let id = hex::encode(rand::random::<[u8; 8]>());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let door = request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |p| p.as_str().to_owned());
    let began = std::time::Instant::now();

    let mut response = next.run(request).await;

    let (status, took) = (response.status().as_u16(), began.elapsed());
    let labels = [("method", method.to_string()), ("door", door.clone()), ("status", status.to_string())];
    metrics::counter!("dianwu_requests_total", &labels).increment(1);
    metrics::histogram!("dianwu_request_seconds", "door" => door.clone()).record(took.as_secs_f64());
    tracing::info!(request = id, %method, door, status, micros = took.as_micros() as u64, "answered");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Headers that keep a browser from doing what no page of ours asks for.
pub async fn harden(request: Request, next: Next) -> Response {
    const CSP: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; \
                       form-action 'self'; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=()"),
    );
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses what comes from another site: the rule that browsers' own headers make possible without tokens.
pub async fn same_origin(request: Request, next: Next) -> Response {
    if request.method().is_safe() || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Failure::from(Refusal::new(Kind::Forbidden, "other_site")).into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text("authorization").is_some_and(|value| value.starts_with("Bearer ")) {
        return true; // A token is never sent by a browser on its own.
    }
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => true, // No browser: curl, a program, a test.
    }
}

/// Refuses what is no honest text, and gives every command its key and a digest of what it asks.
pub async fn honest_shape(request: Request, next: Next) -> Response {
    if !is_text(request.uri()) {
        return refuse(StatusCode::BAD_REQUEST, Refusal::new(Kind::Invalid, "not_text"));
    }
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let in_parts = files::in_parts(media(&parts.headers));
    let limit = if in_parts { files::LIMIT } else { BODY_LIMIT };
    let mut body = match tokio::time::timeout(BODY_PATIENCE, to_bytes(body, limit)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, Refusal::new(Kind::Invalid, "too_large")),
        Err(_) => return refuse(StatusCode::REQUEST_TIMEOUT, Refusal::new(Kind::Invalid, "too_slow")),
    };
    if in_parts {
        let Some(form) = files::as_form(media(&parts.headers), body).await else {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Refusal::new(Kind::Invalid, "media_type"));
        };
        body = form;
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    let media = media(&parts.headers);
    let Some(typed) = fields(media, &body) else {
        return refuse(StatusCode::BAD_REQUEST, Refusal::new(Kind::Invalid, "not_text"));
    };
    let in_header = parts.headers.get(ONCE_HEADER).map(|value| value.to_str().unwrap_or("").to_owned());
    let in_form = typed.into_iter().find(|(name, _)| name == "once").map(|(_, value)| value);
    if let Some(key) = in_header.or(in_form) {
        if !(8..=80).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Failure::from(Refusal::new(Kind::Invalid, "once_malformed")).into_response();
        }
        let digest = digest(&parts.method, &parts.uri, &body);
        parts.extensions.insert(Once { key, digest });
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// What a browser sends a form as.
const FORM: &str = "application/x-www-form-urlencoded";

fn media(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn digest(method: &Method, uri: &Uri, body: &Bytes) -> String {
    let mut hash = Sha256::new();
    hash.update(method.as_str());
    hash.update([0]);
    hash.update(uri.path());
    hash.update([0]);
    hash.update(body);
    hex::encode(hash.finalize())
}

fn is_text(uri: &Uri) -> bool {
    let whole = |text: &str| percent_decode_str(text).decode_utf8().is_ok_and(|text| !text.contains('\0'));
    whole(uri.path()) && uri.query().is_none_or(whole)
}

/// The fields of a form, none of anything else; nothing at all where what should be text is none.
fn fields(media: &str, body: &[u8]) -> Option<Vec<(String, String)>> {
    if media.is_empty() || media.starts_with(FORM) {
        form_pairs(body)
    } else if media.starts_with("application/json") {
        json_is_text(body).then(Vec::new)
    } else {
        Some(vec![])
    }
}

fn form_pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        let text = percent_decode_str(&text).decode_utf8().ok()?.into_owned();
        Some(text).filter(|text| !text.contains('\0'))
    };
    let pairs = std::str::from_utf8(body).ok()?.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// UTF-8 without a NUL in any text: PostgreSQL keeps none. Whether it is JSON is found when it is read.
fn json_is_text(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let may_hold_nul = text.contains("\\u0000");
    !may_hold_nul || serde_json::from_str(text).is_ok_and(|value: serde_json::Value| !holds_nul(&value))
}

fn holds_nul(value: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Object, String};
    match value {
        String(text) => text.contains('\0'),
        Array(items) => items.iter().any(holds_nul),
        Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

/// Opens a door only to whoever may pass it; a door that is on no list stays shut.
pub async fn access(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(door) = request.extensions().get::<MatchedPath>() else {
        return next.run(request).await;
    };
    let actor = request.extensions().get::<Actor>();
    let half = request.extensions().get::<HalfSignedIn>().is_some();
    let no = |kind, code| Failure::from(Refusal::new(kind, code)).into_response();
    match app.routes().access(request.method(), door.as_str()) {
        None if request.method().is_safe() => next.run(request).await,
        // An address that is there, and something that is not done at it.
        None => {
            let allowed = app.routes().methods(door.as_str());
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)]).into_response()
        }
        Some(Access::Public) => next.run(request).await,
        Some(Access::HalfSignedIn) if half || actor.is_some() => next.run(request).await,
        Some(_) if actor.is_none() => no(Kind::SignedOut, "signed_out"),
        Some(Access::Needs(permission)) if !actor.is_some_and(|actor| actor.may(permission)) => {
            no(Kind::Forbidden, "forbidden")
        }
        Some(_) => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_our_own_pages_may_act() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!comes_from_here(&headers(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://shop:8080"),
            ("host", "shop:8080")
        ])));
        assert!(comes_from_here(&headers(&[("origin", "http://shop:8080"), ("host", "shop:8080")])));
        assert!(!comes_from_here(&headers(&[("origin", "http://evil"), ("host", "shop:8080")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "shop:8080")])));
        assert!(comes_from_here(&headers(&[
            ("sec-fetch-site", "cross-site"),
            ("authorization", "Bearer x")
        ])));
    }

    #[test]
    fn text_that_is_no_text_is_found() {
        assert_eq!(form_pairs(b"name=%FF"), None);
        assert_eq!(form_pairs(b"\xff=1"), None);
        assert_eq!(form_pairs(b"name=%00"), None);
        assert_eq!(
            form_pairs(b"a=1+2&b=%E5%BA%97&c"),
            Some(vec![("a".into(), "1 2".into()), ("b".into(), "店".into()), ("c".into(), String::new()),])
        );
        assert!(!json_is_text(b"{\"name\": \"\xff\"}"));
        assert!(!json_is_text(br#"{"name": ["a\u0000"]}"#));
        assert!(json_is_text(br#"{"name": "a \\u0000 written out"}"#));
        assert!(!is_text(&"/stores?name=%C3%28".parse().expect("a uri")));
        assert!(!is_text(&"/stores?name=%00".parse().expect("a uri")));
    }
}
