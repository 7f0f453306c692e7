//! The layer that knows people: it reads the cookie or the token, finds out who holds what today, and lets the
//! doors see an actor, or somebody who still owes a step, or nobody.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Extensions, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use db::Tx;
use kernel::{Actor, Instant, Permission, PersonId, Result, StoreId, Words};
use org::{Chart, OrgCache, Organisation};
use web::guard::HalfSignedIn;
use web::{App, Chrome, Failure, Reader};

use crate::account::scopes;
use crate::on_the_way::OnTheWay;
use crate::proof::{Found, Proof, Seen, by_session, by_token};
use crate::stage::{Stage, must_use_second_step};
use crate::visitor::Visitor;
use crate::{sign_in, store};

/// Puts the layer around the doors.
pub fn recognise(router: Router<App>, app: &App) -> Router<App> {
    router.layer(from_fn_with_state(app.clone(), layer))
}

async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let proof = Proof::of(request.headers(), app.settings().https);
    let on = OnTheWay::of(&request);
    let by_itself = request.headers().contains_key(web::BY_ITSELF);
    let known = match known(&app, proof).await {
        Ok(known) => known,
        Err(error) => return Failure(error).into_response(),
    };
    let Known { visitor, actor, chrome, seen } = known;
    seen.filter(|_| !by_itself).inspect(|seen| seen.write_down(&app));
    let stage = visitor.as_ref().map(|visitor| visitor.stage);
    request.extensions_mut().extend(found(visitor, actor));

    let mut response = next.run(request).await;

    if response.status() == StatusCode::UNAUTHORIZED {
        response = on.led(response, stage);
    }
    response.extensions_mut().insert(Reader(Arc::new(chrome)));
    response
}

fn found(visitor: Option<Visitor>, actor: Option<Actor>) -> Extensions {
    let mut found = Extensions::new();
    if let Some(visitor) = visitor {
        match actor {
            Some(actor) => drop(found.insert(actor)),
            None => drop(found.insert(HalfSignedIn)),
        }
        found.insert(visitor);
    }
    found
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
            None => nobody(tx, &house),
        }
    })
    .await
}

fn somebody(tx: &mut Tx, app: &App, cache: &OrgCache, found: Found, now: Instant) -> Result<Known> {
    let Found { mut visitor, mut owed, scopes: kept, seen } = found;
    let chart = chart_of(tx, cache, visitor.person, now)?;
    if !sign_in::works_here(&chart.organisation, visitor.person, now) {
        return nobody(tx, app);
    }
    let mut actor = chart.actor(visitor.account, visitor.person);
    actor.only = kept.as_deref().and_then(scopes);
    owed.must_confirm &= must_use_second_step(&chart.organisation, &actor);
    visitor.stage = Stage::of(owed);
    let actor = (visitor.stage == Stage::In).then_some(actor);
    let mut chrome = Chrome { today: chart.day, ..Chrome::of(app) };
    chrome.lang = visitor.lang;
    chrome.zone = chart.organisation.zone();
    chrome.centre = chart.organisation.centre.name.clone();
    if let Some(actor) = &actor {
        chrome.reader = Some(actor.name.clone());
        chrome.rights = Some((actor.clone(), app.routes().clone()));
        chrome.posts = posts(&chart, visitor.person);
        let may = |needs: Option<Permission>| needs.is_none_or(|permission| actor.may(permission));
        chrome.menu = app.menu().iter().filter(|item| may(item.needs)).copied().collect();
        chrome.search = app.search().filter(|search| may(Some(search.needs)));
    }
    Ok(Known { visitor: Some(visitor), actor, chrome, seen })
}

fn nobody(tx: &mut Tx, app: &App) -> Result<Known> {
    let mut chrome = Chrome::of(app);
    chrome.centre = store::centre(tx)?.unwrap_or_default();
    Ok(Known { visitor: None, actor: None, chrome, seen: None })
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
