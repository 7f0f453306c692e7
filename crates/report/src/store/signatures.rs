use db::{Tx, args, sql};
use kernel::{Instant, PersonId, Result};

use crate::ReportId;

db::record! {
    /// A report signed by hand.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SignatureRow {
        /// The digest of what was signed.
        pub digest: String,
        /// The strokes.
        pub strokes: String,
        /// Who.
        pub signed_by: PersonId,
        /// When.
        pub signed_at: Instant,
    }
}

pub(crate) fn sign(tx: &mut Tx, id: ReportId, row: &SignatureRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO report_signature (report_id, digest, strokes, signed_by, signed_at) \
              VALUES ($1, $2, $3, $4, $5)"
        ),
        args![id, &row.digest, &row.strokes, row.signed_by, row.signed_at],
    )
    .map(drop)
}

/// The signatures of a report, the oldest first.
pub(crate) fn signatures(tx: &mut Tx, id: ReportId) -> Result<Vec<SignatureRow>> {
    tx.all(
        sql!("SELECT digest, strokes, signed_by, signed_at FROM report_signature WHERE report_id = $1 ORDER BY id"
            => SignatureRow),
        args![id],
    )
}
