//! The sums of days that are over, kept so that a year is read as quickly as a month.

use db::{Row, Statement, Tx, args, sql};
use kernel::{BusinessDate, Result, StoreId};

use super::sums::Span;

/// Rows from the sums of days that are over, and of the days since from the rows themselves; of the store `$1` or of
/// all, from the day `$2` to the day `$3`, the rows themselves from the day `$4` at the earliest: [`all_summed`]. What
/// stands for a row of the sums, what for a live one, of which tables. The cross join keeps SQLite from beginning with the
/// rows.
macro_rules! summed {
    ($select:literal, $sums:literal as $of_sum:literal, $rows:literal as $of_row:literal, $rest:literal) => {
        concat!(
            "SELECT ", $select, " FROM (SELECT ", $of_sum, " FROM ", $sums,
            " k WHERE k.store_id IN (SELECT id FROM store WHERE id = $1 OR $1 = 0) AND k.day BETWEEN $2 AND $3 UNION ALL SELECT ",
            $of_row, " FROM store s LEFT JOIN summed_store u ON u.store_id = s.id CROSS JOIN ", $rows,
            " l WHERE l.store_id = s.id AND l.day BETWEEN $4 AND $3 AND l.day >= coalesce(u.live_from, '') \
             AND (s.id = $1 OR $1 = 0)) both_parts ", $rest
        )
    };
}
pub(super) use summed;

/// Asks such a statement. Before the first day that any of the stores has not summed there is nothing live to be read; a
/// planner that is told so does not reckon with years of rows.
pub(super) fn all_summed<R: Row>(tx: &mut Tx, statement: Statement<R>, span: Span) -> Result<Vec<R>> {
    let live: Option<String> = tx.scalar(
        sql!("SELECT min(coalesce(u.live_from, '')) AS live FROM store s LEFT JOIN summed_store u ON u.store_id = s.id \
              WHERE s.id = $1 OR $1 = 0" => (Option<String>,)),
        args![span.store],
    )?;
    let live = live.unwrap_or_default().max(span.from.to_string());
    tx.all(statement, args![span.store, span.from, span.until, live])
}

/// Sums the days of a store from the first that is not summed yet until the day before `live_from`.
pub(crate) fn sum_days(tx: &mut Tx, store: StoreId, live_from: BusinessDate) -> Result<()> {
    let since: Option<String> = tx.find_scalar(
        sql!("SELECT live_from FROM summed_store WHERE store_id = $1" => (String,)),
        args![store],
    )?;
    let since = since.unwrap_or_default();
    if since >= live_from.to_string() {
        return Ok(());
    }
    tx.exec(
        sql!(
            "INSERT INTO line_sum (store_id, day, kind, lines, count, amount, money, gift, owed) \
              SELECT store_id, day, kind, count(*), sum(count), sum(amount), sum(money), sum(gift), sum(owed) \
              FROM ticket_line WHERE store_id = $1 AND day >= $2 AND day < $3 GROUP BY store_id, day, kind"
        ),
        args![store, &since, live_from],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO tender_sum (store_id, day, means, count, amount) \
              SELECT store_id, day, means, count(*), sum(amount) FROM ticket_tender \
              WHERE store_id = $1 AND day >= $2 AND day < $3 GROUP BY store_id, day, means"
        ),
        args![store, &since, live_from],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO share_sum (store_id, day, person, journal, amount, count) \
              SELECT store_id, day, coalesce(person_id, 0), journal, sum(amount), sum(count) FROM performance \
              WHERE store_id = $1 AND day >= $2 AND day < $3 GROUP BY store_id, day, coalesce(person_id, 0), journal"
        ),
        args![store, &since, live_from],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO summed_store (store_id, live_from) VALUES ($1, $2) \
              ON CONFLICT (store_id) DO UPDATE SET live_from = excluded.live_from"
        ),
        args![store, live_from],
    )
    .map(drop)
}

/// Throws the sums of a store away from a day on, whose rows change though the day is over.
pub(crate) fn unsum(tx: &mut Tx, store: StoreId, from: BusinessDate) -> Result<()> {
    let set = sql!("UPDATE summed_store SET live_from = $2 WHERE store_id = $1 AND live_from > $2");
    if tx.exec(set, args![store, from])? == 0 {
        return Ok(());
    }
    for statement in [
        sql!("DELETE FROM line_sum WHERE store_id = $1 AND day >= $2"),
        sql!("DELETE FROM tender_sum WHERE store_id = $1 AND day >= $2"),
        sql!("DELETE FROM share_sum WHERE store_id = $1 AND day >= $2"),
    ] {
        tx.exec(statement, args![store, from])?;
    }
    Ok(())
}

/// Days whose sums are not those of their rows: store, day, and by how many fen the lines, tenders and shares differ.
pub(crate) fn missummed(tx: &mut Tx) -> Result<Vec<(StoreId, BusinessDate, i64)>> {
    tx.all(
        sql!("SELECT store_id, day, CAST(sum(abs(differs)) AS BIGINT) AS differs FROM ( \
              SELECT store_id, day, kind AS part, sum(amount) AS differs FROM ( \
              SELECT store_id, day, kind, amount FROM line_sum UNION ALL \
              SELECT l.store_id, l.day, l.kind, -l.amount FROM ticket_line l JOIN summed_store u \
              ON u.store_id = l.store_id AND l.day < u.live_from) lines GROUP BY store_id, day, kind UNION ALL \
              SELECT store_id, day, means AS part, sum(amount) AS differs FROM ( \
              SELECT store_id, day, means, amount FROM tender_sum UNION ALL \
              SELECT t.store_id, t.day, t.means, -t.amount FROM ticket_tender t JOIN summed_store u \
              ON u.store_id = t.store_id AND t.day < u.live_from) tenders GROUP BY store_id, day, means UNION ALL \
              SELECT store_id, day, journal AS part, sum(amount) AS differs FROM ( \
              SELECT store_id, day, person, journal, amount FROM share_sum UNION ALL \
              SELECT p.store_id, p.day, coalesce(p.person_id, 0) AS person, p.journal, -p.amount FROM performance p \
              JOIN summed_store u ON u.store_id = p.store_id AND p.day < u.live_from) shares \
              GROUP BY store_id, day, person, journal) all_parts GROUP BY store_id, day HAVING sum(abs(differs)) <> 0 \
              ORDER BY store_id, day" => (StoreId, BusinessDate, i64)),
        args![],
    )
}
