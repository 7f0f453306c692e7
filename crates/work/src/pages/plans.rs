use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, Result};
use org::Organisation;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, Reply, Say, View, filters};

use crate::PlanId;
use crate::plan::{PlanKind, PlanStatus};
use crate::store::{self, PlanRow};

/// A plan in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanItem {
    /// Key.
    pub id: PlanId,
    /// Whose.
    pub name: String,
    /// Of a day, a week or a month.
    pub kind: PlanKind,
    /// First day.
    pub from_day: BusinessDate,
    /// Last day.
    pub until_day: BusinessDate,
    /// How it stands.
    pub status: PlanStatus,
    /// What is to be reached.
    pub goals: String,
    /// When it was handed in.
    pub handed_in_at: Option<Instant>,
}

impl PlanItem {
    pub(crate) fn of(plan: &PlanRow, organisation: &Organisation) -> PlanItem {
        PlanItem {
            id: plan.id,
            name: organisation.person_name(plan.person_id).to_owned(),
            kind: plan.kind,
            from_day: plan.from_day,
            until_day: plan.until_day,
            status: plan.status,
            goals: plan.goals.clone(),
            handed_in_at: plan.handed_in_at,
        }
    }

    /// The key of what it is called.
    pub fn kind_text(&self) -> String {
        format!("work.plan.{}", self.kind.code())
    }

    /// The class, the picture and the key of its state.
    pub fn look(&self) -> (&'static str, &'static str, String) {
        let (class, symbol) = match self.status {
            PlanStatus::Draft => ("is-none", "pencil"),
            PlanStatus::HandedIn => ("is-due", "hourglass"),
            PlanStatus::Returned => ("is-late", "arrow-back-up"),
            PlanStatus::Accepted => ("is-done", "check"),
        };
        (class, symbol, format!("work.plan_status.{}", self.status.code()))
    }

    pub(crate) fn sample(status: PlanStatus) -> PlanItem {
        use kernel::Id;
        PlanItem {
            id: PlanId::of(1),
            name: "周敏".into(),
            kind: PlanKind::Week,
            from_day: jiff::civil::date(2026, 11, 23),
            until_day: jiff::civil::date(2026, 11, 29),
            status,
            goals: "面部项目做满六成".into(),
            handed_in_at: Some(Instant::from_millis(1_795_483_200_000)),
        }
    }
}

/// One's plans, those to read and those handed down.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/plans.html")]
pub struct PlansPage {
    /// Those that wait for the reader's word.
    review: Vec<PlanItem>,
    /// Those handed down to her.
    down: Vec<PlanItem>,
    /// Her own.
    mine: Vec<PlanItem>,
    may_plan: bool,
}

impl View for PlansPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.plans")
    }

    fn samples() -> Vec<Self> {
        let item = PlanItem::sample;
        vec![
            PlansPage {
                review: vec![item(PlanStatus::HandedIn)],
                down: vec![item(PlanStatus::Accepted)],
                mine: vec![item(PlanStatus::Draft), item(PlanStatus::Returned)],
                may_plan: true,
            },
            PlansPage { review: vec![], down: vec![], mine: vec![], may_plan: false },
        ]
    }
}

fn page(tx: &mut Tx, call: &Call) -> Result<PlansPage> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let items = |plans: Vec<PlanRow>| {
        plans.iter().map(|plan| PlanItem::of(plan, &chart.organisation)).collect::<Vec<_>>()
    };
    Ok(PlansPage {
        review: items(crate::planning::to_review(tx, call, &chart)?),
        down: items(store::plans_down(tx, me)?),
        mine: items(store::plans_of(tx, me)?),
        may_plan: call.actor.may(Permission::GiveWork),
    })
}

/// `GET /plans`
pub async fn all(State(app): State<App>, By(by): By) -> Result<Reply<PlansPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}
