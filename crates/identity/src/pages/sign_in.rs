use askama::Template;
use axum::extract::State;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, Done, Failure, Form, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::caller::Caller;
use crate::pages::{Either, Onward, WithCookie, session_cookie};
use crate::sign_in::Given;
use crate::stage::Stage;
use crate::visitor::{Maybe, Visitor};
use crate::{sessions, sign_in, store, totp, way};

/// Name and password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SignInForm {
    /// The sign-in name.
    #[serde(default)]
    #[garde(length(chars, max = 80))]
    pub name: String,
    /// The password.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub password: String,
    /// A path of this house to go on to.
    #[garde(length(max = 2000))]
    pub next: Option<String>,
}

impl Form for SignInForm {
    fn sample() -> SignInForm {
        SignInForm {
            name: "0021".into(),
            password: "春眠不觉晓处处闻啼鸟".into(),
            next: Some("/today".into()),
        }
    }
}

impl SignInForm {
    fn parse(&self) -> kernel::Result<()> {
        let mut wrong = web::limits(self);
        wrong.need("name", Some(()).filter(|()| !self.name.trim().is_empty()), "needed");
        wrong.need("password", Some(()).filter(|()| !self.password.is_empty()), "needed");
        wrong.or(Some(()))
    }
}

/// The form to sign in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/sign_in.html")]
pub struct SignInPage {
    name: String,
    next: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for SignInPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.sign_in.title")
    }

    fn samples() -> Vec<Self> {
        let wrong = Wrong::sample("password", "identity.last_password");
        vec![
            SignInPage { name: String::new(), next: "/".into(), wrong: Wrong::default() },
            SignInPage { name: "0021".into(), next: "/today".into(), wrong },
        ]
    }
}

/// `GET /sign-in`
pub async fn form(Maybe(visitor): Maybe, Asked(onward): Asked<Onward>) -> Either<Reply<SignInPage>, Done> {
    let next = way::own(onward.next.as_deref());
    match visitor {
        Some(_) => Either::Other(Done::at(next)),
        None => Either::One(Reply(SignInPage { name: String::new(), next, wrong: Wrong::default() })),
    }
}

/// `POST /sign-in`
pub async fn enter(
    State(app): State<App>,
    Maybe(before): Maybe,
    caller: Caller,
    Payload(form): Payload<SignInForm>,
) -> Result<WithCookie<Answer<SignInPage>>, Failure> {
    let next = way::own(form.next.as_deref());
    let given = Given { name: form.name.clone(), password: form.password.clone(), caller, before };
    let opened = match form.parse() {
        Ok(()) => sign_in::with_password(&app, given).await,
        Err(wrong) => Err(wrong),
    };
    match opened {
        Ok(opened) => {
            let cookie = session_cookie(app.settings().https, Some((&opened.token, opened.minutes)));
            Ok(WithCookie(Some(cookie), Done::at(next).into()))
        }
        Err(refused) => {
            let page = again(refused, |wrong| SignInPage { name: form.name, next, wrong })?;
            Ok(WithCookie(None, page))
        }
    }
}

/// The code of the second step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct CodeForm {
    /// Six figures.
    #[serde(default)]
    #[garde(length(chars, max = 20))]
    pub code: String,
    /// A path of this house to go on to.
    #[garde(length(max = 2000))]
    pub next: Option<String>,
}

impl Form for CodeForm {
    fn sample() -> CodeForm {
        CodeForm { code: "287082".into(), next: None }
    }
}

/// The form of the second step.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/code.html")]
pub struct CodePage {
    next: String,
    /// The code of this moment, in the demonstration only, where nobody has the phone.
    demo_code: Option<String>,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for CodePage {
    fn title(&self, say: Say) -> String {
        say.t("identity.code.title")
    }

    fn samples() -> Vec<Self> {
        let wrong = Wrong::sample("code", "identity.last_code");
        vec![
            CodePage { next: "/".into(), demo_code: None, wrong },
            CodePage { next: "/today".into(), demo_code: Some("287082".into()), wrong: Wrong::default() },
        ]
    }
}

async fn code_page(app: &App, visitor: &Visitor, next: String, wrong: Wrong) -> Result<CodePage, Failure> {
    let (account, now, demo) = (visitor.account, app.now(), app.settings().demo);
    let code = app.read(move |tx| match store::account(tx, account)?.totp_secret.filter(|_| demo) {
        Some(secret) => totp::code(&secret, now).map(Some),
        None => Ok(None),
    });
    Ok(CodePage { next, demo_code: code.await?, wrong })
}

/// `GET /sign-in/code`
pub async fn code_form(
    State(app): State<App>,
    visitor: Visitor,
    Asked(onward): Asked<Onward>,
) -> Result<Either<Reply<CodePage>, Done>, Failure> {
    let next = way::own(onward.next.as_deref());
    if visitor.stage != Stage::Code {
        return Ok(Either::Other(Done::at(next)));
    }
    Ok(Either::One(Reply(code_page(&app, &visitor, next, Wrong::default()).await?)))
}

/// `POST /sign-in/code`
pub async fn give_code(
    State(app): State<App>,
    visitor: Visitor,
    caller: Caller,
    Payload(form): Payload<CodeForm>,
) -> Result<Answer<CodePage>, Failure> {
    let next = way::own(form.next.as_deref());
    if visitor.stage != Stage::Code {
        return Ok(Done::at(next).into());
    }
    match sign_in::with_code(&app, &visitor, &form.code, &caller).await {
        Ok(()) => Ok(Done::at(next).into()),
        Err(refused) => {
            let page = code_page(&app, &visitor, next, Wrong::default()).await?;
            again(refused, |wrong| CodePage { wrong, ..page })
        }
    }
}

/// `POST /sign-out`
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    _: Payload<Nothing>,
) -> Result<WithCookie<Done>, Failure> {
    let now = app.now();
    app.write_unattended(move |tx| sessions::sign_out(tx, now, &visitor)).await?;
    let cookie = session_cookie(app.settings().https, None);
    Ok(WithCookie(Some(cookie), Done::at("/sign-in").saying("identity.sign_in.signed_out")))
}
