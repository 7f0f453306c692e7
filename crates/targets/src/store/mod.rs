use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, codes, ids};
use sales::Journal;
use schemars::JsonSchema;
use serde::Serialize;

mod plans;

pub(crate) use plans::*;
pub use plans::{PlanId, ReviewId};

ids! {
    /// A target.
    pub struct TargetId;
}

codes! {
    /// What a target is for.
    pub enum Level {
        /// A store's year.
        Year = "year",
        /// A store's month.
        Month = "month",
        /// A person's part of a month.
        Person = "person",
    }
}

db::record! {
    /// A target.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TargetRow {
        /// Key.
        pub id: TargetId,
        /// The store.
        pub store_id: StoreId,
        /// Of which journal.
        pub measure: Journal,
        /// Of what.
        pub level: Level,
        /// Its first day.
        pub period: BusinessDate,
        /// Whose.
        pub person_id: Option<PersonId>,
        /// How much.
        pub amount: Money,
        /// What was said to it.
        pub words: String,
        /// Who set it.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
        /// By whom it was accepted.
        pub accepted_by: Option<PersonId>,
        /// When.
        pub accepted_at: Option<Instant>,
        /// When another one took its place.
        pub replaced_at: Option<Instant>,
    }
}

/// Targets of a level between two days, those that hold now.
pub(crate) fn targets(
    tx: &mut Tx,
    store: StoreId,
    measure: Journal,
    level: Level,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<TargetRow>> {
    tx.all(
        sql!("SELECT id, store_id, measure, level, period, person_id, amount, words, set_by, set_at, accepted_by, \
              accepted_at, replaced_at FROM target WHERE store_id = $1 AND measure = $2 AND level = $3 \
              AND period BETWEEN $4 AND $5 AND replaced_at IS NULL ORDER BY period, person_id" => TargetRow),
        args![store, measure, level, from, until],
    )
}

pub(crate) fn target(tx: &mut Tx, id: TargetId) -> Result<TargetRow> {
    tx.get(
        sql!("SELECT id, store_id, measure, level, period, person_id, amount, words, set_by, set_at, accepted_by, \
              accepted_at, replaced_at FROM target WHERE id = $1" => TargetRow),
        args![id],
    )
}

/// What is set.
#[derive(Debug, Clone)]
pub(crate) struct NewTarget {
    pub store: StoreId,
    pub measure: Journal,
    pub level: Level,
    pub period: BusinessDate,
    pub person: Option<PersonId>,
    pub amount: Money,
    pub words: String,
}

/// Sets a target in the place of the one that holds.
pub(crate) fn set(
    tx: &mut Tx,
    new: &NewTarget,
    by: PersonId,
    at: Instant,
    on: BusinessDate,
) -> Result<TargetId> {
    tx.exec(
        sql!(
            "UPDATE target SET replaced_at = $6 WHERE store_id = $1 AND measure = $2 AND level = $3 AND period = $4 \
              AND coalesce(person_id, 0) = $5 AND replaced_at IS NULL"
        ),
        args![new.store, new.measure, new.level, new.period, new.person.map_or(0, kernel::Id::get), at],
    )?;
    tx.scalar(
        sql!("INSERT INTO target (store_id, measure, level, period, person_id, amount, words, set_by, set_at, set_on) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id" => (TargetId,)),
        args![
            new.store,
            new.measure,
            new.level,
            new.period,
            new.person,
            new.amount,
            &new.words,
            by,
            at,
            on
        ],
    )
}

pub(crate) fn accept(tx: &mut Tx, id: TargetId, by: PersonId, at: Instant, on: BusinessDate) -> Result<()> {
    tx.exec(
        sql!("UPDATE target SET accepted_by = $2, accepted_at = $3, accepted_on = $4 WHERE id = $1"),
        args![id, by, at, on],
    )
    .map(drop)
}

/// What everybody reached of a journal, day by day.
pub(crate) fn reached(
    tx: &mut Tx,
    store: StoreId,
    measure: Journal,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(Option<PersonId>, BusinessDate, Money)>> {
    tx.all(
        sql!("SELECT person_id, day, CAST(sum(amount) AS BIGINT) AS amount FROM performance \
              WHERE store_id = $1 AND day BETWEEN $3 AND $4 AND journal = $2 GROUP BY person_id, day \
              ORDER BY person_id, day" => (Option<PersonId>, BusinessDate, Money)),
        args![store, measure, from, until],
    )
}

/// How often which treatment stands in the book of each therapist.
pub(crate) fn booked(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(PersonId, i64, i64)>> {
    tx.all(
        sql!("SELECT therapist_id, treatment_id, count(*) AS count FROM visit_line \
              WHERE store_id = $1 AND day BETWEEN $2 AND $3 AND state IN ('booked', 'arrived', 'in-treatment') \
              GROUP BY therapist_id, treatment_id ORDER BY therapist_id, treatment_id" => (PersonId, i64, i64)),
        args![store, from, until],
    )
}

/// Level, store, by whom, when, and of which period.
pub(crate) type Happened = (Level, StoreId, PersonId, Instant, BusinessDate);

/// What was set on a day, for evidence.
pub(crate) fn set_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Happened>> {
    tx.all(
        sql!("SELECT level, store_id, set_by, set_at, period FROM target WHERE set_on = $1 ORDER BY id"
            => (Level, StoreId, PersonId, Instant, BusinessDate)),
        args![day],
    )
}

/// What was accepted on a day, for evidence.
pub(crate) fn accepted_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Happened>> {
    tx.all(
        sql!("SELECT level, store_id, accepted_by, accepted_at, period FROM target WHERE accepted_on = $1 ORDER BY id"
            => (Level, StoreId, PersonId, Instant, BusinessDate)),
        args![day],
    )
}
