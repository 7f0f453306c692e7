use db::Tx;
use kernel::Result;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::store::{self, MeetingRow};

/// The digest of what one signs: the agenda, who was there, what was said, the minutes. What becomes of resolutions
/// afterwards is no part of it.
pub(crate) fn digest(tx: &mut Tx, meeting: &MeetingRow) -> Result<String> {
    let mut hash = Sha256::new();
    for item in store::items(tx, meeting.id)? {
        let amount = item.amount.map(|amount| amount.to_string());
        hash.update(serde_json::to_string(&json!([item.title, item.words, amount, item.department]))?);
    }
    for seat in store::seats(tx, meeting.id)? {
        hash.update(serde_json::to_string(&json!([
            seat.person_id,
            seat.presence,
            seat.grooming,
            seat.note
        ]))?);
    }
    for part in store::parts(tx, meeting.id)? {
        hash.update(serde_json::to_string(&json!([
            part.department,
            part.yesterday,
            part.focus,
            part.customers,
            part.support
        ]))?);
    }
    hash.update(&meeting.minutes);
    Ok(hex::encode(hash.finalize()))
}
