use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;

use crate::offer::{OfferId, OfferKind};
use crate::proposal::{Decision, ProposalId, ProposalKind, Proposed, State, TrialVerdict, state};

db::record! {
    /// A proposal with all that happened to it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ProposalRow {
        /// Key.
        pub id: ProposalId,
        /// What is proposed.
        pub kind: ProposalKind,
        /// Of which kind the thing is.
        pub offer_kind: OfferKind,
        /// The thing, once there is one.
        pub offer_id: Option<OfferId>,
        /// Its number.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// What it shall be, as JSON.
        pub content: String,
        /// The list price.
        pub price: Option<Money>,
        /// The members' price.
        pub member_price: Option<Money>,
        /// Why.
        pub why: String,
        /// For whom.
        pub whom: String,
        /// What can go wrong.
        pub risk: String,
        /// What it costs the house.
        pub cost: Money,
        /// Who proposed it.
        pub proposed_by: PersonId,
        /// When.
        pub proposed_at: Instant,
        /// When it was taken back.
        pub taken_back_at: Option<Instant>,
        /// Who decided.
        pub decided_by: Option<PersonId>,
        /// When.
        pub decided_at: Option<Instant>,
        /// What.
        pub decision: Option<Decision>,
        /// With what to say.
        pub decision_note: String,
        /// Who published it.
        pub published_by: Option<PersonId>,
        /// When.
        pub published_at: Option<Instant>,
        /// The first day on which it holds.
        pub from_day: Option<BusinessDate>,
    }
}

impl ProposalRow {
    /// How it stands.
    pub fn state(&self) -> State {
        state(self.taken_back_at, self.decision, self.published_at)
    }

    /// What is proposed, as it was read.
    pub fn proposed(&self) -> Result<Proposed> {
        Ok(Proposed {
            kind: self.kind,
            offer_kind: self.offer_kind,
            offer: self.offer_id,
            number: self.number.clone(),
            name: Words::new(&self.name_zh, &self.name_en),
            content: serde_json::from_str(&self.content)?,
            price: self.price,
            member_price: self.member_price,
            why: self.why.clone(),
            whom: self.whom.clone(),
            risk: self.risk.clone(),
            cost: self.cost,
        })
    }
}

db::record! {
    /// A trial.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TrialRow {
        /// When.
        pub day: BusinessDate,
        /// How it went.
        pub verdict: TrialVerdict,
        /// What came of it.
        pub result: String,
        /// Who tried it.
        pub tried_by: PersonId,
    }
}

db::record! {
    /// A proposal in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ProposalLine {
        /// Key.
        pub id: ProposalId,
        /// What is proposed.
        pub kind: ProposalKind,
        /// Of which kind the thing is.
        pub offer_kind: OfferKind,
        /// Its number.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// The list price.
        pub price: Option<Money>,
        /// What it costs the house.
        pub cost: Money,
        /// Who proposed it.
        pub proposer: String,
        /// When.
        pub proposed_at: Instant,
        /// How it stands.
        pub state: State,
        /// The first day on which it holds.
        pub from_day: Option<BusinessDate>,
    }
}

db::listing! {
    /// The proposals.
    pub(crate) static PROPOSALS: ProposalLine = Shape {
        select: "c.id, c.kind, c.offer_kind, c.number, c.name_zh, c.name_en, c.price, c.cost, p.name AS proposer, \
                 c.proposed_at, c.state, c.from_day",
        from: "(SELECT x.*, CASE WHEN x.taken_back_at IS NOT NULL THEN 'taken-back' \
                WHEN x.decision = 'refused' THEN 'refused' WHEN x.published_at IS NOT NULL THEN 'published' \
                WHEN x.decision = 'approved' THEN 'approved' ELSE 'open' END AS state FROM catalog_proposal x) c \
               JOIN person p ON p.id = c.proposed_by",
        only: "",
        key: "c.id",
        sorts: &[
            Sort::int("proposed_at", "c.proposed_at"),
            Sort::text("number", "c.number"),
            Sort::text("from_day", "c.from_day").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(c.number || ' ' || c.name_zh || ' ' || c.name_en || ' ' || p.name) LIKE ?"),
            Filter::text("state", "c.state = ?"),
            Filter::text("kind", "c.offer_kind = ?"),
        ],
    };
}

/// Who did something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub by: PersonId,
    pub at: Instant,
    /// The business day of it.
    pub day: BusinessDate,
}

pub(crate) fn add_proposal(tx: &mut Tx, proposed: &Proposed, mark: Mark) -> Result<ProposalId> {
    tx.scalar(
        sql!("INSERT INTO catalog_proposal (kind, offer_kind, offer_id, number, name_zh, name_en, content, price, \
              member_price, why, whom, risk, cost, proposed_by, proposed_at, proposed_day) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id"
            => (ProposalId,)),
        args![
            proposed.kind,
            proposed.offer_kind,
            proposed.offer,
            &proposed.number,
            &proposed.name.zh,
            &proposed.name.en,
            serde_json::to_string(&proposed.content)?,
            proposed.price,
            proposed.member_price,
            &proposed.why,
            &proposed.whom,
            &proposed.risk,
            proposed.cost,
            mark.by,
            mark.at,
            mark.day
        ],
    )
}

pub(crate) fn proposal(tx: &mut Tx, id: ProposalId) -> Result<ProposalRow> {
    tx.get(
        sql!("SELECT id, kind, offer_kind, offer_id, number, name_zh, name_en, content, price, member_price, why, \
              whom, risk, cost, proposed_by, proposed_at, taken_back_at, decided_by, decided_at, decision, \
              decision_note, published_by, published_at, from_day FROM catalog_proposal WHERE id = $1"
            => ProposalRow),
        args![id],
    )
}

/// The proposals about a thing, the newest first.
pub(crate) fn proposals_of(tx: &mut Tx, offer: OfferId) -> Result<Vec<ProposalRow>> {
    tx.all(
        sql!("SELECT id, kind, offer_kind, offer_id, number, name_zh, name_en, content, price, member_price, why, \
              whom, risk, cost, proposed_by, proposed_at, taken_back_at, decided_by, decided_at, decision, \
              decision_note, published_by, published_at, from_day FROM catalog_proposal WHERE offer_id = $1 \
              ORDER BY proposed_at DESC, id DESC" => ProposalRow),
        args![offer],
    )
}

/// Whether something is proposed under a number that is not settled yet.
pub(crate) fn is_proposed(tx: &mut Tx, number: &str) -> Result<bool> {
    let count: i64 = tx.scalar(
        sql!("SELECT count(*) FROM catalog_proposal WHERE number = $1 AND taken_back_at IS NULL \
              AND published_at IS NULL AND (decision IS NULL OR decision = 'approved')" => (i64,)),
        args![number],
    )?;
    Ok(count > 0)
}

pub(crate) fn take_back(tx: &mut Tx, id: ProposalId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE catalog_proposal SET taken_back_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

pub(crate) fn settle(tx: &mut Tx, id: ProposalId, decision: Decision, note: &str, mark: Mark) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE catalog_proposal SET decision = $2, decision_note = $3, decided_by = $4, decided_at = $5, \
              decided_day = $6 WHERE id = $1"
        ),
        args![id, decision, note, mark.by, mark.at, mark.day],
    )
    .map(drop)
}

pub(crate) fn set_published(
    tx: &mut Tx,
    id: ProposalId,
    offer: OfferId,
    from_day: BusinessDate,
    mark: Mark,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE catalog_proposal SET offer_id = $2, from_day = $3, published_by = $4, published_at = $5, \
              published_day = $6 WHERE id = $1"
        ),
        args![id, offer, from_day, mark.by, mark.at, mark.day],
    )
    .map(drop)
}

pub(crate) fn add_trial(tx: &mut Tx, proposal: ProposalId, trial: &TrialRow, mark: Mark) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO catalog_trial (proposal_id, day, verdict, result, tried_by, written_at, written_day) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![proposal, trial.day, trial.verdict, &trial.result, trial.tried_by, mark.at, mark.day],
    )
    .map(drop)
}

/// The trials of a proposal, the oldest first.
pub(crate) fn trials(tx: &mut Tx, proposal: ProposalId) -> Result<Vec<TrialRow>> {
    tx.all(
        sql!("SELECT day, verdict, result, tried_by FROM catalog_trial WHERE proposal_id = $1 ORDER BY id"
            => TrialRow),
        args![proposal],
    )
}

db::record! {
    /// Something done with a proposal on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DoneRow {
        /// What: `proposal`, `dossier`, `trial`, `decision`, `publication`.
        pub what: String,
        /// Of which.
        pub id: ProposalId,
        /// By whom.
        pub person_id: PersonId,
        /// When.
        pub at: Instant,
    }
}

/// All that was done with proposals on a day. Whoever proposes a treatment writes its dossier.
pub(crate) fn done_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<DoneRow>> {
    tx.all(
        sql!("SELECT 'proposal' AS what, id, proposed_by AS person_id, proposed_at AS at FROM catalog_proposal \
              WHERE proposed_day = $1 \
              UNION ALL SELECT 'dossier' AS what, id, proposed_by AS person_id, proposed_at AS at \
              FROM catalog_proposal WHERE proposed_day = $1 AND offer_kind = 'treatment' AND kind IN ('add', 'change') \
              UNION ALL SELECT 'trial' AS what, proposal_id AS id, tried_by AS person_id, written_at AS at \
              FROM catalog_trial WHERE written_day = $1 \
              UNION ALL SELECT 'decision' AS what, id, decided_by AS person_id, decided_at AS at \
              FROM catalog_proposal WHERE decided_day = $1 \
              UNION ALL SELECT 'publication' AS what, id, published_by AS person_id, published_at AS at \
              FROM catalog_proposal WHERE published_day = $1" => DoneRow),
        args![day],
    )
}
