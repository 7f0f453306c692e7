//! Files that became one, files that are gone, files that are wanting.

use db::{Tx, args, sql};
use jiff::tz::TimeZone;
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use super::CustomerRow;
use crate::CustomerId;

/// A file that became part of another: it keeps its number and its name, and is found no more.
pub(crate) fn bury(tx: &mut Tx, from: CustomerId, into: CustomerId, at: Instant) -> Result<()> {
    tx.exec(sql!("DELETE FROM customer_key WHERE customer_id = $1"), args![from])?;
    tx.exec(
        sql!("UPDATE customer SET merged_into = $2, merged_at = $3, card = NULL WHERE id = $1"),
        args![from, into, at],
    )
    .map(drop)
}

pub(crate) fn add_merge(
    tx: &mut Tx,
    from: &CustomerRow,
    into: CustomerId,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO customer_merge (from_id, into_id, why, merged_by, merged_at, store_id) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![from.id, into, why, by, at, from.store_id],
    )
    .map(drop)
}

db::record! {
    /// A file that became part of another.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub(crate) struct MergeRow {
        /// Key of the file that went.
        pub from_id: CustomerId,
        /// Its number.
        pub number: i64,
        /// Key of the one that stayed.
        pub into_id: CustomerId,
        /// Why.
        pub why: String,
        /// By whom.
        pub merged_by: PersonId,
        /// When.
        pub merged_at: Instant,
    }
}

/// The files that became part of this one, the last first.
pub(crate) fn merges_into(tx: &mut Tx, into: CustomerId) -> Result<Vec<MergeRow>> {
    tx.all(
        sql!("SELECT m.from_id, c.number, m.into_id, m.why, m.merged_by, m.merged_at FROM customer_merge m \
              JOIN customer c ON c.id = m.from_id WHERE c.merged_into = $1 ORDER BY m.id DESC LIMIT 100" => MergeRow),
        args![into],
    )
}

pub(crate) fn keep_apart(
    tx: &mut Tx,
    first: CustomerId,
    second: CustomerId,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO customer_apart (first_id, second_id, said_by, said_at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (first_id, second_id) DO NOTHING"
        ),
        args![first, second, by, at],
    )
    .map(drop)
}

/// Takes out of a file what tells who she is.
pub(crate) fn erase_customer(tx: &mut Tx, id: CustomerId, nameless: &str, at: Instant) -> Result<()> {
    tx.exec(sql!("DELETE FROM customer_key WHERE customer_id = $1"), args![id])?;
    // With the files that became part of it.
    tx.exec(
        sql!("UPDATE customer SET name = $2, card = NULL, sex = NULL, birthday = NULL, phone_sealed = NULL, \
              phone_hash = NULL, phone_end = NULL, identity_sealed = NULL, identity_hash = NULL, identity_end = NULL, \
              guardian = '', referrer_id = NULL, facts = '{}', lacks = '', erased_at = $3 \
              WHERE id = $1 OR merged_into = $1"),
        args![id, nameless, at],
    )
    .map(drop)
}

pub(crate) fn add_erasure(
    tx: &mut Tx,
    id: CustomerId,
    why: &str,
    stays: &str,
    by: PersonId,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO customer_erasure (customer_id, why, stays, erased_by, erased_at) VALUES ($1, $2, $3, $4, $5)"),
        args![id, why, stays, by, at],
    )
    .map(drop)
}

/// What stayed when she was erased, as JSON.
pub(crate) fn stays(tx: &mut Tx, id: CustomerId) -> Result<Option<String>> {
    tx.find_scalar(sql!("SELECT stays FROM customer_erasure WHERE customer_id = $1" => (String,)), args![id])
}

/// A person's name.
pub(crate) fn person_name(tx: &mut Tx, person: PersonId) -> Result<String> {
    Ok(tx
        .find_scalar(sql!("SELECT name FROM person WHERE id = $1" => (String,)), args![person])?
        .unwrap_or_default())
}

/// The centre's time zone, by which it is somebody's birthday.
pub(crate) fn zone(tx: &mut Tx) -> Result<TimeZone> {
    let name: String = tx.scalar(sql!("SELECT zone FROM centre WHERE id = 1" => (String,)), args![])?;
    Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
}

db::record! {
    /// How the files of a store stand.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub(crate) struct Standing {
        /// Files that are in use.
        pub files: i64,
        /// Of them those that lack something.
        pub missing: i64,
        /// Those that nobody has looked through for long.
        pub stale: i64,
        /// Those without a consultant.
        pub ownerless: i64,
    }
}

/// How the files of a store stand; stale is what was last looked through before a moment.
pub(crate) fn standing(tx: &mut Tx, store: StoreId, stale: Instant) -> Result<Standing> {
    tx.one(
        sql!("SELECT count(*) AS files, \
              CAST(coalesce(sum(CASE WHEN lacks <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS missing, \
              CAST(coalesce(sum(CASE WHEN checked_at < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS stale, \
              CAST(coalesce(sum(CASE WHEN consultant_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS ownerless \
              FROM customer WHERE store_id = $1 AND merged_into IS NULL AND erased_at IS NULL" => Standing),
        args![store, stale],
    )
}

db::record! {
    /// Two files that look alike.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Pair {
        pub first_id: CustomerId,
        pub second_id: CustomerId,
        /// By the number, or else by name and birthday.
        pub by_phone: bool,
    }
}

/// Files of a store that look alike and that nobody has said to be two people's.
pub(crate) fn pairs(tx: &mut Tx, store: StoreId) -> Result<Vec<Pair>> {
    let mut pairs = tx.all(
        sql!("SELECT a.id AS first_id, b.id AS second_id, 1 AS by_phone FROM \
              (SELECT phone_hash FROM customer WHERE phone_hash IS NOT NULL AND merged_into IS NULL \
               GROUP BY phone_hash HAVING count(*) > 1) h \
              JOIN customer a ON a.phone_hash = h.phone_hash \
              JOIN customer b ON b.phone_hash = h.phone_hash AND b.id > a.id \
              WHERE a.store_id = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL AND NOT EXISTS \
              (SELECT 1 FROM customer_apart x WHERE x.first_id = a.id AND x.second_id = b.id) \
              ORDER BY a.id, b.id LIMIT 100" => Pair),
        args![store],
    )?;
    let by_name = tx.all(
        sql!("SELECT a.id AS first_id, b.id AS second_id, 0 AS by_phone FROM \
              (SELECT name, birthday FROM customer WHERE store_id = $1 AND birthday IS NOT NULL \
               AND merged_into IS NULL GROUP BY name, birthday HAVING count(*) > 1) h \
              JOIN customer a ON a.store_id = $1 AND a.name = h.name AND a.birthday = h.birthday \
              JOIN customer b ON b.store_id = $1 AND b.name = h.name AND b.birthday = h.birthday AND b.id > a.id \
              WHERE a.merged_into IS NULL AND b.merged_into IS NULL AND NOT EXISTS \
              (SELECT 1 FROM customer_apart x WHERE x.first_id = a.id AND x.second_id = b.id) \
              ORDER BY a.id, b.id LIMIT 100" => Pair),
        args![store],
    )?;
    let known = |pair: &Pair| {
        pairs.iter().any(|known: &Pair| (known.first_id, known.second_id) == (pair.first_id, pair.second_id))
    };
    let new: Vec<Pair> = by_name.into_iter().filter(|pair| !known(pair)).collect();
    pairs.extend(new);
    Ok(pairs)
}

db::record! {
    /// The files that a store opened on a day, or in a period.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Opened {
        pub store_id: StoreId,
        pub files: i64,
        /// Of them those that lack nothing.
        pub complete: i64,
        /// The last moment.
        pub at: Instant,
    }
}

/// What stores opened between two days, both included.
pub(crate) fn opened_between(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Opened>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS files, \
              CAST(sum(CASE WHEN lacks = '' THEN 1 ELSE 0 END) AS BIGINT) AS complete, max(opened_at) AS at \
              FROM customer WHERE opened_on BETWEEN $1 AND $2 AND merged_into IS NULL GROUP BY store_id" => Opened),
        args![from, until],
    )
}
