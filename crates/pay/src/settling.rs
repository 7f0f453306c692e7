//! The close of a month (月结), and further entries (更正).

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Money, Permission, PersonId, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::month::month;
use crate::refused::Refused;
use crate::sight;
use crate::store::{self, CorrectionId, MonthId};

/// Which month is settled.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct SettleForm {
    /// The month, `2026-11`.
    #[garde(length(max = 10))]
    pub month: String,
}

impl Form for SettleForm {
    fn sample() -> SettleForm {
        SettleForm { month: "2026-10".into() }
    }
}

/// Settles a month that is over: its lines and sheets stand from now on.
pub fn settle(tx: &mut Tx, call: &Call, form: &SettleForm) -> Result<MonthId> {
    let by = call.mandate(Permission::SettlePay, &Place::centre())?;
    let mut wrong = web::limits(form);
    let first = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let first = wrong.or(first)?;
    open(tx, first)?;
    if org::today(tx, call)?.day <= first.last_of_month() {
        return Err(Refused::NotOver { month: first }.into());
    }
    if let Some(last) = store::last_settled(tx)? {
        let next = last.month.checked_add(1.month())?;
        if next != first {
            return Err(Refused::EarlierFirst { month: next }.into());
        }
    }
    let worked = month(tx, call, first, None)?;
    let id = store::settle(tx, first, by.person, call.now)?;
    let sheets: Vec<_> = worked.sheets.into_iter().collect();
    store::add_sheets(tx, id, &sheets)?;
    store::add_lines(tx, id, &worked.lines)?;
    let total = Money::total(sheets.iter().map(|(_, sheet)| sheet.total))?;
    let detail =
        json!({ "month": first, "people": sheets.len(), "lines": worked.lines.len(), "total": total });
    call.note(tx, &by, "pay.settled", format!("pay?month={first}"), detail)?;
    Ok(id)
}

/// A further entry, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct CorrectionForm {
    /// Into which month, `2026-11`.
    #[garde(length(max = 10))]
    pub month: String,
    /// How much, in yuan; less than nothing takes away.
    #[garde(length(max = 20))]
    pub amount: String,
    /// Why.
    #[garde(length(chars, max = 300))]
    pub why: String,
}

impl Form for CorrectionForm {
    fn sample() -> CorrectionForm {
        CorrectionForm {
            month: "2026-11".into(), amount: "50".into(), why: "十月漏记一次手工费".into()
        }
    }
}

/// Enters a correction of somebody's pay, in a month that is not settled.
pub fn correct(tx: &mut Tx, call: &Call, person: PersonId, form: &CorrectionForm) -> Result<CorrectionId> {
    org::organisation(tx, call)?.person(person)?;
    let place = sight::place(tx, call, person)?;
    let by = call.mandate(Permission::SettlePay, &place)?;
    if by.person == person {
        return Err(Refused::Own.into());
    }
    let mut wrong = web::limits(form);
    let first = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let amount = form.amount.parse::<Money>().ok().filter(|amount| *amount != Money::ZERO);
    let amount = wrong.need("amount", amount, "not_an_amount");
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let ((first, amount), why) = wrong.or(first.zip(amount).zip(why))?;
    open(tx, first)?;
    let id = store::add_correction(tx, first, person, amount, why, by.person, call.now)?;
    let detail = json!({ "month": first, "amount": amount, "why": why });
    call.note(tx, &by, "pay.line_corrected", format!("pay/{}", person.get()), detail)?;
    Ok(id)
}

fn open(tx: &mut Tx, first: BusinessDate) -> Result<()> {
    let settled = store::settled(tx, first)?.is_some()
        || store::last_settled(tx)?.is_some_and(|last| first < last.month);
    if settled { Err(Refused::Settled { month: first }.into()) } else { Ok(()) }
}
