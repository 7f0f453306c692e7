//! Where something is taken down, and what of it somebody may see.

use db::Tx;
use kernel::{Error, Id, Permission, PersonId, Place, Result, Scope, StoreId};
use web::Call;

use crate::case::Refused;

/// The store at which the asker acts: the one that was chosen; else her own; else, for those of the whole centre, the
/// first that is open.
pub(crate) fn store(tx: &mut Tx, call: &Call, permission: Permission, chosen: &str) -> Result<StoreId> {
    if let Ok(key) = chosen.trim().parse::<i64>() {
        let store = org::organisation(tx, call)?.store(StoreId::of(key))?.id;
        return call.mandate(permission, &Place::store(store)).map(|_| store);
    }
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mine = held.into_iter().find(|store| call.actor.may_at(permission, &Place::store(*store)));
    match mine {
        Some(store) => Ok(store),
        None if call.actor.scope(permission) == Some(Scope::Centre) => {
            org::today(tx, call)?.open_stores().next().ok_or_else(|| Refused::NoStore.into())
        }
        None => Err(Refused::NoStore.into()),
    }
}

/// What of a list somebody may see: the store (0 for all) and the person whose own it must be (0 for anybody's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    pub store: i64,
    pub own: i64,
}

impl Sight {
    /// By a right of looking.
    pub fn of(call: &Call, permission: Permission) -> Result<Sight> {
        let held = call.actor.holdings.iter().filter_map(|held| held.store);
        let store = held.into_iter().find(|store| call.actor.may_at(permission, &Place::store(*store)));
        match (call.actor.scope(permission), store) {
            (None, _) => Err(Error::missing()),
            (Some(Scope::Centre), _) => Ok(Sight { store: 0, own: 0 }),
            (Some(_), Some(store)) => Ok(Sight { store: store.get(), own: 0 }),
            (Some(_), None) => Ok(Sight { store: 0, own: call.actor.person.get() }),
        }
    }
}

/// Proof that the asker may see what is of some people at a store; otherwise it is not there.
pub(crate) fn sight(call: &Call, permission: Permission, store: StoreId, of: &[PersonId]) -> Result<()> {
    let own = of.iter().any(|person| call.actor.may_at(permission, &Place::of(*person, Some(store), None)));
    if own || call.actor.may_at(permission, &Place::store(store)) { Ok(()) } else { Err(Error::missing()) }
}
