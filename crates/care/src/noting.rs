//! Notes of services: what was given and how she took it, so that the next one knows.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::following::words;
use crate::sight;
use crate::store::{self, Reaction, ServiceNoteId, ServiceNoteRow};

/// A note as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ServiceNoteForm {
    /// What was given.
    #[garde(length(chars, max = 200))]
    pub given: String,
    /// `good`, `mild` or `bad`.
    #[garde(length(max = 10))]
    pub reaction: String,
    /// What else is to be known; needed when she did not take it well.
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

impl Form for ServiceNoteForm {
    fn sample() -> ServiceNoteForm {
        ServiceNoteForm {
            given: "深层补水护理".into(),
            reaction: "mild".into(),
            note: "两颊微红，冷敷十分钟后消退".into(),
        }
    }
}

/// Writes down how a customer took what she was given; whoever cares for customers of the store may.
pub fn note(tx: &mut Tx, call: &Call, customer: CustomerId, form: &ServiceNoteForm) -> Result<ServiceNoteId> {
    let brief = customer::brief(tx, customer)?;
    let here = sight::my_store(call) == Some(brief.store_id);
    let person = Some(call.actor.person).filter(|_| here);
    let by = sight::persons(call, Permission::CareForCustomers, brief.store_id, person)
        .or_else(|_| sight::caring(call, Permission::CareForCustomers, &brief))?;
    let mut wrong = web::limits(form);
    let given = words(&mut wrong, "given", &form.given);
    let reaction = wrong.need("reaction", Reaction::from_code(&form.reaction), "not_a_choice");
    if reaction.is_some_and(|reaction| reaction != Reaction::Good) {
        words(&mut wrong, "note", &form.note);
    }
    let (given, reaction) = wrong.or(given.zip(reaction))?;
    let row = ServiceNoteRow {
        id: kernel::Id::of(0),
        day: org::today(tx, call)?.day,
        given: given.to_owned(),
        reaction,
        note: form.note.trim().to_owned(),
        by_person: by.person,
        at: call.now,
    };
    let id = store::add_service_note(tx, customer, brief.store_id, &row)?;
    let detail = json!({ "customer": customer, "reaction": reaction });
    call.note(tx, &by, "care.noted", format!("care/{customer}"), detail)?;
    Ok(id)
}
