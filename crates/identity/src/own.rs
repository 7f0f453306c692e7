//! One's own account: what it is, its password, its language.

use std::sync::Arc;

use db::Tx;
use kernel::{Instant, Problems, Result};
use org::{Chart, OrgCache};
use serde_json::json;
use web::App;

use crate::account::{AccountRow, SessionRow, TokenRow};
use crate::caller::Caller;
use crate::stage::{Stage, is_alive, must_use_second_step};
use crate::visitor::Visitor;
use crate::{attempts, password, recognise, sign_in, store};

/// Everything on one's own page.
pub(crate) struct Own {
    pub account: AccountRow,
    pub chart: Arc<Chart>,
    pub must_use_second_step: bool,
    pub sessions: Vec<SessionRow>,
    pub tokens: Vec<TokenRow>,
}

/// Looks at one's own account.
pub(crate) fn look(tx: &mut Tx, cache: &OrgCache, visitor: &Visitor, now: Instant) -> Result<Own> {
    let chart = recognise::chart_of(tx, cache, visitor.person, now)?;
    let lifetime = store::lifetime(tx)?;
    let mut sessions = store::sessions(tx, visitor.account)?;
    sessions.retain(|session| is_alive(session.created_at, session.seen_at, lifetime, now));
    let actor = chart.actor(visitor.account, visitor.person);
    Ok(Own {
        account: store::account(tx, visitor.account)?,
        must_use_second_step: must_use_second_step(&chart.organisation, &actor),
        chart,
        sessions,
        tokens: store::tokens(tx, visitor.account)?,
    })
}

/// A password to be changed.
pub(crate) struct NewPassword {
    /// The present one; not asked for when it was only just typed to sign in.
    pub current: String,
    /// The new one.
    pub new: String,
    /// The new one once more.
    pub again: String,
    /// From where.
    pub caller: Caller,
}

/// Changes one's own password. All other sessions end: whoever knew the old one is out.
pub(crate) async fn change_password(
    app: &App,
    visitor: &Visitor,
    mut wrong: Problems,
    wish: NewPassword,
) -> Result<()> {
    let session = visitor.by_session()?;
    let (id, cache, now) = (visitor.account, app.part::<OrgCache>().clone(), app.now());
    let person = visitor.person;
    let (account, person_name) = app
        .read(move |tx| Ok((store::account(tx, id)?, org::fresh(tx, &cache)?.person_name(person).to_owned())))
        .await?;
    let names = [account.name.as_str(), person_name.as_str()];
    let new = password::read_new(&mut wrong, ("new", &wish.new), ("again", &wish.again), &names);
    let new = wrong.or(new)?;
    if visitor.stage == Stage::In {
        prove_current(app, visitor, &account, &wish).await?;
    }
    if password::verify_apart(new.clone(), Some(account.password_hash)).await? {
        let mut wrong = Problems::default();
        wrong.add("new", "identity.password_same");
        return wrong.or(None);
    }
    let (hash, visitor) = (password::hash_apart(new).await?, visitor.clone());
    app.write_unattended(move |tx| {
        store::set_password(tx, id, &hash, now, None)?;
        let ended = store::end_sessions(tx, id, Some(session), now)?;
        visitor.note(tx, now, "account.password_changed", json!({ "sessions_ended": ended }))
    })
    .await
}

/// Whoever finds a browser left open does not get the account with it.
async fn prove_current(app: &App, visitor: &Visitor, account: &AccountRow, wish: &NewPassword) -> Result<()> {
    let (now, zone) = (app.now(), app.settings().zone.clone());
    let (name, address) = (visitor.name.clone(), wish.caller.address.clone());
    let begun = app.write_unattended(move |tx| attempts::begin(tx, now, &zone, &name, &address)).await?;
    match password::verify_apart(wish.current.clone(), Some(account.password_hash.clone())).await? {
        true => app.write_unattended(move |tx| store::attempt_succeeded(tx, begun.id)).await,
        false => Err(sign_in::wrong("current", "identity.wrong_current", begun)),
    }
}
