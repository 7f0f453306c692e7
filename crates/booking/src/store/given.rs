use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::VisitId;

/// Whom, on which day, until when, by whom, in which visit.
type Given = (CustomerId, BusinessDate, Instant, PersonId, VisitId);

/// The treatments given at a store since a day; `0` to everybody, else to one customer.
pub(crate) fn given(tx: &mut Tx, store: StoreId, customer: i64, since: BusinessDate) -> Result<Vec<Given>> {
    tx.all(
        sql!("SELECT customer_id, day, ended_at, therapist_id, visit_id FROM visit_line WHERE store_id = $1 \
              AND (customer_id = $2 OR $2 = 0) AND day >= $3 AND state = 'done' AND customer_id IS NOT NULL"
            => (CustomerId, BusinessDate, Instant, PersonId, VisitId)),
        args![store, customer, since],
    )
}
