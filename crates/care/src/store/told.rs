use db::{Tx, args, sql};
use kernel::{BusinessDate, PersonId, Result, StoreId};

/// Whose follow-ups are due at a store, and how many.
pub(crate) fn due_at(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<(PersonId, i64)>> {
    tx.all(
        sql!("SELECT owner_id, count(*) AS due FROM follow_up WHERE store_id = $1 AND due_day <= $2 \
              AND done_at IS NULL AND owner_id IS NOT NULL GROUP BY owner_id ORDER BY owner_id" => (PersonId, i64)),
        args![store, day],
    )
}
