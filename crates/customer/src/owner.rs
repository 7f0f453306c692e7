//! Who looks after a customer: her consultant and her therapist, each with who set them, when and why.
use db::Tx;
use kernel::{Mandate, PersonId, Result};
use serde_json::json;
use web::Call;

use crate::customer::{OwnerRole, Sex};
use crate::file::{Facts, lacks, lacks_text};
use crate::{CustomerId, store};

/// Who looks after a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owners {
    /// Her consultant.
    pub consultant: Option<PersonId>,
    /// Her therapist.
    pub therapist: Option<PersonId>,
}

/// Who looks after her now.
pub fn owners(tx: &mut Tx, customer: CustomerId) -> Result<Owners> {
    let row = store::customer(tx, customer)?;
    Ok(Owners { consultant: row.consultant_id, therapist: row.therapist_id })
}

/// Whether her file wishes for a woman or a man to treat her.
pub fn therapist_wish(tx: &mut Tx, customer: CustomerId) -> Result<Option<Sex>> {
    let facts: Facts = serde_json::from_str(&store::customer(tx, customer)?.facts)?;
    Ok(facts.get("therapist_wish").and_then(|wish| Sex::from_code(wish)))
}

/// Gives her to somebody, or to nobody; nothing is written when it is so already.
pub fn set_owner(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    customer: CustomerId,
    role: OwnerRole,
    person: Option<PersonId>,
    why: &str,
) -> Result<()> {
    let now = owners(tx, customer)?;
    let held = match role {
        OwnerRole::Consultant => now.consultant,
        OwnerRole::Therapist => now.therapist,
    };
    if held == person {
        return Ok(());
    }
    store::set_owner(tx, customer, role, person)?;
    refresh(tx, customer)?;
    store::add_owner(tx, customer, role, person, why, by.person, call.now)?;
    let detail = json!({ "role": role, "from": held, "to": person, "why": why });
    call.note(tx, by, "customer.given", format!("customers/{customer}"), detail)
}

/// What the file lacks may be its owner.
fn refresh(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    let row = store::customer(tx, customer)?;
    let facts: Facts = serde_json::from_str(&row.facts)?;
    store::set_lacks(tx, customer, &lacks_text(&lacks(&row, &facts)?))
}
