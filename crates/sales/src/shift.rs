//! Shifts at a drawer (班次): opened with what lies in it, closed by a blind count, taken over by the next.

use db::Tx;
use garde::Validate;
use kernel::{Mandate, Money, Permission, Place, Result};
use ledger::{Document, Line, Posting, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::drawer;
use crate::place::my_store;
use crate::refused::Refused;
use crate::store::{self, Counted, ShiftId, ShiftRow};

/// What lies in the drawer at the beginning.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct OpenForm {
    /// Which drawer; empty is the first.
    #[garde(length(chars, max = 20))]
    pub till: String,
    /// What lies in it, in yuan.
    #[garde(length(max = 20))]
    pub began_with: String,
}

impl Form for OpenForm {
    fn sample() -> OpenForm {
        OpenForm { till: "1".into(), began_with: "500".into() }
    }
}

/// Opens a shift.
pub fn open(tx: &mut Tx, call: &Call, form: &OpenForm) -> Result<ShiftId> {
    let place = my_store(tx, call, Permission::RunTill)?;
    let by = call.mandate(Permission::RunTill, &Place::store(place))?;
    let mut wrong = web::limits(form);
    let began_with = amount(&form.began_with).filter(|amount| *amount >= Money::ZERO);
    let began_with = wrong.need("began_with", began_with, "not_an_amount");
    let began_with = wrong.or(began_with)?;
    let till = Some(form.till.trim()).filter(|till| !till.is_empty()).unwrap_or("1");
    let organisation = org::organisation(tx, call)?;
    let open = store::open_shifts(tx, place)?;
    if let Some(other) = open.iter().find(|shift| shift.till == till) {
        return Err(Refused::ShiftOpen { who: organisation.person_name(other.opened_by).to_owned() }.into());
    }
    let day = organisation.business_date(Some(place), call.now);
    let id = store::open_shift(tx, place, till, day, began_with, by.person, call.now)?;
    take_over(tx, call, &by, place, till)?;
    call.note(
        tx,
        &by,
        "shift.opened",
        format!("till/shifts/{id}"),
        json!({ "till": till, "with": began_with }),
    )?;
    Ok(id)
}

/// Whoever opens the drawer next takes over what the last one left in it and said (交接).
fn take_over(tx: &mut Tx, call: &Call, by: &Mandate, place: kernel::StoreId, till: &str) -> Result<()> {
    if let Some(last) = store::last_closed(tx, place, till)?.filter(|last| last.taken_over_by.is_none()) {
        store::taken_over(tx, last.id, by.person, call.now)?;
    }
    Ok(())
}

/// What was counted, without having been told what should be there.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct CountForm {
    /// How often each denomination lies there: 100, 50, 20, 10, 5, 1, 0.5 and 0.1 yuan.
    #[garde(length(max = 8), inner(length(max = 6)))]
    pub pieces: Vec<String>,
    /// Why it differs, where it does.
    #[garde(length(chars, max = 200))]
    pub why: String,
    /// What stays in the drawer for the next, in yuan.
    #[garde(length(max = 20))]
    pub left_in: String,
    /// What the next one should know.
    #[garde(length(chars, max = 500))]
    pub words: String,
}

impl Form for CountForm {
    fn sample() -> CountForm {
        let pieces = ["12", "3", "5", "8", "4", "20", "", ""].map(String::from).to_vec();
        CountForm {
            pieces, why: String::new(), left_in: "500".into(), words: "备用零钱少，明早换".into()
        }
    }
}

/// Counts and closes. A count that differs asks for the reason, and only then says by how much.
pub fn close(tx: &mut Tx, call: &Call, id: ShiftId, form: &CountForm) -> Result<ShiftId> {
    let shift = store::shift(tx, id)?;
    let by = call.mandate(Permission::RunTill, &Place::store(shift.store_id))?;
    if shift.closed_at.is_some() {
        return Err(Refused::ShiftClosed.into());
    }
    let mut wrong = web::limits(form);
    let pieces = drawer::read(&form.pieces, &mut wrong);
    let left_in = match form.left_in.trim() {
        "" => Some(Money::ZERO),
        text => wrong.need("left_in", amount(text).filter(|left| *left >= Money::ZERO), "not_an_amount"),
    };
    let left_in = wrong.or(left_in)?;
    let counted = drawer::sum(&pieces)?;
    let expected = expected(tx, &shift)?;
    let over = counted.minus(expected)?;
    let why = form.why.trim();
    if over != Money::ZERO && why.is_empty() {
        return Err(Refused::CountDiffers { over }.into());
    }
    if left_in > counted {
        return Err(Refused::LeftTooMuch { counted }.into());
    }
    let closed = Counted {
        counted,
        expected,
        why: if over == Money::ZERO { "" } else { why },
        left_in,
        words: form.words.trim(),
        by: by.person,
        at: call.now,
    };
    store::close_shift(tx, id, &closed, &pieces)?;
    put_right(tx, call, &by, &shift, over)?;
    let detail = json!({ "counted": counted, "expected": expected, "why": closed.why });
    call.note(tx, &by, "shift.closed", format!("till/shifts/{id}"), detail)?;
    Ok(id)
}

/// What should lie in the drawer: what it began with, and the cash of its tickets, less what went to the bank.
pub(crate) fn expected(tx: &mut Tx, shift: &ShiftRow) -> Result<Money> {
    let (cash, banked) = (store::cash_of(tx, shift.id)?, store::banked_of(tx, shift.id)?);
    Ok(shift.began_with.plus(cash)?.minus(banked)?)
}

/// More or less than there should be (长款、短款) goes into the books.
fn put_right(tx: &mut Tx, call: &Call, by: &Mandate, shift: &ShiftRow, over: Money) -> Result<()> {
    let other = match over {
        Money::ZERO => return Ok(()),
        over if over > Money::ZERO => Role::CashOver,
        _ => Role::CashShort,
    };
    let day = org::organisation(tx, call)?.business_date(Some(shift.store_id), call.now);
    let posting = Posting {
        document: Document::new("till/shifts", shift.id, "钱箱盘点"),
        day,
        store: shift.store_id,
        at: call.now,
        lines: vec![Line::debit(Role::Cash, over), Line::credit(other, over)],
    };
    ledger::post(tx, by, &posting).map(drop)
}

pub(crate) fn amount(text: &str) -> Option<Money> {
    text.trim().parse().ok()
}
