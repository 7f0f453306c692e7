use db::{Tx, args, sql};
use kernel::Result;

use crate::wording::{WordingId, WordingRow};

/// Every wording that the centre set, the one that begins last first.
pub(crate) fn wordings(tx: &mut Tx) -> Result<Vec<WordingRow>> {
    tx.all(
        sql!("SELECT id, purpose, edition, from_day, zh, en, why, set_by, set_at FROM consent_wording \
              ORDER BY from_day DESC, id DESC LIMIT 400" => WordingRow),
        args![],
    )
}

pub(crate) fn add_wording(tx: &mut Tx, row: &WordingRow) -> Result<WordingId> {
    tx.scalar(
        sql!("INSERT INTO consent_wording (purpose, edition, from_day, zh, en, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (WordingId,)),
        args![&row.purpose, &row.edition, row.from_day, &row.zh, &row.en, &row.why, row.set_by, row.set_at],
    )
}
