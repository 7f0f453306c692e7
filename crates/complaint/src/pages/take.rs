use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::TakeComplaints;
use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::complaints::address;
use super::{Pick, people_at};
use crate::case::{Severity, Source};
use crate::complaints::{self, ComplaintForm, may_own};
use crate::place;
use crate::words::vocabulary;

/// What is known of a complaint before it is taken down.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Known {
    /// The customer's key.
    #[serde(default)]
    pub customer: String,
    /// Of whom she complains.
    #[serde(default)]
    pub about: String,
}

/// The form of a complaint.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/take.html")]
pub struct TakePage {
    form: ComplaintForm,
    /// The name of the customer who was chosen.
    customer: Option<String>,
    causes: Vec<Pick>,
    people: Vec<Pick>,
    owners: Vec<Pick>,
    #[serde(skip)]
    wrong: Wrong,
}

impl TakePage {
    /// What stands in the customer's field: her name, or what was typed.
    fn shown(&self) -> &str {
        self.customer.as_deref().unwrap_or(&self.form.customer_q)
    }

    fn severities(&self) -> Vec<(&'static str, String)> {
        Severity::ALL.iter().map(|one| (one.code(), format!("complaint.severity.{}", one.code()))).collect()
    }

    fn sources(&self) -> Vec<(&'static str, String)> {
        let spoken = [Source::Desk, Source::Phone, Source::Online];
        spoken.iter().map(|one| (one.code(), format!("complaint.source.{}", one.code()))).collect()
    }
}

impl View for TakePage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.take.title")
    }

    fn samples() -> Vec<Self> {
        let form = <ComplaintForm as web::Form>::sample();
        let page = |customer: Option<&str>, wrong| TakePage {
            form: form.clone(),
            customer: customer.map(String::from),
            causes: Pick::sample(),
            people: vec![],
            owners: vec![],
            wrong,
        };
        vec![page(None, Wrong::sample("words", "needed")), page(Some("秦岚"), Wrong::default())]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &ComplaintForm) -> Result<TakePage> {
    let store = place::store(tx, call, TakeComplaints, "")?;
    let chart = org::today(tx, call)?;
    let customer = form.customer.trim().parse().ok();
    let customer = customer.map(|id| customer::brief(tx, id)).transpose().ok().flatten();
    Ok(TakePage {
        customer: customer.map(|brief| brief.name),
        causes: Pick::named(&vocabulary()?.cause, chart.day),
        people: people_at(&chart, store, |_| true),
        owners: people_at(&chart, store, |person| may_own(&chart, person, store)),
        form: form.clone(),
        wrong: Wrong::default(),
    })
}

/// `GET /complaints/new`
pub async fn blank(
    State(app): State<App>,
    By(by): By,
    Asked(known): Asked<Known>,
) -> Result<Reply<TakePage>, Failure> {
    let form = ComplaintForm {
        customer: known.customer,
        about: known.about,
        severity: Severity::Normal.code().to_owned(),
        source: Source::Desk.code().to_owned(),
        ..ComplaintForm::default()
    };
    web::limits(&form).or(Some(()))?;
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /complaints`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<ComplaintForm>,
) -> Result<Answer<TakePage>, Failure> {
    match app.act(&by, &form, complaints::take).await {
        Ok(id) => Ok(Done::created(address(id), id).saying("complaint.take.done").into()),
        Err(refused) => {
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| TakePage { wrong, ..page })
        }
    }
}
