//! Following customers up: planned by rules or by hand, done with what came of it and when one speaks next.

use std::collections::{BTreeMap, BTreeSet};

use customer::{Brief, CustomerId};
use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, Mandate, Permission, PersonId, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::facts::{FactsOf, Question};
use crate::planning::{On, PlanRule, Who};
use crate::refused::Refused;
use crate::sight;
use crate::stage::{Outcome, Stage, Way};
use crate::store::{self, Came, FollowUpId, NewFollowUp};

/// So many days back it is looked for what calls for a follow-up; what is older has passed.
const BACK: i64 = 14;

/// A follow-up as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct FollowUpForm {
    /// Key of the customer.
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, where nothing was chosen.
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// `before`, `during` or `after`.
    #[garde(length(max = 10))]
    pub stage: String,
    /// When it is due.
    #[garde(length(max = 10))]
    pub due_day: String,
    /// What about.
    #[garde(length(chars, max = 200))]
    pub topic: String,
}

impl Form for FollowUpForm {
    fn sample() -> FollowUpForm {
        FollowUpForm {
            customer: "1".into(),
            stage: "after".into(),
            due_day: "2026-12-01".into(),
            topic: "问补水护理后的感受".into(),
            ..FollowUpForm::default()
        }
    }
}

/// What came of a follow-up, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct OutcomeForm {
    /// `visit`, `phone`, `message`, `online` or `other`.
    #[garde(length(max = 10))]
    pub way: String,
    /// What came of it.
    #[garde(length(max = 20))]
    pub outcome: String,
    /// What was said.
    #[garde(length(chars, max = 1000))]
    pub said: String,
    /// When one speaks with her next.
    #[garde(length(max = 10))]
    pub next_day: String,
    /// What about.
    #[garde(length(chars, max = 200))]
    pub next_topic: String,
}

impl Form for OutcomeForm {
    fn sample() -> OutcomeForm {
        OutcomeForm {
            way: "phone".into(),
            outcome: "later".into(),
            said: "出差中，下周回来再约".into(),
            next_day: "2026-12-08".into(),
            next_topic: "约补水护理".into(),
        }
    }
}

/// A day that has not passed, which may be left out.
#[allow(clippy::option_option, reason = "wrong and empty are two things")]
pub(crate) fn coming(
    wrong: &mut Problems,
    field: &str,
    text: &str,
    today: BusinessDate,
) -> Option<Option<BusinessDate>> {
    match text.trim() {
        "" => Some(None),
        text => {
            wrong.need(field, parse_day(text).filter(|day| *day >= today).map(Some), "care.not_a_coming_day")
        }
    }
}

pub(crate) fn words<'a>(wrong: &mut Problems, field: &str, text: &'a str) -> Option<&'a str> {
    wrong.need(field, Some(text.trim()).filter(|text| !text.is_empty()), "needed")
}

/// Whom a form names.
pub(crate) fn whom(tx: &mut Tx, call: &Call, chosen: &str, typed: &str) -> Result<Brief> {
    let picked = customer::picked(tx, call, chosen, typed)?;
    let mut wrong = Problems::default();
    let picked = wrong.need("customer", picked, "needed");
    let id = wrong.or(picked)?;
    customer::brief(tx, id)
}

/// Plans a follow-up by hand; it is the one's who plans it.
pub fn plan(tx: &mut Tx, call: &Call, form: &FollowUpForm) -> Result<FollowUpId> {
    let brief = whom(tx, call, &form.customer, &form.customer_q)?;
    let by = sight::caring(call, Permission::CareForCustomers, &brief)?;
    let today = org::today(tx, call)?.day;
    let mut wrong = web::limits(form);
    let stage = wrong.need("stage", Stage::from_code(&form.stage), "not_a_choice");
    let due = coming(&mut wrong, "due_day", &form.due_day, today)
        .and_then(|day| wrong.need("due_day", day, "needed"));
    let topic = words(&mut wrong, "topic", &form.topic);
    let read = stage.zip(due.zip(topic));
    let (stage, (due_day, topic)) = wrong.or(read)?;
    let new = NewFollowUp {
        customer: brief.id,
        store: brief.store_id,
        stage,
        due_day,
        owner: Some(by.person),
        topic,
        rule: None,
        by: Some(by.person),
        at: call.now,
    };
    let id = store::add_follow_up(tx, &new)?.ok_or_else(kernel::Error::missing)?;
    let detail = json!({ "customer": brief.id, "due": due_day, "stage": stage });
    call.note(tx, &by, "care.planned", format!("follow-ups/{id}"), detail)?;
    Ok(id)
}

/// Proof that the asker may do a follow-up: it is hers, the customer is hers, or she directs it.
pub(crate) fn doing(call: &Call, row: &store::FollowUpRow, brief: &Brief) -> Result<Mandate> {
    sight::persons(call, Permission::CareForCustomers, row.store_id, row.owner_id)
        .or_else(|_| sight::caring(call, Permission::CareForCustomers, brief))
}

/// Writes down what came of a follow-up, and plans the next where there is to be one.
pub fn finish(tx: &mut Tx, call: &Call, id: FollowUpId, form: &OutcomeForm) -> Result<CustomerId> {
    let row = store::follow_up(tx, id)?;
    let brief = customer::brief(tx, row.customer_id)?;
    let by = doing(call, &row, &brief)?;
    let today = org::today(tx, call)?.day;
    let mut wrong = web::limits(form);
    let outcome = wrong.need("outcome", Outcome::from_code(&form.outcome), "not_a_choice");
    let way = match (form.way.trim(), outcome) {
        ("", Some(Outcome::Dropped)) => Some(None),
        (code, _) => wrong.need("way", Way::from_code(code).map(Some), "not_a_choice"),
    };
    if outcome.is_some_and(|outcome| outcome != Outcome::NotReached) {
        words(&mut wrong, "said", &form.said);
    }
    let next = coming(&mut wrong, "next_day", &form.next_day, today);
    if outcome.is_some_and(Outcome::asks_for_next) && next == Some(None) {
        wrong.add("next_day", "needed");
    }
    let (outcome, (way, next_day)) = wrong.or(outcome.zip(way.zip(next)))?;
    if row.done_at.is_some() {
        return Err(Refused::Done.into());
    }
    let topic = Some(form.next_topic.trim()).filter(|text| !text.is_empty()).unwrap_or(&row.topic);
    let next = match next_day {
        Some(due_day) => {
            let owner = row.owner_id.or(Some(by.person));
            let new = NewFollowUp {
                customer: row.customer_id,
                store: row.store_id,
                stage: row.stage,
                due_day,
                owner,
                topic,
                rule: None,
                by: Some(by.person),
                at: call.now,
            };
            store::add_follow_up(tx, &new)?
        }
        None => None,
    };
    let said = form.said.trim();
    store::finish(tx, id, &Came { way, outcome, said, next, by: by.person, at: call.now, day: today })?;
    let detail = json!({ "customer": row.customer_id, "outcome": outcome, "next": next_day });
    call.note(tx, &by, "care.followed_up", format!("follow-ups/{id}"), detail)?;
    crate::classing::again(tx, call, row.customer_id)?;
    Ok(row.customer_id)
}

/// Something that may call for follow-ups.
struct Occasion {
    on: On,
    customer: CustomerId,
    day: BusinessDate,
    cause: String,
    therapist: Option<PersonId>,
}

/// Plans what the rules ask for at a store; how many that was. Done twice, it plans nothing the second time.
pub fn plan_by_rules(
    tx: &mut Tx,
    facts: &FactsOf,
    store: StoreId,
    today: BusinessDate,
    now: Instant,
) -> Result<usize> {
    let files = store::files(tx, store, None)?;
    let occasions = occasions(tx, facts, store, &files, today)?;
    let known: BTreeSet<(String, String)> =
        store::planned(tx, store, now.plus_minutes(-(BACK + 7) * 24 * 60))?.into_iter().collect();
    let files: BTreeMap<CustomerId, &store::FileRow> = files.iter().map(|file| (file.id, file)).collect();
    let rules = store::plan_rules(tx, store, today)?;
    let mut new = vec![];
    for rule in &rules {
        for occasion in occasions.iter().filter(|occasion| occasion.on == rule.on) {
            if known.contains(&(rule.code.clone(), occasion.cause.clone())) {
                continue;
            }
            let Some(file) = files.get(&occasion.customer) else { continue };
            new.push(planned(rule, occasion, file, store, now));
        }
    }
    Ok(store::add_follow_ups(tx, &new)?.len())
}

fn planned<'a>(
    rule: &'a PlanRule,
    occasion: &'a Occasion,
    file: &store::FileRow,
    store: StoreId,
    now: Instant,
) -> NewFollowUp<'a> {
    let owner = match rule.who {
        Who::Consultant => file.consultant_id,
        Who::Therapist => file.therapist_id.or(occasion.therapist).or(file.consultant_id),
    };
    NewFollowUp {
        customer: occasion.customer,
        store,
        stage: rule.stage,
        due_day: rule.due(occasion.day),
        owner,
        topic: &rule.zh,
        rule: Some((&rule.code, &occasion.cause)),
        by: None,
        at: now,
    }
}

/// What happened lately: files opened, visits, purchases. Of a visit with several treatments the first counts.
fn occasions(
    tx: &mut Tx,
    facts: &FactsOf,
    store: StoreId,
    files: &[store::FileRow],
    today: BusinessDate,
) -> Result<Vec<Occasion>> {
    let since = today.saturating_sub(BACK.days());
    // A year shows who was here before.
    let visits =
        facts.visits(tx, &Question { customer: None, store, since: today.saturating_sub(365.days()) })?;
    let mut all = vec![];
    let mut seen = std::collections::BTreeSet::new();
    let mut been = std::collections::BTreeSet::new();
    for visit in &visits {
        let is_first = been.insert(visit.customer);
        if !seen.insert(visit.document.clone()) || visit.day < since {
            continue;
        }
        let (cause, therapist) = (visit.document.clone(), Some(visit.therapist));
        let on = if is_first { On::FirstVisit } else { On::Visit };
        all.push(Occasion { on, customer: visit.customer, day: visit.day, cause, therapist });
    }
    let fresh = files.iter().filter(|file| file.opened_on >= since && !been.contains(&file.id));
    all.extend(fresh.map(|file| Occasion {
        on: On::Opened,
        customer: file.id,
        day: file.opened_on,
        cause: format!("customers/{}", file.id),
        therapist: None,
    }));
    for spend in facts.spends(tx, &Question { customer: None, store, since })? {
        let (customer, day, cause) = (spend.customer, spend.day, spend.document);
        all.push(Occasion { on: On::Purchase, customer, day, cause, therapist: None });
    }
    Ok(all)
}
