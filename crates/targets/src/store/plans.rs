use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};
use sales::LineKind;

ids! {
    /// A month's sales plan.
    pub struct PlanId;
    /// What was found of a month.
    pub struct ReviewId;
}

db::record! {
    /// A month's sales plan.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PlanRow {
        /// Key.
        pub id: PlanId,
        /// Whom the house is for, and what leads.
        pub positioning: String,
        /// By whom.
        pub written_by: PersonId,
        /// When.
        pub written_at: Instant,
    }
}

/// The plan of a month that holds.
pub(crate) fn plan(tx: &mut Tx, store: StoreId, period: BusinessDate) -> Result<Option<PlanRow>> {
    tx.find(
        sql!("SELECT id, positioning, written_by, written_at FROM sales_plan \
              WHERE store_id = $1 AND period = $2 AND replaced_at IS NULL" => PlanRow),
        args![store, period],
    )
}

pub(crate) fn plan_parts(tx: &mut Tx, plan: PlanId) -> Result<Vec<(LineKind, Money)>> {
    tx.all(
        sql!("SELECT kind, amount FROM sales_plan_part WHERE plan_id = $1 ORDER BY kind" => (LineKind, Money)),
        args![plan],
    )
}

/// Who writes, when, and on which day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub by: PersonId,
    pub at: Instant,
    pub on: BusinessDate,
}

/// Writes a plan in the place of the one that holds.
pub(crate) fn add_plan(
    tx: &mut Tx,
    store: StoreId,
    period: BusinessDate,
    positioning: &str,
    parts: &[(LineKind, Money)],
    written: Written,
) -> Result<PlanId> {
    tx.exec(
        sql!(
            "UPDATE sales_plan SET replaced_at = $3 WHERE store_id = $1 AND period = $2 AND replaced_at IS NULL"
        ),
        args![store, period, written.at],
    )?;
    let plan: PlanId = tx.scalar(
        sql!("INSERT INTO sales_plan (store_id, period, positioning, written_by, written_at, written_on) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (PlanId,)),
        args![store, period, positioning, written.by, written.at, written.on],
    )?;
    for (kind, amount) in parts {
        tx.exec(
            sql!("INSERT INTO sales_plan_part (plan_id, kind, amount) VALUES ($1, $2, $3)"),
            args![plan, *kind, *amount],
        )?;
    }
    Ok(plan)
}

pub(crate) fn add_review(
    tx: &mut Tx,
    store: StoreId,
    period: BusinessDate,
    words: &str,
    written: Written,
) -> Result<ReviewId> {
    tx.scalar(
        sql!("INSERT INTO sales_review (store_id, period, words, written_by, written_at, written_on) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (ReviewId,)),
        args![store, period, words, written.by, written.at, written.on],
    )
}

/// What was found of a month, the latest first.
pub(crate) fn reviews(
    tx: &mut Tx,
    store: StoreId,
    period: BusinessDate,
) -> Result<Vec<(String, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT words, written_by, written_at FROM sales_review WHERE store_id = $1 AND period = $2 \
              ORDER BY id DESC" => (String, PersonId, Instant)),
        args![store, period],
    )
}

/// Store, by whom, when, and of which month.
pub(crate) type Wrote = (StoreId, PersonId, Instant, BusinessDate);

/// Plans written on a day, for evidence.
pub(crate) fn plans_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Wrote>> {
    tx.all(
        sql!("SELECT store_id, written_by, written_at, period FROM sales_plan WHERE written_on = $1 ORDER BY id"
            => (StoreId, PersonId, Instant, BusinessDate)),
        args![day],
    )
}

/// Reviews written on a day, for evidence.
pub(crate) fn reviews_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Wrote>> {
    tx.all(
        sql!("SELECT store_id, written_by, written_at, period FROM sales_review WHERE written_on = $1 ORDER BY id"
            => (StoreId, PersonId, Instant, BusinessDate)),
        args![day],
    )
}

/// Money received by what it was received for.
pub(crate) fn by_category(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(LineKind, Money)>> {
    tx.all(
        sql!("SELECT kind, CAST(sum(amount) AS BIGINT) AS amount FROM performance \
              WHERE store_id = $1 AND day BETWEEN $2 AND $3 AND journal = 'cash' GROUP BY kind ORDER BY kind"
            => (LineKind, Money)),
        args![store, from, until],
    )
}

/// Money received by the channel through which the customers came; none for those of whom it is not known.
pub(crate) fn by_channel(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(Option<String>, Money)>> {
    tx.all(
        sql!("SELECT c.source, CAST(sum(p.amount) AS BIGINT) AS amount FROM performance p \
              JOIN ticket_line l ON l.id = p.line_id JOIN ticket t ON t.id = l.ticket_id \
              LEFT JOIN customer c ON c.id = t.customer_id \
              WHERE p.store_id = $1 AND p.day BETWEEN $2 AND $3 AND p.journal = 'cash' \
              GROUP BY c.source ORDER BY amount DESC, c.source" => (Option<String>, Money)),
        args![store, from, until],
    )
}
