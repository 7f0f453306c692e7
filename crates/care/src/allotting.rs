//! Sharing customers out: what the rules say now, carried out by a director; her own word against them, with why; the
//! rules themselves.

use std::collections::BTreeMap;

use customer::{CustomerId, OwnerRole};
use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Mandate, Money, Permission, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::allocation::{Carer, Move, Rule, Standing, Verdict, Ward, allot};
use crate::facts::{FactsOf, PlanFact, Question};
use crate::following::{whom, words};
use crate::people::{consultants, therapists};
use crate::policy::{Policy, PolicyForm};
use crate::refused::Refused;
use crate::sight;
use crate::store::{self, NewAllocation, PolicyId, RunKind, RunRow, TurnRow};

/// How things stand at a store on a day, for the rules to go by.
pub(crate) fn standing(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    policy: &Policy,
    today: BusinessDate,
) -> Result<Standing> {
    let chart = org::on(tx, call.app.part(), today)?;
    let facts: &FactsOf = call.app.part();
    let back = policy.regular_days.max(policy.kept_days);
    let since = today.saturating_sub(i64::from(back).days());
    let visits = facts.visits(tx, &Question { customer: None, store, since })?;
    let mut services: BTreeMap<CustomerId, Vec<(BusinessDate, PersonId)>> = BTreeMap::new();
    for visit in visits {
        services.entry(visit.customer).or_default().push((visit.day, visit.therapist));
    }
    let organisation = org::organisation(tx, call)?;
    let since_when: BTreeMap<CustomerId, BusinessDate> = store::therapists_since(tx, store)?
        .into_iter()
        .map(|(customer, at)| (customer, organisation.business_date(Some(store), at)))
        .collect();
    let wards = store::files(tx, store, None)?.into_iter().map(|file| Ward {
        customer: file.id,
        consultant: file.consultant_id,
        therapist: file
            .therapist_id
            .map(|person| (person, since_when.get(&file.id).copied().unwrap_or(file.opened_on))),
        services: services.remove(&file.id).unwrap_or_default(),
    });
    let wards = wards.collect();
    let here = facts.on_duty(tx, store, today)?;
    let month = today.first_of_month();
    let plans = facts.plans(tx, store, month.saturating_sub(i64::from(policy.missed_months).months()))?;
    let turns = store::turns(tx, store, month)?;
    let carer = |person| carer(person, here.as_deref(), &turns, &plans, month);
    Ok(Standing {
        today,
        consultants: consultants(&chart, store).into_iter().map(carer).collect(),
        therapists: therapists(&chart, store).into_iter().map(carer).collect(),
        wards,
    })
}

fn carer(
    person: PersonId,
    here: Option<&[PersonId]>,
    turns: &[TurnRow],
    plans: &[PlanFact],
    month: BusinessDate,
) -> Carer {
    let turn = turns.iter().find(|turn| turn.person_id == person);
    let mut hers: Vec<&PlanFact> =
        plans.iter().filter(|plan| plan.person == person && plan.month < month).collect();
    hers.sort_by_key(|plan| std::cmp::Reverse(plan.month));
    let plans: Vec<(Money, Money)> = hers.into_iter().map(|plan| (plan.planned, plan.reached)).collect();
    Carer {
        person,
        // Where nobody keeps a roster, everybody is here.
        here: here.is_none_or(|here| here.contains(&person)),
        turn: turn.map_or(0, |turn| turn.turn),
        new: turn.map_or(0, |turn| u32::try_from(turn.fresh).unwrap_or(u32::MAX)),
        plans,
    }
}

/// What the rules say of a store now.
pub(crate) fn preview(tx: &mut Tx, call: &Call, store: StoreId) -> Result<(Policy, Standing, Verdict)> {
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let (policy, _) = store::policy(tx, store, today)?;
    let standing = standing(tx, call, store, &policy, today)?;
    let verdict = allot(&policy, &standing);
    Ok((policy, standing, verdict))
}

pub(crate) fn directing(call: &Call, store: StoreId) -> Result<Mandate> {
    sight::persons(call, Permission::DirectCare, store, None)
}

/// Carries out what the rules say of a store; how many customers went to somebody.
pub fn run(tx: &mut Tx, call: &Call, store: &str) -> Result<i64> {
    let store = sight::store(tx, call, Permission::DirectCare, store)?;
    let by = directing(call, store)?;
    let (_, standing, verdict) = preview(tx, call, store)?;
    for done in &verdict.moves {
        carry_out(tx, call, &by, store, done, standing.today)?;
    }
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let run = RunRow {
        store_id: store,
        kind: RunKind::Allocation,
        day: standing.today,
        looked_at: count(standing.wards.len()),
        changed: count(verdict.moves.len()),
        by_person: Some(by.person),
        at: call.now,
    };
    store::add_run(tx, &run)?;
    let detail = json!({ "looked_at": run.looked_at, "changed": run.changed });
    call.note(tx, &by, "care.allocated", format!("stores/{store}"), detail)?;
    Ok(run.changed)
}

fn carry_out(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    store: StoreId,
    done: &Move,
    day: BusinessDate,
) -> Result<()> {
    let why = serde_json::to_string(&done.why)?;
    let new = NewAllocation {
        store,
        customer: done.customer,
        role: done.role,
        from: done.from,
        to: done.to,
        rule: done.rule,
        why: &why,
        note: "",
        day,
        by: by.person,
        at: call.now,
    };
    store::add_allocation(tx, &new)?;
    let words: Vec<String> = done.why.iter().map(|reason| reason.words().zh).collect();
    customer::set_owner(tx, call, by, done.customer, done.role, done.to, &words.join("；"))
}

/// A director's word against the rules, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct OverrideForm {
    /// Key of the customer.
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, where nothing was chosen.
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// `consultant` or `therapist`.
    #[garde(length(max = 20))]
    pub role: String,
    /// Key of the person; empty for nobody.
    #[garde(length(max = 20))]
    pub person: String,
    /// Why.
    #[garde(length(chars, max = 400))]
    pub reason: String,
}

impl Form for OverrideForm {
    fn sample() -> OverrideForm {
        OverrideForm {
            customer: "1".into(),
            role: "consultant".into(),
            person: "5".into(),
            reason: "顾客点名要她".into(),
            ..OverrideForm::default()
        }
    }
}

/// Gives a customer to somebody against the rules.
pub fn give(tx: &mut Tx, call: &Call, form: &OverrideForm) -> Result<CustomerId> {
    let brief = whom(tx, call, &form.customer, &form.customer_q)?;
    let by = directing(call, brief.store_id)?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(form);
    let role = wrong.need("role", OwnerRole::from_code(&form.role), "not_a_choice");
    let may = match role {
        Some(OwnerRole::Therapist) => therapists(&chart, brief.store_id),
        _ => consultants(&chart, brief.store_id),
    };
    let person = match form.person.trim() {
        "" => Some(None),
        text => wrong.need(
            "person",
            text.parse().ok().filter(|person| may.contains(person)).map(Some),
            "not_a_choice",
        ),
    };
    let reason = words(&mut wrong, "reason", &form.reason);
    let (role, (to, reason)) = wrong.or(role.zip(person.zip(reason)))?;
    let from = match role {
        OwnerRole::Consultant => brief.consultant_id,
        OwnerRole::Therapist => brief.therapist_id,
    };
    if from == to {
        let name = to.map_or("–", |person| chart.organisation.person_name(person)).to_owned();
        return Err(Refused::AlreadyHers { name }.into());
    }
    let new = NewAllocation {
        store: brief.store_id,
        customer: brief.id,
        role,
        from,
        to,
        rule: Rule::Override,
        why: "[]",
        note: reason,
        day: chart.day,
        by: by.person,
        at: call.now,
    };
    store::add_allocation(tx, &new)?;
    customer::set_owner(tx, call, &by, brief.id, role, to, reason)?;
    Ok(brief.id)
}

/// Sets the rules of a store from today on.
pub fn set_policy(tx: &mut Tx, call: &Call, store: &str, form: &PolicyForm) -> Result<PolicyId> {
    let store = sight::store(tx, call, Permission::DirectCare, store)?;
    let by = directing(call, store)?;
    let (policy, why) = form.parse()?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let id = store::add_policy(tx, store, today, &policy, &why, by.person, call.now)?;
    let detail = json!({ "policy": policy, "why": why });
    call.note(tx, &by, "care.rules_set", format!("stores/{store}"), detail)?;
    Ok(id)
}
