//! Pictures of what was found and of what was mended.

use axum::extract::State;
use db::Tx;
use kernel::{Permission, Place, Result};
use picture::{PictureId, Size};
use web::{App, At, By, Call, Failure, FileReply};

use crate::correcting;
use crate::store;

/// Whoever may see the sheet or the correction sees its pictures.
fn seen(tx: &mut Tx, call: &Call, id: PictureId) -> Result<Vec<u8>> {
    match store::corrected(tx, id)? {
        Some(correction) => drop(correcting::seen(tx, call, correction)?),
        None => {
            let walk = store::pictured(tx, id)?;
            let row = store::walk(tx, walk)?;
            if row.handed_in_by != Some(call.actor.person) {
                call.sight(Permission::ViewChecklists, &Place::store(row.store_id))?;
            }
        }
    }
    picture::show(tx, id, Size::Large)
}

/// `GET /rounds/pictures/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PictureId>,
) -> Result<FileReply, Failure> {
    Ok(picture::reply(app.look(&by, &id, |tx, call, id| seen(tx, call, *id)).await?))
}
