use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, codes, ids};
use schemars::JsonSchema;
use serde::Serialize;

use super::FollowUpId;
use crate::stage::{Step, Way};

ids! {
    /// A negotiation (洽谈).
    pub struct NegotiationId;
    /// Something said in a negotiation, or remarked on it.
    pub struct EntryId;
}

codes! {
    /// What stands in a negotiation.
    pub enum EntryKind {
        /// Said with the customer.
        Talk = "talk",
        /// Remarked by the director (批语).
        Note = "note",
    }
}

db::record! {
    /// A negotiation as it stands.
    #[derive(Debug, Clone, PartialEq)]
    pub struct NegotiationRow {
        /// Key.
        pub id: NegotiationId,
        /// With whom.
        pub customer_id: CustomerId,
        /// Where.
        pub store_id: StoreId,
        /// By whom.
        pub consultant_id: PersonId,
        /// How far it is.
        pub stage: Step,
        /// What she needs.
        pub need: String,
        /// What she would spend.
        pub budget: Option<Money>,
        /// What keeps her.
        pub objection: String,
        /// When it goes on.
        pub next_day: Option<BusinessDate>,
        /// The follow-up of that day.
        pub follow_up_id: Option<FollowUpId>,
        /// Since when.
        pub opened_day: BusinessDate,
        /// When one spoke last.
        pub last_day: BusinessDate,
        /// Until when.
        pub closed_day: Option<BusinessDate>,
    }
}

db::record! {
    /// A negotiation on the board.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct CardRow {
        /// Key.
        pub id: NegotiationId,
        /// With whom.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// By whom.
        pub consultant_id: PersonId,
        /// Her name.
        pub consultant: String,
        /// How far it is.
        pub stage: Step,
        /// What she needs.
        pub need: String,
        /// What she would spend.
        pub budget: Option<Money>,
        /// What keeps her.
        pub objection: String,
        /// When it goes on.
        pub next_day: Option<BusinessDate>,
        /// When one spoke last.
        pub last_day: BusinessDate,
        /// Until when.
        pub closed_day: Option<BusinessDate>,
        /// Her class as a prospect.
        pub potential: Option<String>,
        /// Her grade as a member.
        pub grade: Option<String>,
        /// The director's last remark.
        pub note: Option<String>,
    }
}

db::record! {
    /// Something said or remarked.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EntryRow {
        /// Key.
        pub id: EntryId,
        /// Said or remarked.
        pub kind: EntryKind,
        /// How one spoke.
        pub way: Option<Way>,
        /// The words.
        pub said: String,
        /// How far it was then.
        pub stage: Option<Step>,
        /// What she would spend.
        pub budget: Option<Money>,
        /// What kept her.
        pub objection: String,
        /// When it was to go on.
        pub next_day: Option<BusinessDate>,
        /// By whom.
        pub by_person: PersonId,
        /// When.
        pub at: Instant,
    }
}

/// The negotiations that are open, and those closed since a day: of a store, of a person, where they are not 0.
pub(crate) fn board(tx: &mut Tx, store: i64, person: i64, since: BusinessDate) -> Result<Vec<CardRow>> {
    tx.all(
        sql!("SELECT n.id, n.customer_id, c.name AS customer, n.consultant_id, p.name AS consultant, n.stage, n.need, \
              n.budget, n.objection, n.next_day, n.last_day, n.closed_day, \
              (SELECT k.class FROM care_class k WHERE k.id = (SELECT max(x.id) FROM care_class x \
              WHERE x.customer_id = n.customer_id AND x.kind = 'potential')) AS potential, \
              (SELECT k.class FROM care_class k WHERE k.id = (SELECT max(x.id) FROM care_class x \
              WHERE x.customer_id = n.customer_id AND x.kind = 'grade')) AS grade, \
              (SELECT e.said FROM negotiation_entry e WHERE e.id = (SELECT max(y.id) FROM negotiation_entry y \
              WHERE y.negotiation_id = n.id AND y.kind = 'note')) AS note \
              FROM negotiation n JOIN customer c ON c.id = n.customer_id JOIN person p ON p.id = n.consultant_id \
              WHERE (n.store_id = $1 OR $1 = 0) AND (n.consultant_id = $2 OR $2 = 0) \
              AND (n.closed_day IS NULL OR n.closed_day >= $3) \
              ORDER BY coalesce(n.next_day, '9'), n.last_day, n.id LIMIT 500" => CardRow),
        args![store, person, since],
    )
}

pub(crate) fn negotiation(tx: &mut Tx, id: NegotiationId) -> Result<NegotiationRow> {
    tx.get(
        sql!("SELECT id, customer_id, store_id, consultant_id, stage, need, budget, objection, next_day, follow_up_id, \
              opened_day, last_day, closed_day FROM negotiation WHERE id = $1" => NegotiationRow),
        args![id],
    )
}

/// The negotiations with a customer, the newest first.
pub(crate) fn negotiations_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<NegotiationRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, consultant_id, stage, need, budget, objection, next_day, follow_up_id, \
              opened_day, last_day, closed_day FROM negotiation WHERE customer_id = $1 ORDER BY id DESC"
            => NegotiationRow),
        args![customer],
    )
}

/// The open negotiations of a store; `0` of everybody, else of one customer.
pub(crate) fn open_negotiations(tx: &mut Tx, store: StoreId, only: i64) -> Result<Vec<NegotiationRow>> {
    tx.all(
        sql!("SELECT id, customer_id, store_id, consultant_id, stage, need, budget, objection, next_day, follow_up_id, \
              opened_day, last_day, closed_day FROM negotiation WHERE store_id = $1 AND closed_day IS NULL \
              AND (customer_id = $2 OR $2 = 0)" => NegotiationRow),
        args![store, only],
    )
}

pub(crate) fn add_negotiation(tx: &mut Tx, new: &NegotiationRow) -> Result<NegotiationId> {
    tx.scalar(
        sql!("INSERT INTO negotiation (customer_id, store_id, consultant_id, stage, need, budget, objection, next_day, \
              opened_day, last_day, closed_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
            => (NegotiationId,)),
        args![
            new.customer_id,
            new.store_id,
            new.consultant_id,
            new.stage,
            &new.need,
            new.budget,
            &new.objection,
            new.next_day,
            new.opened_day,
            new.last_day,
            new.closed_day
        ],
    )
}

pub(crate) fn save_negotiation(tx: &mut Tx, row: &NegotiationRow) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE negotiation SET customer_id = $2, consultant_id = $3, stage = $4, need = $5, budget = $6, \
              objection = $7, next_day = $8, follow_up_id = $9, last_day = $10, closed_day = $11 WHERE id = $1"
        ),
        args![
            row.id,
            row.customer_id,
            row.consultant_id,
            row.stage,
            &row.need,
            row.budget,
            &row.objection,
            row.next_day,
            row.follow_up_id,
            row.last_day,
            row.closed_day
        ],
    )
    .map(drop)
}

/// The entries of a negotiation, the newest first.
pub(crate) fn entries(tx: &mut Tx, id: NegotiationId) -> Result<Vec<EntryRow>> {
    tx.all(
        sql!("SELECT id, kind, way, said, stage, budget, objection, next_day, by_person, at FROM negotiation_entry \
              WHERE negotiation_id = $1 ORDER BY id DESC" => EntryRow),
        args![id],
    )
}

pub(crate) fn add_entry(
    tx: &mut Tx,
    negotiation: NegotiationId,
    entry: &EntryRow,
    day: BusinessDate,
) -> Result<EntryId> {
    tx.scalar(
        sql!("INSERT INTO negotiation_entry (negotiation_id, kind, way, said, stage, budget, objection, next_day, day, \
              by_person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id" => (EntryId,)),
        args![
            negotiation,
            entry.kind,
            entry.way,
            &entry.said,
            entry.stage,
            entry.budget,
            &entry.objection,
            entry.next_day,
            day,
            entry.by_person,
            entry.at
        ],
    )
}

/// What was said and remarked on a day: in which negotiation, by whom, when.
pub(crate) fn entries_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(NegotiationId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT negotiation_id, by_person, at FROM negotiation_entry WHERE day = $1"
            => (NegotiationId, PersonId, Instant)),
        args![day],
    )
}

/// Makes one customer's another's.
pub(crate) fn merge_negotiations(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE negotiation SET customer_id = $2 WHERE customer_id = $1"), args![from, into])
        .map(drop)
}

/// Takes the words out.
pub(crate) fn erase_negotiations(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(
        sql!("UPDATE negotiation SET need = '', objection = '', budget = NULL WHERE customer_id = $1"),
        args![customer],
    )?;
    tx.exec(
        sql!(
            "UPDATE negotiation_entry SET said = '', objection = '', budget = NULL WHERE negotiation_id IN \
              (SELECT id FROM negotiation WHERE customer_id = $1)"
        ),
        args![customer],
    )
    .map(drop)
}

/// How many talks each person has had between two days.
pub(crate) fn count_talks(
    tx: &mut Tx,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(PersonId, i64)>> {
    tx.all(
        sql!("SELECT by_person, count(*) AS talks FROM negotiation_entry WHERE day BETWEEN $1 AND $2 \
              AND kind = 'talk' GROUP BY by_person" => (PersonId, i64)),
        args![from, until],
    )
}
