use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::follow_ups::{CustomerAsked, shown};
use crate::allotting::{self, OverrideForm};
use crate::people::{consultants, therapists};
use crate::policy::{FIELDS, PolicyForm};
use crate::sight;
use crate::store;

/// The form of a store's rules.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/rules.html")]
pub struct RulesPage {
    form: PolicyForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl RulesPage {
    /// Name, text key and value of each number.
    fn fields(&self) -> Vec<(&'static str, String, &str)> {
        FIELDS
            .iter()
            .map(|(field, ..)| (*field, format!("care.policy.{field}"), self.form.text(field)))
            .collect()
    }
}

impl View for RulesPage {
    fn title(&self, say: Say) -> String {
        say.t("care.rules.title")
    }

    fn samples() -> Vec<Self> {
        let form = <PolicyForm as web::Form>::sample;
        vec![
            RulesPage { form: form(), wrong: Wrong::default() },
            RulesPage { form: form(), wrong: Wrong::sample("reason", "needed") },
        ]
    }
}

fn draw_rules(tx: &mut Tx, call: &Call, typed: &Option<PolicyForm>) -> Result<RulesPage> {
    let store = sight::store(tx, call, Permission::DirectCare, "")?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let form = match typed {
        Some(form) => form.clone(),
        None => PolicyForm::of(&store::policy(tx, store, today)?.0),
    };
    Ok(RulesPage { form, wrong: Wrong::default() })
}

/// `GET /allocation/rules`
pub async fn rules(State(app): State<App>, By(by): By) -> Result<Reply<RulesPage>, Failure> {
    Ok(Reply(app.look(&by, &None, draw_rules).await?))
}

/// `POST /allocation/rules`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PolicyForm>,
) -> Result<Answer<RulesPage>, Failure> {
    match app.act(&by, &form, |tx, call, form| allotting::set_policy(tx, call, "", form)).await {
        Ok(id) => Ok(Done::created("/allocation", id).saying("care.rules.done").into()),
        Err(refused) => again(refused, |wrong| RulesPage { form, wrong }),
    }
}

/// The form to give a customer to somebody.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/give.html")]
pub struct GivePage {
    form: OverrideForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for GivePage {
    fn title(&self, say: Say) -> String {
        say.t("care.give.title")
    }

    fn samples() -> Vec<Self> {
        let people = || vec![Choice::new(5, "林晓彤")];
        let form = <OverrideForm as web::Form>::sample();
        vec![
            GivePage { form, people: people(), wrong: Wrong::sample("reason", "needed") },
            GivePage { form: OverrideForm::default(), people: people(), wrong: Wrong::default() },
        ]
    }
}

fn draw_give(tx: &mut Tx, call: &Call, form: &OverrideForm) -> Result<GivePage> {
    let store = sight::store(tx, call, Permission::DirectCare, "")?;
    let chart = org::today(tx, call)?;
    let mut form = form.clone();
    form.customer_q = shown(tx, &form.customer, &form.customer_q)?;
    let people = consultants(&chart, store).into_iter().chain(therapists(&chart, store));
    let people = people.map(|person| Choice::new(person, chart.organisation.person_name(person))).collect();
    Ok(GivePage { form, people, wrong: Wrong::default() })
}

/// `GET /allocation/override`
pub async fn giving(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<CustomerAsked>,
) -> Result<Reply<GivePage>, Failure> {
    let form =
        OverrideForm { customer: asked.customer, role: "consultant".into(), ..OverrideForm::default() };
    Ok(Reply(app.look(&by, &form, draw_give).await?))
}

/// `POST /allocation/override`
pub async fn give(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<OverrideForm>,
) -> Result<Answer<GivePage>, Failure> {
    match app.act(&by, &form, allotting::give).await {
        Ok(customer) => Ok(Done::created("/allocation", customer).saying("care.give.done").into()),
        Err(refused) => {
            let mut blank = form.clone();
            blank.customer.clear();
            let page = app.look(&by, &blank, draw_give).await?;
            again(refused, |wrong| GivePage { form, wrong, ..page })
        }
    }
}
