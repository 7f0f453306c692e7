use askama::Template;
use axum::extract::State;
use booking::Dispatch;
use db::Tx;
use kernel::{BusinessDate, Id, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::{families, stores};
use crate::deed::PolicyId;
use crate::place::store_of;
use crate::policies::{self as doors, PolicyForm};
use crate::policy::{Order, Policy, SkipReason, Spot, Start, Weigh, board_name, shipped_policy};
use crate::store;

/// A policy with where and since when it holds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicyLine {
    /// None for the one that is shipped.
    id: Option<PolicyId>,
    /// None for all stores.
    store: Option<String>,
    /// None for all boards.
    board: Option<Words>,
    from_day: Option<BusinessDate>,
    why: String,
    by: String,
    policy: Policy,
}

impl PolicyLine {
    fn keeping(&self, keeps: bool) -> impl Iterator<Item = &SkipReason> {
        self.policy.keeps.iter().filter(move |(_, kept)| **kept == keeps).map(|(reason, _)| reason)
    }
}

/// The policies, the newest first, and the shipped one below them.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/policies.html")]
pub struct PoliciesPage {
    lines: Vec<PolicyLine>,
    may_set: bool,
}

impl View for PoliciesPage {
    fn title(&self, say: Say) -> String {
        say.t("rotation.policies.title")
    }

    fn samples() -> Vec<Self> {
        let Ok(policy) = shipped_policy("face") else { return vec![] };
        let shipped = PolicyLine {
            id: None,
            store: None,
            board: None,
            from_day: None,
            why: String::new(),
            by: String::new(),
            policy: policy.clone(),
        };
        let own = PolicyLine {
            id: Some(PolicyId::of(1)),
            store: Some("静安店".into()),
            board: Some(Words::new("面部牌", "Face board")),
            from_day: Some(jiff::civil::date(2027, 1, 1)),
            why: "店会议定".into(),
            by: "周敏".into(),
            policy: Policy { order: Order::LeastServed, weigh: Weigh::Value, ..policy },
        };
        vec![
            PoliciesPage { lines: vec![own, shipped.clone()], may_set: true },
            PoliciesPage { lines: vec![shipped], may_set: false },
        ]
    }
}

/// `GET /rotation/policies`
pub async fn list(State(app): State<App>, By(by): By) -> Result<Reply<PoliciesPage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        let organisation = org::organisation(tx, call)?;
        let mut lines = vec![];
        for row in store::policies(tx)? {
            let place = row.store_id.map_or(Place::centre(), Place::store);
            if row.store_id.is_some() && !call.actor.may_at(Permission::ViewRotation, &place) {
                continue;
            }
            lines.push(PolicyLine {
                id: Some(row.id),
                store: row
                    .store_id
                    .map(|store| organisation.store(store).map(|s| s.name.clone()))
                    .transpose()?,
                board: Some(row.family.as_str()).filter(|family| !family.is_empty()).map(board_name),
                from_day: Some(row.from_day),
                why: row.why.clone(),
                by: organisation.person_name(row.set_by).to_owned(),
                policy: serde_json::from_str(&row.content)?,
            });
        }
        lines.push(PolicyLine {
            id: None,
            store: None,
            board: None,
            from_day: None,
            why: String::new(),
            by: String::new(),
            policy: shipped_policy("")?,
        });
        Ok(PoliciesPage { lines, may_set: call.actor.may(Permission::SetRotation) })
    });
    Ok(Reply(page.await?))
}

/// The form of a new policy.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/policy_form.html")]
pub struct PolicyPage {
    #[serde(flatten)]
    typed: PolicyForm,
    /// May it be for all stores?
    everywhere: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    families: Vec<(String, Words)>,
    #[serde(skip)]
    wrong: Wrong,
}

impl PolicyPage {
    fn share(&self, kind: &Dispatch) -> (String, String) {
        (format!("share.{}", kind.code()), self.typed.more("share", kind.code()).to_owned())
    }

    fn keeps(&self, reason: &SkipReason) -> bool {
        self.typed.more("keeps", reason.code()) == "yes"
    }
}

impl View for PolicyPage {
    fn title(&self, say: Say) -> String {
        say.t("rotation.policies.new")
    }

    fn samples() -> Vec<Self> {
        let page = |wrong| PolicyPage {
            typed: web::Form::sample(),
            everywhere: true,
            stores: vec![Choice::new(1, "静安店")],
            families: vec![("face".into(), Words::new("面部牌", "Face board"))],
            wrong,
        };
        vec![page(Wrong::default()), page(Wrong::sample("share.turn", "rotation.share"))]
    }
}

fn form(tx: &mut Tx, call: &Call, typed: &Option<PolicyForm>) -> Result<PolicyPage> {
    let store = store_of(tx, call, Permission::SetRotation, "")?;
    let everywhere = call.actor.may_at(Permission::SetRotation, &Place::centre());
    let organisation = org::organisation(tx, call)?;
    let tomorrow = organisation.business_date(Some(store), call.now).tomorrow()?;
    let families = families(tx, call, store)?;
    let typed = match typed {
        Some(typed) => typed.clone(),
        None => {
            let family = families.first().map(|(family, _)| family.as_str()).unwrap_or("");
            let in_force = store::policy(tx, store, family, tomorrow)?;
            let from_day = tomorrow.to_string();
            PolicyForm { store: store.to_string(), from_day, ..PolicyForm::of(&in_force) }
        }
    };
    let mut choices = stores(tx, call, Permission::SetRotation)?;
    if choices.is_empty() {
        choices.push(Choice::new(store, organisation.store(store)?.name.clone()));
    }
    Ok(PolicyPage { typed, everywhere, stores: choices, families, wrong: Wrong::default() })
}

/// `GET /rotation/policies/new`
pub async fn blank(State(app): State<App>, By(by): By) -> Result<Reply<PolicyPage>, Failure> {
    Ok(Reply(app.look(&by, &None, form).await?))
}

/// `POST /rotation/policies`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(typed): Payload<PolicyForm>,
) -> Result<Answer<PolicyPage>, Failure> {
    match app.act(&by, &typed, doors::set).await {
        Ok(id) => Ok(Done::created("/rotation/policies", id).saying("rotation.policies.set").into()),
        Err(refused) => {
            let page = app.look(&by, &Some(typed), form).await?;
            again(refused, |wrong| PolicyPage { wrong, ..page })
        }
    }
}
