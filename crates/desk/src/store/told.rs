use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

/// How many of something, and when last.
pub(crate) type Counted = (i64, Option<Instant>);

/// How many somebody greeted on a day.
pub(crate) fn greeted_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Counted> {
    tx.one(
        sql!("SELECT count(*) AS n, max(at) AS last FROM arrival \
              WHERE store_id IN (SELECT id FROM store) AND day = $1 AND greeted_by = $2"
            => (i64, Option<Instant>)),
        args![day, person],
    )
}

/// How many calls somebody wrote down on a day.
pub(crate) fn calls_by(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Counted> {
    tx.one(
        sql!("SELECT count(*) AS n, max(called_at) AS last FROM call_slip \
              WHERE store_id IN (SELECT id FROM store) AND day = $1 AND taken_by = $2"
            => (i64, Option<Instant>)),
        args![day, person],
    )
}

/// How many messages of a day and the day before somebody answered.
pub(crate) fn answered_by(
    tx: &mut Tx,
    person: PersonId,
    (day, before): (BusinessDate, BusinessDate),
) -> Result<Counted> {
    tx.one(
        sql!("SELECT count(*) AS n, max(answered_at) AS last FROM call_slip \
              WHERE store_id IN (SELECT id FROM store) AND day BETWEEN $2 AND $1 AND answered_by = $3" => (i64, Option<Instant>)),
        args![day, before, person],
    )
}

/// How many messages of a store nobody has answered in time.
pub(crate) fn unanswered(tx: &mut Tx, store: StoreId, now: Instant) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM call_slip WHERE store_id = $1 AND answered_at IS NULL AND due_at < $2"
            => (i64,)),
        args![store, now],
    )
}
