//! Vouchers of the house (代金券), given for a reason and taken once.

use db::Tx;
use garde::Validate;
use kernel::{Id, Money, Permission, Place, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::place::my_store;
use crate::shift::amount;
use crate::store::{self, VoucherId, VoucherRow};

/// A voucher as it is given.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct VoucherForm {
    /// What stands on it; empty makes a number.
    #[garde(length(chars, max = 30))]
    pub number: String,
    /// What it is worth, in yuan.
    #[garde(length(max = 20))]
    pub worth: String,
    /// Why it is given.
    #[garde(length(chars, max = 200))]
    pub why: String,
    /// The last day.
    #[garde(length(max = 10))]
    pub until_day: String,
}

impl Form for VoucherForm {
    fn sample() -> VoucherForm {
        VoucherForm {
            number: "YH-0001".into(),
            worth: "100".into(),
            why: "服务不周，致歉".into(),
            until_day: "2027-03-31".into(),
        }
    }
}

/// Gives a voucher out.
pub fn give(tx: &mut Tx, call: &Call, form: &VoucherForm) -> Result<VoucherId> {
    let place = my_store(tx, call, Permission::GiveVouchers)?;
    let by = call.mandate(Permission::GiveVouchers, &Place::store(place))?;
    let mut wrong = web::limits(form);
    let worth = amount(&form.worth).filter(|worth| *worth > Money::ZERO);
    let worth = wrong.need("worth", worth, "not_an_amount");
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let until = wrong.need("until_day", parse_day(form.until_day.trim()), "not_a_day");
    let typed = form.number.trim();
    if !typed.is_empty() && store::voucher(tx, typed)?.is_some() {
        wrong.add("number", "sales.taken");
    }
    let ((worth, why), until_day) = wrong.or(worth.zip(why).zip(until))?;
    let number = match typed {
        "" => format!("YH-{:08X}", rand::random::<u32>()),
        typed => typed.to_owned(),
    };
    let new = VoucherRow {
        id: VoucherId::of(0),
        number,
        worth,
        why: why.to_owned(),
        until_day,
        issued_by: by.person,
        issued_at: call.now,
        used_by: None,
    };
    let id = store::add_voucher(tx, &new)?;
    call.note(tx, &by, "voucher.given", format!("vouchers/{id}"), json!({ "worth": worth, "why": why }))?;
    Ok(id)
}
