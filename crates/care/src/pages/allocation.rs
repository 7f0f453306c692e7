use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use customer::{CustomerId, OwnerRole};
use kernel::{Id, Permission, Result, Words};
use rhythm::looks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, By, Done, Failure, ListPlace, Listing, Nothing, Payload, Reply, Say, Table, View, filters};

use super::words::{reasons, said, told};
use crate::allocation::{Carer, Rule};
use crate::allotting;
use crate::policy::{FIELDS, Policy};
use crate::proof::ALLOCATION_PAGE;
use crate::sight;
use crate::store::{self, AllocationLine};

/// What the rules would do now with a customer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Coming {
    customer: CustomerId,
    name: String,
    role: Words,
    from: Option<String>,
    to: Option<String>,
    rule: Rule,
    why: Vec<Words>,
}

/// Somebody who looks after customers, and how many.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarerView {
    name: String,
    here: bool,
    held: usize,
    new: u32,
    /// Is it her turn?
    is_next: bool,
}

/// A customer who went to somebody.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AllocationView {
    #[serde(flatten)]
    line: AllocationLine,
    role_name: Words,
    reasons: Vec<Words>,
}

/// Who got whom and why; and what the rules say now.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/allocation.html")]
pub struct AllocationPage {
    policy: Vec<(String, u32)>,
    consultants: Vec<CarerView>,
    therapists: Vec<CarerView>,
    coming: Vec<Coming>,
    stuck: Vec<Coming>,
    rows: Vec<AllocationView>,
    list: ListPlace,
    may_direct: bool,
}

impl View for AllocationPage {
    fn title(&self, say: Say) -> String {
        say.t("care.allocation.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |row: &AllocationView| {
            let why: Vec<&str> = row.reasons.iter().map(|reason| reason.read(say.0)).collect();
            let why = [why.join(&say.t("common.semicolon")), row.line.note.clone()].join(" ");
            vec![
                row.line.day.into(),
                row.line.customer.clone().into(),
                row.role_name.read(say.0).into(),
                row.line.from_name.clone().into(),
                row.line.to_name.clone().into(),
                say.t(&row.line.rule.key()).into(),
                why.trim().into(),
                row.line.by_name.clone().into(),
            ]
        };
        let columns = ["day", "customer", "role", "from", "to", "rule", "why", "by"];
        Some(Table {
            name: "allocation".to_owned(),
            columns: columns.map(|key| say.t(&format!("care.allocation.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let coming = |rule: &Rule| Coming {
            customer: CustomerId::of(1),
            name: "李小燕".into(),
            role: said("care.role.consultant"),
            from: None,
            to: Some("林晓彤".into()),
            rule: *rule,
            why: vec![said("care.why.in_turn")],
        };
        let line = |rule: &Rule| AllocationView {
            line: AllocationLine {
                id: Id::of(1),
                customer_id: CustomerId::of(1),
                customer: "李小燕".into(),
                role: OwnerRole::Consultant,
                from_name: None,
                to_name: Some("林晓彤".into()),
                rule: *rule,
                why: "[]".into(),
                note: "顾客点名".into(),
                day: jiff::civil::date(2026, 11, 24),
                by_name: "周敏".into(),
            },
            role_name: said("care.role.consultant"),
            reasons: vec![said("care.why.in_turn")],
        };
        let carer = |here, is_next| CarerView { name: "林晓彤".into(), here, held: 12, new: 3, is_next };
        let page = |coming: Vec<Coming>, rows, may_direct| AllocationPage {
            policy: FIELDS.iter().map(|(field, ..)| ((*field).to_owned(), 3)).collect(),
            consultants: vec![carer(true, true), carer(false, false)],
            therapists: vec![carer(true, false)],
            stuck: coming.iter().take(1).cloned().collect(),
            coming,
            rows,
            list: ListPlace::sample(),
            may_direct,
        };
        vec![
            page(Rule::ALL.iter().map(coming).collect(), Rule::ALL.iter().map(line).collect(), true),
            page(vec![], vec![], false),
        ]
    }
}

fn role(role: OwnerRole) -> Words {
    said(&format!("care.role.{}", role.code()))
}

/// `GET /allocation`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<AllocationPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let store = sight::store(tx, call, Permission::ViewCare, "")?;
        let organisation = org::organisation(tx, call)?;
        let name = |person| organisation.person_name(person).to_owned();
        let (policy, standing, verdict) = allotting::preview(tx, call, store)?;
        let touched = verdict.moves.iter().map(|done| done.customer);
        let touched: Vec<CustomerId> =
            touched.chain(verdict.stuck.iter().map(|stuck| stuck.customer)).collect();
        let briefs = customer::briefs(tx, &touched)?;
        let names: BTreeMap<CustomerId, String> =
            briefs.into_iter().map(|brief| (brief.id, brief.name)).collect();
        let named = |customer: CustomerId| names.get(&customer).cloned().unwrap_or_default();
        let coming = verdict.moves.iter().map(|done| Coming {
            customer: done.customer,
            name: named(done.customer),
            role: role(done.role),
            from: done.from.map(name),
            to: done.to.map(name),
            rule: done.rule,
            why: told(&organisation, &done.why),
        });
        let stuck = verdict.stuck.iter().map(|stuck| Coming {
            customer: stuck.customer,
            name: named(stuck.customer),
            role: role(if stuck.rule == Rule::Regular {
                OwnerRole::Therapist
            } else {
                OwnerRole::Consultant
            }),
            from: None,
            to: None,
            rule: stuck.rule,
            why: told(&organisation, &stuck.why),
        });
        let next = standing.consultants.iter().filter(|carer| carer.here);
        let next = next.min_by_key(|carer| (carer.turn, carer.person)).map(|carer| carer.person);
        let view = |carer: &Carer, held: usize| CarerView {
            name: name(carer.person),
            here: carer.here,
            held,
            new: carer.new,
            is_next: next == Some(carer.person),
        };
        let consultants = standing.consultants.iter().map(|carer| {
            view(carer, standing.wards.iter().filter(|ward| ward.consultant == Some(carer.person)).count())
        });
        let therapists = standing.therapists.iter().map(|carer| {
            let hers =
                |ward: &&crate::allocation::Ward| ward.therapist.is_some_and(|(by, _)| by == carer.person);
            view(carer, standing.wards.iter().filter(hers).count())
        });
        let page = store::ALLOCATIONS.page(tx, &listing.ask_newest_first(), db::args![store])?;
        let list = listing.place(&page);
        let mut rows = vec![];
        for line in page.rows {
            let reasons = reasons(&organisation, &line.why)?;
            rows.push(AllocationView { role_name: role(line.role), reasons, line });
        }
        let may_direct = sight::persons(call, Permission::DirectCare, store, None).is_ok();
        let today = org::today(tx, call)?.day;
        let seen = looks::seen(tx, call.actor.person, today, ALLOCATION_PAGE)?;
        let page = AllocationPage {
            policy: numbers(&policy),
            consultants: consultants.collect(),
            therapists: therapists.collect(),
            coming: coming.collect(),
            stuck: stuck.collect(),
            rows,
            list,
            may_direct,
        };
        Ok((page, seen, today))
    });
    let (page, seen, today) = page.await?;
    looks::keep(&app, seen, by.person, today, ALLOCATION_PAGE);
    Ok(Reply(page))
}

fn numbers(policy: &Policy) -> Vec<(String, u32)> {
    FIELDS.iter().map(|(field, ..)| (format!("care.policy.{field}"), policy.number(field))).collect()
}

/// `POST /allocation/runs`
pub async fn run(State(app): State<App>, By(by): By, Payload(_): Payload<Nothing>) -> Result<Done, Failure> {
    app.act(&by, &(), |tx, call, ()| allotting::run(tx, call, "")).await?;
    Ok(Done::at("/allocation").saying("care.allocation.ran"))
}
