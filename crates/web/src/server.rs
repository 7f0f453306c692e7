//! The house as a running server: the layers in their order, and an orderly end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use kernel::{Kind, Refusal};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::failure::refuse;
use crate::{assets, guard, health};

/// How long running requests may take to end after the signal to stop.
const DRAIN: Duration = Duration::from_secs(8);
/// How long any request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a request may take to say what it wants, from when the connection stands or the answer before it was given.
const ASKS: Duration = Duration::from_secs(20);
/// How long an answer may wait for its reader to take more of it.
const TAKES: Duration = Duration::from_secs(30);

/// Puts the layers around the doors. `recognise` is the layer that knows people.
pub fn house(app: &App, doors: Router<App>, recognise: impl FnOnce(Router<App>) -> Router<App>) -> Router {
    let guarded = doors.fallback(nowhere).layer(from_fn_with_state(app.clone(), guard::access));
    recognise(guarded)
        // The guard has its own limits.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(guard::honest_shape))
        .layer(from_fn(guard::same_origin))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(app.clone(), crate::negotiate))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .route("/assets/{*path}", get(assets::serve))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .layer(from_fn(guard::harden))
        .layer(from_fn(guard::observe))
        .with_state(app.clone())
}

async fn nowhere() -> Response {
    refuse(StatusCode::NOT_FOUND, Refusal::new(Kind::Missing, "missing"))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    tracing::error!(what, "a handler panicked");
    refuse(StatusCode::INTERNAL_SERVER_ERROR, Refusal::new(Kind::Conflict, "fault")).into_response()
}

/// Lets no request take for ever. What it asked for may still be done, so it says that nobody knows.
async fn in_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        refuse(StatusCode::SERVICE_UNAVAILABLE, Refusal::new(Kind::Conflict, "took_too_long"))
    })
}

/// Serves until `stop`, then lets running requests end, but not for ever.
pub async fn serve(mut listener: TcpListener, house: Router, stop: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            (stream, peer) = Listener::accept(&mut listener) => {
                let connection = open.watch(connection(stream, peer, house.clone()));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection broke");
                    }
                });
            }
            () = &mut stop => break,
        }
    }
    tracing::info!("stopping: no new requests");
    drop(listener);
    if tokio::time::timeout(DRAIN, open.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// One connection, which is closed when its other side says nothing or takes nothing for long.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    house: Router,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        house.clone().oneshot(request)
    });
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(TAKES));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(ASKS)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}
