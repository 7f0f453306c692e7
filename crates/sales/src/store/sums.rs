//! The sums of days and months, each along one index.

use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use super::summed::{all_summed, summed};
use super::tickets::TicketId;
use crate::kind::{LineKind, Means};
use crate::share::Journal;
use crate::wish::Deal;

/// Which rows: of a store or of all, of a person or of all, from one day to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub store: i64,
    pub person: i64,
    pub from: BusinessDate,
    pub until: BusinessDate,
}

db::record! {
    /// What was sold of a kind.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct KindSum {
        /// What it is about.
        pub kind: LineKind,
        /// How many.
        pub count: i64,
        /// What was asked.
        pub amount: Money,
        /// What was paid in money.
        pub money: Money,
        /// What is owed.
        pub owed: Money,
    }

    /// What was let off or given away.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct DealSum {
        /// On what terms.
        pub deal: Deal,
        /// How many lines.
        pub lines: i64,
        /// By the prices of the day.
        pub list: Money,
        /// What was asked.
        pub amount: Money,
    }

    /// What was paid with a means.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct MeansSum {
        /// What with.
        pub means: Means,
        /// How often.
        pub count: i64,
        /// How much.
        pub amount: Money,
    }

    /// What a day brought.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct DaySum {
        /// The day.
        pub day: BusinessDate,
        /// Lines sold.
        pub lines: i64,
        /// What was sold, prepayments too.
        pub sold: Money,
        /// Treatments and products given: the turnover.
        pub turnover: Money,
        /// What came in as money.
        pub money: Money,
    }

    /// What a store brought.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StoreSum {
        /// Which.
        pub store_id: StoreId,
        /// What was sold, prepayments too.
        pub sold: Money,
        /// Treatments and products given: the turnover.
        pub turnover: Money,
        /// What came in as money.
        pub money: Money,
    }

    /// What a person earned the house.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct PersonSum {
        /// Who; none is the house.
        pub person_id: Option<PersonId>,
        /// Which journal.
        pub journal: Journal,
        /// How much.
        pub amount: Money,
        /// How many times.
        pub count: i64,
    }

    /// A new customer, and what she bought since.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct NewCustomer {
        /// Key.
        pub id: customer::CustomerId,
        /// Name.
        pub name: String,
        /// When her file was opened.
        pub opened_on: BusinessDate,
        /// By which channel she came.
        pub source: Option<String>,
        /// Who looks after her.
        pub consultant_id: Option<PersonId>,
        /// Her tickets since.
        pub tickets: i64,
        /// What they came to.
        pub total: Money,
    }

    /// What is owed, by age.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Ageing {
        /// Up to 30 days.
        pub fresh: Money,
        /// 31 to 60.
        pub late: Money,
        /// 61 and more.
        pub old: Money,
        /// Of all this, what is past its day.
        pub due: Money,
    }
}

pub(crate) fn by_kind(tx: &mut Tx, span: Span) -> Result<Vec<KindSum>> {
    all_summed(
        tx,
        sql!(summed!(
            "kind, CAST(sum(count) AS BIGINT) AS count, CAST(sum(amount) AS BIGINT) AS amount, \
             CAST(sum(money) AS BIGINT) AS money, CAST(sum(owed) AS BIGINT) AS owed",
            "line_sum" as "k.kind, k.count, k.amount, k.money, k.owed",
            "ticket_line" as "l.kind, l.count, l.amount, l.money, l.owed",
            "GROUP BY kind ORDER BY kind"
        ) => KindSum),
        span,
    )
}

pub(crate) fn by_deal(tx: &mut Tx, span: Span) -> Result<Vec<DealSum>> {
    tx.all(
        sql!("SELECT deal, count(*) AS lines, CAST(sum(list * count) AS BIGINT) AS list, \
              CAST(sum(amount) AS BIGINT) AS amount FROM ticket_line WHERE store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) \
              AND day BETWEEN $2 AND $3 AND deal IN ('discount', 'gift') GROUP BY deal ORDER BY deal" => DealSum),
        args![span.store, span.from, span.until],
    )
}

pub(crate) fn by_means(tx: &mut Tx, span: Span) -> Result<Vec<MeansSum>> {
    all_summed(
        tx,
        sql!(summed!(
            "means, CAST(sum(count) AS BIGINT) AS count, CAST(sum(amount) AS BIGINT) AS amount",
            "tender_sum" as "k.means, k.count, k.amount",
            "ticket_tender" as "l.means, 1 AS count, l.amount",
            "GROUP BY means ORDER BY means"
        ) => MeansSum),
        span,
    )
}

/// Day by day, what came in with each means.
pub(crate) fn means_by_day(tx: &mut Tx, span: Span) -> Result<Vec<(BusinessDate, Means, Money)>> {
    all_summed(
        tx,
        sql!(summed!(
            "day, means, CAST(sum(amount) AS BIGINT) AS amount",
            "tender_sum" as "k.day, k.means, k.amount",
            "ticket_tender" as "l.day, l.means, l.amount",
            "GROUP BY day, means ORDER BY day, means"
        ) => (BusinessDate, Means, Money)),
        span,
    )
}

pub(crate) fn by_day(tx: &mut Tx, span: Span) -> Result<Vec<DaySum>> {
    all_summed(
        tx,
        sql!(summed!(
            "day, CAST(sum(lines) AS BIGINT) AS lines, \
             CAST(sum(CASE WHEN kind NOT IN ('debt', 'tip') THEN amount ELSE 0 END) AS BIGINT) AS sold, \
             CAST(sum(CASE WHEN kind IN ('treatment', 'product') THEN amount - gift ELSE 0 END) AS BIGINT) AS turnover, \
             CAST(sum(money) AS BIGINT) AS money",
            "line_sum" as "k.day, k.kind, k.lines, k.amount, k.gift, k.money",
            "ticket_line" as "l.day, l.kind, 1 AS lines, l.amount, l.gift, l.money",
            "GROUP BY day ORDER BY day"
        ) => DaySum),
        span,
    )
}

/// Store by store: whoever wants several asks for all of them at once.
pub(crate) fn by_store(tx: &mut Tx, span: Span) -> Result<Vec<StoreSum>> {
    all_summed(
        tx,
        sql!(summed!(
            "store_id, CAST(sum(CASE WHEN kind NOT IN ('debt', 'tip') THEN amount ELSE 0 END) AS BIGINT) AS sold, \
             CAST(sum(CASE WHEN kind IN ('treatment', 'product') THEN amount - gift ELSE 0 END) AS BIGINT) AS turnover, \
             CAST(sum(money) AS BIGINT) AS money",
            "line_sum" as "k.store_id, k.kind, k.amount, k.gift, k.money",
            "ticket_line" as "l.store_id, l.kind, l.amount, l.gift, l.money",
            "GROUP BY store_id ORDER BY store_id"
        ) => StoreSum),
        span,
    )
}

/// How many tickets were settled, store by store.
pub(crate) fn tickets_by_store(tx: &mut Tx, span: Span) -> Result<Vec<(StoreId, i64)>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS tickets FROM ticket \
              WHERE store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND day BETWEEN $2 AND $3 \
              AND reverses IS NULL GROUP BY store_id ORDER BY store_id" => (StoreId, i64)),
        args![span.store, span.from, span.until],
    )
}

/// How many tickets were settled, and for how many customers.
pub(crate) fn tickets(tx: &mut Tx, span: Span) -> Result<(i64, i64)> {
    tx.one(
        sql!("SELECT count(*) AS tickets, count(DISTINCT customer_id) AS customers FROM ticket \
              WHERE store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND day BETWEEN $2 AND $3 AND reverses IS NULL" => (i64, i64)),
        args![span.store, span.from, span.until],
    )
}

pub(crate) fn by_person(tx: &mut Tx, span: Span) -> Result<Vec<PersonSum>> {
    if span.person != 0 {
        return tx.all(
            sql!("SELECT person_id, journal, CAST(sum(amount) AS BIGINT) AS amount, CAST(sum(count) AS BIGINT) AS count \
                  FROM performance WHERE person_id = $1 AND day BETWEEN $2 AND $3 GROUP BY person_id, journal"
                  => PersonSum),
            args![span.person, span.from, span.until],
        );
    }
    all_summed(
        tx,
        sql!(summed!(
            "nullif(person, 0) AS person_id, journal, CAST(sum(amount) AS BIGINT) AS amount, CAST(sum(count) AS BIGINT) AS count",
            "share_sum" as "k.person, k.journal, k.amount, k.count",
            "performance" as "coalesce(l.person_id, 0) AS person, l.journal, l.amount, l.count",
            "GROUP BY person, journal ORDER BY person, journal"
        ) => PersonSum),
        span,
    )
}

pub(crate) fn new_customers(tx: &mut Tx, span: Span) -> Result<Vec<NewCustomer>> {
    tx.all(
        sql!("SELECT c.id, c.name, c.opened_on, c.source, c.consultant_id, count(t.id) AS tickets, \
              CAST(coalesce(sum(t.total), 0) AS BIGINT) AS total FROM customer c \
              LEFT JOIN ticket t ON t.customer_id = c.id AND t.settled_at IS NOT NULL \
              WHERE c.store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND (c.consultant_id = $4 OR $4 = 0) \
              AND c.opened_on BETWEEN $2 AND $3 AND c.merged_into IS NULL \
              GROUP BY c.id, c.name, c.opened_on, c.source, c.consultant_id ORDER BY c.opened_on, c.id LIMIT 1000"
              => NewCustomer),
        args![span.store, span.from, span.until, span.person],
    )
}

/// What is owed, by its age on a day.
pub(crate) fn ageing(tx: &mut Tx, store: i64, day: BusinessDate) -> Result<Ageing> {
    let back = |days: i64| day.checked_sub(jiff::Span::new().days(days));
    tx.one(
        sql!("SELECT CAST(coalesce(sum(CASE WHEN day >= $2 THEN owing ELSE 0 END), 0) AS BIGINT) AS fresh, \
              CAST(coalesce(sum(CASE WHEN day < $2 AND day >= $3 THEN owing ELSE 0 END), 0) AS BIGINT) AS late, \
              CAST(coalesce(sum(CASE WHEN day < $3 THEN owing ELSE 0 END), 0) AS BIGINT) AS old, \
              CAST(coalesce(sum(CASE WHEN due_on < $4 THEN owing ELSE 0 END), 0) AS BIGINT) AS due \
              FROM debt WHERE owing > 0 AND store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0)" => Ageing),
        args![store, back(30)?, back(60)?, day],
    )
}

/// Who settled a ticket with a concession, or shared one, on a day: evidence, the first of each.
pub(crate) fn supported_on(
    tx: &mut Tx,
    day: BusinessDate,
) -> Result<Vec<(StoreId, TicketId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT t.store_id, t.id, t.settled_by, t.settled_at FROM ticket t WHERE t.store_id IN (SELECT id FROM store) \
              AND t.day = $1 AND t.reverses IS NULL \
              AND EXISTS (SELECT 1 FROM ticket_line l WHERE l.ticket_id = t.id AND l.deal IN ('discount', 'gift')) \
              ORDER BY t.id" => (StoreId, TicketId, PersonId, Instant)),
        args![day],
    )
}

/// The tickets of a day on which several have sold one line together.
pub(crate) fn joint_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, TicketId, Instant)>> {
    tx.all(
        sql!("SELECT DISTINCT t.store_id, t.id, t.settled_at FROM performance a JOIN performance b \
              ON b.line_id = a.line_id AND b.journal = a.journal AND b.person_id > a.person_id \
              JOIN ticket_line l ON l.id = a.line_id JOIN ticket t ON t.id = l.ticket_id \
              WHERE a.store_id IN (SELECT id FROM store) AND a.day = $1 AND a.journal = 'cash' ORDER BY t.id" => (StoreId, TicketId, Instant)),
        args![day],
    )
}

/// The shifts that were counted on a day.
pub(crate) fn counted(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, super::ShiftId, Instant)>> {
    tx.all(
        sql!("SELECT store_id, id, closed_at FROM till_shift WHERE day = $1 AND closed_at IS NOT NULL ORDER BY id"
            => (StoreId, super::ShiftId, Instant)),
        args![day],
    )
}

/// Has she a share in a ticket?
pub(crate) fn earned_by(tx: &mut Tx, ticket: super::TicketId, person: PersonId) -> Result<bool> {
    let found = tx.find_scalar(
        sql!("SELECT p.id FROM ticket_line l JOIN performance p ON p.line_id = l.id \
              WHERE l.ticket_id = $1 AND p.person_id = $2 LIMIT 1" => (i64,)),
        args![ticket, person],
    )?;
    Ok(found.is_some())
}

/// Everybody's performance of a day that has any, for evidence.
pub(crate) fn earned_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(PersonId, Instant)>> {
    tx.all(
        sql!("SELECT p.person_id, max(t.settled_at) AS at FROM performance p JOIN ticket_line l ON l.id = p.line_id \
              JOIN ticket t ON t.id = l.ticket_id WHERE p.store_id IN (SELECT id FROM store) AND p.day = $1 AND p.person_id IS NOT NULL \
              GROUP BY p.person_id ORDER BY p.person_id" => (PersonId, Instant)),
        args![day],
    )
}
