use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Instant, Money, Permission, Place, Result};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::{Head, MonthAsked};
use crate::planning::{self, PlanForm};
use crate::{sharing, sight, store};

/// What a category is to bring.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartOfPlan {
    kind: LineKind,
    /// As it is planned.
    target: Option<Money>,
    /// As it is proposed.
    proposed: Money,
}

/// A month's sales plan (销售计划).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/plan.html")]
pub struct PlanPage {
    head: Head,
    store: String,
    /// The month's target; none where it is not decided.
    whole: Option<Money>,
    positioning: String,
    parts: Vec<PartOfPlan>,
    /// Who wrote it, and when.
    written: Option<(String, Instant)>,
    may_write: bool,
    #[serde(skip)]
    form: PlanForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl PlanPage {
    fn id(&self, part: &PartOfPlan) -> String {
        format!("amount-{}", part.kind.code())
    }

    /// What stands in the field of a category.
    fn typed(&self, place: &usize) -> String {
        let part = &self.parts[*place];
        let usual = || part.target.unwrap_or(part.proposed).typed();
        self.form.amount.get(*place).cloned().unwrap_or_else(usual)
    }

    fn typed_positioning(&self) -> &str {
        if self.form.month.is_empty() { &self.positioning } else { &self.form.positioning }
    }
}

impl View for PlanPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("targets.plan.title"), self.head.month())
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let part = |kind, target: Option<i64>| PartOfPlan {
            kind,
            target: target.map(fen),
            proposed: fen(37_500_00),
        };
        let page = |whole, target, written, wrong| PlanPage {
            head: Head::sample(),
            store: "静安店".into(),
            whole,
            positioning: "三十岁上下的上班族；主推补水和肩颈".into(),
            parts: planning::CATEGORIES.into_iter().map(|kind| part(kind, target)).collect(),
            written,
            may_write: true,
            form: PlanForm::default(),
            wrong,
        };
        let written = ("许雅琴".to_owned(), Instant::from_millis(1_795_484_000_000));
        vec![
            page(Some(fen(150_000_00)), Some(37_500_00), Some(written.clone()), Wrong::default()),
            page(Some(fen(150_000_00)), None, None, Wrong::sample("positioning", "needed")),
            PlanPage { may_write: false, ..page(None, None, Some(written), Wrong::default()) },
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &MonthAsked) -> Result<PlanPage> {
    let shop = sight::all_of_store(tx, call, &asked.store)?;
    let first = org::month(tx, call, &asked.month)?;
    let whole = sharing::month_of(tx, shop, Journal::Cash, first)?.map(|row| row.amount);
    let plan = store::plan(tx, shop, first)?;
    let planned = match &plan {
        Some(row) => store::plan_parts(tx, row.id)?,
        None => vec![],
    };
    let proposed = planning::proposed(tx, shop, first, whole.unwrap_or_default())?;
    let organisation = org::organisation(tx, call)?;
    let part = |(kind, proposed): (LineKind, Money)| {
        let target = planned.iter().find(|(one, _)| *one == kind).map(|(_, amount)| *amount);
        PartOfPlan { kind, target, proposed }
    };
    Ok(PlanPage {
        head: Head::of(first, Journal::Cash)?,
        store: organisation.store(shop)?.name.clone(),
        whole,
        parts: proposed.into_iter().map(part).collect(),
        written: plan
            .as_ref()
            .map(|row| (organisation.person_name(row.written_by).to_owned(), row.written_at)),
        positioning: plan.map(|row| row.positioning).unwrap_or_default(),
        may_write: call.actor.may_at(Permission::ShareTargets, &Place::store(shop)),
        form: PlanForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /targets/plan`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<PlanPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

/// `POST /targets/plan`
pub async fn write(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PlanForm>,
) -> Result<Answer<PlanPage>, Failure> {
    let asked = MonthAsked::typed(&form.store, &form.month, "");
    match app.act(&by, &form, planning::plan).await {
        Ok(id) => {
            let href = format!("/targets/plan?month={}", asked.month);
            Ok(Done::created(href, id).saying("targets.plan.written").into())
        }
        Err(refused) => {
            let page = app.look(&by, &asked, page).await?;
            again(refused, |wrong| PlanPage { form, wrong, ..page })
        }
    }
}
