//! The register of safety equipment (消防安防设备): what there is, where, and until when it holds.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Place, Problems, Result, parse_day, refusals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::store::{self, EquipmentId, EquipmentKind, NewEquipment};
use crate::walking::my_store;

/// So many days before it runs out a piece is marked, and those who keep the register hear of it.
pub(crate) const SOON: i64 = 30;

refusals! {
    /// Why the register stays as it is.
    pub enum Refused {
        /// The store has a piece with this number.
        NumberTaken { number: String } = Conflict "safety.number_taken",
        /// It is not there any more.
        Removed { number: String } = Conflict "safety.removed",
    }
}

/// A piece of safety equipment, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct EquipmentForm {
    /// What it is.
    #[garde(length(max = 30))]
    pub kind: String,
    /// Its number on the label.
    #[garde(length(chars, max = 40))]
    pub number: String,
    /// Where it is.
    #[garde(length(chars, max = 100))]
    pub place: String,
    /// Until when it holds; empty where nothing expires.
    #[garde(length(max = 10))]
    pub valid_until: String,
}

impl Form for EquipmentForm {
    fn sample() -> EquipmentForm {
        EquipmentForm {
            kind: "extinguisher".into(),
            number: "灭-03".into(),
            place: "二楼走道".into(),
            valid_until: "2027-06-30".into(),
        }
    }
}

fn said<'a>(wrong: &mut Problems, field: &str, text: &'a str) -> Option<&'a str> {
    let text = text.trim();
    wrong.need(field, (!text.is_empty()).then_some(text), "needed")
}

fn until(wrong: &mut Problems, text: &str) -> Option<BusinessDate> {
    match text.trim() {
        "" => None,
        text => wrong.need("valid_until", parse_day(text), "not_a_day"),
    }
}

/// Puts a piece into the register of one's store.
pub fn add(tx: &mut Tx, call: &Call, form: &EquipmentForm) -> Result<EquipmentId> {
    let store = my_store(tx, call, Permission::KeepSafety)?;
    let by = call.mandate(Permission::KeepSafety, &Place::store(store))?;
    let mut wrong = web::limits(form);
    let kind = wrong.need("kind", EquipmentKind::from_code(&form.kind), "not_a_choice");
    let number = said(&mut wrong, "number", &form.number);
    let place = said(&mut wrong, "place", &form.place);
    let valid_until = until(&mut wrong, &form.valid_until);
    let (kind, number, place) = wrong.or(kind.zip(number).zip(place).map(|((k, n), p)| (k, n, p)))?;
    let new = NewEquipment { store, kind, number, place, valid_until };
    let added = store::add_equipment(tx, &new, by.person, call.now)?;
    let id = added.ok_or_else(|| Refused::NumberTaken { number: number.to_owned() })?;
    let detail = json!({ "kind": kind, "number": number, "place": place, "valid_until": valid_until });
    call.note(tx, &by, "safety.added", format!("safety-equipment/{id}"), detail)?;
    Ok(id)
}

/// That a piece was looked at, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct SeenForm {
    /// Until when it holds now; empty leaves it as it is.
    #[garde(length(max = 10))]
    pub valid_until: String,
}

impl Form for SeenForm {
    fn sample() -> SeenForm {
        SeenForm { valid_until: "2028-06-30".into() }
    }
}

/// Has looked at a piece, and it is in order.
pub fn check(tx: &mut Tx, call: &Call, id: EquipmentId, form: &SeenForm) -> Result<()> {
    let row = store::equipment(tx, id)?;
    let by = call.mandate(Permission::KeepSafety, &Place::store(row.store_id))?;
    if row.removed_at.is_some() {
        return Err(Refused::Removed { number: row.number }.into());
    }
    let mut wrong = web::limits(form);
    let valid_until = until(&mut wrong, &form.valid_until).or(row.valid_until);
    wrong.or(Some(()))?;
    let day = org::organisation(tx, call)?.business_date(Some(row.store_id), call.now);
    store::check_equipment(tx, id, valid_until, day, by.person, call.now)?;
    let detail = json!({ "number": row.number, "valid_until": valid_until });
    call.note(tx, &by, "safety.checked", format!("safety-equipment/{id}"), detail)
}

/// That a piece was taken away, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct RemoveForm {
    /// Why.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for RemoveForm {
    fn sample() -> RemoveForm {
        RemoveForm { why: "到期报废，已换新的".into() }
    }
}

/// Takes a piece out of its place; it stays in the register.
pub fn remove(tx: &mut Tx, call: &Call, id: EquipmentId, form: &RemoveForm) -> Result<()> {
    let row = store::equipment(tx, id)?;
    let by = call.mandate(Permission::KeepSafety, &Place::store(row.store_id))?;
    let mut wrong = web::limits(form);
    let why = said(&mut wrong, "why", &form.why);
    let why = wrong.or(why)?;
    if row.removed_at.is_some() {
        return Err(Refused::Removed { number: row.number }.into());
    }
    store::remove_equipment(tx, id, why, by.person, call.now)?;
    let detail = json!({ "number": row.number, "why": why });
    call.note(tx, &by, "safety.removed", format!("safety-equipment/{id}"), detail)
}
