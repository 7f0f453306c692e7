use askama::Template;
use axum::extract::State;
use kernel::Instant;
use schemars::JsonSchema;
use serde::Serialize;
use web::qr::{self, Picture};
use web::{Answer, App, Asked, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::pages::Onward;
use crate::pages::sign_in::CodeForm;
use crate::second_step::{self, SecondStep};
use crate::stage::Stage;
use crate::visitor::Visitor;
use crate::{totp, way};

/// The second step: set up already, or the picture and the secret to set it up with.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/second_step.html")]
pub struct SecondStepPage {
    /// Since when it is set up.
    set_at: Option<Instant>,
    /// The secret to type into a phone, in groups.
    secret: Option<String>,
    /// The same as an `otpauth:` address.
    address: Option<String>,
    /// Does a post ask for it, so that nothing else can be done before?
    must: bool,
    next: String,
    /// The code of this moment, in the demonstration only, where nobody has the phone.
    demo_code: Option<String>,
    #[serde(skip)]
    picture: Picture,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for SecondStepPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.second_step.title")
    }

    fn samples() -> Vec<Self> {
        let open = || SecondStepPage {
            set_at: None,
            secret: Some("JBSW Y3DP EHPK 3PXP".into()),
            address: Some("otpauth://totp/dianwu:0021?secret=JBSWY3DPEHPK3PXP".into()),
            must: true,
            next: "/today".into(),
            demo_code: Some("287082".into()),
            picture: Picture { size: 21, path: "M0 0h1v1h-1z".into() },
            wrong: Wrong::sample("code", "identity.code_differs"),
        };
        let set_at = Some(Instant::from_millis(1_780_000_000_000));
        vec![open(), SecondStepPage { set_at, secret: None, address: None, demo_code: None, ..open() }]
    }
}

async fn page(app: &App, visitor: &Visitor, next: String) -> Result<SecondStepPage, Failure> {
    let step = second_step::look(app, visitor).await?;
    let mut page = SecondStepPage {
        set_at: None,
        secret: None,
        address: None,
        must: visitor.stage == Stage::SetUp,
        next,
        demo_code: None,
        picture: Picture::default(),
        wrong: Wrong::default(),
    };
    match step {
        SecondStep::Set(since) => page.set_at = Some(since),
        SecondStep::Proposed { secret, address } => {
            if app.settings().demo {
                page.demo_code = Some(totp::code(&secret, app.now())?);
            }
            page.picture = qr::picture(&address)?;
            page.secret = Some(totp::in_groups(&secret));
            page.address = Some(address);
        }
    }
    Ok(page)
}

/// `GET /me/second-step`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Asked(onward): Asked<Onward>,
) -> Result<Reply<SecondStepPage>, Failure> {
    visitor.has_reached(&[Stage::SetUp, Stage::In])?;
    Ok(Reply(page(&app, &visitor, onward_or_me(&visitor, onward.next.as_deref())).await?))
}

/// `POST /me/second-step`
pub async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    Payload(form): Payload<CodeForm>,
) -> Result<Answer<SecondStepPage>, Failure> {
    visitor.has_reached(&[Stage::SetUp, Stage::In])?;
    let next = onward_or_me(&visitor, form.next.as_deref());
    match second_step::confirm(&app, &visitor, &form.code).await {
        Ok(()) => Ok(Done::at(next).saying("identity.second_step.done").into()),
        Err(refused) => {
            let page = page(&app, &visitor, next).await?;
            again(refused, |wrong| SecondStepPage { wrong, ..page })
        }
    }
}

/// Whoever came here on her own goes back to her page; whoever was led here goes on.
pub(super) fn onward_or_me(visitor: &Visitor, next: Option<&str>) -> String {
    match visitor.stage {
        Stage::In => way::own(next.or(Some("/me"))),
        _ => way::own(next),
    }
}
