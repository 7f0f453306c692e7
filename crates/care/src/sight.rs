use customer::Brief;
use db::Tx;
use kernel::{Error, Id, Mandate, Permission, PersonId, Place, Result, Scope, StoreId};
use web::Call;

/// Everything, in the places of a list.
pub(crate) const ALL: i64 = 0;

/// Proof that the asker may do it for a customer: as her consultant, as her therapist, or where she belongs.
pub(crate) fn caring(call: &Call, permission: Permission, brief: &Brief) -> Result<Mandate> {
    let place = |person| Place { person, ..Place::store(brief.store_id) };
    call.mandate(permission, &place(brief.consultant_id))
        .or_else(|_| call.mandate(permission, &place(brief.therapist_id)))
}

/// The same for looking: a customer of others is as if she were not there.
pub(crate) fn seeing(call: &Call, permission: Permission, brief: &Brief) -> Result<Mandate> {
    caring(call, permission, brief).map_err(|_| Error::missing())
}

/// Proof that the asker may do what is a person's at a store.
pub(crate) fn persons(
    call: &Call,
    permission: Permission,
    store: StoreId,
    person: Option<PersonId>,
) -> Result<Mandate> {
    call.mandate(permission, &Place { person, ..Place::store(store) })
}

/// Which store and whose things the asker sees in lists: `0` is all of them.
pub(crate) fn seen(call: &Call, permission: Permission) -> (i64, i64) {
    let store = my_store(call).map_or(-1, Id::get);
    match call.actor.scope(permission) {
        Some(Scope::Centre) => (ALL, ALL),
        Some(Scope::Own) => (ALL, call.actor.person.get()),
        Some(_) => (store, ALL),
        None => (-1, -1),
    }
}

/// The store where the asker works.
pub(crate) fn my_store(call: &Call) -> Option<StoreId> {
    call.actor.holdings.iter().find_map(|held| held.store)
}

/// The store whose care the asker directs or looks at: the one asked for where she may, otherwise her own, otherwise
/// the first that is open.
pub(crate) fn store(tx: &mut Tx, call: &Call, permission: Permission, asked: &str) -> Result<StoreId> {
    let chart = org::today(tx, call)?;
    let may = |store: &StoreId| {
        call.actor.may_at(permission, &Place { person: Some(call.actor.person), ..Place::store(*store) })
    };
    let wished =
        asked.trim().parse::<StoreId>().ok().filter(|store| chart.open_stores().any(|open| open == *store));
    let found =
        wished.filter(may).or_else(|| my_store(call).filter(may)).or_else(|| chart.open_stores().find(may));
    found.ok_or_else(Error::missing)
}
