//! What customers owe (欠款): reminded with a new day, and given up only by two people.

use db::Tx;
use garde::Validate;
use kernel::{Money, Permission, Place, Result, parse_day};
use ledger::{Document, Line, Posting, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::debt::DebtId;
use crate::refused::Refused;
use crate::store::{self, DebtMove, DebtRow};

/// A reminder (催款).
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct RemindForm {
    /// What was said and answered.
    #[garde(length(chars, max = 300))]
    pub words: String,
    /// The day by which she will pay.
    #[garde(length(max = 10))]
    pub due_on: String,
}

impl Form for RemindForm {
    fn sample() -> RemindForm {
        RemindForm { words: "电话联系，说发工资后来付".into(), due_on: "2026-12-10".into() }
    }
}

/// Writes down that she was reminded, and until when she will pay.
pub fn remind(tx: &mut Tx, call: &Call, id: DebtId, form: &RemindForm) -> Result<DebtId> {
    let debt = store::debt(tx, id)?;
    let place = Place::store(debt.store_id);
    let by =
        call.mandate(Permission::RunTill, &place).or_else(|_| call.mandate(Permission::CloseDays, &place))?;
    let mut wrong = web::limits(form);
    let words = Some(form.words.trim()).filter(|words| !words.is_empty());
    let words = wrong.need("words", words, "needed");
    let due_on = match form.due_on.trim() {
        "" => Some(debt.due_on),
        text => wrong.need("due_on", parse_day(text), "not_a_day"),
    };
    let (words, due_on) = wrong.or(words.zip(due_on))?;
    store::add_reminder(tx, id, words, due_on, by.person, call.now)?;
    call.note(tx, &by, "debt.reminded", format!("arrears/{id}"), json!({ "due_on": due_on }))?;
    Ok(id)
}

/// A proposal to give a debt up.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ProposeForm {
    /// Why nothing more can be expected.
    #[garde(length(chars, max = 300))]
    pub why: String,
}

impl Form for ProposeForm {
    fn sample() -> ProposeForm {
        ProposeForm { why: "顾客已迁居外地，多次联系无果".into() }
    }
}

/// A step for whoever decides elsewhere: what is still owed of a debt.
pub fn owing(tx: &mut Tx, id: DebtId) -> Result<Money> {
    Ok(store::debt(tx, id)?.owing)
}

/// Proposes to give a debt up (提请核销).
pub fn propose(tx: &mut Tx, call: &Call, id: DebtId, form: &ProposeForm) -> Result<DebtId> {
    let debt = store::debt(tx, id)?;
    let by = call.mandate(Permission::CloseDays, &Place::store(debt.store_id))?;
    let mut wrong = web::limits(form);
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let why = wrong.or(why)?;
    refuse_decided(tx, &debt)?;
    store::propose_write_off(tx, &debt, why, by.person, call.now)?;
    call.note(
        tx,
        &by,
        "debt.proposed",
        format!("arrears/{id}"),
        json!({ "why": why, "amount": debt.owing }),
    )?;
    Ok(id)
}

fn refuse_decided(tx: &mut Tx, debt: &DebtRow) -> Result<()> {
    let open = store::write_offs(tx, debt.id)?.iter().any(|one| one.decided_by.is_none());
    if open || debt.owing == Money::ZERO { Err(Refused::BeingDecided.into()) } else { Ok(()) }
}

/// The decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DecideForm {
    /// `approved` or `refused`.
    #[garde(length(max = 10))]
    pub decision: String,
    /// In which words.
    #[garde(length(chars, max = 300))]
    pub note: String,
}

impl Form for DecideForm {
    fn sample() -> DecideForm {
        DecideForm { decision: "approved".into(), note: "同意".into() }
    }
}

/// Decides (核销): another one than she who proposed. What is given up goes into the books.
pub fn decide(tx: &mut Tx, call: &Call, id: DebtId, form: &DecideForm) -> Result<DebtId> {
    let debt = store::debt(tx, id)?;
    let by = call.mandate(Permission::ForgiveDebts, &Place::store(debt.store_id))?;
    let mut wrong = web::limits(form);
    let decision = Some(form.decision.trim()).filter(|code| ["approved", "refused"].contains(code));
    let decision = wrong.need("decision", decision, "not_a_choice");
    let decision = wrong.or(decision)?;
    let proposals = store::write_offs(tx, id)?;
    let open = proposals.iter().find(|one| one.decided_by.is_none()).ok_or(Refused::BeingDecided)?;
    if open.asked_by == by.person {
        return Err(Refused::OwnProposal.into());
    }
    store::decide_write_off(tx, open.id, by.person, call.now, decision, form.note.trim())?;
    if decision == "approved" {
        let day = org::organisation(tx, call)?.business_date(Some(debt.store_id), call.now);
        let moved = DebtMove {
            debt: id,
            kind: "written-off",
            amount: debt.owing,
            day,
            line: None,
            by: by.person,
            at: call.now,
        };
        store::move_debt(tx, &moved)?;
        let posting = Posting {
            document: Document::new("arrears", id, "核销欠款"),
            day,
            store: debt.store_id,
            at: call.now,
            lines: vec![
                Line::debit(Role::WrittenOff, debt.owing),
                Line::credit(Role::Receivable, debt.owing),
            ],
        };
        ledger::post(tx, &by, &posting)?;
    }
    let detail = json!({ "decision": decision, "amount": debt.owing });
    call.note(tx, &by, "debt.decided", format!("arrears/{id}"), detail)?;
    Ok(id)
}
