use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;

use super::Mark;
use crate::offer::{OfferId, OfferKind};
use crate::review::{Outcome, ReviewId, Seen};

db::record! {
    /// A look back.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ReviewRow {
        /// Key.
        pub id: ReviewId,
        /// First day looked at.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// How often it was used, where that was known.
        pub uses: Option<i64>,
        /// What was taken.
        pub takings: Option<Money>,
        /// How many complained.
        pub complaints: Option<i64>,
        /// In hundredths of a percent of the price.
        pub margin: Option<i64>,
        /// What was found.
        pub finding: String,
        /// What came of it.
        pub decision: Outcome,
        /// Who looked.
        pub reviewed_by: PersonId,
        /// When.
        pub reviewed_at: Instant,
    }
}

db::record! {
    /// A thing that is looked at from time to time, with the last time.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ReviewedRow {
        /// Key.
        pub id: OfferId,
        /// Kind.
        pub kind: OfferKind,
        /// Number.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// First day.
        pub first_day: BusinessDate,
        /// When it was looked at last.
        pub last_day: Option<BusinessDate>,
        /// Every so many days.
        pub days: i64,
    }
}

impl ReviewedRow {
    /// Both names.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }
}

db::record! {
    /// A look back in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ReviewLine {
        /// Key.
        pub id: ReviewId,
        /// Of what.
        pub offer_id: OfferId,
        /// Its number.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// First day looked at.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// How often it was used.
        pub uses: Option<i64>,
        /// What was taken.
        pub takings: Option<Money>,
        /// How many complained.
        pub complaints: Option<i64>,
        /// In hundredths of a percent of the price.
        pub margin: Option<i64>,
        /// What was found.
        pub finding: String,
        /// What came of it.
        pub decision: Outcome,
        /// Who looked.
        pub reviewer: String,
        /// On which day.
        pub reviewed_day: BusinessDate,
    }
}

db::listing! {
    /// The looks back. The name is the newest one.
    pub(crate) static REVIEWS: ReviewLine = Shape {
        select: "r.id, r.offer_id, o.number, v.name_zh, v.name_en, r.from_day, r.until_day, r.uses, r.takings, \
                 r.complaints, r.margin, r.finding, r.decision, p.name AS reviewer, r.reviewed_day",
        from: "catalog_review r JOIN offer o ON o.id = r.offer_id JOIN person p ON p.id = r.reviewed_by \
               JOIN offer_version v ON v.id = (SELECT w.id FROM offer_version w WHERE w.offer_id = o.id \
               ORDER BY w.from_day DESC, w.id DESC LIMIT 1)",
        only: "",
        key: "r.id",
        sorts: &[Sort::text("reviewed_day", "r.reviewed_day"), Sort::text("number", "o.number")],
        filters: &[
            Filter::contains("q", "v.find LIKE ?"),
            Filter::text("kind", "o.kind = ?"),
            Filter::text("decision", "r.decision = ?"),
        ],
    };
}

/// The looks back at a thing, the newest first.
pub(crate) fn reviews(tx: &mut Tx, offer: OfferId) -> Result<Vec<ReviewRow>> {
    tx.all(
        sql!("SELECT id, from_day, until_day, uses, takings, complaints, margin, finding, decision, reviewed_by, \
              reviewed_at FROM catalog_review WHERE offer_id = $1 ORDER BY id DESC" => ReviewRow),
        args![offer],
    )
}

/// Every thing in force on a day that is looked at from time to time.
pub(crate) fn reviewed(tx: &mut Tx, day: BusinessDate) -> Result<Vec<ReviewedRow>> {
    tx.all(
        sql!("SELECT o.id, o.kind, o.number, v.name_zh, v.name_en, o.first_day, \
              (SELECT max(r.until_day) FROM catalog_review r WHERE r.offer_id = o.id) AS last_day, e.days \
              FROM offer o JOIN offer_version v ON v.id = (SELECT w.id FROM offer_version w \
              WHERE w.offer_id = o.id ORDER BY w.from_day DESC, w.id DESC LIMIT 1) \
              JOIN review_period e ON e.id = (SELECT x.id FROM review_period x WHERE x.kind = o.kind \
              AND x.from_day <= $1 ORDER BY x.from_day DESC, x.id DESC LIMIT 1) \
              WHERE o.first_day <= $1 AND (o.last_day IS NULL OR o.last_day >= $1) ORDER BY o.number" => ReviewedRow),
        args![day],
    )
}

/// A look back to be written.
pub(crate) struct NewReview<'a> {
    pub offer: OfferId,
    pub seen: Seen,
    pub finding: &'a str,
    pub decision: Outcome,
}

pub(crate) fn add_review(tx: &mut Tx, new: &NewReview, mark: Mark) -> Result<ReviewId> {
    let Seen { from, until, used, margin } = new.seen;
    tx.scalar(
        sql!("INSERT INTO catalog_review (offer_id, from_day, until_day, uses, takings, complaints, margin, finding, \
              decision, reviewed_by, reviewed_at, reviewed_day) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id" => (ReviewId,)),
        args![
            new.offer,
            from,
            until,
            used.uses,
            used.takings,
            used.complaints,
            margin,
            new.finding,
            new.decision,
            mark.by,
            mark.at,
            mark.day
        ],
    )
}

/// The looks back of a day: of what, by whom, when.
pub(crate) fn reviews_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(OfferId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT offer_id, reviewed_by, reviewed_at FROM catalog_review WHERE reviewed_day = $1"
            => (OfferId, PersonId, Instant)),
        args![day],
    )
}

/// Every so many days things of a kind are looked at, on a day; none for kinds that are not.
pub(crate) fn review_days(tx: &mut Tx, kind: OfferKind, day: BusinessDate) -> Result<Option<i64>> {
    let found = tx.find(
        sql!("SELECT days FROM review_period WHERE kind = $1 AND from_day <= $2 \
              ORDER BY from_day DESC, id DESC LIMIT 1" => (i64,)),
        args![kind, day],
    )?;
    Ok(found.map(|(days,)| days))
}
