use db::Tx;
use kernel::{Permission, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::store;

/// Meetings whose minutes wait for the reader's signature.
pub struct Unsigned;

impl Noticing for Unsigned {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        if !call.actor.may(Permission::ViewMeetings) {
            return Ok(vec![]);
        }
        let unsigned = store::unsigned(tx, call.actor.person)?;
        let href = unsigned.first().map_or("/meetings".to_owned(), |id| format!("/meetings/{id}"));
        let count = unsigned.len() as i64;
        Ok(vec![Notice { code: "meeting.to_sign", count, words: String::new(), href, urgent: false }])
    }
}
