use axum::extract::State;
use db::Tx;
use kernel::{Permission, PostId, Result, Scope};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply};

use super::for_managing;
use crate::organisation::GrantId;
use crate::pages::form::{FormPage, Named, blank, retry};
use crate::pages::parts::day_or;
use crate::posts::{self, EndForm, GrantForm};
use crate::words;

fn draw_grant(tx: &mut Tx, call: &Call, (id, form): &(PostId, GrantForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let permissions = Permission::ALL.iter().map(|p| Named::new(p.code(), words::permission(*p)));
    let scopes = Scope::ALL.iter().map(|scope| Named::new(scope.code(), words::scope(*scope)));
    Ok(FormPage::new("org.posts.grant", format!("/posts/{id}"), format!("/posts/{id}/grants"))
        .about(chart.organisation.post(*id)?.name())
        .choice("permission", "org.posts.right", &form.permission, permissions.collect())
        .must()
        .choice("scope", "org.posts.over", &form.scope, scopes.collect())
        .must()
        .hint("org.posts.over_hint")
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day))
        .must()
        .hint("org.posts.from_hint"))
}

/// `GET /posts/{id}/grants`
pub async fn granting(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, GrantForm::default()), draw_grant).await
}

/// `POST /posts/{id}/grants`
pub async fn grant(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<GrantForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::grant(tx, call, *id, form)).await {
        Ok(grant) => Ok(Done::created(format!("/posts/{id}"), grant).saying("org.posts.granted").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_grant).await,
    }
}

fn draw_revoke(tx: &mut Tx, call: &Call, (id, form): &(GrantId, EndForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let mut grants = chart.organisation.grants.iter();
    let grant = grants.find(|grant| grant.id == *id).ok_or_else(kernel::Error::missing)?;
    let back = format!("/posts/{}", grant.post_id);
    Ok(FormPage::new("org.posts.revoke", back, format!("/grants/{id}/ending"))
        .about(words::permission(grant.permission))
        .note("org.end_note")
        .day("until_day", "common.until_day", &day_or(&form.until_day, chart.day))
        .must())
}

/// `GET /grants/{id}/ending`
pub async fn revoking(
    State(app): State<App>,
    By(by): By,
    At(id): At<GrantId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_revoke).await
}

/// `POST /grants/{id}/ending`
pub async fn revoke(
    State(app): State<App>,
    By(by): By,
    At(id): At<GrantId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::revoke(tx, call, *id, form)).await {
        Ok(post) => Ok(Done::at(format!("/posts/{post}")).saying("org.posts.revoked").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_revoke).await,
    }
}
