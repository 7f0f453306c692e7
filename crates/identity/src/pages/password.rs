use askama::Template;
use axum::extract::State;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, Asked, Done, Failure, Form, Payload, Reply, Say, View, Wrong, again, filters};

use crate::caller::Caller;
use crate::own::{self, NewPassword};
use crate::pages::Onward;
use crate::pages::second_step::onward_or_me;
use crate::stage::Stage;
use crate::visitor::Visitor;

/// A password to be changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PasswordForm {
    /// The present password; not needed right after signing in with one that somebody else gave.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub current: String,
    /// The new one.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub new: String,
    /// The new one once more.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub again: String,
    /// A path of this house to go on to.
    #[garde(length(max = 2000))]
    pub next: Option<String>,
}

impl Form for PasswordForm {
    fn sample() -> PasswordForm {
        let new = "春眠不觉晓处处闻啼鸟".to_owned();
        PasswordForm { current: "k7mp-3xqd-w9ha-n2ce".into(), again: new.clone(), new, next: None }
    }
}

/// The form to change one's password.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/password.html")]
pub struct PasswordPage {
    /// The sign-in name, for whatever remembers passwords.
    name: String,
    /// The present password was given by somebody else and has to go.
    must: bool,
    next: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for PasswordPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.password.title")
    }

    fn samples() -> Vec<Self> {
        let page = |must, wrong| PasswordPage { name: "0021".into(), must, next: "/me".into(), wrong };
        vec![page(false, Wrong::sample("current", "identity.last_password")), page(true, Wrong::default())]
    }
}

fn page(visitor: &Visitor, next: String, wrong: Wrong) -> PasswordPage {
    PasswordPage { name: visitor.name.clone(), must: visitor.stage == Stage::NewPassword, next, wrong }
}

/// `GET /me/password`
pub async fn form(visitor: Visitor, Asked(onward): Asked<Onward>) -> Result<Reply<PasswordPage>, Failure> {
    visitor.has_reached(&[Stage::NewPassword, Stage::In])?;
    visitor.by_session()?;
    let next = onward_or_me(&visitor, onward.next.as_deref());
    Ok(Reply(page(&visitor, next, Wrong::default())))
}

/// `POST /me/password`
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    caller: Caller,
    Payload(form): Payload<PasswordForm>,
) -> Result<Answer<PasswordPage>, Failure> {
    visitor.has_reached(&[Stage::NewPassword, Stage::In])?;
    let next = onward_or_me(&visitor, form.next.as_deref());
    let problems = web::limits(&form);
    let wish = NewPassword { current: form.current, new: form.new, again: form.again, caller };
    match own::change_password(&app, &visitor, problems, wish).await {
        Ok(()) => Ok(Done::at(next).saying("identity.password.changed").into()),
        Err(refused) => again(refused, |wrong| page(&visitor, next, wrong)),
    }
}
