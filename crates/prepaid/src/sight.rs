use customer::{Brief, CustomerId};
use db::Tx;
use kernel::{BusinessDate, Mandate, Permission, Place, Result, StoreId};
use web::Call;

/// Where a customer is, as rights ask.
pub(crate) fn place(brief: &Brief) -> Place {
    Place { person: brief.consultant_id, ..Place::store(brief.store_id) }
}

/// A customer whose cards the asker may see; whoever may not is told that there is none.
pub(crate) fn seeing(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<Brief> {
    let brief = customer::brief(tx, customer)?;
    call.sight(Permission::ViewPrepaid, &place(&brief))?;
    Ok(brief)
}

/// Proof that the asker may do it for a customer.
pub(crate) fn mandate(
    tx: &mut Tx,
    call: &Call,
    permission: Permission,
    customer: CustomerId,
) -> Result<Mandate> {
    let brief = seeing(tx, call, customer)?;
    call.mandate(permission, &place(&brief))
}

/// The business day of a store.
pub(crate) fn today(tx: &mut Tx, call: &Call, store: StoreId) -> Result<BusinessDate> {
    Ok(org::organisation(tx, call)?.business_date(Some(store), call.now))
}
