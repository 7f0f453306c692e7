use askama::Template;
use axum::extract::State;
use db::Tx;
use garde::Validate;
use kernel::{AccountId, Actor, Id, Lang, Permission, PersonId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, At, By, Call, Choice, Failure, Form, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use crate::account::{is_name, plain_name};
use crate::accounts::{self, NewAccount, mandate_over, mandate_over_person};
use crate::pages::Either;
use crate::store::{self, PersonLine};
use crate::{password, secret};

/// An account to be opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AccountForm {
    /// The person's key.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub person: String,
    /// The sign-in name; the staff number when left empty.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// `zh-CN` or `en`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub lang: String,
}

impl Form for AccountForm {
    fn sample() -> AccountForm {
        AccountForm { person: "7".into(), name: "0007".into(), lang: "zh-CN".into() }
    }
}

impl AccountForm {
    fn parse(&self, people: &[PersonLine], password_hash: &str) -> Result<NewAccount> {
        let mut wrong = web::limits(self);
        let found = self.person.trim().parse().ok();
        let found = found.and_then(|id: PersonId| people.iter().find(|person| person.id == id));
        let person = wrong.need("person", found, "not_a_choice");
        let name = match plain_name(&self.name) {
            name if name.is_empty() => person.map(|person| plain_name(&person.staff_number)),
            name => Some(name),
        };
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            wrong.add("name", "identity.name_format");
        }
        wrong.or(person.zip(name).map(|(person, name)| NewAccount {
            person: person.id,
            name,
            password_hash: password_hash.to_owned(),
            lang: Lang::from_tag(&self.lang).unwrap_or_default(),
            must_change: true,
        }))
    }
}

/// The form of a new account.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/account_form.html")]
pub struct AccountFormPage {
    form: AccountForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for AccountFormPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.accounts.new")
    }

    fn samples() -> Vec<Self> {
        let people = vec![Choice::new(7, "0007 许雅琴")];
        let wrong = Wrong::sample("name", "identity.name_format");
        vec![
            AccountFormPage { form: AccountForm::default(), people: vec![], wrong: Wrong::default() },
            AccountFormPage { form: AccountForm::sample(), people, wrong },
        ]
    }
}

/// People without an account whom the asker may give one.
fn candidates(tx: &mut Tx, call: &Call) -> Result<Vec<PersonLine>> {
    let chart = org::today(tx, call)?;
    let mut people = store::without_account(tx, chart.day)?;
    people.retain(|person| mandate_over_person(&chart, call, Permission::ManageAccounts, person.id).is_ok());
    Ok(people)
}

async fn form_page(app: &App, by: &Actor, form: AccountForm) -> Result<AccountFormPage> {
    let people = app.look(by, &(), |tx, call, ()| candidates(tx, call)).await?;
    let choice =
        |person: PersonLine| Choice::new(person.id, format!("{} {}", person.staff_number, person.name));
    Ok(AccountFormPage { form, people: people.into_iter().map(choice).collect(), wrong: Wrong::default() })
}

/// `GET /accounts/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<AccountFormPage>, Failure> {
    Ok(Reply(form_page(&app, &by, AccountForm::default()).await?))
}

/// A password that is seen this once and never again.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/once.html")]
pub struct OncePage {
    id: AccountId,
    person: String,
    name: String,
    /// To be read out or written down, and changed at the first sign-in.
    password: String,
}

impl View for OncePage {
    fn title(&self, say: Say) -> String {
        say.t("identity.accounts.once_title")
    }

    fn samples() -> Vec<Self> {
        let password = "k7mp-3xqd-w9ha-n2ce".into();
        vec![OncePage { id: AccountId::of(1), person: "许雅琴".into(), name: "0007".into(), password }]
    }
}

fn once_page(tx: &mut Tx, call: &Call, id: AccountId, password: &str) -> Result<OncePage> {
    let account = store::account(tx, id)?;
    let person = org::organisation(tx, call)?.person_name(account.person_id).to_owned();
    Ok(OncePage { id, person, name: account.name, password: password.to_owned() })
}

/// `POST /accounts`. Not kept under the command's key, as the answer holds a password; sent again, it is refused
/// because the person has an account by then.
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<AccountForm>,
) -> Result<Either<Reply<OncePage>, Answer<AccountFormPage>>, Failure> {
    let password = secret::one_time_password();
    let hash = password::hash_apart(password.clone()).await?;
    let (call, typed) = (Call::new(&app, &by), form.clone());
    let added = app.write_unattended(move |tx| {
        let people = candidates(tx, &call)?;
        let new = typed.parse(&people, &hash)?;
        let chart = org::today(tx, &call)?;
        let by = mandate_over_person(&chart, &call, Permission::ManageAccounts, new.person)?;
        let id = accounts::add(tx, &by, call.now, &new)?;
        once_page(tx, &call, id, &password)
    });
    match added.await {
        Ok(page) => Ok(Either::One(Reply(page))),
        Err(refused) => {
            let page = form_page(&app, &by, form).await?;
            Ok(Either::Other(again(refused, |wrong| AccountFormPage { wrong, ..page })?))
        }
    }
}

/// `POST /accounts/{id}/reset-password`. Not kept under the command's key, as the answer holds a password; sent
/// again, it gives another one.
pub async fn reset_password(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Reply<OncePage>, Failure> {
    let password = secret::one_time_password();
    let hash = password::hash_apart(password.clone()).await?;
    let call = Call::new(&app, &by);
    let page = app.write_unattended(move |tx| {
        let by = mandate_over(tx, &call, Permission::ManageAccounts, id)?;
        accounts::reset_password(tx, &by, call.now, id, &hash)?;
        once_page(tx, &call, id, &password)
    });
    Ok(Reply(page.await?))
}
