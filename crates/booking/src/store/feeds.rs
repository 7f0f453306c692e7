use db::{Tx, args, sql};
use kernel::{PersonId, Result};

/// Does somebody's calendar follow her bookings?
pub(crate) fn has_feed(tx: &mut Tx, person: PersonId) -> Result<bool> {
    let open = tx.scalar(
        sql!("SELECT count(*) FROM calendar_feed WHERE person_id = $1 AND ended_at IS NULL" => (i64,)),
        args![person],
    )?;
    Ok(open > 0)
}
