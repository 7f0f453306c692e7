use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};
use schemars::JsonSchema;
use serde::Serialize;

use booking::{VisitId, VisitLineId};
use customer::CustomerId;

use crate::case::ComplaintId;
use crate::opinion::{Filled, Would};
use crate::store::When;

ids! {
    /// An opinion form (征询意见书) sent to a customer.
    pub struct OpinionId;
}

db::record! {
    /// An opinion form.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OpinionRow {
        /// Key.
        pub id: OpinionId,
        /// Its secret.
        pub token: String,
        /// The store of the visit.
        pub store_id: StoreId,
        /// The day of the visit.
        pub day: BusinessDate,
        /// Who is asked.
        pub customer_id: CustomerId,
        /// Her name.
        pub who: String,
        /// The visit.
        pub visit_id: VisitId,
        /// Who asked.
        pub sent_by: Option<PersonId>,
        /// When.
        pub sent_at: Instant,
        /// Until when it opens.
        pub expires_at: Instant,
        /// When she answered.
        pub answered_at: Option<Instant>,
        /// The mark of the whole.
        pub overall: Option<i64>,
        /// Would she come again?
        pub would_return: Option<Would>,
        /// Would she tell others?
        pub would_recommend: Option<Would>,
        /// What she spends, by its code.
        pub spend_band: String,
        /// In her words.
        pub words: String,
        /// What low marks opened.
        pub complaint_id: Option<ComplaintId>,
        /// What she was answered.
        pub reply: String,
        /// By whom.
        pub replied_by: Option<PersonId>,
        /// When.
        pub replied_at: Option<Instant>,
    }
}

db::record! {
    /// A treatment of the visit, with its mark.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TreatmentRow {
        /// The line of the visit.
        pub visit_line_id: VisitLineId,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// Who gave it.
        pub person_id: PersonId,
        /// The mark.
        pub mark: Option<i64>,
    }
}

db::record! {
    /// An opinion in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct OpinionLine {
        /// Key.
        pub id: OpinionId,
        /// The day of the visit.
        pub day: BusinessDate,
        /// The store.
        pub store: String,
        /// Who was asked.
        pub who: String,
        /// When she answered.
        pub answered_at: Option<Instant>,
        /// The mark of the whole.
        pub overall: Option<i64>,
        /// In her words.
        pub words: String,
        /// What low marks opened.
        pub complaint_id: Option<ComplaintId>,
        /// When she was answered.
        pub replied_at: Option<Instant>,
    }
}

db::listing! {
    /// Opinion forms of all stores, or of store `$1`; all of them, or those of treatments that person `$2` gave or of
    /// whom the person asked.
    pub(crate) static OPINIONS: OpinionLine = Shape {
        select: "o.id, o.day, s.name AS store, k.name AS who, o.answered_at, o.overall, o.words, o.complaint_id, \
                 o.replied_at",
        from: "opinion o JOIN store s ON s.id = o.store_id JOIN customer k ON k.id = o.customer_id",
        only: "($1 = 0 OR o.store_id = $1) AND ($2 = 0 OR o.sent_by = $2 OR EXISTS (SELECT 1 FROM opinion_treatment t \
               WHERE t.opinion_id = o.id AND t.person_id = $2))",
        key: "o.id",
        sorts: &[
            Sort::int("sent", "o.sent_at"),
            Sort::int("answered", "o.answered_at").may_be_null(),
            Sort::int("overall", "o.overall").may_be_null(),
            Sort::text("day", "o.day"),
        ],
        filters: &[
            Filter::contains("q", "lower(k.name || ' ' || o.words) LIKE ?"),
            Filter::flag("answered", "o.answered_at IS NOT NULL"),
            Filter::flag("low", "o.complaint_id IS NOT NULL"),
            Filter::int("therapist", "EXISTS (SELECT 1 FROM opinion_treatment t WHERE t.opinion_id = o.id AND t.person_id = ?)"),
            Filter::day("from", "o.day >= ?"),
            Filter::day("until", "o.day <= ?"),
        ],
    };
}

/// An opinion form about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct NewOpinion {
    pub token: String,
    pub store: StoreId,
    pub day: BusinessDate,
    pub customer: CustomerId,
    pub visit: VisitId,
    pub by: PersonId,
    pub at: Instant,
    pub expires: Instant,
}

pub(crate) fn add_opinion(tx: &mut Tx, new: &NewOpinion) -> Result<OpinionId> {
    tx.scalar(
        sql!("INSERT INTO opinion (token, store_id, day, customer_id, visit_id, sent_by, sent_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (OpinionId,)),
        args![&new.token, new.store, new.day, new.customer, new.visit, new.by, new.at, new.expires],
    )
}

pub(crate) fn add_treatment(tx: &mut Tx, opinion: OpinionId, row: &TreatmentRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO opinion_treatment (opinion_id, visit_line_id, name_zh, name_en, person_id) \
              VALUES ($1, $2, $3, $4, $5)"
        ),
        args![opinion, row.visit_line_id, &row.name_zh, &row.name_en, row.person_id],
    )
    .map(drop)
}

/// The form sent for a visit already.
pub(crate) fn opinion_of_visit(
    tx: &mut Tx,
    visit: VisitId,
    customer: CustomerId,
) -> Result<Option<OpinionId>> {
    tx.find_scalar(
        sql!("SELECT id FROM opinion WHERE visit_id = $1 AND customer_id = $2" => (OpinionId,)),
        args![visit, customer],
    )
}

pub(crate) fn opinion(tx: &mut Tx, id: OpinionId) -> Result<OpinionRow> {
    tx.get(
        sql!("SELECT o.id, o.token, o.store_id, o.day, o.customer_id, k.name AS who, o.visit_id, o.sent_by, o.sent_at, \
                o.expires_at, o.answered_at, o.overall, o.would_return, o.would_recommend, o.spend_band, o.words, \
                o.complaint_id, o.reply, o.replied_by, o.replied_at \
              FROM opinion o JOIN customer k ON k.id = o.customer_id WHERE o.id = $1" => OpinionRow),
        args![id],
    )
}

pub(crate) fn opinion_by_token(tx: &mut Tx, token: &str) -> Result<Option<OpinionId>> {
    tx.find_scalar(sql!("SELECT id FROM opinion WHERE token = $1" => (OpinionId,)), args![token])
}

pub(crate) fn opinion_treatments(tx: &mut Tx, id: OpinionId) -> Result<Vec<TreatmentRow>> {
    tx.all(
        sql!("SELECT visit_line_id, name_zh, name_en, person_id, mark FROM opinion_treatment \
              WHERE opinion_id = $1 ORDER BY id" => TreatmentRow),
        args![id],
    )
}

pub(crate) fn marks(tx: &mut Tx, id: OpinionId) -> Result<Vec<(String, i64)>> {
    tx.all(
        sql!("SELECT point, mark FROM opinion_mark WHERE opinion_id = $1 ORDER BY id" => (String, i64)),
        args![id],
    )
}

/// Keeps what she answered; false when she had answered before.
pub(crate) fn answer_opinion(tx: &mut Tx, id: OpinionId, filled: &Filled, when: When) -> Result<bool> {
    let kept = tx.exec(
        sql!(
            "UPDATE opinion SET answered_at = $2, overall = $3, would_return = $4, would_recommend = $5, \
                spend_band = $6, words = $7, answered_on = $8 WHERE id = $1 AND answered_at IS NULL"
        ),
        args![
            id,
            when.at,
            filled.overall,
            filled.would_return,
            filled.would_recommend,
            &filled.band,
            &filled.words,
            when.day
        ],
    )?;
    for (point, mark) in &filled.points {
        tx.exec(
            sql!("INSERT INTO opinion_mark (opinion_id, point, mark) VALUES ($1, $2, $3)"),
            args![id, point, *mark],
        )?;
    }
    for (line, mark) in &filled.treatments {
        tx.exec(
            sql!("UPDATE opinion_treatment SET mark = $3 WHERE opinion_id = $1 AND visit_line_id = $2"),
            args![id, *line, *mark],
        )?;
    }
    Ok(kept == 1)
}

pub(crate) fn join_complaint(tx: &mut Tx, id: OpinionId, complaint: ComplaintId) -> Result<()> {
    tx.exec(sql!("UPDATE opinion SET complaint_id = $2 WHERE id = $1"), args![id, complaint]).map(drop)
}

pub(crate) fn reply(tx: &mut Tx, id: OpinionId, words: &str, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE opinion SET reply = $2, replied_by = $3, replied_at = $4 WHERE id = $1"),
        args![id, words, by, at],
    )
    .map(drop)
}

pub(crate) fn add_attempt(tx: &mut Tx, address: &str, at: Instant) -> Result<()> {
    tx.exec(sql!("INSERT INTO opinion_attempt (address, at) VALUES ($1, $2)"), args![address, at]).map(drop)
}

pub(crate) fn attempts(tx: &mut Tx, address: &str, since: Instant) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM opinion_attempt WHERE address = $1 AND at > $2" => (i64,)),
        args![address, since],
    )
}

pub(crate) fn forget_attempts(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.exec(sql!("DELETE FROM opinion_attempt WHERE at < $1"), args![before])
}

db::record! {
    /// How a therapist's treatments were marked in some days.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MarkedRow {
        /// Who.
        pub person_id: PersonId,
        /// How many treatments were marked.
        pub count: i64,
        /// The sum of the marks.
        pub sum: i64,
        /// How many marks are low.
        pub low: i64,
    }
}

pub(crate) fn marked(
    tx: &mut Tx,
    store: i64,
    from: BusinessDate,
    until: BusinessDate,
    low: i64,
) -> Result<Vec<MarkedRow>> {
    tx.all(
        sql!("SELECT t.person_id, count(*) AS count, CAST(sum(t.mark) AS BIGINT) AS sum, \
                count(CASE WHEN t.mark <= $4 THEN 1 END) AS low \
              FROM opinion_treatment t JOIN opinion o ON o.id = t.opinion_id \
              WHERE t.mark IS NOT NULL AND o.day BETWEEN $2 AND $3 AND ($1 = 0 OR o.store_id = $1) \
              GROUP BY t.person_id ORDER BY t.person_id" => MarkedRow),
        args![store, from, until, low],
    )
}

db::record! {
    /// An answered form, for those whom it concerns.
    #[derive(Debug, Clone, PartialEq)]
    pub struct AnsweredRow {
        /// Key.
        pub id: OpinionId,
        /// Where.
        pub store_id: StoreId,
        /// When.
        pub answered_at: Instant,
        /// Who asked for it.
        pub sent_by: Option<PersonId>,
        /// Who gave the treatments.
        pub person_id: Option<PersonId>,
        /// The mark of the whole.
        pub overall: i64,
    }
}

/// What was answered on some days: one row for each treatment.
pub(crate) fn answered_on(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<AnsweredRow>> {
    tx.all(
        sql!("SELECT o.id, o.store_id, o.answered_at, o.sent_by, t.person_id, o.overall FROM opinion o \
              LEFT JOIN opinion_treatment t ON t.opinion_id = o.id \
              WHERE o.answered_on BETWEEN $1 AND $2 ORDER BY o.id" => AnsweredRow),
        args![from, until],
    )
}
