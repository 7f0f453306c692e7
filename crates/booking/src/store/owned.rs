use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result};

use crate::VisitId;

db::record! {
    /// A visit as its customer's story has it.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct OwnVisitRow {
        pub id: VisitId,
        pub day: BusinessDate,
        pub starts: u32,
        pub note: String,
        pub booked_by: Option<PersonId>,
        pub booked_at: Instant,
        pub arrived_at: Option<Instant>,
        pub cancelled_at: Option<Instant>,
        pub missed_at: Option<Instant>,
        /// Numbers of the treatments.
        pub treatments: String,
        /// Is nothing of it still to come?
        pub is_over: bool,
    }
}

/// A customer's visits, the latest first, at most so many.
pub(crate) fn visits_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<OwnVisitRow>> {
    tx.all(
        sql!(
            "SELECT v.id, v.day, v.starts, v.note, v.booked_by, v.booked_at, v.arrived_at, v.cancelled_at, \
              v.missed_at, coalesce((SELECT min(o.number) || CASE WHEN count(*) > 1 THEN ' +' || (count(*) - 1) \
              ELSE '' END FROM visit_line l JOIN offer o ON o.id = l.treatment_id WHERE l.visit_id = v.id), '') \
              AS treatments, CASE WHEN EXISTS (SELECT 1 FROM visit_line l WHERE l.visit_id = v.id \
              AND l.state IN ('booked', 'arrived', 'in-treatment')) THEN 0 ELSE 1 END AS is_over \
              FROM visit v WHERE v.customer_id = $1 ORDER BY v.day DESC, v.starts DESC, v.id DESC LIMIT $2" => OwnVisitRow
        ),
        args![customer, most],
    )
}

/// Makes what belongs to one file belong to the other.
pub(crate) fn merge_customer(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    for statement in [
        sql!("UPDATE visit SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE visit_line SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE visit_course SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE waiting SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE online_pass SET customer_id = $2 WHERE customer_id = $1"),
    ] {
        tx.exec(statement, args![from, into])?;
    }
    Ok(())
}

/// Takes out what was written of her in words, and shuts her own page.
pub(crate) fn erase_words(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    for statement in [
        sql!("UPDATE visit SET note = '', cancel_note = '' WHERE customer_id = $1"),
        sql!("UPDATE visit_line SET note = '' WHERE customer_id = $1"),
        sql!("UPDATE waiting SET note = '' WHERE customer_id = $1"),
        sql!(
            "UPDATE visit_confirmation SET note = '' WHERE visit_id IN (SELECT id FROM visit WHERE customer_id = $1)"
        ),
        sql!("DELETE FROM online_pass WHERE customer_id = $1"),
    ] {
        tx.exec(statement, args![customer])?;
    }
    Ok(())
}
