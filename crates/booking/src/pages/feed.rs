use axum::extract::State;
use web::{App, At, By, Done, Failure, FileReply, Nothing, Payload};

use crate::feed;

/// `POST /my-day/calendar`
pub async fn make(
    State(app): State<App>,
    By(by): By,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &(), |tx, call, ()| feed::make(tx, call)).await?;
    Ok(Done::at("/my-day").saying("booking.mine.feed_made"))
}

/// `POST /my-day/calendar/ending`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &(), |tx, call, ()| feed::end(tx, call)).await?;
    Ok(Done::at("/my-day").saying("booking.mine.feed_ended"))
}

/// `GET /calendars/{id}`
pub async fn calendar(State(app): State<App>, At(address): At<String>) -> Result<FileReply, Failure> {
    let house = app.clone();
    let text = app.read(move |tx| feed::calendar(tx, &house, &address)).await?;
    let bytes = text.ok_or_else(kernel::Error::missing)?.into_bytes();
    Ok(FileReply { media: "text/calendar; charset=utf-8", name: None, bytes })
}
