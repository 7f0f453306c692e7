use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::MergeCustomers;
use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::merge::{self as merging, ApartForm, MergeForm};
use crate::{Brief, CustomerId, brief, sight};

/// With whom.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct With {
    /// Key of the file that goes.
    pub with: String,
}

/// The form to make two files one.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/merge.html")]
pub struct MergePage {
    customer: Brief,
    /// The file that goes, as it is called.
    other: String,
    #[serde(skip)]
    form: MergeForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for MergePage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.merge.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let page = |wrong| MergePage {
            customer: Brief::sample(),
            other: "李晓燕 100040".into(),
            form: <MergeForm as web::Form>::sample(),
            wrong,
        };
        vec![page(Wrong::default()), page(Wrong::sample("why", "needed"))]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId, form: MergeForm) -> Result<MergePage> {
    let row = sight::seeing(tx, call, id)?;
    call.sight(MergeCustomers, &sight::place(&row))?;
    let other = match form.from.parse::<CustomerId>().ok() {
        Some(from) => {
            sight::seeing(tx, call, from).map_or(String::new(), |row| format!("{} {}", row.name, row.number))
        }
        None => form.from_q.clone(),
    };
    Ok(MergePage { customer: brief(tx, id)?, other, form, wrong: Wrong::default() })
}

/// `GET /customers/{id}/merge`
pub async fn form(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Asked(with): Asked<With>,
) -> Result<Reply<MergePage>, Failure> {
    let form = MergeForm { from: with.with, ..MergeForm::default() };
    Ok(Reply(app.look(&by, &(id, form), |tx, call, (id, form)| page(tx, call, *id, form.clone())).await?))
}

/// `POST /customers/{id}/merge`
pub async fn merge(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<MergeForm>,
) -> Result<Answer<MergePage>, Failure> {
    let asked = (id, form);
    match app.act(&by, &asked, |tx, call, (id, form)| merging::merge(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/customers/{id}")).saying("customer.merge.done").into()),
        Err(refused) => {
            let page =
                app.look(&by, &asked, |tx, call, (id, form)| page(tx, call, *id, form.clone())).await?;
            again(refused, |wrong| MergePage { wrong, ..page })
        }
    }
}

/// `POST /customers/{id}/apart`
pub async fn apart(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<ApartForm>,
) -> Result<Done, Failure> {
    app.act(&by, &(id, form), |tx, call, (id, form)| merging::keep_apart(tx, call, *id, form)).await?;
    Ok(Done::at("/customers/quality").saying("customer.merge.kept_apart"))
}
