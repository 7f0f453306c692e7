//! Schemes: drafted, tried on months that are over, taken into use from a month on. What is in use stays as it is.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Money, Permission, PersonId, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::form::SchemeForm;
use crate::law;
use crate::month::{as_it_stands, month, scheme_of};
use crate::refused::Refused;
use crate::scheme::Scheme;
use crate::store::{self, SchemeId, SchemeRow};

/// Months at most that a trial goes over.
const MOST_MONTHS: i64 = 12;

/// What a draft is called.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DraftForm {
    /// Its name.
    #[garde(length(chars, max = 60))]
    pub name: String,
}

impl Form for DraftForm {
    fn sample() -> DraftForm {
        DraftForm { name: "旺季方案".into() }
    }
}

/// A new draft: what is in force this month, to be changed.
pub fn draft(tx: &mut Tx, call: &Call, form: &DraftForm) -> Result<SchemeId> {
    let by = call.mandate(Permission::SetPay, &Place::centre())?;
    let mut wrong = web::limits(form);
    let name = Some(form.name.trim()).filter(|name| !name.is_empty());
    let name = wrong.need("name", name, "needed");
    let name = wrong.or(name)?;
    let today = org::today(tx, call)?.day;
    let (_, scheme) = scheme_of(tx, today.first_of_month())?;
    let content = serde_json::to_string(&scheme)?;
    let id = store::add_scheme(tx, name, &content, "", by.person, call.now)?;
    call.note(tx, &by, "pay.scheme_drafted", format!("pay/schemes/{id}"), json!({ "name": name }))?;
    Ok(id)
}

/// Keeps a draft.
pub fn keep(tx: &mut Tx, call: &Call, id: SchemeId, form: &SchemeForm) -> Result<SchemeId> {
    let by = call.mandate(Permission::SetPay, &Place::centre())?;
    let row = of(tx, id)?;
    let organisation = org::organisation(tx, call)?;
    let posts: Vec<_> = organisation.posts.values().map(|post| (post.code.clone(), post.name())).collect();
    let house: Vec<&str> = law::house_rules()?.iter().map(|rule| rule.code.as_str()).collect();
    let (name, scheme, why) = form.parse(&posts, &house)?;
    let content = serde_json::to_string(&scheme)?;
    store::keep_scheme(tx, row.id, &name, &content, &why)?;
    call.note(tx, &by, "pay.scheme_kept", format!("pay/schemes/{id}"), &scheme)?;
    Ok(id)
}

/// From which month a scheme is taken into use.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct AdoptForm {
    /// The month, `2026-12`.
    #[garde(length(max = 10))]
    pub month: String,
}

impl Form for AdoptForm {
    fn sample() -> AdoptForm {
        AdoptForm { month: "2026-12".into() }
    }
}

/// Takes a draft into use from a month that is not settled.
pub fn adopt(tx: &mut Tx, call: &Call, id: SchemeId, form: &AdoptForm) -> Result<SchemeId> {
    let by = call.mandate(Permission::SetPay, &Place::centre())?;
    let row = of(tx, id)?;
    let mut wrong = web::limits(form);
    let from = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let from = wrong.or(from)?;
    if store::last_settled(tx)?.is_some_and(|last| from <= last.month) {
        return Err(Refused::Settled { month: from }.into());
    }
    let today = org::today(tx, call)?.day;
    store::adopt(tx, row.id, from, by.person, call.now, today)?;
    call.note(tx, &by, "pay.scheme_adopted", format!("pay/schemes/{id}"), json!({ "from": from }))?;
    Ok(id)
}

/// Puts a draft aside.
pub fn put_aside(tx: &mut Tx, call: &Call, id: SchemeId) -> Result<SchemeId> {
    let by = call.mandate(Permission::SetPay, &Place::centre())?;
    let row = of(tx, id)?;
    store::drop_scheme(tx, row.id, by.person, call.now)?;
    call.note(tx, &by, "pay.scheme_dropped", format!("pay/schemes/{id}"), json!({}))?;
    Ok(id)
}

fn of(tx: &mut Tx, id: SchemeId) -> Result<SchemeRow> {
    let row = store::scheme(tx, id)?;
    if row.is_draft() { Ok(row) } else { Err(Refused::NotADraft.into()) }
}

/// What a scheme would have paid, beside what was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// The months it went over.
    pub months: Vec<(BusinessDate, Money, Money)>,
    /// Everybody: as it was, as it would have been.
    pub people: BTreeMap<PersonId, (Money, Money)>,
}

/// Tries a scheme on months: what would it have paid? What is due back and waits is left out on both sides, and every
/// month is worked out by itself.
pub fn trial(
    tx: &mut Tx,
    call: &Call,
    scheme: &Scheme,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Trial> {
    call.sight(Permission::SetPay, &Place::centre())?;
    let mut trial = Trial::default();
    let mut first = from.first_of_month();
    for _ in 0..MOST_MONTHS {
        if first > until {
            break;
        }
        let was = as_it_stands(tx, call, first)?;
        let would = month(tx, call, first, Some(scheme))?;
        let mut sums = (Money::ZERO, Money::ZERO);
        for (person, sheet) in was.sheets {
            let sum = trial.people.entry(person).or_default();
            (sum.0, sums.0) = (sum.0.plus(sheet.earned)?, sums.0.plus(sheet.earned)?);
        }
        for (person, sheet) in would.sheets {
            let sum = trial.people.entry(person).or_default();
            (sum.1, sums.1) = (sum.1.plus(sheet.earned)?, sums.1.plus(sheet.earned)?);
        }
        trial.months.push((first, sums.0, sums.1));
        first = first.checked_add(1.month())?;
    }
    Ok(trial)
}
