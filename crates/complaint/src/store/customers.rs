use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use booking::{VisitId, VisitLineId};
use catalog::TreatmentId;
use customer::CustomerId;

use crate::case::{ComplaintId, State, Verdict};
use crate::store::{AlertId, OpinionId};

db::record! {
    /// A visit, as far as an opinion form asks about it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct VisitRow {
        /// Key.
        pub id: VisitId,
        /// Where.
        pub store_id: StoreId,
        /// When.
        pub day: BusinessDate,
        /// Whose; nobody's when she has no file.
        pub customer_id: Option<CustomerId>,
    }
}

db::record! {
    /// A treatment that was given in a visit.
    #[derive(Debug, Clone, PartialEq)]
    pub struct GivenRow {
        /// Key.
        pub id: VisitLineId,
        /// Which.
        pub treatment_id: TreatmentId,
        /// By whom.
        pub therapist_id: PersonId,
    }
}

pub(crate) fn visit(tx: &mut Tx, id: VisitId) -> Result<VisitRow> {
    tx.get(sql!("SELECT id, store_id, day, customer_id FROM visit WHERE id = $1" => VisitRow), args![id])
}

/// What was given to the customer herself in a visit, or is being given.
pub(crate) fn given(tx: &mut Tx, visit: VisitId) -> Result<Vec<GivenRow>> {
    tx.all(
        sql!("SELECT id, treatment_id, therapist_id FROM visit_line \
              WHERE visit_id = $1 AND guest = 1 AND state IN ('in-treatment', 'done') ORDER BY starts, id" => GivenRow),
        args![visit],
    )
}

db::record! {
    /// A complaint in a customer's story.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ToldComplaint {
        /// Key.
        pub id: ComplaintId,
        /// When it came in.
        pub at: Instant,
        /// In her words.
        pub words: String,
        /// Who took it down.
        pub person_id: Option<PersonId>,
        /// How it stands.
        pub state: State,
        /// What she said of the remedy, last.
        pub verdict: Option<Verdict>,
    }
}

pub(crate) fn complaints_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<ToldComplaint>> {
    tx.all(
        sql!("SELECT c.id, c.taken_at AS at, c.words, c.taken_by AS person_id, c.state, \
                (SELECT t.verdict FROM complaint_step t WHERE t.complaint_id = c.id AND t.verdict IS NOT NULL \
                 ORDER BY t.id DESC LIMIT 1) AS verdict \
              FROM complaint c WHERE c.customer_id = $1 ORDER BY c.taken_at DESC, c.id DESC LIMIT $2" => ToldComplaint),
        args![customer, most],
    )
}

db::record! {
    /// A special situation in a customer's story.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ToldAlert {
        /// Key.
        pub id: AlertId,
        /// When.
        pub at: Instant,
        /// What happened.
        pub words: String,
        /// Who said so.
        pub person_id: PersonId,
    }
}

pub(crate) fn alerts_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<ToldAlert>> {
    tx.all(
        sql!("SELECT id, reported_at AS at, words, reported_by AS person_id FROM alert \
              WHERE customer_id = $1 ORDER BY reported_at DESC, id DESC LIMIT $2" => ToldAlert),
        args![customer, most],
    )
}

db::record! {
    /// An answered opinion in a customer's story.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ToldOpinion {
        /// Key.
        pub id: OpinionId,
        /// When she answered.
        pub at: Instant,
        /// The mark of the whole.
        pub overall: i64,
        /// In her words.
        pub words: String,
    }
}

pub(crate) fn opinions_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<ToldOpinion>> {
    tx.all(
        sql!("SELECT id, answered_at AS at, overall, words FROM opinion \
              WHERE customer_id = $1 AND answered_at IS NOT NULL ORDER BY answered_at DESC, id DESC LIMIT $2" => ToldOpinion),
        args![customer, most],
    )
}

/// Makes what belongs to one file belong to the other. Where both were asked about one visit, the second form stays
/// with the old file, which the merge keeps readable.
pub(crate) fn move_to(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE complaint SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
    tx.exec(sql!("UPDATE alert SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
    tx.exec(
        sql!(
            "UPDATE opinion SET customer_id = $2 WHERE customer_id = $1 \
              AND NOT EXISTS (SELECT 1 FROM opinion o WHERE o.visit_id = opinion.visit_id AND o.customer_id = $2)"
        ),
        args![from, into],
    )
    .map(drop)
}

/// Takes her words out of what is kept; that something was said, when and of what kind stays.
pub(crate) fn take_words_out(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE complaint_step SET words = '' WHERE complaint_id IN (SELECT id FROM complaint WHERE customer_id = $1)"
        ),
        args![customer],
    )?;
    tx.exec(sql!("UPDATE complaint SET words = '', who = '' WHERE customer_id = $1"), args![customer])?;
    tx.exec(sql!("UPDATE alert SET words = '', who = '' WHERE customer_id = $1"), args![customer])?;
    tx.exec(
        sql!("UPDATE opinion SET words = '', reply = '', token = 'erased-' || CAST(id AS TEXT) WHERE customer_id = $1"),
        args![customer],
    )
    .map(drop)
}

/// How many complaints of these days, both included, are about a treatment.
pub(crate) fn complaints_about(
    tx: &mut Tx,
    treatment: catalog::OfferId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM complaint c JOIN visit_line l ON l.id = c.visit_line_id \
              WHERE l.treatment_id = $1 AND c.day >= $2 AND c.day <= $3" => (i64,)),
        args![treatment, from, until],
    )
}
