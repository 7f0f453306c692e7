//! Stylesheet, scripts and icons: built by `make assets`, carried in the binary, kept by browsers for ever
//! because their names change with their content.

use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
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
    let Some((content, coding)) = content(&path, zipped) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(&path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(coding.map(|coding| (header::CONTENT_ENCODING, HeaderValue::from_static(coding))));
    response
}

/// What a file holds, and its coding. The build leaves what shrinks in its packed form only: every browser takes it.
fn content(path: &str, zipped: bool) -> Option<(Vec<u8>, Option<&'static str>)> {
    let Some(packed) = Dist::get(&format!("{path}.gz")) else {
        return Some((Dist::get(path)?.data.into_owned(), None));
    };
    if zipped {
        return Some((packed.data.into_owned(), Some("gzip")));
    }
    let mut whole = vec![];
    GzDecoder::new(&*packed.data).read_to_end(&mut whole).ok()?;
    Some((whole, None))
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
