use aide::OperationInput;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use db::{Tx, journal};
use kernel::{AccountId, Instant, Kind, Lang, PersonId, Refusal, Result};
use serde_json::json;
use web::{App, Failure};

use crate::account::SessionId;
use crate::refused::Refused;
use crate::stage::Stage;

/// Who knocks, as far as the door knows: also one who still owes the second step, and so is no actor yet.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The account.
    pub account: AccountId,
    /// The person behind it.
    pub person: PersonId,
    /// The sign-in name.
    pub name: String,
    /// The account's language.
    pub lang: Lang,
    /// The session; none when it is a program with a token.
    pub session: Option<SessionId>,
    /// What is still owed.
    pub stage: Stage,
}

impl Visitor {
    /// The session, for what no token may do.
    pub(crate) fn by_session(&self) -> Result<SessionId> {
        self.session.ok_or_else(|| Refused::NeedsSession.into())
    }

    /// Passes whoever owes nothing that comes before this stage; others are sent where they owe.
    pub(crate) fn has_reached(&self, stages: &[Stage]) -> Result<()> {
        match stages.contains(&self.stage) {
            true => Ok(()),
            false => Err(Refusal::new(Kind::SignedOut, "signed_out").into()),
        }
    }

    /// Notes what somebody did to her own account, for which no permission is needed.
    pub(crate) fn note(
        &self,
        tx: &mut Tx,
        now: Instant,
        what: &str,
        mut detail: serde_json::Value,
    ) -> Result<()> {
        detail["person"] = json!(self.person);
        journal::note_unattended(tx, now, what, format!("accounts/{}", self.account), detail)
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let nobody = || Failure(Refusal::new(Kind::SignedOut, "signed_out").into());
        parts.extensions.get::<Visitor>().cloned().ok_or_else(nobody)
    }
}

impl OperationInput for Visitor {}

/// Who knocks, if anybody is known.
pub(crate) struct Maybe(pub Option<Visitor>);

impl FromRequestParts<App> for Maybe {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Maybe(parts.extensions.get::<Visitor>().cloned()))
    }
}

impl OperationInput for Maybe {}
