//! Negotiations (洽谈): opened, carried on talk by talk, remarked on by the director. The next date is a follow-up.

use customer::Brief;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Error, Mandate, Money, Permission, Problems, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::following::{coming, whom, words};
use crate::refused::Refused;
use crate::sight;
use crate::stage::{Stage, Step, Way};
use crate::store::{self, Came, EntryId, EntryKind, EntryRow, NegotiationId, NegotiationRow, NewFollowUp};

/// What was talked about, as it is typed; with a customer it opens a negotiation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct TalkForm {
    /// Key of the customer.
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, where nothing was chosen.
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// `visit`, `phone`, `message`, `online` or `other`.
    #[garde(length(max = 10))]
    pub way: String,
    /// What was said.
    #[garde(length(chars, max = 2000))]
    pub said: String,
    /// How far it is now.
    #[garde(length(max = 10))]
    pub stage: String,
    /// What she needs.
    #[garde(length(chars, max = 400))]
    pub need: String,
    /// What she would spend, in yuan; empty when it is not known.
    #[garde(length(max = 20))]
    pub budget: String,
    /// What keeps her; empty when nothing does.
    #[garde(length(chars, max = 400))]
    pub objection: String,
    /// When it goes on; needed as long as it is not over.
    #[garde(length(max = 10))]
    pub next_day: String,
}

impl Form for TalkForm {
    fn sample() -> TalkForm {
        TalkForm {
            customer: "1".into(),
            way: "visit".into(),
            said: "做完体验，想改善肤色暗沉，嫌整套太贵".into(),
            stage: "offer".into(),
            need: "改善暗沉".into(),
            budget: "6000".into(),
            objection: "价格".into(),
            next_day: "2026-12-02".into(),
            ..TalkForm::default()
        }
    }
}

/// What was read from it.
struct Talk<'a> {
    way: Way,
    said: &'a str,
    stage: Step,
    need: &'a str,
    budget: Option<Money>,
    objection: &'a str,
    next_day: Option<BusinessDate>,
}

impl TalkForm {
    fn parse(&self, today: BusinessDate) -> Result<Talk<'_>> {
        let mut wrong = web::limits(self);
        let way = wrong.need("way", Way::from_code(&self.way), "not_a_choice");
        let said = words(&mut wrong, "said", &self.said);
        let stage = wrong.need("stage", Step::from_code(&self.stage), "not_a_choice");
        let budget = self.budget(&mut wrong);
        let next = coming(&mut wrong, "next_day", &self.next_day, today);
        if stage.is_some_and(|stage| !stage.is_closed()) && next == Some(None) {
            wrong.add("next_day", "needed");
        }
        let read = way.zip(said).zip(stage.zip(budget.zip(next)));
        let talk = read.map(|((way, said), (stage, (budget, next_day)))| Talk {
            way,
            said,
            stage,
            need: self.need.trim(),
            budget,
            objection: self.objection.trim(),
            next_day: next_day.filter(|_| !stage.is_closed()),
        });
        wrong.or(talk)
    }

    #[allow(clippy::option_option, reason = "wrong and empty are two things")]
    fn budget(&self, wrong: &mut Problems) -> Option<Option<Money>> {
        match self.budget.trim() {
            "" => Some(None),
            text => {
                let amount = text.parse().ok().filter(|amount: &Money| *amount >= Money::ZERO);
                wrong.need("budget", amount.map(Some), "not_an_amount")
            }
        }
    }
}

/// Opens a negotiation with the first talk. It is the one's who opens it; a director opens it for her consultant.
pub fn open(tx: &mut Tx, call: &Call, form: &TalkForm) -> Result<NegotiationId> {
    let brief = whom(tx, call, &form.customer, &form.customer_q)?;
    let by = sight::caring(call, Permission::CareForCustomers, &brief)?;
    let today = org::today(tx, call)?.day;
    let talk = form.parse(today)?;
    if let Some(other) = store::open_negotiations(tx, brief.store_id, kernel::Id::get(brief.id))?.first() {
        let name = org::organisation(tx, call)?.person_name(other.consultant_id).to_owned();
        return Err(Refused::Negotiating { name }.into());
    }
    let directs = sight::persons(call, Permission::DirectCare, brief.store_id, None).is_ok();
    let consultant = brief.consultant_id.filter(|_| directs).unwrap_or(by.person);
    let mut row = NegotiationRow {
        id: kernel::Id::of(0),
        customer_id: brief.id,
        store_id: brief.store_id,
        consultant_id: consultant,
        stage: talk.stage,
        need: talk.need.to_owned(),
        budget: talk.budget,
        objection: talk.objection.to_owned(),
        next_day: talk.next_day,
        follow_up_id: None,
        opened_day: today,
        last_day: today,
        closed_day: talk.stage.is_closed().then_some(today),
    };
    row.id = store::add_negotiation(tx, &row)?;
    keep(tx, call, &by, row, &talk, today)
}

/// Writes a talk down.
pub fn talk(tx: &mut Tx, call: &Call, id: NegotiationId, form: &TalkForm) -> Result<NegotiationId> {
    let (row, brief) = seen(tx, call, id)?;
    let by = doing(call, &row, &brief)?;
    let today = org::today(tx, call)?.day;
    let talk = form.parse(today)?;
    if row.closed_day.is_some() {
        return Err(Refused::Closed.into());
    }
    let row = NegotiationRow {
        stage: talk.stage,
        need: talk.need.to_owned(),
        budget: talk.budget,
        objection: talk.objection.to_owned(),
        next_day: talk.next_day,
        last_day: today,
        closed_day: talk.stage.is_closed().then_some(today),
        ..row
    };
    keep(tx, call, &by, row, &talk, today)
}

/// A negotiation that the asker may see, with its customer.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: NegotiationId) -> Result<(NegotiationRow, Brief)> {
    let row = store::negotiation(tx, id)?;
    let brief = customer::brief(tx, row.customer_id)?;
    let sees = sight::persons(call, Permission::ViewCare, row.store_id, Some(row.consultant_id)).is_ok()
        || sight::seeing(call, Permission::ViewCare, &brief).is_ok();
    if sees { Ok((row, brief)) } else { Err(Error::missing()) }
}

fn doing(call: &Call, row: &NegotiationRow, brief: &Brief) -> Result<Mandate> {
    sight::persons(call, Permission::CareForCustomers, row.store_id, Some(row.consultant_id))
        .or_else(|_| sight::caring(call, Permission::CareForCustomers, brief))
}

/// Keeps a talk: its entry, how it stands now, the follow-up that led to it, the one of the next date.
fn keep(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    row: NegotiationRow,
    talk: &Talk,
    today: BusinessDate,
) -> Result<NegotiationId> {
    let entry = EntryRow {
        id: kernel::Id::of(0),
        kind: EntryKind::Talk,
        way: Some(talk.way),
        said: talk.said.to_owned(),
        stage: Some(talk.stage),
        budget: talk.budget,
        objection: talk.objection.to_owned(),
        next_day: talk.next_day,
        by_person: by.person,
        at: call.now,
    };
    let entry = store::add_entry(tx, row.id, &entry, today)?;
    let next = match talk.next_day {
        Some(due_day) => store::add_follow_up(
            tx,
            &NewFollowUp {
                customer: row.customer_id,
                store: row.store_id,
                stage: Stage::During,
                due_day,
                owner: Some(row.consultant_id),
                topic: if talk.need.is_empty() { talk.said } else { talk.need },
                rule: Some(("negotiation", &format!("negotiation-entries/{entry}"))),
                by: Some(by.person),
                at: call.now,
            },
        )?,
        None => None,
    };
    if let Some(done) = row.follow_up_id {
        let (way, outcome) = (Some(talk.way), talk.stage.outcome());
        let came = Came { way, outcome, said: talk.said, next, by: by.person, at: call.now, day: today };
        store::finish(tx, done, &came)?;
    }
    let row = NegotiationRow { follow_up_id: next, ..row };
    store::save_negotiation(tx, &row)?;
    let detail = json!({ "customer": row.customer_id, "stage": talk.stage, "next": talk.next_day });
    call.note(tx, by, "care.negotiated", format!("negotiations/{}", row.id), detail)?;
    crate::classing::again(tx, call, row.customer_id)?;
    Ok(row.id)
}

/// A director's remark, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct RemarkForm {
    /// The remark.
    #[garde(length(chars, max = 1000))]
    pub remark: String,
}

impl Form for RemarkForm {
    fn sample() -> RemarkForm {
        RemarkForm { remark: "先送一次眼部体验，再谈季卡".into() }
    }
}

/// Remarks on a negotiation.
pub fn remark(tx: &mut Tx, call: &Call, id: NegotiationId, form: &RemarkForm) -> Result<EntryId> {
    let (row, _) = seen(tx, call, id)?;
    let by = sight::persons(call, Permission::DirectCare, row.store_id, Some(row.consultant_id))?;
    let mut wrong = web::limits(form);
    let said = words(&mut wrong, "remark", &form.remark);
    let said = wrong.or(said)?;
    let today = org::today(tx, call)?.day;
    let entry = EntryRow {
        id: kernel::Id::of(0),
        kind: EntryKind::Note,
        way: None,
        said: said.to_owned(),
        stage: None,
        budget: None,
        objection: String::new(),
        next_day: None,
        by_person: by.person,
        at: call.now,
    };
    let made = store::add_entry(tx, id, &entry, today)?;
    call.note(tx, &by, "care.remarked", format!("negotiations/{id}"), json!({ "remark": said }))?;
    Ok(made)
}
