use db::{Tx, args, sql};
use kernel::{Instant, Result, StoreId};

use crate::classing;
use crate::facts::FactsOf;
use crate::following;
use crate::store;

/// What the house does of itself: plans the follow-ups that the rules ask for, and once a day works the classes out.
pub fn night(tx: &mut Tx, facts: &FactsOf, cache: &org::OrgCache, now: Instant) -> Result<()> {
    let organisation = org::fresh(tx, cache)?;
    let stores: Vec<StoreId> =
        tx.scalars(sql!("SELECT id FROM store WHERE closed_on IS NULL" => (StoreId,)), args![])?;
    for id in stores {
        let today = organisation.business_date(Some(id), now);
        following::plan_by_rules(tx, facts, id, today, now)?;
        let done = store::last_run(tx, id, store::RunKind::Classes)?.is_some_and(|run| run.day >= today);
        if !done {
            classing::run_for(tx, facts, id, None, today, now)?;
        }
    }
    Ok(())
}
