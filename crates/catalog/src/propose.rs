//! Changes of the catalogue: proposed, tried, decided, published. One way for all kinds of things.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Money, Permission, Place, Problem, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::find::find_text;
pub use crate::form::Known;
use crate::form::{Current, OfferForm, cost_of};
use crate::offer::{Content, OfferId};
use crate::promotion;
use crate::proposal::{
    Decision, ProposalId, ProposalKind, Proposed, State, TrialVerdict, may_approve, may_decide,
};
use crate::refused::Refused;
use crate::store::{self, Mark, NewVersion, OfferRow, PriceRow, ProposalRow, TrialRow};

fn proposing(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::ProposeCatalog, &Place::centre())
}

fn deciding(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::DecideCatalog, &Place::centre())
}

fn mark(call: &Call, by: &Mandate, day: BusinessDate) -> Mark {
    Mark { by: by.person, at: call.now, day }
}

/// A thing as it stands now, with the changes that are published for a later day.
pub(crate) fn current(tx: &mut Tx, call: &Call, id: OfferId) -> Result<(OfferRow, Current)> {
    let offer = store::offer(tx, id)?;
    let version = store::newest_version(tx, id)?.ok_or_else(kernel::Error::missing)?;
    let price = store::newest_price(tx, id)?;
    let content: Content = serde_json::from_str(&version.content)?;
    let known = known(tx, call, None)?;
    let current = Current {
        id,
        kind: offer.kind,
        number: offer.number.clone(),
        name: version.name(),
        cost: cost_of(&content, &known),
        content,
        price: price.as_ref().map(|price| price.price),
        member_price: price.and_then(|price| price.member_price),
    };
    Ok((offer, current))
}

/// What a proposal is measured by, and the thing that shall change.
pub fn known(tx: &mut Tx, call: &Call, current: Option<Current>) -> Result<Known> {
    let organisation = org::organisation(tx, call)?;
    let departments = organisation.department_kinds().into_iter().map(|(code, _)| code).collect();
    let skills = store::skills(tx)?.into_iter().map(|skill| skill.id).collect();
    let mut known = Known { departments, skills, offers: BTreeMap::new(), current };
    // First what costs by itself, then what is made of it.
    let mut bundles = vec![];
    for (offer, content) in store::contents(tx)? {
        match content {
            Content::Bundle(_) => bundles.push((offer, content)),
            content => {
                let cost = cost_of(&content, &known);
                known.offers.insert(offer.number.to_lowercase(), (offer.id, cost));
            }
        }
    }
    for (offer, content) in bundles {
        let cost = cost_of(&content, &known);
        known.offers.insert(offer.number.to_lowercase(), (offer.id, cost));
    }
    Ok(known)
}

/// Proposes.
pub fn propose(tx: &mut Tx, call: &Call, form: &OfferForm) -> Result<ProposalId> {
    let by = proposing(call)?;
    let proposed = read(tx, call, form)?;
    if store::is_proposed(tx, &proposed.number)? {
        return Err(Refused::AlreadyProposed { number: proposed.number }.into());
    }
    let today = org::today(tx, call)?.day;
    promotion::lawful(tx, call, &proposed, today)?;
    let id = store::add_proposal(tx, &proposed, mark(call, &by, today))?;
    let detail = json!({ "kind": proposed.kind, "number": proposed.number, "name": proposed.name.zh });
    call.note(tx, &by, "catalog.proposed", format!("proposals/{id}"), detail)?;
    Ok(id)
}

fn read(tx: &mut Tx, call: &Call, form: &OfferForm) -> Result<Proposed> {
    let offer = form.offer.trim().parse().ok();
    let found = offer.map(|id| current(tx, call, id)).transpose()?;
    if let Some((OfferRow { number, last_day: Some(day), .. }, _)) = &found {
        return Err(Refused::Withdrawn { number: number.clone(), day: *day }.into());
    }
    let known = known(tx, call, found.map(|(_, current)| current))?;
    let proposed = form.parse(&known)?;
    if proposed.kind == ProposalKind::Add && store::offer_by_number(tx, &proposed.number)?.is_some() {
        return Err(Refused::NumberTaken { number: proposed.number }.into());
    }
    Ok(proposed)
}

/// Takes one's own proposal back, as long as nobody has decided.
pub fn take_back(tx: &mut Tx, call: &Call, id: ProposalId) -> Result<()> {
    let by = proposing(call)?;
    let row = store::proposal(tx, id)?;
    if row.state() != State::Open {
        return Err(Refused::Settled.into());
    }
    if row.proposed_by != by.person {
        return Err(Refused::OthersProposal.into());
    }
    store::take_back(tx, id, call.now)?;
    call.note(tx, &by, "catalog.taken_back", format!("proposals/{id}"), json!({ "number": row.number }))
}

/// A trial in the house, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct TrialForm {
    /// When; empty is today.
    #[garde(length(max = 10))]
    pub day: String,
    /// `good`, `mend` or `bad`.
    #[garde(length(max = 10))]
    pub verdict: String,
    /// What came of it.
    #[garde(length(chars, max = 1000))]
    pub result: String,
}

impl Form for TrialForm {
    fn sample() -> TrialForm {
        TrialForm {
            verdict: "good".into(),
            result: "三位同事试做，补水明显，无不适".into(),
            ..TrialForm::default()
        }
    }
}

/// Writes down how a trial went.
pub fn try_out(tx: &mut Tx, call: &Call, id: ProposalId, form: &TrialForm) -> Result<()> {
    let by = proposing(call)?;
    let row = store::proposal(tx, id)?;
    let today = org::today(tx, call)?.day;
    let mut wrong = web::limits(form);
    let day = match form.day.trim() {
        "" => Some(today),
        text => wrong.need("day", parse_day(text).filter(|day| *day <= today), "not_a_past_day"),
    };
    let verdict = wrong.need("verdict", TrialVerdict::from_code(&form.verdict), "not_a_choice");
    let result = Some(form.result.trim()).filter(|text| !text.is_empty());
    let result = wrong.need("result", result, "needed").map(str::to_owned);
    let trial = day.zip(verdict.zip(result));
    let (day, (verdict, result)) = wrong.or(trial)?;
    if row.state() != State::Open {
        return Err(Refused::Settled.into());
    }
    let trial = TrialRow { day, verdict, result, tried_by: by.person };
    store::add_trial(tx, id, &trial, mark(call, &by, today))?;
    let detail = json!({ "number": row.number, "verdict": verdict });
    call.note(tx, &by, "catalog.tried", format!("proposals/{id}"), detail)
}

/// A decision, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DecisionForm {
    /// `approved` or `refused`.
    #[garde(length(max = 10))]
    pub decision: String,
    /// What there is to say; needed for a refusal.
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

impl Form for DecisionForm {
    fn sample() -> DecisionForm {
        DecisionForm { decision: "approved".into(), note: "先在静安店推".into() }
    }
}

/// Decides on what somebody else has proposed.
pub fn decide(tx: &mut Tx, call: &Call, id: ProposalId, form: &DecisionForm) -> Result<()> {
    let by = deciding(call)?;
    let row = store::proposal(tx, id)?;
    let mut wrong = web::limits(form);
    let decision = wrong.need("decision", Decision::from_code(&form.decision), "not_a_choice");
    if decision == Some(Decision::Refused) && form.note.trim().is_empty() {
        wrong.add("note", "needed");
    }
    let decision = wrong.or(decision)?;
    may_decide(row.state(), row.proposed_by, by.person)?;
    if decision == Decision::Approved {
        let verdicts: Vec<_> = store::trials(tx, id)?.iter().map(|trial| trial.verdict).collect();
        may_approve(row.kind, row.offer_kind, &verdicts)?;
    }
    let today = org::today(tx, call)?.day;
    store::settle(tx, id, decision, form.note.trim(), mark(call, &by, today))?;
    let detail = json!({ "number": row.number, "decision": decision, "note": form.note.trim() });
    call.note(tx, &by, "catalog.decided", format!("proposals/{id}"), detail)
}

/// From when it holds, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PublishForm {
    /// The first day; empty is today. For a withdrawal the first day without it.
    #[garde(length(max = 10))]
    pub from_day: String,
}

impl Form for PublishForm {
    fn sample() -> PublishForm {
        PublishForm { from_day: "2026-12-01".into() }
    }
}

/// Publishes what was approved: it holds from a day on.
pub fn publish(tx: &mut Tx, call: &Call, id: ProposalId, form: &PublishForm) -> Result<OfferId> {
    let by = deciding(call)?;
    let row = store::proposal(tx, id)?;
    let today = org::today(tx, call)?.day;
    let mut wrong = web::limits(form);
    let from = match form.from_day.trim() {
        "" => Some(today),
        text => wrong.need("from_day", parse_day(text), "not_a_day"),
    };
    let from = wrong.or(from)?;
    if row.state() != State::Approved {
        return Err(Refused::NotApproved.into());
    }
    if from < today {
        return Err(Refused::TooEarly { day: today }.into());
    }
    let proposed = row.proposed()?;
    promotion::lawful(tx, call, &proposed, today)?;
    let offer = carry_out(tx, &row, &proposed, from)?;
    store::set_published(tx, id, offer, from, mark(call, &by, today))?;
    let detail = json!({ "number": row.number, "from_day": from, "price": row.price });
    call.note(tx, &by, "catalog.published", format!("offers/{offer}"), detail)?;
    store::changed(tx)?;
    Ok(offer)
}

/// A step for whoever has decided a change of price elsewhere: proposed for the one who asked, decided and published
/// for the one who approved. The member's price stays where it is not above the new one.
pub fn reprice(
    tx: &mut Tx,
    (asker, decider): (&Call, &Call),
    number: &str,
    price: Money,
    from: BusinessDate,
    why: &str,
) -> Result<OfferId> {
    let offer = store::offer_by_number(tx, number.trim())?.ok_or_else(kernel::Error::missing)?;
    let before = store::newest_price(tx, offer.id)?.and_then(|row| row.member_price);
    let member = before.filter(|member| *member <= price).map(|member| member.to_string());
    let form = OfferForm {
        kind: ProposalKind::Price.code().to_owned(),
        offer: offer.id.to_string(),
        price: price.to_string(),
        member_price: member.unwrap_or_default(),
        why: why.to_owned(),
        ..OfferForm::default()
    };
    let id = propose(tx, asker, &form)?;
    decide(
        tx,
        decider,
        id,
        &DecisionForm { decision: Decision::Approved.code().to_owned(), note: String::new() },
    )?;
    publish(tx, decider, id, &PublishForm { from_day: from.to_string() })
}

/// A step for what another program sold already: it holds from today on, and nobody decided about it here. A thing that
/// was brought in and taken out before comes back under its number.
pub fn bring_in(tx: &mut Tx, call: &Call, by: &Mandate, form: &OfferForm, why: &str) -> Result<OfferId> {
    let today = org::today(tx, call)?.day;
    let gone = store::offer_by_number(tx, form.number.trim())?.filter(|offer| offer.last_day.is_some());
    let proposed = match &gone {
        Some(_) => OfferForm { why: why.to_owned(), ..form.clone() }.parse(&known(tx, call, None)?)?,
        None => read(tx, call, &OfferForm { why: why.to_owned(), ..form.clone() })?,
    };
    let id = store::add_proposal(tx, &proposed, mark(call, by, today))?;
    let row = store::proposal(tx, id)?;
    let offer = match gone {
        Some(offer) => {
            store::reopen_offer(tx, offer.id)?;
            add_version(tx, &row, offer.id, &proposed, today)?;
            add_price(tx, &row, offer.id, &proposed, today)?;
            offer.id
        }
        None => carry_out(tx, &row, &proposed, today)?,
    };
    store::set_published(tx, id, offer, today, mark(call, by, today))?;
    store::changed(tx)?;
    Ok(offer)
}

/// What would be wrong with a thing that is brought in; none where nothing is.
pub fn wrong(form: &OfferForm, known: &Known) -> Option<Vec<Problem>> {
    let form = OfferForm { why: "-".to_owned(), ..form.clone() };
    let refused = form.parse(known).err()?;
    refused.refusal().map(|refusal| refusal.problems.clone())
}

/// A step: what was brought in goes again, as if it had never been sold.
pub fn take_out(tx: &mut Tx, call: &Call, by: &Mandate, offer: OfferId, why: &str) -> Result<()> {
    let row = store::offer(tx, offer)?;
    store::end_offer(tx, offer, row.first_day.yesterday()?, why)?;
    call.note(tx, by, "catalog.taken_out", format!("offers/{offer}"), json!({ "number": row.number }))?;
    store::changed(tx)
}

fn carry_out(tx: &mut Tx, row: &ProposalRow, proposed: &Proposed, from: BusinessDate) -> Result<OfferId> {
    let offer = match proposed.offer {
        Some(id) => not_withdrawn(tx, id, from)?,
        None => store::add_offer(tx, proposed.offer_kind, &proposed.number, from)?,
    };
    match proposed.kind {
        ProposalKind::Withdraw => {
            let last = from.yesterday()?;
            store::end_offer(tx, offer, last, &proposed.why)?;
        }
        ProposalKind::Price => add_price(tx, row, offer, proposed, from)?,
        ProposalKind::Add | ProposalKind::Change => {
            add_version(tx, row, offer, proposed, from)?;
            add_price(tx, row, offer, proposed, from)?;
        }
    }
    Ok(offer)
}

fn not_withdrawn(tx: &mut Tx, id: OfferId, from: BusinessDate) -> Result<OfferId> {
    let offer = store::offer(tx, id)?;
    if let Some(day) = offer.last_day {
        return Err(Refused::Withdrawn { number: offer.number, day }.into());
    }
    // Neither a version nor an end may slip in before one that was published already.
    let newest = store::newest_version(tx, id)?.map(|version| version.from_day);
    let price = store::newest_price(tx, id)?.map(|price| price.from_day);
    match newest.max(price).filter(|newest| from < *newest) {
        Some(day) => Err(Refused::TooEarly { day }.into()),
        None => Ok(id),
    }
}

fn add_version(
    tx: &mut Tx,
    row: &ProposalRow,
    offer: OfferId,
    proposed: &Proposed,
    from_day: BusinessDate,
) -> Result<()> {
    let treatment = proposed.content.treatment();
    let version = NewVersion {
        offer,
        from_day,
        name: &proposed.name,
        find: &find_text(&proposed.number, &proposed.name),
        department: treatment.map(|treatment| treatment.department.as_str()),
        family: treatment.map(|treatment| treatment.family.as_str()),
        minutes: treatment.map(crate::offer::TreatmentContent::minutes),
        content: &row.content,
        proposal: row.id,
    };
    store::add_version(tx, &version)
}

fn add_price(
    tx: &mut Tx,
    row: &ProposalRow,
    offer_id: OfferId,
    proposed: &Proposed,
    from_day: BusinessDate,
) -> Result<()> {
    let Some(price) = proposed.price else { return Ok(()) };
    let newest = store::newest_price(tx, offer_id)?;
    let is_same = |old: &PriceRow| old.price == price && old.member_price == proposed.member_price;
    if newest.as_ref().is_some_and(is_same) {
        return Ok(());
    }
    let price = PriceRow { offer_id, from_day, price, member_price: proposed.member_price };
    store::add_price(tx, &price, row.id)
}
