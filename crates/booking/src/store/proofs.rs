use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::minutes::{Span, Spans};

db::record! {
    /// Something done, by somebody, in a store.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Known {
        pub store_id: StoreId,
        pub person_id: Option<PersonId>,
        pub at: Instant,
    }

    /// What a period's visits came to.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Sum {
        pub store_id: StoreId,
        pub visits: i64,
        pub missed: i64,
        pub lines: i64,
        pub requested: i64,
    }
}

/// Who took down visits of a day.
pub(crate) fn booked_for(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT store_id, booked_by AS person_id, max(booked_at) AS at FROM visit \
              WHERE store_id IN (SELECT id FROM store) AND day = $1 GROUP BY store_id, booked_by" => Known),
        args![day],
    )
}

/// Who set the roster of a day.
pub(crate) fn rostered_for(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT store_id, set_by AS person_id, max(set_at) AS at FROM roster \
              WHERE store_id IN (SELECT id FROM store) AND day = $1 GROUP BY store_id, set_by" => Known),
        args![day],
    )
}

/// Who asked on a day whether customers will come.
pub(crate) fn confirmed_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT v.store_id, c.asked_by AS person_id, max(c.asked_at) AS at FROM visit_confirmation c \
              JOIN visit v ON v.id = c.visit_id WHERE c.day = $1 GROUP BY v.store_id, c.asked_by" => Known),
        args![day],
    )
}

/// Who made rooms ready on a day.
pub(crate) fn readied_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT r.store_id, t.turned_by AS person_id, max(t.turned_at) AS at FROM room_turn t \
              JOIN room r ON r.id = t.room_id WHERE t.day = $1 AND t.state = 'ready' \
              GROUP BY r.store_id, t.turned_by" => Known),
        args![day],
    )
}

/// Who gave treatments on a day.
pub(crate) fn given_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT store_id, therapist_id AS person_id, max(ended_at) AS at FROM visit_line \
              WHERE day = $1 AND state = 'done' GROUP BY store_id, therapist_id" => Known),
        args![day],
    )
}

/// Who has or had somebody to treat on a day.
pub(crate) fn treating_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> = tx.all(
        sql!("SELECT DISTINCT therapist_id FROM visit_line WHERE day = $1 \
              AND state NOT IN ('cancelled', 'no-show')" => (PersonId,)),
        args![day],
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// How often a treatment was given from one day to another, both included.
pub(crate) fn times_given(
    tx: &mut Tx,
    treatment: catalog::OfferId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM visit_line WHERE treatment_id = $1 AND day >= $2 AND day <= $3 \
              AND state = 'done'" => (i64,)),
        args![treatment, from, until],
    )
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!(
            "SELECT store_id, count(DISTINCT CASE WHEN state <> 'cancelled' THEN visit_id END) AS visits, \
              count(DISTINCT CASE WHEN state = 'no-show' THEN visit_id END) AS missed, \
              count(CASE WHEN state NOT IN ('cancelled', 'no-show') THEN 1 END) AS lines, \
              count(CASE WHEN state NOT IN ('cancelled', 'no-show') AND dispatch = 'requested' THEN 1 END) AS requested \
              FROM visit_line WHERE day >= $1 AND day <= $2 GROUP BY store_id" => Sum
        ),
        args![from, until],
    )
}

/// Minutes of hands that were given, and minutes that were rostered less breaks.
pub(crate) fn minutes_of(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<(i64, i64)> {
    let given = tx.scalars(
        sql!(
            "SELECT hands FROM visit_line WHERE store_id = $1 AND day >= $2 AND day <= $3 AND state = 'done'"
                => (Spans,)
        ),
        args![store, from, until],
    )?;
    let rows = tx.all(
        sql!(
            "SELECT starts, ends, breaks FROM roster WHERE store_id = $1 AND day >= $2 AND day <= $3"
                => (u32, u32, Spans)
        ),
        args![store, from, until],
    )?;
    let length = |spans: &[Span]| spans.iter().map(|span| i64::from(span.length())).sum::<i64>();
    let works =
        rows.iter().map(|(starts, ends, breaks)| i64::from(ends.saturating_sub(*starts)) - length(&breaks.0));
    Ok((given.iter().map(|spans| length(&spans.0)).sum(), works.sum()))
}
