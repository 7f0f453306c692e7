//! Door: a customer confirms what was used today, with her own hand or the code she was sent.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{Permission, Result};
use ledger::Document;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::{Occasion, Proof, Refused, prove, sight, store};

/// A confirmation as it is given.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SignForm {
    /// The signature as strokes: `M10 20L12 22…`.
    #[serde(default)]
    #[garde(length(max = 24_000))]
    pub drawn: String,
    /// Instead of it, the code that she was sent.
    #[serde(default)]
    #[garde(length(max = 12))]
    pub code: String,
}

impl Form for SignForm {
    fn sample() -> SignForm {
        SignForm { drawn: "M10 20L12 22L14 25L20 30L40 20L50 25".into(), code: String::new() }
    }
}

/// Puts the customer's own proof to everything that was used with her today and that nobody has confirmed yet.
pub fn confirm(tx: &mut Tx, call: &Call, customer: CustomerId, form: &SignForm) -> Result<()> {
    let brief = sight::seeing(tx, call, customer)?;
    let by = call.mandate(Permission::KeepPrepaid, &sight::place(&brief))?;
    let mut wrong = web::limits(form);
    let proof = match (form.drawn.trim(), form.code.trim()) {
        ("", "") => None,
        ("", code) => Some(Proof::Code(code.to_owned())),
        (drawn, _) => Some(Proof::Signature(drawn.to_owned())),
    };
    let proof = wrong.need("drawn", proof, "needed");
    let proof = wrong.or(proof)?;
    let day = sight::today(tx, call, brief.store_id)?;
    if store::unconfirmed(tx, customer, day)? == 0 {
        return Err(Refused::AllConfirmed.into());
    }
    let document = Document::new("prepaid/customers", customer, "本人确认");
    let on = Occasion { document, store: brief.store_id, day, at: call.now };
    let id = prove(tx, &by, &on, customer, &proof)?;
    store::confirm(tx, customer, day, id)?;
    call.note(tx, &by, "prepaid.confirmed", format!("prepaid/customers/{customer}"), json!({ "day": day }))
}
