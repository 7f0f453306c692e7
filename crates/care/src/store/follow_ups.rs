use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use crate::stage::{Outcome, Stage, Way};

ids! {
    /// A follow-up (跟进).
    pub struct FollowUpId;
}

db::record! {
    /// A follow-up.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FollowUpRow {
        /// Key.
        pub id: FollowUpId,
        /// With whom.
        pub customer_id: CustomerId,
        /// Where.
        pub store_id: StoreId,
        /// When, seen from the sale.
        pub stage: Stage,
        /// When it is due.
        pub due_day: BusinessDate,
        /// Whose it is.
        pub owner_id: Option<PersonId>,
        /// What about.
        pub topic: String,
        /// The rule that planned it.
        pub rule: Option<String>,
        /// Who did it.
        pub done_by: Option<PersonId>,
        /// When.
        pub done_at: Option<Instant>,
        /// How.
        pub way: Option<Way>,
        /// What came of it.
        pub outcome: Option<Outcome>,
        /// What was said.
        pub said: String,
        /// What follows it.
        pub next_id: Option<FollowUpId>,
    }
}

db::record! {
    /// A follow-up in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct FollowUpLine {
        /// Key.
        pub id: FollowUpId,
        /// With whom.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// The end of her telephone number.
        pub phone_end: Option<String>,
        /// When, seen from the sale.
        pub stage: Stage,
        /// When it is due.
        pub due_day: BusinessDate,
        /// Whose it is.
        pub owner: Option<String>,
        /// What about.
        pub topic: String,
        /// On which day it was done.
        pub done_day: Option<BusinessDate>,
        /// What came of it.
        pub outcome: Option<Outcome>,
        /// What was said.
        pub said: String,
        /// When she is spoken with next.
        pub next_day: Option<BusinessDate>,
        /// The negotiation that it belongs to.
        pub negotiation_id: Option<super::NegotiationId>,
    }
}

db::listing! {
    /// The follow-ups that the asker sees: `$1` is the store, `$2` the person; 0 is all of them.
    pub(crate) static FOLLOW_UPS: FollowUpLine = Shape {
        select: "f.id, f.customer_id, c.name AS customer, c.phone_end, f.stage, f.due_day, p.name AS owner, f.topic, \
                 f.done_day, f.outcome, f.said, x.due_day AS next_day, n.id AS negotiation_id",
        from: "follow_up f JOIN customer c ON c.id = f.customer_id LEFT JOIN person p ON p.id = f.owner_id \
               LEFT JOIN follow_up x ON x.id = f.next_id \
               LEFT JOIN negotiation n ON n.follow_up_id = f.id AND n.closed_day IS NULL",
        only: "(f.store_id = $1 OR $1 = 0) AND (f.owner_id = $2 OR $2 = 0)",
        key: "f.id",
        sorts: &[Sort::text("due_day", "f.due_day"), Sort::text("done_day", "f.done_day").may_be_null()],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || f.topic || ' ' || f.said) LIKE ?"),
            Filter::text("stage", "f.stage = ?"),
            Filter::text("outcome", "f.outcome = ?"),
            Filter::int("owner", "f.owner_id = ?"),
            Filter::flag("open", "f.done_at IS NULL"),
            Filter::flag("done", "f.done_at IS NOT NULL"),
            Filter::day("from", "f.due_day >= ?"),
            Filter::day("until", "f.due_day <= ?"),
        ],
    };
}

/// What is due up to a day, the oldest first: of a store, of a person, where they are not 0.
pub(crate) fn due(tx: &mut Tx, store: i64, person: i64, until: BusinessDate) -> Result<Vec<FollowUpLine>> {
    tx.all(
        sql!("SELECT f.id, f.customer_id, c.name AS customer, c.phone_end, f.stage, f.due_day, p.name AS owner, \
              f.topic, f.done_day, f.outcome, f.said, f.due_day AS next_day, n.id AS negotiation_id \
              FROM follow_up f JOIN customer c ON c.id = f.customer_id LEFT JOIN person p ON p.id = f.owner_id \
              LEFT JOIN negotiation n ON n.follow_up_id = f.id AND n.closed_day IS NULL \
              WHERE f.done_at IS NULL AND (f.store_id = $1 OR $1 = 0) AND (f.owner_id = $2 OR $2 = 0) \
              AND f.due_day <= $3 ORDER BY f.due_day, f.id LIMIT 500" => FollowUpLine),
        args![store, person, until],
    )
}

/// How many of a person's are due up to a day.
pub(crate) fn count_due(tx: &mut Tx, person: PersonId, until: BusinessDate) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM follow_up WHERE done_at IS NULL AND owner_id = $1 AND due_day <= $2" => (i64,)),
        args![person, until],
    )
}

pub(crate) fn follow_up(tx: &mut Tx, id: FollowUpId) -> Result<FollowUpRow> {
    tx.get(
        sql!("SELECT id, customer_id, store_id, stage, due_day, owner_id, topic, rule, done_by, done_at, way, outcome, \
              said, next_id FROM follow_up WHERE id = $1" => FollowUpRow),
        args![id],
    )
}

/// The follow-ups of a customer, the newest first.
pub(crate) fn follow_ups_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<FollowUpRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, stage, due_day, owner_id, topic, rule, done_by, done_at, way, outcome, \
              said, next_id FROM follow_up WHERE customer_id = $1 ORDER BY id DESC LIMIT $2" => FollowUpRow),
        args![customer, most],
    )
}

/// A follow-up to be planned.
pub(crate) struct NewFollowUp<'a> {
    pub customer: CustomerId,
    pub store: StoreId,
    pub stage: Stage,
    pub due_day: BusinessDate,
    pub owner: Option<PersonId>,
    pub topic: &'a str,
    /// The rule, and what called for it.
    pub rule: Option<(&'a str, &'a str)>,
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// Plans them; answers those for which no rule had planned already.
pub(crate) fn add_follow_ups(tx: &mut Tx, all: &[NewFollowUp]) -> Result<Vec<FollowUpId>> {
    let row = |new: &NewFollowUp| {
        args![
            new.customer,
            new.store,
            new.stage,
            new.due_day,
            new.owner,
            new.topic,
            new.rule.map(|(rule, _)| rule.to_owned()),
            new.rule.map(|(_, cause)| cause.to_owned()),
            new.by,
            new.at
        ]
        .to_vec()
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    let planned = tx.all_many(
        sql!("INSERT INTO follow_up (customer_id, store_id, stage, due_day, owner_id, topic, rule, cause, planned_by, \
              planned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (rule, cause) DO NOTHING \
              RETURNING id" => (FollowUpId,)),
        &rows,
    )?;
    Ok(planned.into_iter().map(|(id,)| id).collect())
}

/// Plans one; nothing when the rule has planned for this already.
pub(crate) fn add_follow_up(tx: &mut Tx, new: &NewFollowUp) -> Result<Option<FollowUpId>> {
    Ok(add_follow_ups(tx, std::slice::from_ref(new))?.pop())
}

/// What came of a follow-up.
pub(crate) struct Came<'a> {
    pub way: Option<Way>,
    pub outcome: Outcome,
    pub said: &'a str,
    pub next: Option<FollowUpId>,
    pub by: PersonId,
    pub at: Instant,
    pub day: BusinessDate,
}

pub(crate) fn finish(tx: &mut Tx, id: FollowUpId, came: &Came) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE follow_up SET way = $2, outcome = $3, said = $4, next_id = $5, done_by = $6, done_at = $7, \
              done_day = $8 WHERE id = $1 AND done_at IS NULL"
        ),
        args![id, came.way, came.outcome, came.said, came.next, came.by, came.at, came.day],
    )
    .map(drop)
}

/// The causes for which a rule has planned already, of a store since a moment.
pub(crate) fn planned(tx: &mut Tx, store: StoreId, since: Instant) -> Result<Vec<(String, String)>> {
    tx.all(
        sql!("SELECT rule, cause FROM follow_up WHERE store_id = $1 AND planned_at >= $2 AND rule IS NOT NULL"
            => (String, String)),
        args![store, since],
    )
}

/// Done on a day: which, by whom, when; those that came to nothing are left out.
pub(crate) fn followed_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(FollowUpId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT id, done_by, done_at FROM follow_up WHERE done_day = $1 AND outcome <> 'dropped'"
            => (FollowUpId, PersonId, Instant)),
        args![day],
    )
}

/// When each customer of a store was spoken with last in a follow-up; `0` is everybody, else the one.
pub(crate) fn last_spoken(tx: &mut Tx, store: StoreId, only: i64) -> Result<Vec<(CustomerId, BusinessDate)>> {
    tx.all(
        sql!("SELECT customer_id, max(done_day) AS day FROM follow_up WHERE store_id = $1 \
              AND (customer_id = $2 OR $2 = 0) AND done_day IS NOT NULL \
              AND outcome NOT IN ('not-reached', 'dropped') GROUP BY customer_id" => (CustomerId, BusinessDate)),
        args![store, only],
    )
}

/// Makes one customer's another's.
pub(crate) fn merge_follow_ups(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE follow_up SET customer_id = $2 WHERE customer_id = $1"), args![from, into]).map(drop)
}

/// Ends what need no longer be done, as of its own day.
pub(crate) fn drop_follow_up(tx: &mut Tx, id: FollowUpId, by: PersonId, day: BusinessDate) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE follow_up SET outcome = 'dropped', done_by = $2, done_at = planned_at, done_day = $3 \
              WHERE id = $1 AND done_at IS NULL"
        ),
        args![id, by, day],
    )
    .map(drop)
}

/// Takes the words out.
pub(crate) fn erase_follow_ups(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE follow_up SET topic = '', said = '' WHERE customer_id = $1"), args![customer])
        .map(drop)
}

/// How many each person has done between two days.
pub(crate) fn count_done(
    tx: &mut Tx,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(PersonId, i64)>> {
    tx.all(
        sql!("SELECT done_by, count(*) AS done FROM follow_up WHERE done_day BETWEEN $1 AND $2 \
              AND outcome <> 'dropped' GROUP BY done_by" => (PersonId, i64)),
        args![from, until],
    )
}
