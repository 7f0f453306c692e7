//! Setting up the second step: a secret is proposed, put into a phone, and confirmed by a first code.

use kernel::{Error, Problems, Result};
use serde_json::json;
use web::App;

use crate::refused::Refused;
use crate::sign_in::plain_code;
use crate::visitor::Visitor;
use crate::{store, totp};

/// What the page of the second step shows.
pub(crate) enum SecondStep {
    /// It is set up, since then.
    Set(kernel::Instant),
    /// This secret waits to be confirmed.
    Proposed {
        /// In base 32.
        secret: String,
        /// The same as a phone reads it from the picture.
        address: String,
    },
}

/// How the second step stands; proposes a secret where there is none.
pub(crate) async fn look(app: &App, visitor: &Visitor) -> Result<SecondStep> {
    visitor.by_session()?;
    let (visitor, fresh) = (visitor.clone(), totp::new_secret());
    app.write_unattended(move |tx| {
        store::propose_secret(tx, visitor.account, &fresh)?;
        let account = store::account(tx, visitor.account)?;
        if let Some(since) = account.totp_confirmed_at {
            return Ok(SecondStep::Set(since));
        }
        let secret =
            account.totp_secret.ok_or_else(|| Error::fault("a secret that was just proposed is gone"))?;
        let centre = store::centre(tx)?.unwrap_or_default();
        let address = totp::address(&secret, &centre, &account.name)?;
        Ok(SecondStep::Proposed { secret, address })
    })
    .await
}

/// Confirms the secret by a code that the phone worked out. This session has passed the second step with it.
pub(crate) async fn confirm(app: &App, visitor: &Visitor, code: &str) -> Result<()> {
    let (now, session) = (app.now(), visitor.by_session()?);
    let (visitor, code) = (visitor.clone(), plain_code(code));
    app.write_unattended(move |tx| {
        let account = store::account(tx, visitor.account)?;
        if account.totp_confirmed_at.is_some() {
            return Err(Refused::SecondStepIsSet.into());
        }
        let secret = account.totp_secret.unwrap_or_default();
        let mut wrong = Problems::default();
        let step = wrong.need("code", totp::matching_step(&secret, &code, now)?, "identity.code_differs");
        let step = wrong.or(step)?;
        store::use_step(tx, account.id, step)?;
        store::confirm_secret(tx, account.id, now)?;
        store::pass_second_step(tx, session, now)?;
        visitor.note(tx, now, "account.second_step_set", json!({}))
    })
    .await
}
