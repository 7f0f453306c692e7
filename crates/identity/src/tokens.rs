//! Tokens, with which programs come in on somebody's behalf, and never with more than that person may do.

use std::collections::BTreeSet;

use db::{Tx, journal};
use kernel::{AccountId, Instant, Mandate, Permission, Result};
use serde_json::json;

use crate::account::{TokenId, scopes_text};
use crate::store;
use crate::visitor::Visitor;
use crate::{refused::Refused, secret};

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// On whose behalf.
    pub account: AccountId,
    /// What it is for, in words.
    pub name: String,
    /// What it may do; none is all that its person may.
    pub only: Option<BTreeSet<Permission>>,
    /// Until when it works; none is until it is revoked.
    pub expires_at: Option<Instant>,
}

/// Makes a token. This is the only time it is seen: what is kept is its fingerprint.
pub fn issue(tx: &mut Tx, by: &Mandate, now: Instant, new: &NewToken) -> Result<String> {
    if store::account(tx, new.account)?.disabled_at.is_some() {
        return Err(Refused::AlreadySo.into());
    }
    let (token, scopes) = (secret::bearer_token(), scopes_text(new.only.as_ref()));
    let kept = store::NewToken {
        account: new.account,
        name: &new.name,
        fingerprint: &secret::fingerprint(&token),
        scopes: &scopes,
        expires_at: new.expires_at,
    };
    let id = store::add_token(tx, now, &kept)?;
    let detail = json!({ "token": id, "name": new.name, "scopes": scopes, "expires_at": new.expires_at });
    journal::note(tx, now, by, "token.issued", format!("accounts/{}", new.account), detail)?;
    Ok(token)
}

/// Revokes one of one's own tokens.
pub(crate) fn revoke(tx: &mut Tx, now: Instant, visitor: &Visitor, id: TokenId) -> Result<()> {
    visitor.by_session()?;
    match store::revoke_token(tx, visitor.account, id, now)? {
        true => visitor.note(tx, now, "token.revoked", json!({ "token": id })),
        false => Err(kernel::Error::missing()),
    }
}
