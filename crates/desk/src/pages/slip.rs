use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::TakeMessages;
use kernel::Result;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::{Pick, addressees};
use crate::place;
use crate::policy::Urgency;
use crate::slips::{self, SlipForm};
use crate::store::Way;

/// The form of a call slip: number, matter, to whom; the rest stands ready.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/slip_form.html")]
pub struct SlipFormPage {
    form: SlipForm,
    addressees: Vec<Pick>,
    #[serde(skip)]
    wrong: Wrong,
}

impl SlipFormPage {
    fn ways(&self) -> Vec<(&'static str, String)> {
        Way::ALL.iter().map(|way| (way.code(), format!("desk.way.{}", way.code()))).collect()
    }

    fn urgencies(&self) -> Vec<(&'static str, String)> {
        Urgency::ALL.iter().map(|one| (one.code(), format!("desk.urgency.{}", one.code()))).collect()
    }
}

impl View for SlipFormPage {
    fn title(&self, say: Say) -> String {
        say.t("desk.slip.new")
    }

    fn samples() -> Vec<Self> {
        let form = <SlipForm as web::Form>::sample();
        let page = |wrong| SlipFormPage { form: form.clone(), addressees: Pick::sample(), wrong };
        vec![page(Wrong::default()), page(Wrong::sample("phone", "not_a_phone"))]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &SlipForm) -> Result<SlipFormPage> {
    let store = place::store(tx, call, TakeMessages, "")?;
    let chart = org::today(tx, call)?;
    Ok(SlipFormPage { form: form.clone(), addressees: addressees(&chart, store), wrong: Wrong::default() })
}

/// `GET /slips/new`
pub async fn blank(State(app): State<App>, By(by): By) -> Result<Reply<SlipFormPage>, Failure> {
    let form = SlipForm { way: "in".into(), urgency: "ordinary".into(), ..SlipForm::default() };
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /slips`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<SlipForm>,
) -> Result<Answer<SlipFormPage>, Failure> {
    match app.act(&by, &form, slips::take).await {
        Ok(id) => Ok(Done::created("/desk", id).saying("desk.slip.taken").into()),
        Err(refused) => {
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| SlipFormPage { wrong, ..page })
        }
    }
}
