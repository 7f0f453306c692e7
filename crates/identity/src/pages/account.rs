use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{AccountId, Id, Instant, Permission, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, filters};

use crate::account::SessionRow;
use crate::accounts::{self, mandate_over};
use crate::stage::is_alive;
use crate::store;

/// A session as an administrator sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SessionOfAnother {
    device: String,
    address: String,
    created_at: Instant,
    seen_at: Instant,
}

impl From<SessionRow> for SessionOfAnother {
    fn from(row: SessionRow) -> SessionOfAnother {
        let SessionRow { device, address, created_at, seen_at, .. } = row;
        SessionOfAnother { device, address, created_at, seen_at }
    }
}

/// An account.
#[derive(Clone, Serialize, JsonSchema, Template)]
#[template(path = "identity/account.html")]
pub struct AccountPage {
    id: AccountId,
    person_id: PersonId,
    person: String,
    name: String,
    posts: Vec<kernel::Words>,
    created_at: Instant,
    password_set_at: Instant,
    must_change_at: Option<Instant>,
    disabled_at: Option<Instant>,
    second_step_at: Option<Instant>,
    /// Devices signed in; empty where one may not see them.
    sessions: Vec<SessionOfAnother>,
    may_end_sessions: bool,
    /// One's own, which is changed on one's own page.
    is_own: bool,
}

impl View for AccountPage {
    fn title(&self, _: Say) -> String {
        self.person.clone()
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_780_000_000_000);
        let session = SessionOfAnother {
            device: "WeChat · iPhone".into(),
            address: "192.168.1.20".into(),
            created_at: at,
            seen_at: at,
        };
        let used = AccountPage {
            id: AccountId::of(1),
            person_id: PersonId::of(1),
            person: "许雅琴".into(),
            name: "0007".into(),
            posts: vec![kernel::Words::new("美疗总监", "Therapy director")],
            created_at: at,
            password_set_at: at,
            must_change_at: None,
            disabled_at: None,
            second_step_at: Some(at),
            sessions: vec![session],
            may_end_sessions: true,
            is_own: false,
        };
        let shut = AccountPage {
            disabled_at: Some(at),
            must_change_at: Some(at),
            second_step_at: None,
            sessions: vec![],
            may_end_sessions: false,
            ..used.clone()
        };
        vec![AccountPage { is_own: true, ..used.clone() }, used, shut]
    }
}

fn account_page(tx: &mut Tx, call: &Call, id: AccountId) -> Result<AccountPage> {
    mandate_over(tx, call, Permission::ManageAccounts, id)?;
    let account = store::account(tx, id)?;
    let chart = org::today(tx, call)?;
    let organisation = &chart.organisation;
    let lifetime = store::lifetime(tx)?;
    let may_end_sessions = mandate_over(tx, call, Permission::EndSessions, id).is_ok();
    let mut sessions = if may_end_sessions { store::sessions(tx, id)? } else { vec![] };
    sessions.retain(|session| is_alive(session.created_at, session.seen_at, lifetime, call.now));
    let posts =
        chart.seats_held(account.person_id).iter().filter_map(|seat| organisation.posts.get(&seat.post));
    Ok(AccountPage {
        id,
        person_id: account.person_id,
        person: organisation.person_name(account.person_id).to_owned(),
        name: account.name,
        posts: posts.map(|post| post.name()).collect(),
        created_at: account.created_at,
        password_set_at: account.password_set_at,
        must_change_at: account.must_change_at,
        disabled_at: account.disabled_at,
        second_step_at: account.totp_confirmed_at,
        sessions: sessions.into_iter().map(Into::into).collect(),
        may_end_sessions,
        is_own: account.person_id == call.actor.person,
    })
}

/// `GET /accounts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
) -> Result<Reply<AccountPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| account_page(tx, call, *id)).await?))
}

/// `POST /accounts/{id}/disable`
pub async fn disable(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::disable(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.disabled"))
}

/// `POST /accounts/{id}/enable`
pub async fn enable(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::enable(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.enabled"))
}

/// `POST /accounts/{id}/reset-second-step`
pub async fn reset_second_step(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::reset_second_step(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.second_step_forgotten"))
}

/// `POST /accounts/{id}/end-sessions`
pub async fn end_sessions(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::EndSessions, *id)?;
        accounts::end_sessions(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.sessions_ended"))
}
