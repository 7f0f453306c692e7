//! A customer's own rights: to see whole what is kept of her, and to have it erased (personal information law,
//! articles 45 to 47). What another law has stay is kept and said.
use db::Tx;
use garde::Validate;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::{Call, Form};

use crate::keeper::{Keepers, Kept, Stays};
use crate::photo::LookAt;
use crate::store::{self, CustomerRow};
use crate::vault::Vault;
use crate::{CustomerId, Refused, sight};

/// Whole numbers, for whoever may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Contacts {
    /// Telephone number.
    pub phone: Option<String>,
    /// Identity number.
    pub identity: Option<String>,
}

/// Writes down that somebody is about to see whole numbers.
pub fn ask_contacts(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<()> {
    let row = sight::seeing(tx, call, id)?;
    let by = call.mandate(Permission::SeeContacts, &sight::place(&row))?;
    store::add_look(tx, id, LookAt::Contacts, None, by.person, call.now, "")
}

/// The whole numbers themselves.
pub fn contacts(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<Contacts> {
    let row = sight::seeing(tx, call, id)?;
    call.mandate(Permission::SeeContacts, &sight::place(&row))?;
    unsealed(call, &row)
}

fn unsealed(call: &Call, row: &CustomerRow) -> Result<Contacts> {
    let vault: &Vault = call.app.part();
    let open =
        |kind, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|sealed| vault.unseal(kind, sealed)).transpose();
    Ok(Contacts {
        phone: open("phone", &row.phone_sealed)?,
        identity: open("identity", &row.identity_sealed)?,
    })
}

/// Everything that is kept of her, by every slice, to be handed out; that it was is written down.
pub fn export(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<Value> {
    let row = sight::seeing(tx, call, id)?;
    let by = call.mandate(Permission::EraseCustomers, &sight::place(&row))?;
    let contacts = unsealed(call, &row)?;
    let keepers: &Keepers = call.app.part();
    let mut kept: Vec<Kept> = vec![];
    for keeper in keepers.iter() {
        kept.extend(keeper.export(tx, id)?);
    }
    store::add_look(tx, id, LookAt::Export, None, by.person, call.now, "")?;
    call.note(tx, &by, "customer.exported", format!("customers/{id}"), json!({}))?;
    let parts: serde_json::Map<String, Value> =
        kept.into_iter().map(|kept| (kept.code.to_owned(), Value::Array(kept.rows))).collect();
    Ok(json!({ "number": row.number, "contacts": contacts, "kept": parts }))
}

/// An erasure as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct EraseForm {
    /// Her name once more, so that no wrong file goes.
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// How she asked for it, 200 characters at most.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for EraseForm {
    fn sample() -> EraseForm {
        EraseForm { name: "李小燕".into(), why: "本人书面要求".into() }
    }
}

/// What stands in the place of the name of somebody who was erased.
pub const NAMELESS: &str = "—";

/// Takes out of the house what tells who she is, in every slice; keeps what the law has stay, and says so. There is no
/// way back.
pub fn erase(tx: &mut Tx, call: &Call, id: CustomerId, form: &EraseForm) -> Result<Vec<Stays>> {
    let row = sight::changing(tx, call, id)?;
    let by = call.mandate(Permission::EraseCustomers, &sight::place(&row))?;
    let mut wrong = web::limits(form);
    let why = wrong.need("why", Some(form.why.trim()).filter(|why| !why.is_empty()), "needed");
    let why = wrong.or(why)?.to_owned();
    if form.name.trim() != row.name {
        return Err(Refused::OtherName { name: row.name }.into());
    }
    let keepers: &Keepers = call.app.part();
    let mut stays = vec![];
    for keeper in keepers.iter() {
        stays.extend(keeper.erase(tx, &by, id)?);
    }
    stays.retain(|stays| stays.count > 0);
    let photos = store::photos(tx, id)?;
    for photo in photos {
        picture::wipe(tx, photo.picture_id, call.now)?;
    }
    store::erase_customer(tx, id, NAMELESS, call.now)?;
    store::add_erasure(tx, id, &why, &serde_json::to_string(&stays)?, by.person, call.now)?;
    call.note(tx, &by, "customer.erased", format!("customers/{id}"), json!({ "stays": stays }))?;
    Ok(stays)
}
