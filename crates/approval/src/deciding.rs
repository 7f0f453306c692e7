//! Deciding: approve, refuse or give back, signed. The last approval carries the matter out in the same transaction.

use db::Tx;
use garde::Validate;
use kernel::{Actor, PersonId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{App, Call};

use crate::asking::{drop_open, happened, own};
use crate::content::Content;
use crate::fill::amount;
use crate::form::{Form, Sign};
use crate::kinds::{Approved, Kinds};
use crate::mark::strokes;
use crate::sight::{desk_of, seen};
use crate::state::{Decision, DeskState, Happened, Mark, Refused, State};
use crate::store::{self, ApprovalId, ApprovalRow, ContentRow, DeskRow, SignatureRow};

/// A decision as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DecideForm {
    /// `approve`, `refuse` or `return`.
    #[garde(length(max = 20))]
    pub decision: String,
    /// What to say; refusing and giving back say why.
    #[garde(length(chars, max = 1000))]
    pub note: String,
    /// SHA-256 of what one has read: so that nobody signs what was changed meanwhile.
    #[garde(length(max = 64))]
    pub digest: String,
    /// The signature as strokes: `M10 20L12 22…`.
    #[garde(length(max = 30000))]
    pub drawn: String,
    /// Instead of it, one's own name.
    #[garde(length(chars, max = 80))]
    pub typed: String,
    /// The password, or the six digits, as the form asks.
    #[garde(length(chars, max = 200))]
    pub secret: String,
}

impl web::Form for DecideForm {
    fn sample() -> DecideForm {
        DecideForm {
            decision: "approve".into(),
            note: "同意".into(),
            drawn: "M10 90L60 40L90 120L140 60L190 110L260 70".into(),
            secret: "…".into(),
            ..DecideForm::default()
        }
    }
}

/// How a decision was proved, outside the transaction, since that takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proved {
    /// Nothing was asked.
    NotAsked,
    /// By password.
    Password,
    /// By the six digits.
    Code,
}

/// Proves that it is she herself who signs, as the form asks.
pub async fn prove(app: &App, actor: &Actor, id: ApprovalId, form: &DecideForm) -> Result<Proved> {
    let look = app.look(actor, &id, |tx, call, id| {
        let row = seen(tx, call, *id)?;
        let content = store::content(tx, *id, row.revision)?;
        let form: Form = serde_json::from_str(&content.form)?;
        Ok(form.sign)
    });
    let by_code = match look.await? {
        Sign::None => return Ok(Proved::NotAsked),
        Sign::Password => false,
        Sign::Code => true,
    };
    match identity::signing::prove(app, actor, by_code, &form.secret, "secret").await? {
        identity::signing::Way::Password => Ok(Proved::Password),
        identity::signing::Way::Code => Ok(Proved::Code),
    }
}

/// Decides at the desk before which one sits.
pub fn decide(tx: &mut Tx, call: &Call, id: ApprovalId, form: &DecideForm, proved: Proved) -> Result<State> {
    let by = own(call)?;
    let row = seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let desks = store::desks(tx, id)?;
    if row.asker_id == by.person {
        return Err(Refused::Own.into());
    }
    if row.state != State::Open {
        return Err(Refused::Settled.into());
    }
    let (desk, for_person) = desk_of(&chart, &desks, by.person).ok_or(Refused::NotYours)?;
    if for_person == Some(row.asker_id) {
        return Err(Refused::Own.into()); // her stand-in is no way round
    }
    let content = store::content(tx, id, row.revision)?;
    let asked: Form = serde_json::from_str(&content.form)?;
    let (decision, mark) = form.parse(asked.sign, chart.organisation.person_name(by.person))?;
    if !form.digest.is_empty() && form.digest != content.digest {
        return Err(Refused::ChangedSince.into());
    }
    sign(tx, call, &row, &desk, &content, &mark, proved)?;
    let (state, kind) = match decision {
        Decision::Approve => (DeskState::Approved, Happened::Approved),
        Decision::Refuse => (DeskState::Refused, Happened::Refused),
        Decision::Return => (DeskState::Returned, Happened::Returned),
    };
    let decided = DeskRow { state, done_at: Some(call.now), done_by: Some(by.person), for_person, ..desk };
    store::set_desk(tx, &decided)?;
    happened(tx, call, &row, kind, Some(decided.id), for_person, form.note.trim())?;
    let detail = json!({ "decision": decision, "note": form.note.trim(), "digest": content.digest });
    call.note(tx, &by, "approval.decided", format!("approvals/{id}"), detail)?;
    match decision {
        Decision::Approve => on(tx, call, &row, &decided, &asked, &content),
        Decision::Refuse => end(tx, call, &row, State::Refused),
        Decision::Return => {
            drop_open(tx, &row)?;
            store::set_state(tx, id, State::Returned, None)?;
            Ok(State::Returned)
        }
    }
}

/// What is signed with.
struct Signed {
    mark: Mark,
    strokes: String,
}

impl DecideForm {
    fn parse(&self, sign: Sign, name: &str) -> Result<(Decision, Signed)> {
        let mut wrong = web::limits(self);
        let decision = wrong.need("decision", Decision::from_code(self.decision.trim()), "not_a_choice");
        if decision.is_some_and(|decision| decision != Decision::Approve) && self.note.trim().is_empty() {
            wrong.add("note", "needed");
        }
        let mut signed = Signed { mark: Mark::None, strokes: String::new() };
        if sign != Sign::None {
            match (strokes(&self.drawn), self.typed.trim()) {
                (Ok(Some(strokes)), _) => signed = Signed { mark: Mark::Drawn, strokes },
                (Err(problem), _) => wrong.add("drawn", problem),
                (Ok(None), "") => wrong.add("drawn", "approval.sign"),
                (Ok(None), typed) if typed == name => {
                    signed = Signed { mark: Mark::Typed, strokes: typed.to_owned() };
                }
                (Ok(None), _) => wrong.add("typed", "approval.not_your_name"),
            }
        }
        let decision = wrong.or(decision)?;
        Ok((decision, signed))
    }
}

fn sign(
    tx: &mut Tx,
    call: &Call,
    row: &ApprovalRow,
    desk: &DeskRow,
    content: &ContentRow,
    signed: &Signed,
    proved: Proved,
) -> Result<()> {
    if signed.mark == Mark::None {
        return Ok(());
    }
    let proof = match proved {
        Proved::NotAsked => return Ok(()),
        Proved::Password => "password",
        Proved::Code => "code",
    };
    let row_of = SignatureRow {
        desk_id: desk.id,
        revision: row.revision,
        digest: content.digest.clone(),
        mark: signed.mark,
        strokes: signed.strokes.clone(),
        proof: proof.to_owned(),
        signed_by: call.actor.person,
        signed_at: call.now,
    };
    store::sign(tx, row.id, &row_of).map(drop)
}

/// After an approval: the stage is complete or not, the next one opens, or it is carried out.
fn on(
    tx: &mut Tx,
    call: &Call,
    row: &ApprovalRow,
    decided: &DeskRow,
    form: &Form,
    content: &ContentRow,
) -> Result<State> {
    let desks: Vec<DeskRow> =
        store::desks(tx, row.id)?.into_iter().filter(|desk| desk.revision == row.revision).collect();
    let left = desks.iter().filter(|desk| desk.stage == decided.stage && desk.state == DeskState::Open);
    let left: Vec<&DeskRow> = left.collect();
    if !left.is_empty() && !decided.enough {
        return Ok(State::Open);
    }
    for desk in left {
        store::set_desk(tx, &DeskRow { state: DeskState::Dropped, ..desk.clone() })?;
    }
    let next = desks.iter().filter(|desk| desk.state == DeskState::Waiting).map(|desk| desk.stage).min();
    let Some(next) = next else { return carried_out(tx, call, row, form, content) };
    for desk in desks.iter().filter(|desk| desk.stage == next) {
        let open = DeskRow { state: DeskState::Open, opened_at: Some(call.now), ..desk.clone() };
        store::set_desk(tx, &open)?;
    }
    Ok(State::Open)
}

fn end(tx: &mut Tx, call: &Call, row: &ApprovalRow, state: State) -> Result<State> {
    drop_open(tx, row)?;
    store::set_state(tx, row.id, state, Some(call.now))?;
    Ok(state)
}

/// Approved by everybody: the house does it, for the one who decided last.
fn carried_out(
    tx: &mut Tx,
    call: &Call,
    row: &ApprovalRow,
    form: &Form,
    content: &ContentRow,
) -> Result<State> {
    end(tx, call, row, State::Approved)?;
    let kinds: &Kinds = call.app.part();
    let Some(kind) = kinds.of(form) else { return Ok(State::Approved) };
    let kept: Content = serde_json::from_str(&content.content)?;
    let approved = Approved {
        id: row.id,
        form: form.clone(),
        asker: row.asker_id,
        store: row.store_id,
        amount: amount(form, &kept.filled),
        filled: kept.filled,
        subject: row.subject.clone(),
    };
    let house = Call { actor: acting_for(call.actor.person), ..call.clone() };
    let carried = kind.carry_out(tx, &house, &approved)?;
    store::set_effect(tx, row.id, call.now, &carried.words, &carried.href)?;
    happened(tx, call, row, Happened::CarriedOut, None, None, &carried.words.zh)?;
    Ok(State::Approved)
}

/// The route has decided, so the house may; by the hand of who decided last.
fn acting_for(person: PersonId) -> Actor {
    Actor::house(person)
}
