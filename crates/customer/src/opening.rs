//! A file is opened: with little more than a name, so that nobody waits; what is lacking is asked for later.
use db::Tx;
use kernel::{BusinessDate, Id, Instant, Mandate, Permission, Place, Problems, Result};
use serde_json::json;
use web::Call;

use crate::customer::{NewCustomer, OwnerRole};
use crate::data::sources;
use crate::file::{Facts, lacks, lacks_text};
use crate::find::Findable;
use crate::numbers::Phone;
use crate::store::{self, CustomerRow};
use crate::vault::Vault;
use crate::{CustomerId, owner};

/// Names are no longer than this.
pub(crate) const LONGEST_NAME: usize = 40;

/// Opens a file for somebody who is new. Whether she is known already is the asker's to look at before:
/// two people may share a number.
pub fn open(tx: &mut Tx, call: &Call, new: &NewCustomer) -> Result<CustomerId> {
    let by = call.mandate(Permission::EditCustomers, &Place::store(new.store))?;
    check(new)?;
    let organisation = org::organisation(tx, call)?;
    let store = organisation.store(new.store)?.id;
    let opened = (organisation.business_date(Some(store), call.now), call.now);
    let row = empty(new, store::next_number(tx)?, opened, &by, call.now);
    let id = store::add_customer(tx, &row)?;
    let mut row = CustomerRow { id, ..row };
    if let Some(phone) = &new.phone {
        set_phone(call, &mut row, Some(phone))?;
    }
    call.note(tx, &by, "customer.opened", format!("customers/{id}"), json!({ "number": row.number }))?;
    let owners = [(OwnerRole::Consultant, new.consultant), (OwnerRole::Therapist, new.therapist)];
    for (role, person) in owners.into_iter().filter(|(_, person)| person.is_some()) {
        owner::set_owner(tx, call, &by, id, role, person, "")?;
    }
    row = CustomerRow { consultant_id: new.consultant, therapist_id: new.therapist, ..row };
    save(tx, row, &Facts::new())?;
    Ok(id)
}

/// A file with what is known of somebody new, but for her telephone number and whose she is.
pub(crate) fn empty(
    new: &NewCustomer,
    number: i64,
    (opened_on, opened_at): (BusinessDate, Instant),
    by: &Mandate,
    now: Instant,
) -> CustomerRow {
    CustomerRow {
        id: CustomerId::of(0),
        store_id: new.store,
        number,
        card: None,
        name: new.name.trim().to_owned(),
        sex: new.sex,
        birthday: new.birthday,
        phone_sealed: None,
        phone_hash: None,
        phone_end: None,
        identity_sealed: None,
        identity_hash: None,
        identity_end: None,
        guardian: String::new(),
        source: new.source.clone(),
        referrer_id: new.referrer,
        consultant_id: None,
        therapist_id: None,
        facts: "{}".to_owned(),
        lacks: String::new(),
        opened_by: by.person,
        opened_at,
        opened_on,
        checked_at: now,
        checked_by: by.person,
        merged_into: None,
        merged_at: None,
        erased_at: None,
    }
}

fn check(new: &NewCustomer) -> Result<()> {
    let mut wrong = Problems::default();
    match new.name.trim().chars().count() {
        0 => wrong.add("name", "needed"),
        count if count > LONGEST_NAME => wrong.add("name", "limit"),
        _ => {}
    }
    if let Some(source) = &new.source
        && !sources()?.iter().any(|known| known.code == *source)
    {
        wrong.add("source", "not_a_choice");
    }
    wrong.or(Some(()))
}

/// Seals a telephone number into a file.
pub(crate) fn set_phone(call: &Call, row: &mut CustomerRow, phone: Option<&Phone>) -> Result<()> {
    let vault: &Vault = call.app.part();
    row.phone_sealed = phone.map(|phone| vault.seal("phone", phone.whole())).transpose()?;
    row.phone_hash = phone.map(|phone| vault.hash("phone", phone.whole()));
    row.phone_end = phone.map(|phone| phone.end().to_owned());
    Ok(())
}

/// Keeps a file with what it is found by and what it lacks.
pub(crate) fn save(tx: &mut Tx, row: CustomerRow, facts: &Facts) -> Result<()> {
    let row =
        CustomerRow { facts: serde_json::to_string(facts)?, lacks: lacks_text(&lacks(&row, facts)?), ..row };
    store::save_customer(tx, &row)?;
    store::set_keys(tx, row.store_id, row.id, &Findable::of(&row).keys())
}
