//! One import from its columns to its end: what is done with it.

use axum::extract::State;
use kernel::Result;
use web::{Answer, App, At, By, Done, Failure, Nothing, Payload, Reply, again};

use super::columns::ColumnsForm;
use super::view::{ImportPage, page, seen};
use crate::opening;
use crate::running::{self, Running};
use crate::store::ImportId;
use crate::undoing::{self, UndoForm};

/// `GET /imports/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ImportId>,
) -> Result<Reply<ImportPage>, Failure> {
    Ok(Reply(app.look(&by, &id, page).await?))
}

async fn answer(
    app: App,
    by: kernel::Actor,
    id: ImportId,
    done: Result<()>,
) -> Result<Answer<ImportPage>, Failure> {
    match done {
        Ok(()) => Ok(Done::at(format!("/imports/{id}")).into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| page.again(UndoForm::default(), wrong))
        }
    }
}

/// `POST /imports/{id}/columns`
pub(super) async fn columns(
    State(app): State<App>,
    By(by): By,
    At(id): At<ImportId>,
    Payload(form): Payload<ColumnsForm>,
) -> Result<Answer<ImportPage>, Failure> {
    let done = app
        .act(&by, &(id, form), |tx, call, (id, form)| {
            let row = seen(tx, call, *id)?;
            let (columns, way) = form.parse(row.kind)?;
            opening::match_columns(tx, call, *id, &columns, way)
        })
        .await;
    answer(app, by, id, done).await
}

/// `POST /imports/{id}/run`
pub(super) async fn run(
    State(app): State<App>,
    By(by): By,
    At(id): At<ImportId>,
    Payload(_): Payload<Nothing>,
) -> Result<Answer<ImportPage>, Failure> {
    let ready = app
        .look(&by, &id, |tx, call, id| {
            let row = seen(tx, call, *id)?;
            running::ready(call, &row)?;
            let sheet = opening::sheet(&row, opening::kept(call, &row)?)?;
            running::refuse_wrong(tx, call, &row, &sheet)?;
            Ok(sheet)
        })
        .await;
    let done = ready.map(|sheet| {
        let running: &Running = app.part();
        running.add(id);
        let (house, actor) = (app.clone(), by.clone());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = running::run(&house, &actor, id, sheet, &|_| ()) {
                tracing::warn!(import = %id, %error, "an import was broken off");
            }
        });
    });
    answer(app, by, id, done).await
}

/// `POST /imports/{id}/stop`
pub(super) async fn stop(
    State(app): State<App>,
    By(by): By,
    At(id): At<ImportId>,
    Payload(_): Payload<Nothing>,
) -> Result<Answer<ImportPage>, Failure> {
    let may = app.look(&by, &id, |tx, call, id| seen(tx, call, *id).map(drop)).await;
    let running: &Running = app.part();
    let done = match may {
        Ok(()) => {
            // Before the door: all or nothing holds the writer until it has stopped.
            running.stop(id);
            app.act(&by, &id, |tx, call, id| running::stop(tx, call, *id)).await
        }
        Err(refused) => Err(refused),
    };
    answer(app, by, id, done).await
}

/// `POST /imports/{id}/undo`
pub(super) async fn undo(
    State(app): State<App>,
    By(by): By,
    At(id): At<ImportId>,
    Payload(form): Payload<UndoForm>,
) -> Result<Answer<ImportPage>, Failure> {
    let sent = (id, form);
    let done = app
        .act(&by, &sent, |tx, call, (id, form)| {
            seen(tx, call, *id)?;
            undoing::undo(tx, call, *id, form)
        })
        .await;
    match done {
        Ok(()) => Ok(Done::at(format!("/imports/{id}")).saying("import.show.was_undone").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| page.again(sent.1, wrong))
        }
    }
}
