use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Id, Instant, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::following::{self, OutcomeForm};
use crate::sight;
use crate::stage::{Outcome, Stage, Way};
use crate::store::{self, FollowUpId};

/// A follow-up, to be done or done.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/follow_up.html")]
pub struct FollowUpPage {
    id: FollowUpId,
    customer: i64,
    name: String,
    phone_end: Option<String>,
    stage: Stage,
    due_day: BusinessDate,
    owner: Option<String>,
    topic: String,
    /// What was said with her lately, the newest first.
    before: Vec<(BusinessDate, String, String)>,
    way: Option<Way>,
    outcome: Option<Outcome>,
    said: String,
    done_by: Option<String>,
    done_at: Option<Instant>,
    next_day: Option<BusinessDate>,
    may_do: bool,
    today: BusinessDate,
    #[serde(skip)]
    form: OutcomeForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for FollowUpPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("care.follow_up.title"), self.name)
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let open = || FollowUpPage {
            id: FollowUpId::of(1),
            customer: 1,
            name: "李小燕".into(),
            phone_end: Some("5678".into()),
            stage: Stage::After,
            due_day: day,
            owner: Some("林晓彤".into()),
            topic: "问护理后的反应".into(),
            before: vec![(day, "电话".into(), "说感觉不错".into())],
            way: None,
            outcome: None,
            said: String::new(),
            done_by: None,
            done_at: None,
            next_day: None,
            may_do: true,
            today: day,
            form: OutcomeForm::default(),
            wrong: Wrong::default(),
        };
        let done = FollowUpPage {
            way: Some(Way::Phone),
            outcome: Some(Outcome::Later),
            said: "下周回来再约".into(),
            done_by: Some("林晓彤".into()),
            done_at: Some(Instant::from_millis(1_795_484_000_000)),
            next_day: Some(day),
            ..open()
        };
        let form = <OutcomeForm as web::Form>::sample();
        vec![open(), FollowUpPage { form, wrong: Wrong::sample("next_day", "needed"), ..open() }, done]
    }
}

fn page(tx: &mut Tx, call: &Call, id: FollowUpId) -> Result<FollowUpPage> {
    let row = store::follow_up(tx, id)?;
    let brief = customer::brief(tx, row.customer_id)?;
    let sees = sight::persons(call, Permission::ViewCare, row.store_id, row.owner_id).is_ok()
        || sight::seeing(call, Permission::ViewCare, &brief).is_ok();
    if !sees {
        return Err(Error::missing());
    }
    let chart = org::today(tx, call)?;
    let name = |person| chart.organisation.person_name(person).to_owned();
    let zone = chart.organisation.zone();
    let before = store::follow_ups_of(tx, row.customer_id, 8)?.into_iter().filter(|other| other.id != id);
    let before = before.filter_map(|other| {
        let at = other.done_at?.at(&zone).date();
        Some((at, other.done_by.map(name).unwrap_or_default(), other.said))
    });
    let before = before.take(3).collect();
    let next_day = row.next_id.map(|next| store::follow_up(tx, next)).transpose()?.map(|next| next.due_day);
    let form =
        OutcomeForm { next_day: chart.day.saturating_add(7.days()).to_string(), ..OutcomeForm::default() };
    Ok(FollowUpPage {
        id,
        customer: row.customer_id.get(),
        name: brief.name.clone(),
        phone_end: brief.phone_end.clone(),
        stage: row.stage,
        due_day: row.due_day,
        owner: row.owner_id.map(name),
        may_do: row.done_at.is_none() && following::doing(call, &row, &brief).is_ok(),
        topic: row.topic,
        before,
        way: row.way,
        outcome: row.outcome,
        said: row.said,
        done_by: row.done_by.map(name),
        done_at: row.done_at,
        next_day,
        today: chart.day,
        form,
        wrong: Wrong::default(),
    })
}

/// `GET /follow-ups/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<FollowUpId>,
) -> Result<Reply<FollowUpPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /follow-ups/{id}`
pub async fn finish(
    State(app): State<App>,
    By(by): By,
    At(id): At<FollowUpId>,
    Payload(form): Payload<OutcomeForm>,
) -> Result<Answer<FollowUpPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| following::finish(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at("/care").saying("care.follow_up.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| FollowUpPage { form: input.1, wrong, ..page })
        }
    }
}
