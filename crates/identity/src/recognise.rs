//! The layer that knows people: it reads the cookie or the token, finds out who holds what today, and lets the
//! doors see an actor, or somebody who still owes a step, or nobody.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use db::Tx;
use kernel::{Actor, BusinessDate, Instant, Lang, PersonId, Result, StoreId, Words};
use org::{Chart, OrgCache, Organisation};
use web::guard::HalfSignedIn;
use web::{App, Chrome, Failure, Reader, cookie};

use crate::account::{SessionId, TokenId, scopes};
use crate::settings::Lifetime;
use crate::stage::{Owed, Stage, is_alive, must_use_second_step};
use crate::store::{self, KnownSession, KnownToken};
use crate::visitor::Visitor;
use crate::{pages, secret, sign_in, way};

/// Puts the layer around the doors.
pub fn recognise(router: Router<App>, app: &App) -> Router<App> {
    router.layer(from_fn_with_state(app.clone(), layer))
}

async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let proof = Proof::of(request.headers(), app.settings().https);
    let on = OnTheWay::of(&request);
    let known = match known(&app, proof).await {
        Ok(known) => known,
        Err(error) => return Failure(error).into_response(),
    };
    let Known { visitor, actor, chrome, seen } = known;
    seen.inspect(|seen| seen.write_down(&app));
    let stage = visitor.as_ref().map(|visitor| visitor.stage);
    request.extensions_mut().extend(found(visitor, actor));

    let mut response = next.run(request).await;

    if response.status() == StatusCode::UNAUTHORIZED {
        response = on.led(response, stage);
    }
    response.extensions_mut().insert(Reader(Arc::new(chrome)));
    response
}

fn found(visitor: Option<Visitor>, actor: Option<Actor>) -> axum::http::Extensions {
    let mut found = axum::http::Extensions::new();
    if let Some(visitor) = visitor {
        match actor {
            Some(actor) => drop(found.insert(actor)),
            None => drop(found.insert(HalfSignedIn)),
        }
        found.insert(visitor);
    }
    found
}

/// What somebody shows at the door: the fingerprint of it.
#[derive(Clone)]
enum Proof {
    Nothing,
    Cookie(String),
    Bearer(String),
}

impl Proof {
    fn of(headers: &HeaderMap, https: bool) -> Proof {
        let bearer = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or(""));
        match bearer.map(|value| value.strip_prefix("Bearer ")) {
            Some(Some(token)) => Proof::Bearer(secret::fingerprint(token.trim())),
            Some(None) => Proof::Nothing,
            None => cookie(headers, pages::cookie_name(https))
                .map_or(Proof::Nothing, |token| Proof::Cookie(secret::fingerprint(&token))),
        }
    }
}

/// Where a request was going, for whoever has to sign in on the way.
struct OnTheWay {
    to: String,
    is_page: bool,
    is_part: bool,
}

impl OnTheWay {
    fn of(request: &Request) -> OnTheWay {
        let headers = request.headers();
        let reads_pages =
            headers.get(header::ACCEPT).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")));
        let is_part = headers.contains_key("hx-request");
        let looks = request.method() == Method::GET;
        let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
        OnTheWay {
            to: way::own(Some(to).filter(|_| looks)),
            is_page: looks && reads_pages && !is_part,
            is_part,
        }
    }

    /// A browser is led to where it can give what it owes; everybody else keeps the "no".
    fn led(&self, response: Response, stage: Option<Stage>) -> Response {
        let page = stage.filter(|stage| *stage != Stage::In).map_or("/sign-in", Stage::page);
        let Ok(to) = HeaderValue::from_str(&way::via(page, &self.to)) else { return response };
        if self.is_page {
            return (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
        }
        let mut response = response;
        if self.is_part {
            response.headers_mut().insert("hx-redirect", to);
        }
        response
    }
}

/// All that the layer finds out about a request.
struct Known {
    visitor: Option<Visitor>,
    actor: Option<Actor>,
    chrome: Chrome,
    seen: Option<Seen>,
}

async fn known(app: &App, proof: Proof) -> Result<Known> {
    let (house, cache, now) = (app.clone(), app.part::<OrgCache>().clone(), app.now());
    app.read(move |tx| {
        let found = match &proof {
            Proof::Nothing => None,
            Proof::Cookie(fingerprint) => {
                store::known_session(tx, fingerprint)?.and_then(|s| by_session(s, now))
            }
            Proof::Bearer(fingerprint) => store::known_token(tx, fingerprint)?.and_then(|t| by_token(t, now)),
        };
        match found {
            Some(found) => somebody(tx, &house, &cache, found, now),
            None => nobody(tx, &house, now),
        }
    })
    .await
}

/// A proof that holds, before it is known what its person may do.
struct Found {
    visitor: Visitor,
    owed: Owed,
    scopes: Option<String>,
    seen: Option<Seen>,
}

fn by_session(session: KnownSession, now: Instant) -> Option<Found> {
    let lifetime = Lifetime::of(session.idle.as_ref(), session.absolute.as_ref());
    is_alive(session.created_at, session.seen_at, lifetime, now).then(|| Found {
        visitor: Visitor {
            account: session.account_id,
            person: session.person_id,
            name: session.name,
            lang: session.lang,
            session: Some(session.id),
            stage: Stage::In,
        },
        owed: Owed {
            confirmed: session.totp_confirmed_at.is_some(),
            passed: session.passed_second_step_at.is_some(),
            must_confirm: true,
            must_change: session.must_change_at.is_some(),
        },
        scopes: None,
        seen: is_a_minute_old(Some(session.seen_at), now).then_some(Seen::Session(session.id)),
    })
}

fn by_token(token: KnownToken, now: Instant) -> Option<Found> {
    token.expires_at.is_none_or(|expires| now < expires).then(|| Found {
        visitor: Visitor {
            account: token.account_id,
            person: token.person_id,
            name: token.name,
            lang: token.lang,
            session: None,
            stage: Stage::In,
        },
        owed: Owed { confirmed: true, passed: true, must_confirm: false, must_change: false },
        scopes: Some(token.scopes),
        seen: is_a_minute_old(token.last_used_at, now).then_some(Seen::Token(token.id)),
    })
}

fn somebody(tx: &mut Tx, app: &App, cache: &OrgCache, found: Found, now: Instant) -> Result<Known> {
    let Found { mut visitor, mut owed, scopes: kept, seen } = found;
    let chart = chart_of(tx, cache, visitor.person, now)?;
    if !sign_in::works_here(&chart.organisation, visitor.person, now) {
        return nobody(tx, app, now);
    }
    let mut actor = chart.actor(visitor.account, visitor.person);
    actor.only = kept.as_deref().and_then(scopes);
    owed.must_confirm &= must_use_second_step(&chart.organisation, &actor);
    visitor.stage = Stage::of(owed);
    let actor = (visitor.stage == Stage::In).then_some(actor);
    let mut chrome = empty_chrome(app, chart.day);
    chrome.lang = visitor.lang;
    chrome.zone = chart.organisation.zone();
    chrome.centre = chart.organisation.centre.name.clone();
    if let Some(actor) = &actor {
        chrome.reader = Some(actor.name.clone());
        chrome.posts = posts(&chart, visitor.person);
        let may = |needs: Option<kernel::Permission>| needs.is_none_or(|permission| actor.may(permission));
        chrome.menu = app.menu().iter().filter(|item| may(item.needs)).copied().collect();
    }
    Ok(Known { visitor: Some(visitor), actor, chrome, seen })
}

fn nobody(tx: &mut Tx, app: &App, now: Instant) -> Result<Known> {
    let mut chrome = empty_chrome(app, now.at(&app.settings().zone).date());
    chrome.centre = store::centre(tx)?.unwrap_or_default();
    Ok(Known { visitor: None, actor: None, chrome, seen: None })
}

fn empty_chrome(app: &App, today: BusinessDate) -> Chrome {
    Chrome {
        lang: Lang::default(),
        zone: app.settings().zone.clone(),
        centre: String::new(),
        today,
        reader: None,
        posts: vec![],
        menu: vec![],
        path: String::new(),
        demo: app.settings().demo,
        flash: None,
    }
}

fn posts(chart: &Chart, person: PersonId) -> Vec<Words> {
    let held = chart.seats_held(person).iter().filter_map(|seat| chart.organisation.posts.get(&seat.post));
    let mut posts: Vec<Words> = vec![];
    for name in held.map(|post| post.name()) {
        if !posts.contains(&name) {
            posts.push(name);
        }
    }
    posts
}

/// The organisation on the business day of the first store where a person holds a post.
pub(crate) fn chart_of(tx: &mut Tx, cache: &OrgCache, person: PersonId, now: Instant) -> Result<Arc<Chart>> {
    let organisation = org::fresh(tx, cache)?;
    let day = organisation.business_date(first_store(&organisation, person, now), now);
    org::on(tx, cache, day)
}

fn first_store(organisation: &Organisation, person: PersonId, now: Instant) -> Option<StoreId> {
    let today = organisation.business_date(None, now);
    let mut held = organisation.holdings.iter().filter(|held| held.person_id == person);
    held.find_map(|held| held.store_id.filter(|_| org::holds(held.from_day, held.until_day, today)))
}

/// Something to be marked as in use.
#[derive(Clone, Copy)]
enum Seen {
    Session(SessionId),
    Token(TokenId),
}

impl Seen {
    /// Nobody waits for this.
    fn write_down(&self, app: &App) {
        let (app, seen, now) = (app.clone(), *self, app.now());
        tokio::spawn(async move {
            let written = app.write_unattended(move |tx| match seen {
                Seen::Session(id) => store::touch_session(tx, id, now),
                Seen::Token(id) => store::touch_token(tx, id, now),
            });
            if let Err(error) = written.await {
                tracing::warn!(%error, "when a session was last seen is not written down");
            }
        });
    }
}

fn is_a_minute_old(seen: Option<Instant>, now: Instant) -> bool {
    seen.is_none_or(|seen| seen <= now.plus_minutes(-1))
}
