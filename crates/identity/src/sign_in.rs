//! Signing in: a name and a password open a session; where a second step is set up, a code completes it.

use db::journal;
use kernel::{Instant, Problems, Result};
use org::OrgCache;
use serde_json::json;
use web::App;

use crate::account::{AccountRow, SessionId, plain_name};
use crate::attempts::{self, Begun};
use crate::caller::Caller;
use crate::store::{self, NewSession};
use crate::visitor::Visitor;
use crate::{password, secret, totp};

/// What somebody types at the door.
pub(crate) struct Given {
    /// The sign-in name.
    pub name: String,
    /// The password.
    pub password: String,
    /// From where and with what.
    pub caller: Caller,
    /// Who was signed in here before; that session ends.
    pub before: Option<Visitor>,
}

/// A session just opened: what goes into the cookie.
pub(crate) struct Opened {
    /// Known to the browser only.
    pub token: String,
    /// How long it lasts at the most.
    pub minutes: i64,
}

/// Name and password. Whether the name exists, is disabled or has another password: the answer is the same, and
/// takes as long.
pub(crate) async fn with_password(app: &App, given: Given) -> Result<Opened> {
    let name = plain_name(&given.name);
    let (begun, account) = begin(app, &name, &given.caller).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let right = password::verify_apart(given.password.clone(), hash).await?;
    match account.filter(|account| right && account.disabled_at.is_none()) {
        Some(account) => open(app, begun, account, given).await,
        None => Err(wrong("password", "identity.wrong_password", begun)),
    }
}

async fn begin(app: &App, name: &str, caller: &Caller) -> Result<(Begun, Option<AccountRow>)> {
    let (now, zone, cache) = (app.now(), app.settings().zone.clone(), app.part::<OrgCache>().clone());
    let (name, address) = (name.chars().take(80).collect::<String>(), caller.address.clone());
    app.write_unattended(move |tx| {
        let begun = attempts::begin(tx, now, &zone, &name, &address)?;
        let Some(account) = store::account_by_name(tx, &name)? else { return Ok((begun, None)) };
        let organisation = org::fresh(tx, &cache)?;
        let here = works_here(&organisation, account.person_id, now);
        Ok((begun, here.then_some(account)))
    })
    .await
}

async fn open(app: &App, begun: Begun, account: AccountRow, given: Given) -> Result<Opened> {
    let (now, token) = (app.now(), secret::session_token());
    let fingerprint = secret::fingerprint(&token);
    let owes_code = account.totp_confirmed_at.is_some();
    let minutes = app.write_unattended(move |tx| {
        if let Some((before, session)) = given.before.as_ref().and_then(|b| Some((b.account, b.session?))) {
            store::end_session(tx, before, session, now)?;
        }
        // A right password alone does not make up for wrong codes.
        match owes_code {
            true => store::forget_attempt(tx, begun.id)?,
            false => store::attempt_succeeded(tx, begun.id)?,
        }
        let new = NewSession {
            fingerprint: &fingerprint,
            account: account.id,
            passed: (!owes_code).then_some(now),
            device: &given.caller.device,
            address: &given.caller.address,
        };
        let session = store::add_session(tx, now, &new)?;
        note_begun(tx, now, &account, session, &given.caller)?;
        Ok(store::lifetime(tx)?.absolute_minutes)
    });
    Ok(Opened { minutes: minutes.await?, token })
}

fn note_begun(
    tx: &mut db::Tx,
    now: Instant,
    account: &AccountRow,
    session: SessionId,
    caller: &Caller,
) -> Result<()> {
    let detail = json!({ "person": account.person_id, "session": session, "device": caller.device,
                         "address": caller.address });
    journal::note_unattended(tx, now, "session.began", format!("accounts/{}", account.id), detail)
}

/// The code of the second step. Each works once.
pub(crate) async fn with_code(app: &App, visitor: &Visitor, code: &str, caller: &Caller) -> Result<()> {
    let (now, zone) = (app.now(), app.settings().zone.clone());
    let session = visitor.by_session()?;
    let (visitor, address, code) = (visitor.clone(), caller.address.clone(), plain_code(code));
    let (right, begun) = app
        .write_unattended(move |tx| {
            let begun = attempts::begin(tx, now, &zone, &visitor.name, &address)?;
            let account = store::account(tx, visitor.account)?;
            let secret = account.totp_secret.filter(|_| account.totp_confirmed_at.is_some());
            let step = secret.map(|secret| totp::matching_step(&secret, &code, now)).transpose()?.flatten();
            let right = match step {
                Some(step) => store::use_step(tx, account.id, step)?,
                None => false,
            };
            if right {
                store::attempt_succeeded(tx, begun.id)?;
                store::pass_second_step(tx, session, now)?;
            }
            Ok((right, begun))
        })
        .await?;
    if right { Ok(()) } else { Err(wrong("code", "identity.wrong_code", begun)) }
}

/// A code as some write it: in two groups of three.
pub(crate) fn plain_code(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).take(7).collect()
}

pub(crate) fn wrong(field: &str, code: &'static str, begun: Begun) -> kernel::Error {
    let mut wrong = Problems::default();
    match begun.left {
        0 => wrong.add(field, if field == "code" { "identity.last_code" } else { "identity.last_password" }),
        left => wrong.add_with(field, code, vec![("left", left.to_string())]),
    }
    wrong.or::<()>(None).err().unwrap_or_else(kernel::Error::missing)
}

/// Does the person still work here? Whoever has left does not come in, whatever became of the account.
pub(crate) fn works_here(organisation: &org::Organisation, person: kernel::PersonId, now: Instant) -> bool {
    let today = organisation.business_date(None, now);
    organisation.people.get(&person).is_some_and(|person| org::holds(person.joined_on, person.left_on, today))
}
