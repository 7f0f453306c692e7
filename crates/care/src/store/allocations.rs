use customer::{CustomerId, OwnerRole};
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use crate::allocation::Rule;
use crate::policy::Policy;
use crate::scheme::Scheme;
use crate::scheming::SchemeId;

ids! {
    /// A customer who was given to somebody.
    pub struct AllocationId;
    /// The rules of a store from a day on.
    pub struct PolicyId;
}

db::record! {
    /// A customer who was given to somebody.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct AllocationLine {
        /// Key.
        pub id: AllocationId,
        /// Whom.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// As whose charge.
        pub role: OwnerRole,
        /// Who had her.
        pub from_name: Option<String>,
        /// Who got her.
        pub to_name: Option<String>,
        /// By which rule.
        pub rule: Rule,
        /// The reasons, as JSON.
        pub why: String,
        /// A director's own words.
        pub note: String,
        /// On which day.
        pub day: BusinessDate,
        /// Who had it done.
        pub by_name: String,
    }
}

db::listing! {
    /// Who got whom: `$1` is the store, 0 all of them.
    pub(crate) static ALLOCATIONS: AllocationLine = Shape {
        select: "a.id, a.customer_id, c.name AS customer, a.role, f.name AS from_name, t.name AS to_name, a.rule, \
                 a.why, a.note, a.day, b.name AS by_name",
        from: "allocation a JOIN customer c ON c.id = a.customer_id LEFT JOIN person f ON f.id = a.from_person \
               LEFT JOIN person t ON t.id = a.to_person JOIN person b ON b.id = a.by_person",
        only: "a.store_id = $1 OR $1 = 0",
        key: "a.id",
        sorts: &[Sort::text("day", "a.day")],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || coalesce(f.name, '') || ' ' || coalesce(t.name, '')) LIKE ?"),
            Filter::text("rule", "a.rule = ?"),
            Filter::day("from", "a.day >= ?"),
            Filter::day("until", "a.day <= ?"),
        ],
    };
}

/// A customer to be given to somebody.
pub(crate) struct NewAllocation<'a> {
    pub store: StoreId,
    pub customer: CustomerId,
    pub role: OwnerRole,
    pub from: Option<PersonId>,
    pub to: Option<PersonId>,
    pub rule: Rule,
    pub why: &'a str,
    pub note: &'a str,
    pub day: BusinessDate,
    pub by: PersonId,
    pub at: Instant,
}

pub(crate) fn add_allocation(tx: &mut Tx, new: &NewAllocation) -> Result<AllocationId> {
    tx.scalar(
        sql!("INSERT INTO allocation (store_id, customer_id, role, from_person, to_person, rule, why, note, day, \
              by_person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id" => (AllocationId,)),
        args![
            new.store,
            new.customer,
            new.role,
            new.from,
            new.to,
            new.rule,
            new.why,
            new.note,
            new.day,
            new.by,
            new.at
        ],
    )
}

db::record! {
    /// A person's last turn and how many new customers she got since a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TurnRow {
        /// Who.
        pub person_id: PersonId,
        /// The number of her last turn.
        pub turn: i64,
        /// How many new customers since the day.
        pub fresh: i64,
    }
}

/// The turns at a store, with the new customers since a day.
pub(crate) fn turns(tx: &mut Tx, store: StoreId, since: BusinessDate) -> Result<Vec<TurnRow>> {
    tx.all(
        sql!("SELECT to_person AS person_id, max(id) AS turn, \
              CAST(sum(CASE WHEN rule = 'new' AND day >= $2 THEN 1 ELSE 0 END) AS BIGINT) AS fresh FROM allocation \
              WHERE store_id = $1 AND role = 'consultant' AND rule IN ('new', 'missed') AND to_person IS NOT NULL \
              GROUP BY to_person" => TurnRow),
        args![store, since],
    )
}

/// As whose charge, who got her, by which rule, the reasons, the director's words, when, by whom.
type Given = (OwnerRole, Option<PersonId>, Rule, String, String, Instant, PersonId);

/// Allocations of a customer, the newest first.
pub(crate) fn allocations_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Given>> {
    tx.all(
        sql!("SELECT role, to_person, rule, why, note, at, by_person FROM allocation WHERE customer_id = $1 \
              ORDER BY id DESC" => (OwnerRole, Option<PersonId>, Rule, String, String, Instant, PersonId)),
        args![customer],
    )
}

/// Who was given whom on a day.
pub(crate) fn allocations_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT store_id, by_person, at FROM allocation WHERE day = $1" => (StoreId, PersonId, Instant)),
        args![day],
    )
}

/// The rules of a store on a day, as it set them last: since when, and what.
pub(crate) fn policy(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
) -> Result<(Policy, Option<BusinessDate>)> {
    let found = tx.find(
        sql!("SELECT policy, from_day FROM allocation_policy WHERE store_id = $1 AND from_day <= $2 \
              ORDER BY from_day DESC, id DESC LIMIT 1" => (String, BusinessDate)),
        args![store, day],
    )?;
    match found {
        Some((text, from)) => Ok((serde_json::from_str(&text)?, Some(from))),
        None => Ok((Policy::usual()?, None)),
    }
}

pub(crate) fn add_policy(
    tx: &mut Tx,
    store: StoreId,
    from_day: BusinessDate,
    policy: &Policy,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<PolicyId> {
    tx.scalar(
        sql!("INSERT INTO allocation_policy (store_id, from_day, policy, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (PolicyId,)),
        args![store, from_day, serde_json::to_string(policy)?, why, by, at],
    )
}

db::record! {
    /// Thresholds that a store set.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SchemeRow {
        /// First day.
        pub from_day: BusinessDate,
        /// The thresholds, as JSON.
        pub scheme: String,
        /// Why they were set.
        pub why: String,
        /// By whom.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// Every version of a store's thresholds, the one that begins last first.
pub(crate) fn schemes(tx: &mut Tx, store: StoreId) -> Result<Vec<SchemeRow>> {
    tx.all(
        sql!("SELECT from_day, scheme, why, set_by, set_at FROM class_scheme WHERE store_id = $1 \
              ORDER BY from_day DESC, id DESC LIMIT 100" => SchemeRow),
        args![store],
    )
}

/// The thresholds of a store that hold on a day.
pub(crate) fn scheme(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Scheme> {
    let found = tx.find(
        sql!("SELECT scheme FROM class_scheme WHERE store_id = $1 AND from_day <= $2 \
              ORDER BY from_day DESC, id DESC LIMIT 1" => (String,)),
        args![store, day],
    )?;
    match found {
        Some((text,)) => Ok(serde_json::from_str(&text)?),
        None => crate::scheme::scheme(day).cloned(),
    }
}

pub(crate) fn add_scheme(
    tx: &mut Tx,
    store: StoreId,
    scheme: &Scheme,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<SchemeId> {
    tx.scalar(
        sql!("INSERT INTO class_scheme (store_id, from_day, scheme, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (SchemeId,)),
        args![store, scheme.from, serde_json::to_string(scheme)?, why, by, at],
    )
}

/// Makes one customer's another's.
pub(crate) fn merge_allocations(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE allocation SET customer_id = $2 WHERE customer_id = $1"), args![from, into])
        .map(drop)
}

/// Takes the words out.
pub(crate) fn erase_allocations(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE allocation SET note = '' WHERE customer_id = $1"), args![customer]).map(drop)
}
