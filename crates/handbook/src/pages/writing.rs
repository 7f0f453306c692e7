//! The doors to the draft's entries: changed, added, withdrawn, restored.

use axum::extract::State;
use kernel::{Actor, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::{Answer, App, Asked, At, By, Done, Failure, Payload, Reply, again};

use super::entry::{EntryPage, entry_page, new_page};
use crate::draft::DraftForm;
use crate::edit::{self, WithdrawForm};
use crate::form::EntryForm;

/// For which post a duty is new.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct ForPost {
    /// Code of the post.
    pub post: Option<String>,
}

async fn page(app: &App, by: &Actor, id: &str) -> Result<EntryPage> {
    app.look(by, &id.to_owned(), |tx, call, id| entry_page(tx, call, id)).await
}

/// `GET /handbook/draft/entries/{id}`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
) -> Result<Reply<EntryPage>, Failure> {
    Ok(Reply(page(&app, &by, &id).await?))
}

/// `GET /handbook/draft/entries/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(of): Asked<ForPost>,
) -> Result<Reply<EntryPage>, Failure> {
    let post = of.post.unwrap_or_default();
    Ok(Reply(app.look(&by, &post, |tx, call, post| new_page(tx, call, post)).await?))
}

/// Back to the post's entries in the draft.
fn back_to(post: &str) -> String {
    format!("/handbook/draft?post={post}")
}

/// `POST /handbook/draft/entries`
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<EntryForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &form, edit::add).await {
        Ok(_) => Ok(Done::at(back_to(&form.post)).saying("handbook.entry.added").into()),
        Err(refused) => {
            let page = app.look(&by, &form.post, |tx, call, post| new_page(tx, call, post)).await?;
            again(refused, |wrong| page.typed(form, wrong))
        }
    }
}

/// `POST /handbook/draft/entries/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<EntryForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form.clone()), edit::change).await {
        Ok(()) => Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.saved").into()),
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            again(refused, |wrong| page.typed(form, wrong))
        }
    }
}

/// `POST /handbook/draft/entries/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<WithdrawForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form.clone()), edit::withdraw).await {
        Ok(()) => {
            Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.withdrawn").into())
        }
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            again(refused, |wrong| page.not_withdrawn(form, wrong))
        }
    }
}

/// `POST /handbook/draft/entries/{id}/restoration`
pub async fn restore(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<DraftForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form), edit::restore).await {
        Ok(()) => {
            Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.restored").into())
        }
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            again(refused, |wrong| page.refused(wrong))
        }
    }
}
