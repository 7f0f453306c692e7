use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result};

use super::TicketId;

/// A ticket on which somebody sold: number, when, how much of it is hers.
pub(crate) type Sold = (TicketId, String, Instant, Money);

/// What somebody sold on a day.
pub(crate) fn sold_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<Sold>> {
    tx.all(
        sql!("SELECT t.id, t.number, t.settled_at, CAST(sum(p.amount) AS BIGINT) AS amount FROM performance p \
              JOIN ticket_line l ON l.id = p.line_id JOIN ticket t ON t.id = l.ticket_id \
              WHERE p.person_id = $1 AND p.day = $2 AND p.journal = 'cash' AND t.number IS NOT NULL \
              GROUP BY t.id, t.number, t.settled_at ORDER BY t.settled_at, t.id"
            => (TicketId, String, Instant, Money)),
        args![person, day],
    )
}

/// How many tickets somebody settled at the till on a day, and when last.
pub(crate) fn settled_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<(i64, Option<Instant>)> {
    tx.one(
        sql!("SELECT count(*) AS n, max(settled_at) AS last FROM ticket \
              WHERE store_id IN (SELECT id FROM store) AND day = $1 AND settled_by = $2"
            => (i64, Option<Instant>)),
        args![day, person],
    )
}
