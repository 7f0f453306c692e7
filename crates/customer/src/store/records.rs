//! Assessments, consents, photos, and who looked.

use db::{Tx, args, sql};
use kernel::{Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::CustomerId;
use crate::assessment::{AssessmentId, AssessmentRow};
use crate::consent::{ConsentId, ConsentRow};
use crate::photo::{LookAt, PhotoId, PhotoRow};

pub(crate) fn add_assessment(tx: &mut Tx, row: &AssessmentRow) -> Result<AssessmentId> {
    tx.scalar(
        sql!("INSERT INTO customer_assessment (customer_id, kind, day, found, note, assessed_by, assessed_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (AssessmentId,)),
        args![row.customer_id, &row.kind, row.day, &row.found, &row.note, row.assessed_by, row.assessed_at],
    )
}

/// Every assessment of a customer, the last first.
pub(crate) fn assessments(tx: &mut Tx, customer: CustomerId) -> Result<Vec<AssessmentRow>> {
    tx.all(
        sql!("SELECT id, customer_id, kind, day, found, note, assessed_by, assessed_at FROM customer_assessment \
              WHERE customer_id = $1 ORDER BY id DESC LIMIT 400" => AssessmentRow),
        args![customer],
    )
}

pub(crate) fn add_consent(tx: &mut Tx, row: &ConsentRow) -> Result<ConsentId> {
    tx.scalar(
        sql!("INSERT INTO customer_consent (customer_id, purpose, given, edition, way, signature_id, guardian, \
              taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (ConsentId,)),
        args![
            row.customer_id,
            &row.purpose,
            row.given,
            &row.edition,
            row.way,
            row.signature_id,
            &row.guardian,
            row.taken_by,
            row.taken_at
        ],
    )
}

/// Everything she agreed to and took back, the last first.
pub(crate) fn consents(tx: &mut Tx, customer: CustomerId) -> Result<Vec<ConsentRow>> {
    tx.all(
        sql!("SELECT id, customer_id, purpose, given, edition, way, signature_id, guardian, taken_by, taken_at \
              FROM customer_consent WHERE customer_id = $1 ORDER BY id DESC LIMIT 400" => ConsentRow),
        args![customer],
    )
}

pub(crate) fn consent(tx: &mut Tx, id: ConsentId) -> Result<ConsentRow> {
    tx.get(
        sql!("SELECT id, customer_id, purpose, given, edition, way, signature_id, guardian, taken_by, taken_at \
              FROM customer_consent WHERE id = $1" => ConsentRow),
        args![id],
    )
}

pub(crate) fn add_photo(tx: &mut Tx, row: &PhotoRow) -> Result<PhotoId> {
    tx.scalar(
        sql!("INSERT INTO customer_photo (customer_id, picture_id, stage, part, day, note, consent_id, taken_by, \
              taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (PhotoId,)),
        args![
            row.customer_id,
            row.picture_id,
            row.stage,
            &row.part,
            row.day,
            &row.note,
            row.consent_id,
            row.taken_by,
            row.taken_at
        ],
    )
}

pub(crate) fn photo(tx: &mut Tx, id: PhotoId) -> Result<PhotoRow> {
    tx.get(
        sql!("SELECT id, customer_id, picture_id, stage, part, day, note, consent_id, taken_by, taken_at, removed_at \
              FROM customer_photo WHERE id = $1" => PhotoRow),
        args![id],
    )
}

/// The photos of a customer, the last first.
pub(crate) fn photos(tx: &mut Tx, customer: CustomerId) -> Result<Vec<PhotoRow>> {
    tx.all(
        sql!("SELECT id, customer_id, picture_id, stage, part, day, note, consent_id, taken_by, taken_at, removed_at \
              FROM customer_photo WHERE customer_id = $1 ORDER BY day DESC, id DESC LIMIT 400" => PhotoRow),
        args![customer],
    )
}

pub(crate) fn remove_photo(tx: &mut Tx, id: PhotoId, by: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE customer_photo SET removed_by = $2, removed_at = $3 WHERE id = $1 AND removed_at IS NULL"
        ),
        args![id, by, at],
    )
}

pub(crate) fn add_look(
    tx: &mut Tx,
    customer: CustomerId,
    what: LookAt,
    photo: Option<PhotoId>,
    by: PersonId,
    at: Instant,
    why: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO customer_look (customer_id, what, photo_id, person_id, at, why) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![customer, what, photo, by, at, why],
    )
    .map(drop)
}

db::record! {
    /// Somebody looked.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub(crate) struct LookRow {
        /// At what.
        pub what: LookAt,
        /// Who.
        pub person_id: PersonId,
        /// When last.
        pub at: Instant,
        /// How often on that day.
        pub times: i64,
    }
}

/// Who looked at what, by person and day of the clock, the last first.
pub(crate) fn looks(tx: &mut Tx, customer: CustomerId) -> Result<Vec<LookRow>> {
    tx.all(
        sql!("SELECT what, person_id, max(at) AS at, count(*) AS times FROM customer_look WHERE customer_id = $1 \
              GROUP BY what, person_id, at / 86400000 ORDER BY max(at) DESC LIMIT 100" => LookRow),
        args![customer],
    )
}

db::record! {
    /// A day's consents and photos of a store, by whom.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Taken {
        pub customer_id: CustomerId,
        pub store_id: kernel::StoreId,
        pub person_id: PersonId,
        pub at: Instant,
    }
}

/// Files that were looked through between two moments and lack nothing.
pub(crate) fn completed_between(tx: &mut Tx, from: Instant, until: Instant) -> Result<Vec<Taken>> {
    tx.all(
        sql!("SELECT id AS customer_id, store_id, checked_by AS person_id, checked_at AS at FROM customer \
              WHERE checked_at >= $1 AND checked_at < $2 AND lacks = '' AND merged_into IS NULL" => Taken),
        args![from, until],
    )
}

/// Consents given between two moments.
pub(crate) fn consents_between(tx: &mut Tx, from: Instant, until: Instant) -> Result<Vec<Taken>> {
    tx.all(
        sql!("SELECT n.customer_id, c.store_id, n.taken_by AS person_id, n.taken_at AS at FROM customer_consent n \
              JOIN customer c ON c.id = n.customer_id \
              WHERE n.taken_at >= $1 AND n.taken_at < $2 AND n.given = 1" => Taken),
        args![from, until],
    )
}

/// Photos taken between two moments.
pub(crate) fn photos_between(tx: &mut Tx, from: Instant, until: Instant) -> Result<Vec<Taken>> {
    tx.all(
        sql!("SELECT p.customer_id, c.store_id, p.taken_by AS person_id, p.taken_at AS at FROM customer_photo p \
              JOIN customer c ON c.id = p.customer_id WHERE p.taken_at >= $1 AND p.taken_at < $2" => Taken),
        args![from, until],
    )
}

/// Blanks what tells of her in these, but not that they were.
pub(crate) fn blank_records(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(
        sql!("UPDATE customer_assessment SET found = '{}', note = '' WHERE customer_id = $1"),
        args![customer],
    )?;
    tx.exec(sql!("UPDATE customer_consent SET guardian = '' WHERE customer_id = $1"), args![customer])?;
    tx.exec(sql!("UPDATE customer_photo SET part = '', note = '' WHERE customer_id = $1"), args![customer])?;
    tx.exec(
        sql!("UPDATE customer_warning SET note = '', end_why = '' WHERE customer_id = $1"),
        args![customer],
    )?;
    tx.exec(sql!("UPDATE customer_owner SET why = '' WHERE customer_id = $1"), args![customer]).map(drop)
}

/// Makes what belongs to one file belong to another.
pub(crate) fn move_records(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    for statement in [
        sql!("UPDATE customer_assessment SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_consent SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_photo SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_warning SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_look SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer_owner SET customer_id = $2 WHERE customer_id = $1"),
        sql!("UPDATE customer SET referrer_id = $2 WHERE referrer_id = $1"),
        sql!("UPDATE customer SET merged_into = $2 WHERE merged_into = $1"),
    ] {
        tx.exec(statement, args![from, into])?;
    }
    Ok(())
}
