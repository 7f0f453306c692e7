use axum::extract::State;
use kernel::{Actor, Problems, Result};
use web::{App, Asked, By, Failure, FileReply};

use super::{TimeAsked, time};
use crate::accounts::accounts;
use crate::export::{Books, beancount as bean, hledger as ledger, voucher};
use crate::store;

/// Draws the books of the time asked for, and gives them as a file.
async fn file(
    app: App,
    by: Actor,
    asked: TimeAsked,
    ending: &'static str,
    media: &'static str,
    draw: impl Fn(&Books, &TimeAsked) -> Result<Vec<u8>> + Send + 'static,
) -> Result<FileReply, Failure> {
    let look = app.look(&by, &asked, move |tx, call, asked| {
        let time = time(tx, call, asked)?;
        let moved = store::moved(tx, time.store, time.from, time.until)?;
        let rows = store::out(tx, time.store, time.from, time.until)?;
        let books = Books::of(accounts()?, (time.from, time.until), &moved, &rows)?;
        Ok((format!("books-{}-{}.{ending}", time.from, time.until), draw(&books, asked)?))
    });
    let (name, bytes) = look.await?;
    Ok(FileReply { media, name: Some(name), bytes })
}

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /ledger/beancount`
pub async fn beancount(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<FileReply, Failure> {
    file(app, by, asked, "beancount", TEXT, |books, _| bean::text(books).map(String::into_bytes)).await
}

/// `GET /ledger/hledger`
pub async fn hledger(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<FileReply, Failure> {
    file(app, by, asked, "journal", TEXT, |books, _| ledger::text(books).map(String::into_bytes)).await
}

/// `GET /ledger/vouchers`
pub async fn vouchers(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<FileReply, Failure> {
    let draw = |books: &Books, asked: &TimeAsked| {
        let mut wrong = Problems::default();
        let wish =
            voucher::layouts()?.iter().find(|layout| asked.layout.is_empty() || layout.code == asked.layout);
        let layout = wrong.need("layout", wish, "unknown");
        voucher::csv(books, wrong.or(layout)?)
    };
    file(app, by, asked, "csv", "text/csv; charset=utf-8", draw).await
}
