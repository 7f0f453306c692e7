//! What somebody shows at the door, and whether it holds.

use axum::http::{HeaderMap, header};
use kernel::Instant;
use web::{App, cookie};

use crate::account::{SessionId, TokenId};
use crate::settings::Lifetime;
use crate::stage::{Owed, Stage, is_alive};
use crate::store::{self, KnownSession, KnownToken};
use crate::visitor::Visitor;
use crate::{pages, secret};

/// What somebody shows at the door: the fingerprint of it.
#[derive(Clone)]
pub(crate) enum Proof {
    Nothing,
    Cookie(String),
    Bearer(String),
}

impl Proof {
    pub fn of(headers: &HeaderMap, https: bool) -> Proof {
        let bearer = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or(""));
        match bearer.map(|value| value.strip_prefix("Bearer ")) {
            Some(Some(token)) => Proof::Bearer(secret::fingerprint(token.trim())),
            Some(None) => Proof::Nothing,
            None => cookie(headers, pages::cookie_name(https))
                .map_or(Proof::Nothing, |token| Proof::Cookie(secret::fingerprint(&token))),
        }
    }
}

/// A proof that holds, before it is known what its person may do.
pub(crate) struct Found {
    pub visitor: Visitor,
    pub owed: Owed,
    pub scopes: Option<String>,
    pub seen: Option<Seen>,
}

pub(crate) fn by_session(session: KnownSession, now: Instant) -> Option<Found> {
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

pub(crate) fn by_token(token: KnownToken, now: Instant) -> Option<Found> {
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

/// Something to be marked as in use.
#[derive(Clone, Copy)]
pub(crate) enum Seen {
    Session(SessionId),
    Token(TokenId),
}

impl Seen {
    /// Nobody waits for this.
    pub fn write_down(&self, app: &App) {
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
