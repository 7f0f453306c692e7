//! Do tickets, journals, debts and deposits still add up? For `dianwu verify`.

use db::inventory;
use db::verify::Check;
use db::{Tx, args, sql};
use kernel::{Id, Result};

use crate::store;

inventory::submit! { Check { name: "sales", run } }

fn run(tx: &mut Tx) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for (ticket, by) in unpaid(tx)? {
        wrong.push(format!("ticket {ticket}: lines and tenders differ by {by} fen"));
    }
    for (line, by) in unshared(tx)? {
        wrong.push(format!("line {line}: its shares differ from it by {by} fen"));
    }
    for (debt, by) in misowed(tx)? {
        wrong.push(format!("debt {debt}: what is owed and its entries differ by {by} fen"));
    }
    for (deposit, by) in misheld(tx)? {
        wrong.push(format!("deposit {deposit}: what is left and its entries differ by {by} fen"));
    }
    for (store, day, by) in store::missummed(tx)? {
        wrong.push(format!("store {}, {day}: the day's sums differ from its rows by {by} fen", store.get()));
    }
    for (store, offer, by) in misshelved(tx)? {
        wrong.push(format!("store {store}, offer {offer}: tickets and the shelf's entries differ by {by}"));
    }
    for (shift, by) in misnumbered(tx)? {
        wrong.push(format!("shift {shift}: {by} numbers without a ticket"));
    }
    Ok(wrong)
}

/// Tickets whose lines are not paid to the fen.
fn unpaid(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT ticket_id, CAST(sum(amount) AS BIGINT) AS differs FROM ( \
              SELECT ticket_id, amount FROM ticket_line UNION ALL SELECT ticket_id, -amount FROM ticket_tender) both_sides \
              GROUP BY ticket_id HAVING sum(amount) <> 0 ORDER BY ticket_id" => (i64, i64)),
        args![],
    )
}

/// Lines whose shares do not make the whole: of what was delivered, of the money that came for what was sold, of tips.
fn unshared(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT line_id, CAST(sum(amount) AS BIGINT) AS differs FROM ( \
              SELECT line_id, amount FROM performance WHERE journal = 'consumption' UNION ALL \
              SELECT id, gift - amount FROM ticket_line WHERE kind IN ('treatment', 'product')) delivered \
              GROUP BY line_id HAVING sum(amount) <> 0 UNION ALL \
              SELECT line_id, CAST(sum(amount) AS BIGINT) AS differs FROM ( \
              SELECT line_id, amount FROM performance WHERE journal = 'cash' UNION ALL \
              SELECT id, -money FROM ticket_line WHERE kind <> 'tip') received \
              GROUP BY line_id HAVING sum(amount) <> 0 UNION ALL \
              SELECT line_id, CAST(sum(amount) AS BIGINT) AS differs FROM ( \
              SELECT line_id, amount FROM tip_share UNION ALL \
              SELECT id, -amount FROM ticket_line WHERE kind = 'tip') given \
              GROUP BY line_id HAVING sum(amount) <> 0" => (i64, i64)),
        args![],
    )
}

/// Debts that are not what their entries leave of them.
fn misowed(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT d.id, CAST(d.owing - d.amount + coalesce((SELECT sum(e.amount) FROM debt_entry e \
              WHERE e.debt_id = d.id), 0) AS BIGINT) AS differs FROM debt d WHERE d.owing - d.amount <> \
              -coalesce((SELECT sum(e.amount) FROM debt_entry e WHERE e.debt_id = d.id), 0) ORDER BY d.id" => (i64, i64)),
        args![],
    )
}

/// Deposits that are not what their entries leave of them.
fn misheld(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT d.id, CAST(d.left_over - d.amount + coalesce((SELECT sum(e.amount) FROM deposit_entry e \
              WHERE e.deposit_id = d.id), 0) AS BIGINT) AS differs FROM deposit d WHERE d.left_over - d.amount <> \
              -coalesce((SELECT sum(e.amount) FROM deposit_entry e WHERE e.deposit_id = d.id), 0) ORDER BY d.id"
              => (i64, i64)),
        args![],
    )
}

/// Shifts whose numbers have gaps.
fn misnumbered(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    tx.all(
        sql!("SELECT s.id, s.last_number - (SELECT count(*) FROM ticket t WHERE t.shift_id = s.id) AS differs FROM till_shift s \
              WHERE s.last_number <> (SELECT count(*) FROM ticket t WHERE t.shift_id = s.id) ORDER BY s.id" => (i64, i64)),
        args![],
    )
}

/// Products of which the till sold more or fewer than left the shelf; what was sold before the house was there aside.
fn misshelved(tx: &mut Tx) -> Result<Vec<(i64, i64, i64)>> {
    tx.all(
        sql!("SELECT store_id, offer_id, CAST(sum(count) AS BIGINT) AS differs FROM ( \
              SELECT l.store_id, l.offer_id, l.count FROM ticket_line l JOIN ticket t ON t.id = l.ticket_id \
              WHERE l.kind = 'product' AND l.offer_id IS NOT NULL AND t.source = '' UNION ALL \
              SELECT store_id, offer_id, count FROM stock_entry WHERE kind IN ('sold', 'returned')) both_sides \
              GROUP BY store_id, offer_id HAVING sum(count) <> 0 ORDER BY store_id, offer_id" => (i64, i64, i64)),
        args![],
    )
}
