use db::Tx;
use kernel::{Error, Permission, Place, Result, Scope, StoreId};
use web::Call;

use crate::store::{self, CustomerRow};
use crate::{CustomerId, Refused};

/// Where a customer is, as rights ask.
pub(crate) fn place(row: &CustomerRow) -> Place {
    Place { person: row.consultant_id, ..Place::store(row.store_id) }
}

/// A file that the asker may see; whoever may not is told that there is none.
pub(crate) fn seeing(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<CustomerRow> {
    let row = store::customer(tx, id)?;
    call.sight(Permission::ViewCustomers, &place(&row))?;
    Ok(row)
}

/// A file that the asker may see and that can still be changed.
pub(crate) fn changing(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<CustomerRow> {
    let row = seeing(tx, call, id)?;
    if row.erased_at.is_some() {
        return Err(Refused::Erased.into());
    }
    if let Some(into) = row.merged_into {
        return Err(Refused::Merged { number: store::customer(tx, into)?.number }.into());
    }
    Ok(row)
}

/// The stores whose customers somebody may see.
pub fn stores_of(tx: &mut Tx, call: &Call, permission: Permission) -> Result<Vec<StoreId>> {
    if call.actor.scope(permission) == Some(Scope::Centre) {
        return Ok(org::organisation(tx, call)?.stores.keys().copied().collect());
    }
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mut stores: Vec<StoreId> =
        held.filter(|store| call.actor.may_at(permission, &Place::store(*store))).collect();
    stores.sort_unstable();
    stores.dedup();
    Ok(stores)
}

/// The store at which the asker opens files and looks after them: her own; for whoever has none, the first.
pub(crate) fn my_store(tx: &mut Tx, call: &Call, permission: Permission) -> Result<StoreId> {
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mut mine = held.filter(|store| call.actor.may_at(permission, &Place::store(*store)));
    match mine.next() {
        Some(store) => Ok(store),
        None => stores_of(tx, call, permission)?.first().copied().ok_or_else(Error::missing),
    }
}
