use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, DepartmentId, Instant, PersonId, Result, StoreId, codes, ids};
use schemars::JsonSchema;
use serde::Serialize;

use crate::policy::Urgency;

ids! {
    /// A call that was written down (电话留言单).
    pub struct SlipId;
}

codes! {
    /// Who called whom.
    pub enum Way {
        /// Somebody called the house (来电).
        In = "in",
        /// The house called somebody (去电).
        Out = "out",
    }
}

db::record! {
    /// A call slip.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SlipRow {
        /// Key.
        pub id: SlipId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// Who called whom.
        pub way: Way,
        /// When.
        pub called_at: Instant,
        /// Whose call.
        pub customer_id: Option<CustomerId>,
        /// Her name: from the file, or in words.
        pub who: String,
        /// From where.
        pub unit: String,
        /// Her number, sealed.
        pub phone_sealed: Option<Vec<u8>>,
        /// Its end.
        pub phone_end: Option<String>,
        /// What about.
        pub words: String,
        /// How much it presses.
        pub urgency: Urgency,
        /// Does she wait to be called back?
        pub call_back: bool,
        /// Who wrote it down.
        pub taken_by: PersonId,
        /// Which department answers.
        pub for_department: Option<DepartmentId>,
        /// Who answers.
        pub for_person: Option<PersonId>,
        /// Until when; none when it was settled on the telephone.
        pub due_at: Option<Instant>,
        /// Minutes until each next superior hears.
        pub climbs: i64,
        /// Who has read it.
        pub read_by: Option<PersonId>,
        /// When.
        pub read_at: Option<Instant>,
        /// Who answered.
        pub answered_by: Option<PersonId>,
        /// When.
        pub answered_at: Option<Instant>,
        /// What came of it.
        pub result: String,
    }
}

db::record! {
    /// A call slip in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct SlipLine {
        /// Key.
        pub id: SlipId,
        /// When.
        pub called_at: Instant,
        /// The store.
        pub store: String,
        /// Who called whom.
        pub way: Way,
        /// Who called.
        pub who: String,
        /// The end of her number.
        pub phone_end: Option<String>,
        /// What about.
        pub words: String,
        /// How much it presses.
        pub urgency: Urgency,
        /// Which department answers, in Chinese.
        pub department_zh: Option<String>,
        /// In English.
        pub department_en: Option<String>,
        /// Who answers.
        pub person: Option<String>,
        /// Who wrote it down.
        pub taker: String,
        /// Until when it is answered.
        pub due_at: Option<Instant>,
        /// When it was.
        pub answered_at: Option<Instant>,
        /// What came of it.
        pub result: String,
    }
}

db::listing! {
    /// Call slips of all stores, or of store `$1`; all of them, or those that person `$2` wrote down or answers, by
    /// herself or as one of department `$3`; `$4` is now.
    pub(crate) static SLIPS: SlipLine = Shape {
        select: "c.id, c.called_at, s.name AS store, c.way, coalesce(k.name, c.who) AS who, c.phone_end, c.words, c.urgency, \
                 d.name_zh AS department_zh, d.name_en AS department_en, p.name AS person, t.name AS taker, c.due_at, \
                 c.answered_at, c.result",
        from: "call_slip c JOIN store s ON s.id = c.store_id JOIN person t ON t.id = c.taken_by \
               LEFT JOIN customer k ON k.id = c.customer_id LEFT JOIN department d ON d.id = c.for_department \
               LEFT JOIN person p ON p.id = c.for_person",
        only: "($1 = 0 OR c.store_id = $1) AND ($2 = 0 OR c.taken_by = $2 OR c.for_person = $2 OR c.for_department = $3) \
               AND c.called_at <= $4",
        key: "c.id",
        sorts: &[Sort::int("called", "c.called_at"), Sort::int("due", "c.due_at").may_be_null()],
        filters: &[
            Filter::contains("q", "lower(coalesce(k.name, c.who) || ' ' || c.words || ' ' || coalesce(c.phone_end, '') || ' ' || t.name) LIKE ?"),
            Filter::flag("open", "c.answered_at IS NULL"),
            Filter::flag("late", "c.answered_at IS NULL AND c.due_at < $4"),
            Filter::text("way", "c.way = ?"),
            Filter::day("from", "c.day >= ?"),
            Filter::day("until", "c.day <= ?"),
        ],
    };
}

pub(crate) fn add_slip(tx: &mut Tx, row: &SlipRow, phone_hash: Option<Vec<u8>>) -> Result<SlipId> {
    tx.scalar(
        sql!("INSERT INTO call_slip (store_id, day, way, called_at, customer_id, who, unit, phone_sealed, phone_hash, \
                phone_end, words, urgency, call_back, taken_by, for_department, for_person, due_at, climbs, \
                answered_by, answered_at, result) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
              RETURNING id" => (SlipId,)),
        args![
            row.store_id,
            row.day,
            row.way,
            row.called_at,
            row.customer_id,
            &row.who,
            &row.unit,
            row.phone_sealed.clone(),
            phone_hash,
            row.phone_end.clone(),
            &row.words,
            row.urgency,
            row.call_back,
            row.taken_by,
            row.for_department,
            row.for_person,
            row.due_at,
            row.climbs,
            row.answered_by,
            row.answered_at,
            &row.result
        ],
    )
}

pub(crate) fn slip(tx: &mut Tx, id: SlipId) -> Result<SlipRow> {
    tx.get(
        sql!("SELECT c.id, c.store_id, c.day, c.way, c.called_at, c.customer_id, coalesce(k.name, c.who) AS who, c.unit, \
                c.phone_sealed, c.phone_end, c.words, c.urgency, c.call_back, c.taken_by, c.for_department, \
                c.for_person, c.due_at, c.climbs, c.read_by, c.read_at, c.answered_by, c.answered_at, c.result \
              FROM call_slip c LEFT JOIN customer k ON k.id = c.customer_id WHERE c.id = $1" => SlipRow),
        args![id],
    )
}

/// Those of a store, or of all (0), that wait for an answer, the most urgent first.
pub(crate) fn open_slips(tx: &mut Tx, store: i64) -> Result<Vec<SlipRow>> {
    tx.all(
        sql!("SELECT c.id, c.store_id, c.day, c.way, c.called_at, c.customer_id, coalesce(k.name, c.who) AS who, c.unit, \
                c.phone_sealed, c.phone_end, c.words, c.urgency, c.call_back, c.taken_by, c.for_department, \
                c.for_person, c.due_at, c.climbs, c.read_by, c.read_at, c.answered_by, c.answered_at, c.result \
              FROM call_slip c LEFT JOIN customer k ON k.id = c.customer_id \
              WHERE c.answered_at IS NULL AND ($1 = 0 OR c.store_id = $1) ORDER BY c.due_at, c.id" => SlipRow),
        args![store],
    )
}

/// Is a message open past its time: of the store, or written by the person, for her or her department (0: of all)?
pub(crate) fn is_any_late(tx: &mut Tx, store: i64, own: i64, department: i64, now: Instant) -> Result<bool> {
    let late: i64 = tx.scalar(
        sql!("SELECT count(*) FROM call_slip WHERE answered_at IS NULL AND due_at < $4 AND ($1 = 0 OR store_id = $1) \
              AND ($2 = 0 OR taken_by = $2 OR for_person = $2 OR for_department = $3)" => (i64,)),
        args![store, own, department, now],
    )?;
    Ok(late > 0)
}

pub(crate) fn route(
    tx: &mut Tx,
    id: SlipId,
    department: Option<DepartmentId>,
    person: Option<PersonId>,
    due: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE call_slip SET for_department = $2, for_person = $3, due_at = $4, read_by = NULL, read_at = NULL \
              WHERE id = $1"
        ),
        args![id, department, person, due],
    )
    .map(drop)
}

pub(crate) fn read_slip(tx: &mut Tx, id: SlipId, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE call_slip SET read_by = $2, read_at = $3 WHERE id = $1 AND read_at IS NULL"),
        args![id, by, at],
    )
    .map(drop)
}

pub(crate) fn answer_slip(tx: &mut Tx, id: SlipId, result: &str, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!("UPDATE call_slip SET answered_by = $3, answered_at = $4, result = $2 WHERE id = $1"),
        args![id, result, by, at],
    )
    .map(drop)
}

db::record! {
    /// One stage on a slip's way.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HopRow {
        /// When.
        pub at: Instant,
        /// Who sent it.
        pub by_id: PersonId,
        /// To which department.
        pub for_department: Option<DepartmentId>,
        /// To whom.
        pub for_person: Option<PersonId>,
        /// Why.
        pub words: String,
    }
}

pub(crate) fn add_hop(tx: &mut Tx, slip: SlipId, day: BusinessDate, hop: &HopRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO call_slip_hop (slip_id, day, at, by_id, for_department, for_person, words) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![slip, day, hop.at, hop.by_id, hop.for_department, hop.for_person, &hop.words],
    )
    .map(drop)
}

pub(crate) fn hops(tx: &mut Tx, slip: SlipId) -> Result<Vec<HopRow>> {
    tx.all(
        sql!("SELECT at, by_id, for_department, for_person, words FROM call_slip_hop WHERE slip_id = $1 ORDER BY id" => HopRow),
        args![slip],
    )
}

db::record! {
    /// A slip as proof.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SlipProof {
        /// Key.
        pub id: SlipId,
        /// Where.
        pub store_id: StoreId,
        /// Who wrote it down, or sent it on.
        pub person_id: PersonId,
        /// When.
        pub at: Instant,
    }
}

pub(crate) fn slips_on(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<SlipProof>> {
    tx.all(
        sql!("SELECT id, store_id, taken_by AS person_id, called_at AS at FROM call_slip \
              WHERE store_id IN (SELECT id FROM store) AND day BETWEEN $1 AND $2 ORDER BY id" => SlipProof),
        args![from, until],
    )
}

pub(crate) fn hops_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<SlipProof>> {
    tx.all(
        sql!("SELECT c.id, c.store_id, h.by_id AS person_id, h.at FROM call_slip_hop h \
              JOIN call_slip c ON c.id = h.slip_id WHERE h.day = $1 ORDER BY h.id" => SlipProof),
        args![day],
    )
}

/// How many slips of some days were to be answered, and how many were in time: store, all, in time.
pub(crate) fn answered_in_time(
    tx: &mut Tx,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(StoreId, i64, i64)>> {
    tx.all(
        sql!("SELECT store_id, count(*), count(CASE WHEN answered_at <= due_at THEN 1 END) FROM call_slip \
              WHERE due_at IS NOT NULL AND store_id IN (SELECT id FROM store) AND day BETWEEN $1 AND $2 GROUP BY store_id" => (StoreId, i64, i64)),
        args![from, until],
    )
}

db::record! {
    /// A call in a customer's story.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ToldCall {
        /// Key.
        pub id: SlipId,
        /// When.
        pub at: Instant,
        /// Who called whom.
        pub way: Way,
        /// What about.
        pub words: String,
        /// Who wrote it down.
        pub person_id: PersonId,
        /// When it was answered.
        pub answered_at: Option<Instant>,
    }
}

pub(crate) fn calls_of(tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<ToldCall>> {
    tx.all(
        sql!("SELECT id, called_at AS at, way, words, taken_by AS person_id, answered_at FROM call_slip \
              WHERE customer_id = $1 ORDER BY id DESC LIMIT $2" => ToldCall),
        args![customer, most],
    )
}

pub(crate) fn move_calls(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE call_slip SET customer_id = $2 WHERE customer_id = $1"), args![from, into])?;
    tx.exec(sql!("UPDATE arrival SET customer_id = $2 WHERE customer_id = $1"), args![from, into]).map(drop)
}

/// Takes her words and number out of the slips; that there was a call stays.
pub(crate) fn erase_calls(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE call_slip SET who = '', unit = '', words = '', result = '', phone_sealed = NULL, phone_hash = NULL, \
              phone_end = NULL WHERE customer_id = $1"
        ),
        args![customer],
    )?;
    tx.exec(sql!("UPDATE arrival SET guest = '', note = '' WHERE customer_id = $1"), args![customer])
        .map(drop)
}
