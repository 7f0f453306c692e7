//! Gives every view the face its reader wants: page, part of a page, JSON, or table.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use kernel::{Kind, Lang, Refusal};

use crate::app::App;
use crate::chrome::Chrome;
use crate::failure::refuse;
use crate::filters;
use crate::guard::RequestId;
use crate::i18n::Say;
use crate::reply::{Face, FileReply, GoOn, Outcome};

/// Who reads, as far as is known; put on the answer by the layer that recognises people.
#[derive(Clone)]
pub struct Reader(pub Arc<Chrome>);

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    chrome: &'a Chrome,
    title: String,
    body: &'a str,
}

/// What a request says of the face it wants.
struct Wish {
    format: Format,
    /// Only the inside of the page: asked by htmx.
    bare: bool,
    /// Chosen on this browser.
    lang: Option<Lang>,
    /// What the browser or the program says it reads.
    reads: Option<Lang>,
    path: String,
    way: String,
    flash: Option<String>,
    request: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Page,
    Json,
    Csv,
    Xlsx,
}

impl Wish {
    fn of(request: &Request) -> Wish {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let lang = cookie(headers, "lang").and_then(|tag| Lang::from_tag(&tag));
        Wish {
            format: format(request),
            bare: headers.contains_key("hx-request"),
            lang,
            reads: Lang::from_tag(text("accept-language")),
            path: request.uri().path().to_owned(),
            way: request.uri().path_and_query().map_or("/", |way| way.as_str()).to_owned(),
            flash: cookie(headers, "flash")
                .filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b"._-".contains(&b))),
            request: request.extensions().get::<RequestId>().map_or(String::new(), |id| id.0.clone()),
        }
    }
}

fn format(request: &Request) -> Format {
    let asked = request.uri().query().unwrap_or("").split('&').find_map(|pair| pair.strip_prefix("format="));
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accept = text("accept");
    match asked {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some("xlsx") => Format::Xlsx,
        _ if accept.contains("text/html") => Format::Page,
        _ if accept.contains("json") || text("authorization").starts_with("Bearer ") => Format::Json,
        _ if accept.contains("text/csv") => Format::Csv,
        _ => Format::Page,
    }
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The language somebody without an account reads: chosen on this browser, or what the browser says.
pub fn reads(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, "lang").and_then(|tag| Lang::from_tag(&tag));
    let says = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.or_else(|| says.and_then(Lang::from_tag)).unwrap_or_default()
}

/// The layer itself: outermost but for naming and headers, so that every answer passes it.
pub async fn negotiate(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = answered(&app, request, next).await;
    if app.settings().https {
        insist(response.headers_mut());
    }
    response
}

/// Where we are reached by HTTPS, no cookie goes any other way.
fn insist(headers: &mut HeaderMap) {
    let cookies: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let text = cookie.to_str().unwrap_or_default();
        let secure = HeaderValue::from_str(&format!("{text}; Secure")).ok();
        let cookie = secure.filter(|_| !text.ends_with("; Secure")).unwrap_or(cookie);
        headers.append(header::SET_COOKIE, cookie);
    }
}

async fn answered(app: &App, request: Request, next: Next) -> Response {
    let wish = Wish::of(&request);
    let mut inner = next.run(request).await;
    if inner.status().is_client_error() && !inner.headers().contains_key(header::CONTENT_TYPE) {
        inner = named(inner);
    }
    let chrome = inner.extensions_mut().remove::<Reader>().map(|reader| reader.0);
    let face = inner.extensions_mut().remove::<Arc<dyn Face>>();
    let mut outer = match (face, inner.extensions_mut().remove::<GoOn>()) {
        (Some(face), _) => {
            let chrome = chrome.map_or_else(|| Chrome::of(app), Arc::unwrap_or_clone);
            faced(face.as_ref(), inner.status(), wish, chrome)
        }
        (None, Some(on)) => go_on(on, &wish),
        (None, None) => return inner,
    };
    outer
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept, accept-language, cookie, hx-request"));
    for (name, value) in inner.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            outer.headers_mut().append(name.clone(), value.clone());
        }
    }
    outer
}

/// What the router itself refuses (no such address, not this method) gets words of ours.
fn named(response: Response) -> Response {
    let status = response.status();
    if response.extensions().get::<Arc<dyn Face>>().is_some() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let code = if status == StatusCode::METHOD_NOT_ALLOWED { "method" } else { "malformed" };
    let mut refused = refuse(status, Refusal::new(Kind::Invalid, code));
    if let Some(reader) = parts.extensions.remove::<Reader>() {
        refused.extensions_mut().insert(reader);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    refused.headers_mut().extend(parts.headers);
    refused
}

fn faced(face: &dyn Face, status: StatusCode, wish: Wish, mut chrome: Chrome) -> Response {
    // A browser's own wish is whatever it was delivered with: it gives way to the language of the account.
    let reads = wish.reads.filter(|_| chrome.reader.is_none() || wish.format == Format::Json);
    chrome.lang = wish.lang.or(reads).unwrap_or(chrome.lang);
    let say = Say(chrome.lang);
    let made = match wish.format {
        Format::Json => json(face, say, &wish.request),
        Format::Csv | Format::Xlsx if status.is_success() => match face.table(say) {
            Some(table) => file(&table, wish.format, &chrome),
            None => json(face, say, &wish.request),
        },
        _ => page(face, say, wish, &mut chrome),
    };
    let mut response = made.unwrap_or_else(|error| {
        tracing::error!(%error, "a view cannot be drawn");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    });
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn json(face: &dyn Face, say: Say, request: &str) -> anyhow::Result<Response> {
    let (media, bytes) = face.json(say, request)?;
    Ok(([(header::CONTENT_TYPE, media)], bytes).into_response())
}

fn page(face: &dyn Face, say: Say, wish: Wish, chrome: &mut Chrome) -> anyhow::Result<Response> {
    chrome.path = wish.path;
    chrome.way = wish.way;
    chrome.flash = wish.flash;
    let body = face.page().dyn_render_with_values(chrome)?;
    if wish.bare {
        return Ok(Html(body).into_response());
    }
    let layout = Layout { chrome, title: face.title(say), body: &body };
    let mut response = Html(layout.render_with_values(chrome)?).into_response();
    if chrome.flash.is_some() {
        let gone = HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    Ok(response)
}

fn file(table: &crate::table::Table, format: Format, chrome: &Chrome) -> anyhow::Result<Response> {
    let (media, ending, bytes) = match format {
        Format::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            table.xlsx(&chrome.zone),
        ),
        _ => ("text/csv; charset=utf-8", "csv", table.csv(&chrome.zone)),
    };
    let bytes = bytes.map_err(|error| anyhow::anyhow!("{error}"))?;
    let name = Some(format!("{}-{}.{ending}", table.name, chrome.today));
    Ok(FileReply { media, name, bytes }.into_response())
}

fn go_on(on: GoOn, wish: &Wish) -> Response {
    let location = HeaderValue::from_str(&on.location).unwrap_or(HeaderValue::from_static("/"));
    let mut response = if wish.format == Format::Json {
        let status = if on.id.is_some() { StatusCode::CREATED } else { StatusCode::OK };
        (status, axum::Json(Outcome { location: on.location, id: on.id })).into_response()
    } else {
        StatusCode::SEE_OTHER.into_response()
    };
    response.headers_mut().insert(header::LOCATION, location);
    if let (Some(key), Format::Page) = (on.said, wish.format) {
        let flash = format!("flash={key}; Path=/; Max-Age=30; HttpOnly; SameSite=Lax");
        response.headers_mut().extend(HeaderValue::from_str(&flash).map(|value| (header::SET_COOKIE, value)));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cookie_insists_once() {
        let mut headers = HeaderMap::new();
        for cookie in ["flash=a; Path=/", "__Host-session=b; Path=/; Secure"] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
        }
        insist(&mut headers);
        let all: Vec<&HeaderValue> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(all, ["flash=a; Path=/; Secure", "__Host-session=b; Path=/; Secure"]);
    }
}
