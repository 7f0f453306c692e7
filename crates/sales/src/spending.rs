use care::{Facts, Question, SpendFact};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, Result};

use customer::CustomerId;

use crate::store::TicketId;

/// What the till knows for care: the money that customers gave (消费额), by which members are recognised and graded. What
/// is used up from stored value was money when it was paid in, and is not counted twice; what was taken back counts less. And on which days they came before there were visits: sales that
/// were brought in, but not what was owed then.
pub struct Takings;

impl Facts for Takings {
    fn past(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<(CustomerId, BusinessDate)>> {
        match asked.customer {
            Some(customer) => past_of_customer(tx, customer, asked),
            None => past_of_store(tx, asked),
        }
    }

    fn spends(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<SpendFact>> {
        let rows = match asked.customer {
            Some(customer) => of_customer(tx, customer, asked)?,
            None => of_store(tx, asked)?,
        };
        let fact = |(customer, day, amount, ticket): Row| SpendFact {
            customer,
            day,
            amount,
            document: format!("tickets/{ticket}"),
        };
        Ok(rows.into_iter().map(fact).collect())
    }
}

/// Whose, on which day, how much, by which ticket.
type Row = (CustomerId, BusinessDate, Money, TicketId);

fn of_customer(tx: &mut Tx, customer: CustomerId, asked: &Question) -> Result<Vec<Row>> {
    tx.all(
        sql!("SELECT t.customer_id, t.day, CAST(sum(p.amount) AS BIGINT) AS amount, t.id \
              FROM ticket t JOIN ticket_tender p ON p.ticket_id = t.id \
              WHERE t.customer_id = $1 AND t.store_id = $2 AND t.day >= $3 \
              AND p.means IN ('cash', 'card', 'wechat', 'alipay', 'bank') \
              GROUP BY t.id, t.customer_id, t.day ORDER BY t.id" => (CustomerId, BusinessDate, Money, TicketId)),
        args![customer, asked.store, asked.since],
    )
}

fn of_store(tx: &mut Tx, asked: &Question) -> Result<Vec<Row>> {
    tx.all(
        sql!("SELECT t.customer_id, t.day, CAST(sum(p.amount) AS BIGINT) AS amount, t.id \
              FROM ticket_tender p JOIN ticket t ON t.id = p.ticket_id \
              WHERE p.store_id = $1 AND p.day >= $2 AND t.customer_id IS NOT NULL \
              AND p.means IN ('cash', 'card', 'wechat', 'alipay', 'bank') \
              GROUP BY t.id, t.customer_id, t.day ORDER BY t.id" => (CustomerId, BusinessDate, Money, TicketId)),
        args![asked.store, asked.since],
    )
}

fn past_of_customer(
    tx: &mut Tx,
    customer: CustomerId,
    asked: &Question,
) -> Result<Vec<(CustomerId, BusinessDate)>> {
    tx.all(
        sql!("SELECT DISTINCT t.customer_id, t.day FROM ticket t JOIN ticket_line l ON l.ticket_id = t.id \
              WHERE t.customer_id = $1 AND t.store_id = $2 AND t.day >= $3 AND t.source <> '' AND t.reverses IS NULL \
              AND l.owed = 0 AND NOT EXISTS (SELECT 1 FROM ticket r WHERE r.reverses = t.id)"
              => (CustomerId, BusinessDate)),
        args![customer, asked.store, asked.since],
    )
}

fn past_of_store(tx: &mut Tx, asked: &Question) -> Result<Vec<(CustomerId, BusinessDate)>> {
    tx.all(
        sql!("SELECT DISTINCT t.customer_id, t.day FROM ticket t JOIN ticket_line l ON l.ticket_id = t.id \
              WHERE t.store_id = $1 AND t.day >= $2 AND t.source <> '' AND t.customer_id IS NOT NULL \
              AND t.reverses IS NULL AND l.owed = 0 AND NOT EXISTS (SELECT 1 FROM ticket r WHERE r.reverses = t.id)"
              => (CustomerId, BusinessDate)),
        args![asked.store, asked.since],
    )
}
