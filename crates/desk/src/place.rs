//! At which store one stands.

use db::Tx;
use kernel::{Permission, Place, Result, Scope, StoreId};
use web::Call;

use crate::refused::Refused;

/// The store that is meant: the one named; else the asker's own; else, for those of the whole centre, the first.
pub(crate) fn store(tx: &mut Tx, call: &Call, permission: Permission, named: &str) -> Result<StoreId> {
    if let Ok(store) = named.trim().parse::<StoreId>() {
        let store = org::organisation(tx, call)?.store(store)?.id;
        return call.sight(permission, &Place::store(store)).map(|_| store);
    }
    let mut held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mine = held.find(|store| call.actor.may_at(permission, &Place::store(*store)));
    match mine {
        Some(store) => Ok(store),
        None if call.actor.scope(permission) == Some(Scope::Centre) => {
            org::today(tx, call)?.open_stores().next().ok_or_else(|| Refused::NoStore.into())
        }
        None => Err(Refused::NoStore.into()),
    }
}
