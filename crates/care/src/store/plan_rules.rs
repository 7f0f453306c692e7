use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::planning::{PlanRule, rules};
use crate::ruling::RulesId;

db::record! {
    /// Rules that a store set.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RulesRow {
        /// First day.
        pub from_day: BusinessDate,
        /// The rules, as JSON.
        pub rules: String,
        /// Why they were set.
        pub why: String,
        /// By whom.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// What a store has followed up by itself on a day.
pub(crate) fn plan_rules(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<PlanRule>> {
    let found = tx.find_scalar(
        sql!("SELECT rules FROM follow_up_rules WHERE store_id = $1 AND from_day <= $2 \
              ORDER BY from_day DESC, id DESC LIMIT 1" => (String,)),
        args![store, day],
    )?;
    match found {
        Some(text) => Ok(serde_json::from_str(&text)?),
        None => Ok(rules(day)?.into_iter().cloned().collect()),
    }
}

/// Every version of a store's rules, the one that begins last first.
pub(crate) fn plan_rule_versions(tx: &mut Tx, store: StoreId) -> Result<Vec<RulesRow>> {
    tx.all(
        sql!("SELECT from_day, rules, why, set_by, set_at FROM follow_up_rules WHERE store_id = $1 \
              ORDER BY from_day DESC, id DESC LIMIT 100" => RulesRow),
        args![store],
    )
}

pub(crate) fn add_plan_rules(
    tx: &mut Tx,
    store: StoreId,
    (from_day, rules): (BusinessDate, &[PlanRule]),
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<RulesId> {
    tx.scalar(
        sql!("INSERT INTO follow_up_rules (store_id, from_day, rules, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (RulesId,)),
        args![store, from_day, serde_json::to_string(rules)?, why, by, at],
    )
}
