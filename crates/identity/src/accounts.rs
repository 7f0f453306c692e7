//! Accounts as administrators see to them. Nobody does any of this to herself; the command line does it by the
//! house's own right.

use db::{TakenAs, Tx, journal};
use kernel::{AccountId, Instant, Lang, Mandate, Permission, PersonId, Place, Result};
use org::Chart;
use serde_json::json;
use web::Call;

use crate::account::{AccountRow, plain_name};
use crate::refused::Refused;
use crate::store;

/// An account to be opened. The hash comes from [`crate::password::hash_apart`], worked out before the transaction.
#[derive(Clone)]
pub struct NewAccount {
    /// Whose.
    pub person: PersonId,
    /// The sign-in name; kept in small letters.
    pub name: String,
    /// The hash of the first password.
    pub password_hash: String,
    /// The language of the pages.
    pub lang: Lang,
    /// Does somebody else know the password, so that it has to be changed first of all?
    pub must_change: bool,
}

/// Opens an account for somebody who works here.
pub fn add(tx: &mut Tx, by: &Mandate, now: Instant, new: &NewAccount) -> Result<AccountId> {
    let name = plain_name(&new.name);
    if store::account_of(tx, new.person)?.is_some() {
        return Err(Refused::HasAccount { name }.into());
    }
    if store::account_by_name(tx, &name)?.is_some() {
        return Err(Refused::NameTaken { name }.into());
    }
    let row = AccountRow {
        id: kernel::Id::of(0),
        name: name.clone(),
        person_id: new.person,
        lang: new.lang,
        password_hash: new.password_hash.clone(),
        password_set_at: now,
        must_change_at: new.must_change.then_some(now),
        disabled_at: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        created_at: now,
    };
    let id = store::add_account(tx, &row).taken_as(|| Refused::NameTaken { name: name.clone() })?;
    note(tx, now, by, "account.added", id, json!({ "name": name, "person": new.person }))?;
    Ok(id)
}

/// Gives an account a password that somebody else chose: it has to be changed first of all, every session ends,
/// and a name that waits after wrong tries waits no longer.
pub fn reset_password(tx: &mut Tx, by: &Mandate, now: Instant, id: AccountId, hash: &str) -> Result<()> {
    let account = of_another(tx, by, id)?;
    store::set_password(tx, id, hash, now, Some(now))?;
    let ended = store::end_sessions(tx, id, None, now)?;
    let attempt = store::add_attempt(tx, &account.name, "", now)?;
    store::attempt_succeeded(tx, attempt)?;
    note(tx, now, by, "account.password_reset", id, json!({ "sessions_ended": ended }))
}

/// Shuts an account: its sessions end and its tokens work no more.
pub fn disable(tx: &mut Tx, by: &Mandate, now: Instant, id: AccountId) -> Result<()> {
    let account = of_another(tx, by, id)?;
    if account.disabled_at.is_some() {
        return Err(Refused::AlreadySo.into());
    }
    store::set_disabled(tx, id, Some(now))?;
    let ended = store::end_sessions(tx, id, None, now)?;
    note(tx, now, by, "account.disabled", id, json!({ "sessions_ended": ended }))
}

/// Opens a disabled account again.
pub fn enable(tx: &mut Tx, by: &Mandate, now: Instant, id: AccountId) -> Result<()> {
    let account = of_another(tx, by, id)?;
    if account.disabled_at.is_none() {
        return Err(Refused::AlreadySo.into());
    }
    store::set_disabled(tx, id, None)?;
    note(tx, now, by, "account.enabled", id, json!({}))
}

/// Forgets the second step, for whoever has lost the phone; every session ends.
pub fn reset_second_step(tx: &mut Tx, by: &Mandate, now: Instant, id: AccountId) -> Result<()> {
    let account = of_another(tx, by, id)?;
    if account.totp_confirmed_at.is_none() {
        return Err(Refused::NoSecondStep.into());
    }
    store::forget_secret(tx, id)?;
    let ended = store::end_sessions(tx, id, None, now)?;
    note(tx, now, by, "account.second_step_reset", id, json!({ "sessions_ended": ended }))
}

/// Ends every session of an account; how many there were.
pub fn end_sessions(tx: &mut Tx, by: &Mandate, now: Instant, id: AccountId) -> Result<u64> {
    crate::sessions::end_all(tx, by, now, id)
}

/// The account of a sign-in name, for the command line.
pub fn by_name(tx: &mut Tx, name: &str) -> Result<Option<AccountId>> {
    Ok(store::account_by_name(tx, &plain_name(name))?.map(|account| account.id))
}

fn of_another(tx: &mut Tx, by: &Mandate, id: AccountId) -> Result<AccountRow> {
    let account = store::account(tx, id)?;
    match account.person_id == by.person {
        true => Err(Refused::Yourself.into()),
        false => Ok(account),
    }
}

fn note(
    tx: &mut Tx,
    now: Instant,
    by: &Mandate,
    what: &str,
    id: AccountId,
    detail: serde_json::Value,
) -> Result<()> {
    journal::note(tx, now, by, what, format!("accounts/{id}"), detail)
}

/// Proof that the asker may do something to an account; one that she may not even see is missing.
pub(crate) fn mandate_over(
    tx: &mut Tx,
    call: &Call,
    permission: Permission,
    id: AccountId,
) -> Result<Mandate> {
    let account = store::account(tx, id)?;
    let chart = org::today(tx, call)?;
    mandate_over_person(&chart, call, permission, account.person_id)
}

/// The same for a person's account. Whoever holds posts in several places has an account in all of them, so that
/// nobody comes by a right of the whole centre through an account of one store.
pub(crate) fn mandate_over_person(
    chart: &Chart,
    call: &Call,
    permission: Permission,
    person: PersonId,
) -> Result<Mandate> {
    let places = places_of(chart, person);
    let mut mandates =
        places.iter().map(|place| call.sight(permission, place)).collect::<Result<Vec<_>>>()?;
    let mut posts = chart.seats_held(person).iter().map(|seat| chart.grants(seat.post));
    if !posts.all(|grants| call.actor.may_empower(grants)) {
        return Err(Refused::BeyondOwn.into());
    }
    mandates.pop().ok_or_else(kernel::Error::missing)
}

/// Where a person belongs; without a post today, to the centre.
fn places_of(chart: &Chart, person: PersonId) -> Vec<Place> {
    let seats = chart.seats_held(person).iter();
    let places: Vec<Place> =
        seats.map(|seat| Place::of(person, seat.store, chart.department(*seat))).collect();
    if places.is_empty() { vec![Place::of(person, None, None)] } else { places }
}
