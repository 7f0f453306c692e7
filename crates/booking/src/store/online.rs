use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Result};

use crate::VisitId;

db::record! {
    /// A code that was sent.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CodeRow {
        /// Key.
        pub id: i64,
        /// Keyed hash of the number.
        pub phone_hash: String,
        /// Keyed hash of the address from which it was asked for.
        pub origin_hash: String,
        /// Keyed hash of number and code.
        pub code_hash: String,
        /// When.
        pub sent_at: Instant,
        /// Until when it holds.
        pub expires_at: Instant,
        /// How often it was typed wrongly.
        pub tries: i64,
        /// When it opened the page.
        pub opened_at: Option<Instant>,
    }
}

/// How many codes were sent to a number, and to an address, since a moment.
pub(crate) fn codes_since(tx: &mut Tx, phone: &str, origin: &str, since: Instant) -> Result<(i64, i64)> {
    let to_phone = tx.scalar(
        sql!("SELECT count(*) FROM online_code WHERE phone_hash = $1 AND sent_at > $2" => (i64,)),
        args![phone, since],
    )?;
    let to_origin = tx.scalar(
        sql!("SELECT count(*) FROM online_code WHERE origin_hash = $1 AND sent_at > $2" => (i64,)),
        args![origin, since],
    )?;
    Ok((to_phone, to_origin))
}

pub(crate) fn add_code(tx: &mut Tx, new: &CodeRow) -> Result<i64> {
    tx.scalar(
        sql!(
            "INSERT INTO online_code (phone_hash, origin_hash, code_hash, sent_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5) RETURNING id" => (i64,)
        ),
        args![&new.phone_hash, &new.origin_hash, &new.code_hash, new.sent_at, new.expires_at],
    )
}

pub(crate) fn code(tx: &mut Tx, id: i64) -> Result<Option<CodeRow>> {
    tx.find(
        sql!("SELECT id, phone_hash, origin_hash, code_hash, sent_at, expires_at, tries, opened_at FROM online_code \
              WHERE id = $1" => CodeRow),
        args![id],
    )
}

pub(crate) fn count_try(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec(sql!("UPDATE online_code SET tries = tries + 1 WHERE id = $1"), args![id]).map(drop)
}

pub(crate) fn open_code(tx: &mut Tx, id: i64, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE online_code SET opened_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

pub(crate) fn add_pass(tx: &mut Tx, customer: CustomerId, expires: Instant) -> Result<i64> {
    tx.scalar(
        sql!("INSERT INTO online_pass (customer_id, expires_at) VALUES ($1, $2) RETURNING id" => (i64,)),
        args![customer, expires],
    )
}

pub(crate) fn pass(tx: &mut Tx, id: i64, now: Instant) -> Result<Option<CustomerId>> {
    tx.find_scalar(
        sql!("SELECT customer_id FROM online_pass WHERE id = $1 AND expires_at > $2" => (CustomerId,)),
        args![id, now],
    )
}

/// Her visits that are still to come.
pub(crate) fn open_visits(tx: &mut Tx, customer: CustomerId, today: BusinessDate) -> Result<Vec<VisitId>> {
    tx.scalars(
        sql!(
            "SELECT DISTINCT v.id FROM visit v JOIN visit_line l ON l.visit_id = v.id \
              WHERE v.customer_id = $1 AND v.day >= $2 AND l.state = 'booked' ORDER BY v.id" => (VisitId,)
        ),
        args![customer, today],
    )
}

pub(crate) fn forget_online(tx: &mut Tx, before: Instant) -> Result<u64> {
    let passes = tx.exec(sql!("DELETE FROM online_pass WHERE expires_at < $1"), args![before])?;
    let codes = tx.exec(sql!("DELETE FROM online_code WHERE expires_at < $1"), args![before])?;
    Ok(passes + codes)
}

pub(crate) fn set_lang(tx: &mut Tx, visit: VisitId, lang: &str) -> Result<()> {
    tx.exec(sql!("UPDATE visit SET lang = $2 WHERE id = $1"), args![visit, lang]).map(drop)
}

/// In which language a customer last booked for herself.
pub(crate) fn lang_of(tx: &mut Tx, customer: CustomerId) -> Result<Option<String>> {
    tx.find_scalar(
        sql!("SELECT lang FROM visit WHERE customer_id = $1 AND lang <> '' ORDER BY id DESC LIMIT 1" => (String,)),
        args![customer],
    )
}
