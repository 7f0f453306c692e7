use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result};

use crate::Occasion;
use crate::law::{Class, Entity, Finding, Issuer};

db::record! {
    /// The centre as an issuer.
    #[derive(Debug, Clone, PartialEq)]
    struct IssuerRow {
        from_day: BusinessDate,
        entity: Entity,
        class: Class,
        city: String,
        revenue: Money,
        capital: Money,
        insured: Money,
        in_custody: Money,
        listed_since: Option<BusinessDate>,
        opened_on: BusinessDate,
    }
}

/// The centre as an issuer on a day, where somebody said.
pub(crate) fn issuer(tx: &mut Tx, day: BusinessDate) -> Result<Option<Issuer>> {
    let row = tx.find(
        sql!(
            "SELECT from_day, entity, class, city, revenue, capital, insured, in_custody, listed_since, opened_on \
              FROM prepaid_issuer WHERE from_day <= $1 ORDER BY from_day DESC, id DESC LIMIT 1" => IssuerRow
        ),
        args![day],
    )?;
    Ok(row.map(|row| Issuer {
        from_day: row.from_day,
        entity: row.entity,
        class: row.class,
        city: row.city,
        revenue: row.revenue,
        capital: row.capital,
        insured: row.insured,
        in_custody: row.in_custody,
        listed_since: row.listed_since,
        opened_on: row.opened_on,
    }))
}

pub(crate) fn add_issuer(tx: &mut Tx, issuer: &Issuer, by: Option<PersonId>, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO prepaid_issuer (from_day, entity, class, city, revenue, capital, insured, in_custody, \
              listed_since, opened_on, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        args![
            issuer.from_day,
            issuer.entity,
            issuer.class,
            &issuer.city,
            issuer.revenue,
            issuer.capital,
            issuer.insured,
            issuer.in_custody,
            issuer.listed_since,
            issuer.opened_on,
            by,
            at
        ],
    )
    .map(drop)
}

pub(crate) fn add_finding(
    tx: &mut Tx,
    on: &Occasion,
    customer: CustomerId,
    finding: &Finding,
    words: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO prepaid_finding (customer_id, document, day, code, article, words, found_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![customer, &on.document.path, on.day, &finding.code, &finding.article, words, on.at],
    )
    .map(drop)
}

/// Is her identity number on file?
pub(crate) fn is_identified(tx: &mut Tx, customer: CustomerId) -> Result<bool> {
    let found: Option<i64> = tx.find_scalar(
        sql!("SELECT id FROM customer WHERE id = $1 AND identity_hash IS NOT NULL" => (i64,)),
        args![customer],
    )?;
    Ok(found.is_some())
}
