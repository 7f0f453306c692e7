//! Signing: whoever puts her name under something proves once more that it is she, whatever the browser was left open
//! for. Wrong tries count with those at the door.

use kernel::{Actor, Error, Problems, Result};
use web::App;

use crate::sign_in::{plain_code, wrong};
use crate::{attempts, password, store, totp};

/// How it was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the password.
    Password,
    /// By the six digits of the telephone.
    Code,
}

/// Proves that it is the account's own person: by the six digits where that is asked and set up, otherwise by the
/// password. What is wrong is named under `field`.
pub async fn prove(app: &App, actor: &Actor, by_code: bool, typed: &str, field: &'static str) -> Result<Way> {
    let (now, zone, id) = (app.now(), app.settings().zone.clone(), actor.account);
    if typed.trim().is_empty() {
        let mut wrong = Problems::default();
        wrong.add(field, "needed");
        return wrong.or(None);
    }
    let begin = app.write_unattended(move |tx| {
        let account = store::account(tx, id)?;
        let begun = attempts::begin(tx, now, &zone, &account.name, "")?;
        Ok((account, begun))
    });
    let (account, begun) = begin.await?;
    let secret = account.totp_secret.clone().filter(|_| by_code && account.totp_confirmed_at.is_some());
    let Some(secret) = secret else {
        let right = password::verify_apart(typed.to_owned(), Some(account.password_hash.clone())).await?;
        return if right {
            succeeded(app, begun).await
        } else {
            Err(wrong(field, "identity.wrong_current", begun))
        };
    };
    let code = plain_code(typed);
    let step = totp::matching_step(&secret, &code, now)?;
    let fresh = match step {
        Some(step) => app.write_unattended(move |tx| store::use_step(tx, id, step)).await?,
        None => false,
    };
    if !fresh {
        return Err(wrong(field, "identity.wrong_code", begun));
    }
    succeeded(app, begun).await.map(|_| Way::Code)
}

async fn succeeded(app: &App, begun: attempts::Begun) -> Result<Way, Error> {
    app.write_unattended(move |tx| store::attempt_succeeded(tx, begun.id)).await?;
    Ok(Way::Password)
}
