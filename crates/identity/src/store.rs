//! All SQL of the slice.

use std::collections::BTreeMap;

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{AccountId, Instant, Lang, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::account::{AccountRow, AttemptId, SessionId, SessionRow, TokenId, TokenRow};
use crate::settings::{Lifetime, Throttle};
use crate::throttle::Failures;

db::record! {
    /// An account in the list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct AccountLine {
        /// Key.
        pub id: AccountId,
        /// Whose it is.
        pub person_id: PersonId,
        /// The person's name.
        pub person: String,
        /// The person's staff number.
        pub staff_number: String,
        /// The sign-in name.
        pub name: String,
        /// Since when it is disabled.
        pub disabled_at: Option<Instant>,
        /// Since when a new password is owed.
        pub must_change_at: Option<Instant>,
        /// Since when a second step is set up.
        pub totp_confirmed_at: Option<Instant>,
        /// When it was last used.
        pub seen_at: Option<Instant>,
    }

    /// What a cookie stands for.
    #[derive(Clone)]
    pub(crate) struct KnownSession {
        pub id: SessionId,
        pub created_at: Instant,
        pub seen_at: Instant,
        pub passed_second_step_at: Option<Instant>,
        pub account_id: AccountId,
        pub name: String,
        pub person_id: PersonId,
        pub lang: Lang,
        pub must_change_at: Option<Instant>,
        pub totp_confirmed_at: Option<Instant>,
        pub idle: Option<String>,
        pub absolute: Option<String>,
    }

    /// What a program's token stands for.
    #[derive(Clone)]
    pub(crate) struct KnownToken {
        pub id: TokenId,
        pub scopes: String,
        pub expires_at: Option<Instant>,
        pub last_used_at: Option<Instant>,
        pub account_id: AccountId,
        pub name: String,
        pub person_id: PersonId,
        pub lang: Lang,
    }

    /// A person who could be given an account.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PersonLine {
        pub id: PersonId,
        pub name: String,
        pub staff_number: String,
    }
}

db::listing! {
    /// Accounts: all of them when `$1` is 1, otherwise one's own (`$4`) and those of people all of whose posts today
    /// (`$2`) are in stores that `$3` names as `,1,2,`.
    pub(crate) static ACCOUNTS: AccountLine = Shape {
        select: "a.id, a.person_id, p.name AS person, p.staff_number, a.name, a.disabled_at, a.must_change_at, \
                 a.totp_confirmed_at, (SELECT max(s.seen_at) FROM session s WHERE s.account_id = a.id) AS seen_at",
        from: "account a JOIN person p ON p.id = a.person_id LEFT JOIN \
               (SELECT h.person_id, count(*) AS posts, \
                       sum(CASE WHEN $3 LIKE '%,' || CAST(h.store_id AS TEXT) || ',%' THEN 1 ELSE 0 END) AS here \
                FROM holding h WHERE h.withdrawn_at IS NULL AND h.from_day <= $2 \
                     AND (h.until_day IS NULL OR h.until_day >= $2) GROUP BY h.person_id) held \
               ON held.person_id = p.id",
        only: "CAST($1 AS BIGINT) = 1 OR a.person_id = $4 OR held.posts = held.here",
        key: "a.id",
        sorts: &[
            Sort::text("staff_number", "p.staff_number"),
            Sort::text("person", "p.name"),
            Sort::text("name", "a.name"),
        ],
        filters: &[
            Filter::contains("q", "lower(p.find || ' ' || p.name || ' ' || p.staff_number || ' ' || a.name) LIKE ?"),
            Filter::text("state", "CASE WHEN a.disabled_at IS NOT NULL THEN 'disabled' \
                                   WHEN a.must_change_at IS NOT NULL THEN 'new_password' ELSE 'active' END = ?"),
        ],
    };
}

// Accounts

pub(crate) fn account(tx: &mut Tx, id: AccountId) -> Result<AccountRow> {
    tx.get(
        sql!("SELECT id, name, person_id, lang, password_hash, password_set_at, must_change_at, disabled_at, \
                     totp_secret, totp_confirmed_at, totp_last_step, created_at FROM account WHERE id = $1"
            => AccountRow),
        args![id],
    )
}

pub(crate) fn account_by_name(tx: &mut Tx, name: &str) -> Result<Option<AccountRow>> {
    tx.find(
        sql!("SELECT id, name, person_id, lang, password_hash, password_set_at, must_change_at, disabled_at, \
                     totp_secret, totp_confirmed_at, totp_last_step, created_at FROM account WHERE name = $1"
            => AccountRow),
        args![name],
    )
}

pub(crate) fn account_of(tx: &mut Tx, person: PersonId) -> Result<Option<AccountId>> {
    tx.find_scalar(sql!("SELECT id FROM account WHERE person_id = $1" => (AccountId,)), args![person])
}

pub(crate) fn add_account(tx: &mut Tx, account: &AccountRow) -> Result<AccountId> {
    tx.scalar(
        sql!("INSERT INTO account (name, person_id, lang, password_hash, password_set_at, must_change_at, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (AccountId,)),
        args![
            &account.name,
            account.person_id,
            account.lang,
            &account.password_hash,
            account.password_set_at,
            account.must_change_at,
            account.created_at
        ],
    )
}

pub(crate) fn set_password(
    tx: &mut Tx,
    id: AccountId,
    hash: &str,
    now: Instant,
    must_change: Option<Instant>,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE account SET password_hash = $2, password_set_at = $3, must_change_at = $4 WHERE id = $1"
        ),
        args![id, hash, now, must_change],
    )
    .map(drop)
}

pub(crate) fn set_disabled(tx: &mut Tx, id: AccountId, at: Option<Instant>) -> Result<()> {
    tx.exec(sql!("UPDATE account SET disabled_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

pub(crate) fn set_lang(tx: &mut Tx, id: AccountId, lang: Lang) -> Result<()> {
    tx.exec(sql!("UPDATE account SET lang = $2 WHERE id = $1"), args![id, lang]).map(drop)
}

/// Keeps a secret to be confirmed, where there is none yet.
pub(crate) fn propose_secret(tx: &mut Tx, id: AccountId, secret: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE account SET totp_secret = $2 WHERE id = $1 AND totp_secret IS NULL"),
        args![id, secret],
    )
    .map(drop)
}

pub(crate) fn confirm_secret(tx: &mut Tx, id: AccountId, now: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE account SET totp_confirmed_at = $2 WHERE id = $1"), args![id, now]).map(drop)
}

/// Uses up a half minute's code; false when it was used already. One used more than ten minutes ahead comes of a clock
/// that has been put right since, and must shut nobody out until then.
pub(crate) fn use_step(tx: &mut Tx, id: AccountId, step: i64) -> Result<bool> {
    let used = tx.exec(
        sql!(
            "UPDATE account SET totp_last_step = $2 \
              WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2 OR totp_last_step > $2 + 20)"
        ),
        args![id, step],
    )?;
    Ok(used == 1)
}

pub(crate) fn forget_secret(tx: &mut Tx, id: AccountId) -> Result<()> {
    tx.exec(
        sql!("UPDATE account SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1"),
        args![id],
    )
    .map(drop)
}

/// People who work here on a day and have no account.
pub(crate) fn without_account(tx: &mut Tx, day: kernel::BusinessDate) -> Result<Vec<PersonLine>> {
    tx.all(
        sql!("SELECT p.id, p.name, p.staff_number FROM person p WHERE p.joined_on <= $1 \
              AND (p.left_on IS NULL OR p.left_on >= $1) \
              AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id) ORDER BY p.staff_number"
            => PersonLine),
        args![day],
    )
}

// Sessions

pub(crate) struct NewSession<'a> {
    pub fingerprint: &'a str,
    pub account: AccountId,
    pub passed: Option<Instant>,
    pub device: &'a str,
    pub address: &'a str,
}

pub(crate) fn add_session(tx: &mut Tx, now: Instant, new: &NewSession) -> Result<SessionId> {
    tx.scalar(
        sql!("INSERT INTO session (token_hash, account_id, created_at, seen_at, passed_second_step_at, device, address) \
              VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id" => (SessionId,)),
        args![new.fingerprint, new.account, now, new.passed, new.device, new.address],
    )
}

/// The session of a cookie that has not been ended, of an account that is not disabled.
pub(crate) fn known_session(tx: &mut Tx, fingerprint: &str) -> Result<Option<KnownSession>> {
    tx.find(
        sql!("SELECT s.id, s.created_at, s.seen_at, s.passed_second_step_at, s.account_id, a.name, a.person_id, \
                     a.lang, a.must_change_at, a.totp_confirmed_at, \
                     (SELECT value FROM setting WHERE key = 'identity.session.idle_minutes') AS idle, \
                     (SELECT value FROM setting WHERE key = 'identity.session.absolute_minutes') AS absolute \
              FROM session s JOIN account a ON a.id = s.account_id \
              WHERE s.token_hash = $1 AND s.ended_at IS NULL AND a.disabled_at IS NULL" => KnownSession),
        args![fingerprint],
    )
}

/// Says that a session was in use, at most once a minute.
pub(crate) fn touch_session(tx: &mut Tx, id: SessionId, now: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at <= $3"),
        args![id, now, now.plus_minutes(-1)],
    )
    .map(drop)
}

pub(crate) fn pass_second_step(tx: &mut Tx, id: SessionId, now: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE session SET passed_second_step_at = $2 WHERE id = $1"), args![id, now]).map(drop)
}

/// The sessions of an account that still hold, the one used last on top.
pub(crate) fn sessions(tx: &mut Tx, account: AccountId) -> Result<Vec<SessionRow>> {
    tx.all(
        sql!("SELECT id, account_id, created_at, seen_at, device, address FROM session \
              WHERE account_id = $1 AND ended_at IS NULL ORDER BY seen_at DESC, id DESC" => SessionRow),
        args![account],
    )
}

/// Ends one session of an account; false when there is none such.
pub(crate) fn end_session(tx: &mut Tx, account: AccountId, id: SessionId, now: Instant) -> Result<bool> {
    let ended = tx.exec(
        sql!("UPDATE session SET ended_at = $3 WHERE id = $2 AND account_id = $1 AND ended_at IS NULL"),
        args![account, id, now],
    )?;
    Ok(ended == 1)
}

/// Ends all sessions of an account but one; how many.
pub(crate) fn end_sessions(
    tx: &mut Tx,
    account: AccountId,
    but: Option<SessionId>,
    now: Instant,
) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE session SET ended_at = $3 \
              WHERE account_id = $1 AND ended_at IS NULL AND id <> COALESCE(CAST($2 AS BIGINT), 0)"
        ),
        args![account, but, now],
    )
}

/// Forgets sessions that nobody has used since a moment.
pub(crate) fn purge_sessions(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.exec(sql!("DELETE FROM session WHERE seen_at < $1"), args![before])
}

// Tokens

pub(crate) struct NewToken<'a> {
    pub account: AccountId,
    pub name: &'a str,
    pub fingerprint: &'a str,
    pub scopes: &'a str,
    pub expires_at: Option<Instant>,
}

pub(crate) fn add_token(tx: &mut Tx, now: Instant, new: &NewToken) -> Result<TokenId> {
    tx.scalar(
        sql!("INSERT INTO token (account_id, name, token_hash, scopes, created_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (TokenId,)),
        args![new.account, new.name, new.fingerprint, new.scopes, now, new.expires_at],
    )
}

pub(crate) fn known_token(tx: &mut Tx, fingerprint: &str) -> Result<Option<KnownToken>> {
    tx.find(
        sql!("SELECT t.id, t.scopes, t.expires_at, t.last_used_at, t.account_id, a.name, a.person_id, a.lang \
              FROM token t JOIN account a ON a.id = t.account_id \
              WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND a.disabled_at IS NULL" => KnownToken),
        args![fingerprint],
    )
}

/// Says that a token was in use, at most once a minute.
pub(crate) fn touch_token(tx: &mut Tx, id: TokenId, now: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)"),
        args![id, now, now.plus_minutes(-1)],
    )
    .map(drop)
}

/// The tokens of an account that were not revoked.
pub(crate) fn tokens(tx: &mut Tx, account: AccountId) -> Result<Vec<TokenRow>> {
    tx.all(
        sql!("SELECT id, account_id, name, scopes, created_at, expires_at, last_used_at FROM token \
              WHERE account_id = $1 AND revoked_at IS NULL ORDER BY id" => TokenRow),
        args![account],
    )
}

/// Revokes one token of an account; false when there is none such.
pub(crate) fn revoke_token(tx: &mut Tx, account: AccountId, id: TokenId, now: Instant) -> Result<bool> {
    let revoked = tx.exec(
        sql!("UPDATE token SET revoked_at = $3 WHERE id = $2 AND account_id = $1 AND revoked_at IS NULL"),
        args![account, id, now],
    )?;
    Ok(revoked == 1)
}

// Tries

pub(crate) fn throttle(tx: &mut Tx) -> Result<Throttle> {
    let rows: Vec<(String, String)> = tx.all(
        sql!("SELECT key, value FROM setting WHERE key LIKE 'identity.throttle.%'" => (String, String)),
        args![],
    )?;
    Ok(Throttle::from_rows(&rows.into_iter().collect::<BTreeMap<_, _>>()))
}

/// Wrong tries with a name since a moment and since it last came in.
pub(crate) fn failures_of(tx: &mut Tx, name: &str, (since, now): (Instant, Instant)) -> Result<Failures> {
    let (count, last) = tx.one(
        sql!("SELECT count(*), max(at) FROM sign_in_attempt WHERE name = $1 AND at BETWEEN $2 AND $3 AND succeeded = 0 \
              AND id > COALESCE((SELECT max(id) FROM sign_in_attempt WHERE name = $1 AND succeeded = 1), 0)"
            => (i64, Option<Instant>)),
        args![name, since, now],
    )?;
    Ok(Failures { count, last })
}

/// Wrong tries from an address since a moment, whatever came in from there meanwhile.
pub(crate) fn failures_from(
    tx: &mut Tx,
    address: &str,
    (since, now): (Instant, Instant),
) -> Result<Failures> {
    let (count, last) = tx.one(
        sql!("SELECT count(*), max(at) FROM sign_in_attempt WHERE address = $1 AND at BETWEEN $2 AND $3 AND succeeded = 0"
            => (i64, Option<Instant>)),
        args![address, since, now],
    )?;
    Ok(Failures { count, last })
}

pub(crate) fn add_attempt(tx: &mut Tx, name: &str, address: &str, now: Instant) -> Result<AttemptId> {
    tx.scalar(
        sql!("INSERT INTO sign_in_attempt (name, address, at, succeeded) VALUES ($1, $2, $3, 0) RETURNING id"
            => (AttemptId,)),
        args![name, address, now],
    )
}

pub(crate) fn attempt_succeeded(tx: &mut Tx, id: AttemptId) -> Result<()> {
    tx.exec(sql!("UPDATE sign_in_attempt SET succeeded = 1 WHERE id = $1"), args![id]).map(drop)
}

pub(crate) fn forget_attempt(tx: &mut Tx, id: AttemptId) -> Result<()> {
    tx.exec(sql!("DELETE FROM sign_in_attempt WHERE id = $1"), args![id]).map(drop)
}

pub(crate) fn purge_attempts(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.exec(sql!("DELETE FROM sign_in_attempt WHERE at < $1"), args![before])
}

/// How long sessions last.
pub(crate) fn lifetime(tx: &mut Tx) -> Result<Lifetime> {
    let rows: Vec<(String, String)> = tx.all(
        sql!("SELECT key, value FROM setting WHERE key LIKE 'identity.session.%'" => (String, String)),
        args![],
    )?;
    let rows: BTreeMap<String, String> = rows.into_iter().collect();
    Ok(Lifetime::of(rows.get("identity.session.idle_minutes"), rows.get("identity.session.absolute_minutes")))
}

/// The centre's name, when there is a centre.
pub(crate) fn centre(tx: &mut Tx) -> Result<Option<String>> {
    tx.find_scalar(sql!("SELECT name FROM centre WHERE id = 1" => (String,)), args![])
}
