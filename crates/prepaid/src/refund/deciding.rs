//! Doors: a refund is decided, by two posts above a limit, and carried out at once; later its money goes out.

use db::Tx;
use garde::Validate;
use kernel::{Error, Mandate, Money, Permission, Place, Result};
use ledger::{Document, Line, PostingId, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use super::case::GiftPolicy;
use super::cashier::{CashDesk, PaidOut};
use super::estimate::estimate;
use super::working::Working;
use crate::card::{Card, card};
use crate::law::rules;
use crate::selling::{moving, post};
use crate::store::{self, Deciding, EntryKind, RefundId, RefundRow, Verdict, person};
use crate::{Occasion, Refused, sight};

/// A decision as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct DecisionForm {
    /// `approved` or `refused`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub decision: String,
    /// `counted` or `left-out`; empty as it was asked.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub gifts: String,
    /// Why so; a refusal always says why.
    #[serde(default)]
    #[garde(length(chars, max = 400))]
    pub note: String,
}

impl Form for DecisionForm {
    fn sample() -> DecisionForm {
        DecisionForm {
            decision: "approved".into(), gifts: "counted".into(), note: "按法院通行算法".into()
        }
    }
}

impl DecisionForm {
    fn parse(&self, asked: GiftPolicy) -> Result<(Verdict, GiftPolicy)> {
        let mut wrong = web::limits(self);
        let verdict = wrong.need("decision", Verdict::from_code(&self.decision), "not_a_choice");
        let gifts = match self.gifts.trim() {
            "" => Some(asked),
            code => wrong.need("gifts", GiftPolicy::from_code(code), "not_a_choice"),
        };
        if verdict == Some(Verdict::Refused) && self.note.trim().is_empty() {
            wrong.add("note", "needed");
        }
        wrong.or(verdict.zip(gifts))
    }
}

/// Decides on a refund. What is worked out to more than the limit waits for a second post; otherwise it is carried out
/// in the same step: the card is emptied, and the money is owed.
pub fn decide(tx: &mut Tx, call: &Call, id: RefundId, form: &DecisionForm) -> Result<()> {
    let row = store::refund(tx, id)?;
    let by = call.mandate(Permission::DecideRefunds, &Place::store(row.store_id))?;
    sight::seeing(tx, call, row.customer_id)?;
    let (verdict, gifts) = form.parse(row.gifts)?;
    if !row.is_open() || row.second_by.is_some() {
        return Err(Refused::Settled.into());
    }
    if row.asked_by == person(&by) || row.decided_by.is_some_and(|first| Some(first) == person(&by)) {
        return Err(Refused::OwnRefund.into());
    }
    let note = form.note.trim();
    let first = row.decision.is_none();
    if first || verdict == Verdict::Refused {
        let (person, post) = (person(&by), by.post);
        store::decide(tx, id, &Deciding { verdict, gifts, note, by: person, post, at: call.now })?;
    } else if by.post.is_some() && by.post == row.decided_post {
        return Err(Refused::OwnRefund.into());
    } else {
        store::second(tx, id, person(&by), call.now)?;
    }
    let detail = json!({ "verdict": verdict, "gifts": gifts, "note": note });
    call.note(tx, &by, "prepaid.refund_decided", format!("prepaid/refunds/{id}"), detail)?;
    match verdict {
        Verdict::Refused => Ok(()),
        Verdict::Approved => carry_out_or_wait(tx, call, &by, id, first),
    }
}

fn carry_out_or_wait(tx: &mut Tx, call: &Call, by: &Mandate, id: RefundId, first: bool) -> Result<()> {
    let row = store::refund(tx, id)?;
    let card = card(tx, row.bought().ok_or_else(Error::missing)?)?;
    let today = sight::today(tx, call, row.store_id)?;
    let ground = rules()?.ground(&row.ground).ok_or_else(Error::missing)?;
    let working = estimate(&card, ground, row.gifts, row.asked_on, today)?;
    if first && working.total > rules()?.second_above(today)? {
        return Ok(());
    }
    let on = Occasion { document: document(id), store: row.store_id, day: today, at: call.now };
    let posting = empty(tx, call, by, &on, &card, &working)?;
    store::carry_out(tx, id, &working, posting, call.now)
}

fn document(id: RefundId) -> Document {
    Document::new("prepaid/refunds", id, format!("预付退款 {id}"))
}

/// Takes everything out of the card. What was owed in service is owed in money as far as it is given back; the rest was
/// earned. A debt for what will not be delivered ends with it.
fn empty(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    on: &Occasion,
    card: &Card,
    working: &Working,
) -> Result<Option<PostingId>> {
    let unused = card.unused()?;
    let ended = card.owed()?.min(unused);
    let earned = unused.minus(ended)?.minus(working.principal)?;
    let (owed_as, earned_as) = match card {
        Card::Lot(_) => (Role::ValuePrincipal, Role::TreatmentIncome),
        Card::Package(..) => (Role::PackageUnused, Role::PackageIncome),
    };
    let mut lines = vec![
        Line::debit(owed_as, unused),
        Line::credit(Role::Clearing, ended),
        Line::credit(earned_as, earned),
        Line::debit(Role::RefundInterest, working.interest),
        Line::credit(Role::RefundDue, working.total),
    ];
    if let Card::Lot(lot) = card {
        lines.push(Line::debit(Role::ValueGift, lot.gift_left));
        lines.push(Line::credit(Role::GiftGranted, lot.gift_left));
    }
    let posting = post(tx, by, on, card.store(), lines)?;
    let moving = moving(by, on, EntryKind::Refunded, card.customer(), posting);
    match card {
        Card::Lot(lot) => store::move_value(tx, &moving, lot.id, -lot.left())?,
        Card::Package(_, lines) => {
            for line in lines.iter().filter(|line| line.count_left > 0) {
                store::move_sessions(tx, &moving, line.id, -i64::from(line.count_left), -line.value_left)?;
            }
        }
    }
    if ended > Money::ZERO {
        call.app.part::<CashDesk>().debt_ends(tx, by, on, card.document(), ended)?;
    }
    Ok(posting)
}

/// A payment of a refund as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PaymentForm {
    /// `cash`, `bank`, `bank-card`, `wechat` or `alipay`: back the way it came.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub with: String,
}

impl Form for PaymentForm {
    fn sample() -> PaymentForm {
        PaymentForm { with: "wechat".into() }
    }
}

/// By what a refund is paid.
pub(crate) const MEANS: [Role; 5] = [Role::WeChat, Role::Alipay, Role::BankCard, Role::Bank, Role::Cash];

/// Pays a refund out, by the till: what is owed to her goes to clearing, and the till clears it against the means.
pub fn pay(tx: &mut Tx, call: &Call, id: RefundId, form: &PaymentForm) -> Result<()> {
    let row = store::refund(tx, id)?;
    let by = call.mandate(Permission::PayRefunds, &Place::store(row.store_id))?;
    let mut wrong = web::limits(form);
    let role = MEANS.iter().copied().find(|role| role.code() == form.with);
    let role = wrong.need("with", role, "not_a_choice");
    let role = wrong.or(role)?;
    let day = sight::today(tx, call, row.store_id)?;
    let on = Occasion { document: document(id), store: row.store_id, day, at: call.now };
    let paid = owed_to_her(tx, &row, role)?;
    let amount = paid.total()?;
    let lines = vec![Line::debit(Role::RefundDue, amount), Line::credit(Role::Clearing, amount)];
    post(tx, &by, &on, row.store_id, lines)?;
    store::paid_out(tx, row.id, person(&by), on.day, on.at, role.code())?;
    if amount > Money::ZERO {
        call.app.part::<CashDesk>().pays_out(tx, call, &by, &on, &paid)?;
    }
    let detail = json!({ "amount": amount, "with": role });
    call.note(tx, &by, "prepaid.refund_paid", format!("prepaid/refunds/{id}"), detail)
}

/// What is owed for a refund that was carried out and not paid yet.
fn owed_to_her(tx: &mut Tx, row: &RefundRow, with: Role) -> Result<PaidOut> {
    if row.carried_out_at.is_none() {
        return Err(Refused::NotDecided.into());
    }
    if row.paid_on.is_some() {
        return Err(Refused::Settled.into());
    }
    let bought = row.bought().ok_or_else(Error::missing)?;
    let card = card(tx, bought)?;
    Ok(PaidOut {
        refund: row.id,
        customer: row.customer_id,
        bought,
        name: card.name().zh,
        sold_by: card.document().to_owned(),
        principal: row.principal,
        interest: row.interest,
        with,
    })
}
