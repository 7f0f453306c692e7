use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, By, Call, Choice, Done, Failure, Form, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use crate::place::my_store;
use crate::setting::{self, SettingForm};
use crate::store;

/// How the till is set.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/settings.html")]
pub struct SettingsPage {
    store: String,
    form: SettingForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl SettingsPage {
    fn papers(&self) -> Vec<Choice> {
        vec![Choice::new(58, "58 mm"), Choice::new(80, "80 mm")]
    }
}

impl View for SettingsPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.settings.title")
    }

    fn samples() -> Vec<Self> {
        let page = |wrong| SettingsPage { store: "静安店".into(), form: SettingForm::sample(), wrong };
        vec![page(Wrong::default()), page(Wrong::sample("printer", "sales.printer"))]
    }
}

fn page(tx: &mut Tx, call: &Call, _: &Nothing) -> Result<SettingsPage> {
    let store = my_store(tx, call, Permission::SetTill)?;
    let form = SettingForm::of(&store::till_setting(tx, store)?);
    let name = org::organisation(tx, call)?.store(store)?.name.clone();
    Ok(SettingsPage { store: name, form, wrong: Wrong::default() })
}

/// `GET /till/settings`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<SettingsPage>, Failure> {
    Ok(Reply(app.look(&by, &Nothing {}, page).await?))
}

/// `POST /till/settings`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<SettingForm>,
) -> Result<Answer<SettingsPage>, Failure> {
    match app.act(&by, &form, setting::set).await {
        Ok(_) => Ok(Done::at("/till/settings").saying("sales.settings.saved").into()),
        Err(refused) => match app.look(&by, &Nothing {}, page).await {
            Ok(page) => again(refused, |wrong| SettingsPage { form, wrong, ..page }),
            Err(_) => Err(Failure(refused)),
        },
    }
}
