//! The house as a running server: the layers in their order, and an orderly end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{Kind, Refusal};
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::failure::refuse;
use crate::{assets, guard, health};

/// How long running requests may take to end after the signal to stop.
const DRAIN: Duration = Duration::from_secs(8);
/// How long any request may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Puts the layers around the doors. `recognise` is the layer that knows people.
pub fn house(app: &App, doors: Router<App>, recognise: impl FnOnce(Router<App>) -> Router<App>) -> Router {
    let guarded = doors.fallback(nowhere).layer(from_fn_with_state(app.clone(), guard::access));
    recognise(guarded)
        // The guard has its own limits.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(guard::honest_shape))
        .layer(from_fn(guard::same_origin))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), crate::negotiate))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
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

/// Serves until `stop`, then lets running requests end, but not for ever.
pub async fn serve(
    listener: TcpListener,
    house: Router,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let (tell, told) = tokio::sync::watch::channel(false);
    let mut ending = told.clone();
    let drained = async move {
        let _ = ending.wait_for(|stop| *stop).await;
    };
    let service = house.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(drained).into_future();
    let mut server = std::pin::pin!(server);
    tokio::select! {
        ended = &mut server => ended,
        () = stop => {
            tracing::info!("stopping: no new requests");
            let _ = tell.send(true);
            tokio::time::timeout(DRAIN, server).await.unwrap_or_else(|_| {
                tracing::warn!("some requests did not end in time");
                Ok(())
            })
        }
    }
}
