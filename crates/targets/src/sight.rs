//! Which store, which month, whose targets somebody sees.

use db::Tx;
use kernel::{BusinessDate, Permission, PersonId, Place, Problems, Result, Scope, StoreId};
use sales::Journal;
use web::Call;

use crate::refused::Refused;

/// The store asked for, or the first where the asker may do this.
pub(crate) fn store(tx: &mut Tx, call: &Call, permission: Permission, text: &str) -> Result<StoreId> {
    let asked: Option<StoreId> = text.trim().parse().ok();
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let open: Vec<StoreId> = org::today(tx, call)?.open_stores().collect();
    let all = asked.into_iter().chain(held).chain(open.iter().copied());
    let mine = |store: &StoreId| {
        open.contains(store)
            && call.actor.may_at(permission, &Place::of(call.actor.person, Some(*store), None))
    };
    all.into_iter().find(mine).ok_or_else(|| Refused::NoStore.into())
}

/// Does the asker see everybody's of this store, or only her own?
pub(crate) fn sees_all(call: &Call, store: StoreId) -> bool {
    call.actor.scope(Permission::ViewTargets) > Some(Scope::Own)
        && call.actor.may_at(Permission::ViewTargets, &Place::store(store))
}

/// The store asked for, where the asker sees everybody's; otherwise refused.
pub(crate) fn all_of_store(tx: &mut Tx, call: &Call, text: &str) -> Result<StoreId> {
    let shop = store(tx, call, Permission::ViewTargets, text)?;
    match sees_all(call, shop) {
        true => Ok(shop),
        false => Err(kernel::Refusal::new(kernel::Kind::Forbidden, "forbidden").into()),
    }
}

/// May the asker see this person's?
pub(crate) fn sees(call: &Call, store: StoreId, person: PersonId) -> bool {
    call.actor.may_at(Permission::ViewTargets, &Place::of(person, Some(store), None))
}

/// The first day of a year typed as `2026`; this year where nothing is.
pub(crate) fn year(tx: &mut Tx, call: &Call, text: &str) -> Result<BusinessDate> {
    let today = org::today(tx, call)?.day;
    if text.trim().is_empty() {
        return Ok(today.first_of_year());
    }
    let mut wrong = Problems::default();
    let year = wrong.need("year", kernel::parse_year(text), "targets.year");
    wrong.or(year)
}

/// Which journal; money received where nothing is said.
pub(crate) fn measure(text: &str) -> Journal {
    Journal::from_code(text.trim()).unwrap_or(Journal::Cash)
}
