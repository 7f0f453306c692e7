//! The doors to the draft: looked at, opened, made from a release, thrown away.

use axum::extract::State;
use web::{Answer, App, Asked, By, Done, Failure, Nothing, Payload, Reply, again};

use super::draft::{DraftPage, OfPost, draft_page};
use crate::draft::{self, DraftForm};

/// `GET /handbook/draft`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(of): Asked<OfPost>,
) -> Result<Reply<DraftPage>, Failure> {
    Ok(Reply(app.look(&by, &of, draft_page).await?))
}

/// `POST /handbook/draft`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(nothing): Payload<Nothing>,
) -> Result<Answer<DraftPage>, Failure> {
    match app.act(&by, &nothing, draft::open_draft).await {
        Ok(id) => Ok(Done::created("/handbook/draft", id).saying("handbook.draft.opened").into()),
        Err(refused) => afresh(&app, &by, refused).await,
    }
}

/// `POST /handbook/draft/release`
pub async fn release(
    State(app): State<App>,
    By(by): By,
    Payload(nothing): Payload<Nothing>,
) -> Result<Answer<DraftPage>, Failure> {
    match app.act(&by, &nothing, draft::take_release).await {
        Ok(id) => Ok(Done::created("/handbook/draft", id).saying("handbook.draft.merged").into()),
        Err(refused) => afresh(&app, &by, refused).await,
    }
}

/// `POST /handbook/draft/discard`
pub async fn discard(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<DraftForm>,
) -> Result<Answer<DraftPage>, Failure> {
    match app.act(&by, &form, draft::discard).await {
        Ok(()) => Ok(Done::at("/handbook").saying("handbook.draft.discarded").into()),
        Err(refused) => afresh(&app, &by, refused).await,
    }
}

/// The draft as it is now, with the reason why not.
async fn afresh(app: &App, by: &kernel::Actor, refused: kernel::Error) -> Result<Answer<DraftPage>, Failure> {
    let page = app.look(by, &OfPost::default(), draft_page).await?;
    again(refused, |wrong| page.refused(wrong))
}
