//! Sessions: begun by signing in, seen now and then, ended by their owner, by whoever may, or by time.

use db::{Tx, journal};
use kernel::{AccountId, Instant, Mandate, Result};
use serde_json::json;

use crate::account::SessionId;
use crate::refused::Refused;
use crate::store;
use crate::visitor::Visitor;

/// Ends one of one's own sessions.
pub(crate) fn end(tx: &mut Tx, now: Instant, visitor: &Visitor, id: SessionId) -> Result<()> {
    visitor.by_session()?;
    match store::end_session(tx, visitor.account, id, now)? {
        true => visitor.note(tx, now, "session.ended", json!({ "session": id })),
        false => Err(kernel::Error::missing()),
    }
}

/// Ends all of one's own sessions but this one.
pub(crate) fn end_others(tx: &mut Tx, now: Instant, visitor: &Visitor) -> Result<u64> {
    let this = visitor.by_session()?;
    let ended = store::end_sessions(tx, visitor.account, Some(this), now)?;
    visitor.note(tx, now, "session.ended_others", json!({ "ended": ended }))?;
    Ok(ended)
}

/// Signs out: ends this session.
pub(crate) fn sign_out(tx: &mut Tx, now: Instant, visitor: &Visitor) -> Result<()> {
    let this = visitor.by_session()?;
    store::end_session(tx, visitor.account, this, now).map(drop)
}

/// Ends every session of somebody's account; how many there were.
pub fn end_all(tx: &mut Tx, by: &Mandate, now: Instant, account: AccountId) -> Result<u64> {
    if store::account(tx, account)?.person_id == by.person {
        return Err(Refused::Yourself.into());
    }
    let ended = store::end_sessions(tx, account, None, now)?;
    journal::note(
        tx,
        now,
        by,
        "account.sessions_ended",
        format!("accounts/{account}"),
        json!({ "ended": ended }),
    )?;
    Ok(ended)
}

/// Forgets sessions that nobody has used since a moment; how many. For the nightly job: a month is plenty, as
/// long as it is more than a session lasts.
pub fn purge(tx: &mut Tx, before: Instant) -> Result<u64> {
    store::purge_sessions(tx, before)
}
