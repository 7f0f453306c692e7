use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, Result, StoreId};

use crate::offer::OfferId;
use crate::original::Deal;

pub(crate) fn add_deals(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    deals: &[(OfferId, Money, u32)],
) -> Result<()> {
    let row = |(offer, price, count): &(OfferId, Money, u32)| {
        args![store, *offer, day, *price, i64::from(*count)].to_vec()
    };
    let rows: Vec<_> = deals.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO price_deal (store_id, offer_id, day, price, count) VALUES ($1, $2, $3, $4, $5)"),
        &rows,
    )
    .map(drop)
}

/// The deals of a thing before a day: those of the days since `from`, and those of the last day before that.
pub(crate) fn deals(
    tx: &mut Tx,
    store: StoreId,
    offer: OfferId,
    from: BusinessDate,
    before: BusinessDate,
) -> Result<Vec<Deal>> {
    let rows = tx.all(
        sql!("SELECT day, price FROM price_deal WHERE store_id = $1 AND offer_id = $2 AND day < $4 \
              AND (day >= $3 OR day = (SELECT max(l.day) FROM price_deal l \
              WHERE l.store_id = $1 AND l.offer_id = $2 AND l.day < $4))" => (BusinessDate, Money)),
        args![store, offer, from, before],
    )?;
    Ok(rows.into_iter().map(|(day, price)| Deal { day, price }).collect())
}

/// How many were dealt in a period, and for how much, where anything was.
pub(crate) fn sold(
    tx: &mut Tx,
    offer: OfferId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Option<(i64, Money)>> {
    let (count, takings): (Option<i64>, Option<i64>) = tx.one(
        sql!("SELECT CAST(sum(count) AS BIGINT) AS count, CAST(sum(price * count) AS BIGINT) AS takings FROM price_deal \
              WHERE offer_id = $1 AND day BETWEEN $2 AND $3" => (Option<i64>, Option<i64>)),
        args![offer, from, until],
    )?;
    count.zip(takings).map(|(count, fen)| Ok((count, Money::fen(fen)?))).transpose()
}
