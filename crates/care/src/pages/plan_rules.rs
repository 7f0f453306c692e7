use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::planning::{On, PlanRule, Who};
use crate::ruling::{self, RULES, RulesForm, typed};
use crate::stage::Stage;
use crate::{sight, store};

/// How many lines for new rules stand below those that hold.
const NEW: usize = 2;

/// Rules that were set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RulesVersion {
    /// First day.
    pub from: BusinessDate,
    /// The rules.
    pub rules: Vec<PlanRule>,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What a store has followed up by itself, and every version that there was.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/plan_rules.html")]
pub struct PlanRulesPage {
    form: RulesForm,
    versions: Vec<RulesVersion>,
    #[serde(skip)]
    wrong: Wrong,
}

/// A line of the form.
struct RuleLine<'a> {
    code: &'a str,
    on: &'a str,
    stage: &'a str,
    days: &'a str,
    who: &'a str,
    zh: &'a str,
    en: &'a str,
}

impl PlanRulesPage {
    fn lines(&self) -> Vec<RuleLine<'_>> {
        let form = &self.form;
        let line = |place| RuleLine {
            code: typed(&form.code, place),
            on: typed(&form.on, place),
            stage: typed(&form.stage, place),
            days: typed(&form.days, place),
            who: typed(&form.who, place),
            zh: typed(&form.zh, place),
            en: typed(&form.en, place),
        };
        (0..(form.zh.len() + NEW).min(RULES)).map(line).collect()
    }
}

impl View for PlanRulesPage {
    fn title(&self, say: Say) -> String {
        say.t("care.plan_rules.title")
    }

    fn samples() -> Vec<Self> {
        let form = <RulesForm as web::Form>::sample;
        let rule = PlanRule {
            code: "visit".into(),
            from: jiff::civil::date(2026, 12, 1),
            on: On::Visit,
            stage: Stage::After,
            days: 3,
            who: Who::Therapist,
            zh: "问护理后的反应".into(),
            en: "Ask how she took the treatment".into(),
        };
        let version = RulesVersion {
            from: jiff::civil::date(2026, 12, 1),
            rules: vec![rule],
            why: "店会议定".into(),
            by: "许静".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        vec![
            PlanRulesPage { form: form(), versions: vec![version], wrong: Wrong::default() },
            PlanRulesPage { form: form(), versions: vec![], wrong: Wrong::sample("days.1", "needed") },
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, tried: &Option<RulesForm>) -> Result<PlanRulesPage> {
    let store = sight::store(tx, call, Permission::DirectCare, "")?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(store), call.now);
    let form = match tried {
        Some(form) => form.clone(),
        None => {
            let held = RulesForm::of(&store::plan_rules(tx, store, today)?);
            RulesForm { from_day: today.to_string(), ..held }
        }
    };
    let version = |row: store::RulesRow| {
        Ok(RulesVersion {
            from: row.from_day,
            rules: serde_json::from_str(&row.rules)?,
            why: row.why,
            by: organisation.person_name(row.set_by).to_owned(),
            at: row.set_at,
        })
    };
    let versions = store::plan_rule_versions(tx, store)?.into_iter().map(version).collect::<Result<_>>()?;
    Ok(PlanRulesPage { form, versions, wrong: Wrong::default() })
}

/// `GET /follow-ups/rules`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<PlanRulesPage>, Failure> {
    Ok(Reply(app.look(&by, &None, draw).await?))
}

/// `POST /follow-ups/rules`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<RulesForm>,
) -> Result<Answer<PlanRulesPage>, Failure> {
    match app.act(&by, &form, ruling::set).await {
        Ok(id) => Ok(Done::created("/follow-ups/rules", id).saying("care.plan_rules.done").into()),
        Err(refused) => {
            let page = app.look(&by, &Some(form), draw).await?;
            again(refused, |wrong| PlanRulesPage { wrong, ..page })
        }
    }
}
