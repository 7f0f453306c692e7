//! The close of a day (日结): what the tickets say against what drawers, terminals and the bank say. It locks nothing
//! and carries open tickets over; what was wrong is put right by a further close, and the last one holds.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Money, Permission, Place, Result, StoreId, parse_day};
use ledger::{Document, Line, Posting, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::kind::Means;
use crate::place::my_store;
use crate::refused::Refused;
use crate::shift::amount;
use crate::statement::{decoded, matched, read};
use crate::store::{self, CloseId, DepositSlipId, StatementId};

/// One means on a day: by the tickets, and by what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// What with.
    pub means: Means,
    /// By the tickets.
    pub booked: Money,
    /// By the drawers or the statement; none where nothing was read in or counted yet.
    pub found: Option<Money>,
}

impl Compared {
    /// By how much they differ.
    pub fn differs(&self) -> Option<Money> {
        self.found.and_then(|found| found.minus(self.booked).ok()).filter(|by| *by != Money::ZERO)
    }
}

/// A day compared: cash with the counts of its shifts, the others with what was read in.
pub(crate) fn compare(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<Compared>> {
    let booked = store::booked_on(tx, store, day)?;
    let said = store::said_on(tx, store, day)?;
    let counted = store::counted_on(tx, store, day)?;
    let sum = |rows: &[(Means, Money)], means| rows.iter().find(|row| row.0 == means).map(|row| row.1);
    let compared = Means::ALL.iter().filter(|means| means.is_money()).map(|means| {
        let booked = sum(&booked, *means).unwrap_or_default();
        let found = if *means == Means::Cash { counted } else { sum(&said, *means) };
        Compared { means: *means, booked, found }
    });
    Ok(compared.filter(|one| one.booked != Money::ZERO || one.found.is_some()).collect())
}

/// The close of a day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct CloseForm {
    /// The day; empty is today.
    #[garde(length(max = 10))]
    pub day: String,
    /// What there is to say of differences; why, where the day was closed before.
    #[garde(length(chars, max = 500))]
    pub words: String,
}

impl Form for CloseForm {
    fn sample() -> CloseForm {
        CloseForm { day: "2026-11-24".into(), words: "微信少一笔 298，顾客次日补付".into() }
    }
}

/// Closes a day, or puts its close right by a further one.
pub fn close_day(tx: &mut Tx, call: &Call, form: &CloseForm) -> Result<CloseId> {
    let store = my_store(tx, call, Permission::CloseDays)?;
    let by = call.mandate(Permission::CloseDays, &Place::store(store))?;
    let day = day_of(tx, call, store, &form.day)?;
    web::limits(form).or(Some(()))?;
    let words = form.words.trim();
    let before = store::closes_of(tx, store, day)?.len();
    if before > 0 && words.is_empty() {
        return Err(Refused::CloseSaysWhy.into());
    }
    let compared = compare(tx, store, day)?;
    let carried = store::open_tickets(tx, store)?.len();
    let nth = i64::try_from(before).unwrap_or_default() + 1;
    let id = store::add_close(tx, store, day, nth, words, carried, by.person, call.now, &compared)?;
    let detail = json!({ "day": day, "nth": nth, "carried": carried });
    call.note(tx, &by, "day.closed", format!("till/closes/{id}"), detail)?;
    Ok(id)
}

fn day_of(tx: &mut Tx, call: &Call, store: StoreId, text: &str) -> Result<BusinessDate> {
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let mut wrong = kernel::Problems::default();
    let day = match text.trim() {
        "" => Some(today),
        text => wrong.need("day", parse_day(text), "not_a_day"),
    };
    if day.is_some_and(|day| day > today) {
        wrong.add("day", "not_a_past_day");
    }
    wrong.or(day)
}

/// A statement as a file's text.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct StatementForm {
    /// Of what: `card`, `wechat`, `alipay`, `bank`.
    #[garde(length(max = 10))]
    pub means: String,
    /// The day, where the file does not say it; empty is today.
    #[garde(length(max = 10))]
    pub day: String,
    /// The text of the file (CSV).
    #[garde(length(max = 500000))]
    pub text: String,
    /// The file itself (`data:text/csv;base64,…`), in UTF-8 or as the platforms write it, in GB18030.
    #[garde(length(max = 700000))]
    pub file: String,
}

impl Form for StatementForm {
    fn sample() -> StatementForm {
        let text = "交易时间,微信订单号,订单金额\n2026-11-24 10:03:11,4200001,298.00\n".into();
        StatementForm { means: "wechat".into(), day: "2026-11-24".into(), text, ..StatementForm::default() }
    }
}

/// Reads a statement in, and matches it with the tenders. Rows that were read before are left alone.
pub fn read_statement(tx: &mut Tx, call: &Call, form: &StatementForm) -> Result<StatementId> {
    let store = my_store(tx, call, Permission::CloseDays)?;
    let by = call.mandate(Permission::CloseDays, &Place::store(store))?;
    let mut wrong = web::limits(form);
    let means = Means::from_code(form.means.trim()).filter(|means| means.has_statement());
    let means = wrong.need("means", means, "not_a_choice");
    let text = text_of(form)?;
    if text.trim().is_empty() {
        wrong.add("file", "needed");
    }
    let means = wrong.or(means)?;
    let day = day_of(tx, call, store, &form.day)?;
    let rows = read(&text)?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let id = store::add_statement(tx, (store, day, means), by.person, call.now, today)?;
    for row in &rows {
        store::add_said(tx, id, store, means, row.day.unwrap_or(day), row)?;
    }
    let mut days: Vec<BusinessDate> = rows.iter().map(|row| row.day.unwrap_or(day)).collect();
    days.sort_unstable();
    days.dedup();
    let mut found = 0;
    for day in days {
        let said = store::unmatched(tx, store, means, day)?;
        let booked = store::unmatched_tenders(tx, store, means, day)?;
        for (row, tender) in matched(&said, &booked) {
            store::match_row(tx, row, tender)?;
            found += 1;
        }
    }
    let detail = json!({ "means": means, "rows": rows.len(), "matched": found });
    call.note(tx, &by, "statement.read", format!("till/statements/{id}"), detail)?;
    Ok(id)
}

/// The text of a statement: of the file where one was brought, otherwise as it was pasted.
fn text_of(form: &StatementForm) -> Result<String> {
    if form.file.is_empty() {
        return Ok(form.text.clone());
    }
    let bytes = web::files::content(&form.file).ok_or(Refused::NotAStatement { line: 1 })?;
    Ok(decoded(bytes))
}

/// Cash taken to the bank.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct BankForm {
    /// How much, in yuan.
    #[garde(length(max = 20))]
    pub amount: String,
    /// The number of the slip.
    #[garde(length(chars, max = 60))]
    pub slip: String,
}

impl Form for BankForm {
    fn sample() -> BankForm {
        BankForm { amount: "3000".into(), slip: "20261124-0031".into() }
    }
}

/// Takes cash to the bank (存行): out of the open drawer, where there is one.
pub fn bank(tx: &mut Tx, call: &Call, form: &BankForm) -> Result<DepositSlipId> {
    let store = my_store(tx, call, Permission::CloseDays)?;
    let by = call.mandate(Permission::CloseDays, &Place::store(store))?;
    let mut wrong = web::limits(form);
    let sum = amount(&form.amount).filter(|sum| *sum > Money::ZERO);
    let sum = wrong.need("amount", sum, "not_an_amount");
    let slip = Some(form.slip.trim()).filter(|slip| !slip.is_empty());
    let slip = wrong.need("slip", slip, "needed");
    let (sum, slip) = wrong.or(sum.zip(slip))?;
    let day = day_of(tx, call, store, "")?;
    let shift = store::open_shifts(tx, store)?.first().map(|shift| shift.id);
    let id = store::add_bank_deposit(tx, store, shift, day, sum, slip, by.person, call.now)?;
    post_bank(tx, call, &by, store, day, id, sum)?;
    call.note(tx, &by, "cash.banked", format!("till/banked/{id}"), json!({ "amount": sum, "slip": slip }))?;
    Ok(id)
}

/// Why a slip is taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct UnbankForm {
    /// The reason.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for UnbankForm {
    fn sample() -> UnbankForm {
        UnbankForm { why: "多写了一个零".into() }
    }
}

/// Takes a slip back that was entered wrongly (更正存行), by its mirror image; the right one is entered anew. It goes back
/// into the drawer it came from, while that one is open.
pub fn unbank(tx: &mut Tx, call: &Call, id: DepositSlipId, form: &UnbankForm) -> Result<()> {
    let slip = store::bank_deposit(tx, id)?;
    let by = call.mandate(Permission::CloseDays, &Place::store(slip.store_id))?;
    let mut wrong = web::limits(form);
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let why = wrong.or(why)?;
    if slip.reverses.is_some() || store::unbanked(tx, id)? {
        return Err(Refused::Reversed.into());
    }
    let day = day_of(tx, call, slip.store_id, "")?;
    let open = store::open_shifts(tx, slip.store_id)?;
    let shift = open.iter().map(|shift| shift.id).find(|shift| Some(*shift) == slip.shift_id);
    store::take_banked_back(tx, &slip, shift, day, why, by.person, call.now)?;
    if let Some(posting) = ledger::posting_of(tx, &format!("till/banked/{id}"))? {
        let back = ledger::Reversal { posting, day, at: call.now, reason: why.to_owned() };
        ledger::reverse(tx, &by, &back)?;
    }
    let detail = json!({ "amount": slip.amount, "slip": slip.slip, "why": why });
    call.note(tx, &by, "cash.unbanked", format!("till/banked/{id}"), detail)
}

fn post_bank(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    store: StoreId,
    day: BusinessDate,
    id: DepositSlipId,
    sum: Money,
) -> Result<()> {
    let posting = Posting {
        document: Document::new("till/banked", id, "存行"),
        day,
        store,
        at: call.now,
        lines: vec![Line::debit(Role::Bank, sum), Line::credit(Role::Cash, sum)],
    };
    ledger::post(tx, by, &posting).map(drop)
}
