//! Stylesheet, scripts and icons: built by `make assets`, carried in the binary, kept by browsers for ever
//! because their names change with their content.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
struct Dist;

/// The address of an asset by its plain name: `app.css` → `/assets/app-3f2a.css`.
pub fn asset(name: &str) -> &'static str {
    static ADDRESSES: OnceLock<HashMap<String, String>> = OnceLock::new();
    let addresses = ADDRESSES.get_or_init(|| {
        let manifest = Dist::get("manifest.json").map(|file| file.data.into_owned()).unwrap_or_default();
        let names: HashMap<String, String> = serde_json::from_slice(&manifest).unwrap_or_default();
        names.into_iter().map(|(name, hashed)| (name, format!("/assets/{hashed}"))).collect()
    });
    addresses.get(name).map_or("", String::as_str)
}

/// `GET /assets/{*path}`
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let zipped =
        headers.get(header::ACCEPT_ENCODING).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("gzip")));
    let gz = zipped.then(|| Dist::get(&format!("{path}.gz"))).flatten();
    let coding = gz.is_some().then_some(HeaderValue::from_static("gzip"));
    let Some(file) = gz.or_else(|| Dist::get(&path)) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(&path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(coding.map(|coding| (header::CONTENT_ENCODING, coding)));
    response
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}
