//! Where somebody runs the till.

use db::Tx;
use kernel::{Permission, Place, Result, Scope, StoreId};
use web::Call;

use crate::refused::Refused;
use crate::store::{self, ShiftRow};

/// The store of the first post held in which one may do this; for posts of the whole centre its first open store.
pub(crate) fn my_store(tx: &mut Tx, call: &Call, permission: Permission) -> Result<StoreId> {
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mut mine = held.filter(|store| call.actor.may_at(permission, &Place::store(*store)));
    if let Some(store) = mine.next() {
        return Ok(store);
    }
    let everywhere = call.actor.scope(permission) == Some(Scope::Centre);
    let open = if everywhere { org::today(tx, call)?.open_stores().next() } else { None };
    open.ok_or_else(|| Refused::NoStore.into())
}

/// The shift that one's tickets go to: one's own, or the only one that is open.
pub(crate) fn my_shift(tx: &mut Tx, call: &Call, store: StoreId) -> Result<ShiftRow> {
    let open = store::open_shifts(tx, store)?;
    let own = |shift: &&ShiftRow| shift.opened_by == call.actor.person;
    match (open.iter().rfind(own), open.as_slice()) {
        (Some(shift), _) | (None, [shift]) => Ok(shift.clone()),
        (None, []) => Err(Refused::NoShift.into()),
        (None, _) => Err(Refused::WhichShift.into()),
    }
}
