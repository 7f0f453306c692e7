//! Years of a store behind it, put in as rows: what is measured is reading them.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::ground::Ground;

/// The day before the demonstration's today.
pub const YESTERDAY: Date = date(2026, 11, 25);

/// So many days of a store, and what each had.
#[derive(Debug, Clone, Copy)]
pub struct Years {
    /// The store's key.
    pub store: i64,
    /// The last day.
    pub last: Date,
    /// How many days until then.
    pub days: i64,
    /// Tickets of three lines a day, each paid in two ways and shared by two.
    pub tickets: i64,
    /// Visits a day.
    pub visits: i64,
    /// Customers with a file, opened one after the other over the days.
    pub customers: i64,
    /// The keys of those who sold and served: the first, and how many; with none nobody's performance is kept.
    pub people: (i64, i64),
}

impl Years {
    /// Writes it all.
    pub fn fill(&self, ground: &Ground) -> Result<()> {
        let Years { store, last, days, tickets, visits, customers, .. } = self;
        let first = last.checked_sub((days - 1).days())?;
        let rows: Vec<String> =
            first.series(1.day()).zip(0..*days).map(|(day, nth)| format!("({nth}, '{day}')")).collect();
        // One number for everything of a day, of which the rest are told apart by their remainder.
        let most = (*tickets).max(*visits).max(customers / days + 1);
        let pairs = (0..most).map(|nth| format!("({nth})")).collect::<Vec<_>>().join(", ");
        ground.batch(&format!(
            "CREATE TABLE bench_day (nth BIGINT, day TEXT);
             CREATE TABLE bench_nth (i BIGINT);
             INSERT INTO bench_day VALUES {};
             INSERT INTO bench_nth VALUES {pairs};",
            rows.join(", ")
        ))?;
        let at = "d.nth * 86400000 + 1700000000000";
        ground.batch(&format!(
            "INSERT INTO customer (store_id, number, name, facts, lacks, opened_by, opened_at, opened_on, checked_at, checked_by,
               consultant_id, source)
             SELECT {store}, 1000000 * {store} + d.nth * {most} + k.i, '客' || (d.nth * {most} + k.i), '{{}}', '', 1, {at}, d.day,
               {at}, 1, 5, 'friend'
             FROM bench_day d CROSS JOIN bench_nth k WHERE d.nth * {most} + k.i < {days} * {most} AND k.i < {};",
            customers / days + 1
        ))?;
        let (low, high) = (
            ground.number(&format!("SELECT min(id) FROM customer WHERE store_id = {store}"))?,
            ground.number(&format!("SELECT max(id) FROM customer WHERE store_id = {store}"))?,
        );
        // Customers come again at uneven times.
        let who = format!("{low} + (d.nth * 7919 + k.i * 104729) % {}", high - low + 1);
        ground.batch(&format!(
            "INSERT INTO visit (store_id, day, starts, customer_id, source, booked_by, booked_at, arrived_at)
             SELECT {store}, d.day, 600 + k.i * 8, {who}, 'phone', 17, {at}, {at}
             FROM bench_day d CROSS JOIN bench_nth k WHERE k.i < {visits};
             INSERT INTO visit_line (visit_id, store_id, day, guest, treatment_id, therapist_id, dispatch, starts, ends, hands,
               state, begun_at, ended_at)
             SELECT v.id, v.store_id, v.day, 1, (SELECT min(id) FROM treatment), 7 + v.id % 6, 'turn', v.starts, v.starts + 60,
               v.starts || '-' || (v.starts + 60), 'done', v.booked_at, v.booked_at
             FROM visit v WHERE v.store_id = {store} AND v.day <= '{last}';
             INSERT INTO ticket (store_id, customer_id, draft, version, words, total, opened_by, opened_at, kept_at, number, day,
               settled_by, settled_at, receipt)
             SELECT {store}, {who}, '', 1, '护理', 75200, 17, {at}, {at},
               'y-{store}-' || (d.nth * {most} + k.i), d.day, 17, {at}, 'y-{store}-' || (d.nth * {most} + k.i)
             FROM bench_day d CROSS JOIN bench_nth k WHERE k.i < {tickets};"
        ))?;
        self.money(ground)
    }

    /// Lines, what they were paid with, and whose performance they were.
    fn money(&self, ground: &Ground) -> Result<()> {
        let ours = format!("t.number LIKE 'y-{}-%'", self.store);
        let lines = "(SELECT 1 AS position, 'treatment' AS kind, 25800 AS amount UNION ALL SELECT 2, 'treatment', 15800 \
                     UNION ALL SELECT 3, 'product', 33600)";
        let journals = "(SELECT 'cash' AS journal UNION ALL SELECT 'consumption')";
        let (first, people) = self.people;
        let shares = format!(
            "INSERT INTO performance (line_id, journal, person_id, store_id, day, kind, deal, weight, amount, count)
             SELECT l.id, j.journal, {first} + (l.id * 7919 + length(j.journal)) % {people}, l.store_id, l.day, l.kind, l.deal, 1,
               l.amount, l.count
             FROM ticket_line l JOIN ticket t ON t.id = l.ticket_id CROSS JOIN {journals} j WHERE {ours} ORDER BY l.id;"
        );
        let shares = if people == 0 { String::new() } else { shares };
        ground.batch(&format!(
            "INSERT INTO ticket_line (ticket_id, position, store_id, day, kind, offer_id, words, count, list, amount, deal, why,
               money, gift, owed)
             SELECT t.id, p.position, t.store_id, t.day, p.kind, p.position, '护理', 1, p.amount, p.amount, 'usual', '',
               p.amount, 0, 0
             FROM ticket t CROSS JOIN {lines} p WHERE {ours} ORDER BY t.id, p.position;
             INSERT INTO ticket_tender (ticket_id, position, store_id, day, means, amount, reference)
             SELECT t.id, p.position, t.store_id, t.day, p.means, p.amount, ''
             FROM ticket t CROSS JOIN (SELECT 1 AS position, 'cash' AS means, 30000 AS amount
               UNION ALL SELECT 2, 'wechat', 45200) p WHERE {ours} ORDER BY t.id, p.position;
             {shares}
             DROP TABLE bench_day;
             DROP TABLE bench_nth;"
        ))?;
        // What was summed before there was anything is summed anew as soon as the program begins.
        ground.batch(
            "DELETE FROM summed_store; DELETE FROM line_sum; DELETE FROM tender_sum; DELETE FROM share_sum;
             DELETE FROM job WHERE kind = 'sales.sum';
             ANALYZE;",
        )
    }
}

/// Waits until the days that are over are summed, of so many stores.
pub fn summed(ground: &Ground, stores: i64) -> Result<()> {
    for _ in 0..300 {
        if ground.number("SELECT count(*) FROM summed_store")? >= stores {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(1));
    }
    anyhow::bail!("the days were not summed")
}
