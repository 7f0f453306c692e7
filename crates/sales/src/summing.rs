//! A chore: the days that are over are summed, so that a year is read as quickly as a month.

use db::Tx;
use kernel::Result;
use web::Call;

use crate::store;

/// Sums what is not summed yet, store by store. Yesterday stays live: a clock that went back by some hours then meets no
/// day that is summed already.
pub fn sum_days(tx: &mut Tx, call: &Call) -> Result<()> {
    let organisation = org::organisation(tx, call)?;
    for store in organisation.stores.keys() {
        let today = organisation.business_date(Some(*store), call.now);
        store::sum_days(tx, *store, today.yesterday()?)?;
    }
    Ok(())
}
