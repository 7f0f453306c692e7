use std::convert::Infallible;
use std::time::Duration;

use aide::NoApi;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use kernel::Permission::ViewDesk;
use tokio::sync::watch;
use web::{App, By, Failure};

use crate::place;
use crate::watch::Watchers;

/// For how long a stream runs before the browser asks anew, so that whoever may no longer see the floor is not told of
/// it, and the server need not wait when it stops.
const RUNS: Duration = Duration::from_secs(55);

/// `GET /desk/stream`
pub async fn stream(
    State(app): State<App>,
    By(by): By,
) -> Result<NoApi<Sse<impl Stream<Item = Result<Event, Infallible>>>>, Failure> {
    let store = app.look(&by, &(), |tx, call, ()| place::store(tx, call, ViewDesk, "")).await?;
    let told = app.part::<Watchers>().watch(&app, store);
    let until = tokio::time::Instant::now() + RUNS;
    Ok(NoApi(Sse::new(events(told, until)).keep_alive(KeepAlive::default())))
}

/// The first event says that one is heard; each later one that something has changed.
fn events(
    told: watch::Receiver<u64>,
    until: tokio::time::Instant,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let here = Event::default().event("here").data("0").retry(Duration::from_secs(1));
    stream::unfold((told, Some(here)), move |(mut told, first)| async move {
        if let Some(here) = first {
            return Some((Ok(here), (told, None)));
        }
        let changed = tokio::time::timeout_at(until, told.changed()).await;
        changed.ok()?.ok()?;
        let number = *told.borrow_and_update();
        Some((Ok(Event::default().event("changed").data(number.to_string())), (told, None)))
    })
}
