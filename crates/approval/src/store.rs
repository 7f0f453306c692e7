//! All SQL of the slice.

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Id, Instant, Money, PersonId, PostId, Result, StoreId, ids};
use org::Seat;
use picture::PictureId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::form::{Form, Group, shipped};
use crate::state::{DeskState, Happened, Mark, State};

ids! {
    /// A form that was asked for.
    pub struct ApprovalId;
    /// One who decides it.
    pub struct DeskId;
    /// A centre's own version of a form.
    pub struct FormVersionId;
    /// Something that happened to a form.
    pub struct EventId;
}

db::record! {
    /// A form that was asked for.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ApprovalRow {
        /// Key.
        pub id: ApprovalId,
        /// Code of the form.
        pub form: String,
        /// Its name then.
        pub form_zh: String,
        /// In English.
        pub form_en: String,
        /// What it is about.
        pub topic: Group,
        /// The first thing filled in.
        pub title: String,
        /// The amount.
        pub amount: Option<Money>,
        /// The store of who asks.
        pub store_id: Option<StoreId>,
        /// Code of her department.
        pub department: Option<String>,
        /// Who asks.
        pub asker_id: PersonId,
        /// In which post.
        pub post_id: PostId,
        /// What it is about in another part of the house.
        pub subject: String,
        /// How it stands.
        pub state: State,
        /// Which revision.
        pub revision: i64,
        /// The business day.
        pub day: BusinessDate,
        /// When it was asked first.
        pub asked_at: Instant,
        /// When it was urged last.
        pub urged_at: Option<Instant>,
        /// When it was settled.
        pub settled_at: Option<Instant>,
        /// When it was carried out.
        pub carried_out_at: Option<Instant>,
        /// What was carried out.
        pub effect_zh: String,
        /// In English.
        pub effect_en: String,
        /// Where it can be seen.
        pub effect_href: String,
    }
}

db::record! {
    /// A revision of what was asked.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ContentRow {
        /// Which one.
        pub revision: i64,
        /// As it was signed.
        pub content: String,
        /// Its SHA-256.
        pub digest: String,
        /// The form as it was.
        pub form: String,
        /// When it was written.
        pub written_at: Instant,
    }
}

db::record! {
    /// One who decides.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DeskRow {
        /// Key.
        pub id: DeskId,
        /// Of which form.
        pub approval_id: ApprovalId,
        /// Of which revision.
        pub revision: i64,
        /// In which stage, from one.
        pub stage: i64,
        /// Is one of the stage enough?
        pub enough: bool,
        /// The post.
        pub post_id: PostId,
        /// The store, 0 for posts of the whole centre.
        pub at_store: i64,
        /// Vacant seats that were passed.
        pub passed: i64,
        /// How it stands.
        pub state: DeskState,
        /// When it came before her.
        pub opened_at: Option<Instant>,
        /// When she decided.
        pub done_at: Option<Instant>,
        /// Who decided.
        pub done_by: Option<PersonId>,
        /// For whom, as a stand-in.
        pub for_person: Option<PersonId>,
    }
}

impl DeskRow {
    /// The seat.
    pub fn seat(&self) -> Seat {
        Seat { post: self.post_id, store: Some(self.at_store).filter(|store| *store != 0).map(StoreId::of) }
    }
}

/// The key under which a seat's store is kept.
pub(crate) fn at_store(seat: Seat) -> i64 {
    seat.store.map_or(0, Id::get)
}

db::record! {
    /// Something that happened.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EventRow {
        /// What.
        pub kind: Happened,
        /// Who.
        pub person_id: PersonId,
        /// For whom, as a stand-in.
        pub for_person: Option<PersonId>,
        /// What she wrote.
        pub note: String,
        /// When.
        pub at: Instant,
    }
}

db::record! {
    /// A signature.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SignatureRow {
        /// Which desk.
        pub desk_id: DeskId,
        /// Which revision was signed.
        pub revision: i64,
        /// SHA-256 of what was signed.
        pub digest: String,
        /// Drawn or typed.
        pub mark: Mark,
        /// The strokes or the name.
        pub strokes: String,
        /// How it was proved.
        pub proof: String,
        /// Who signed.
        pub signed_by: PersonId,
        /// When.
        pub signed_at: Instant,
    }
}

db::record! {
    /// A form in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ApprovalLine {
        /// Key.
        pub id: ApprovalId,
        /// Name of the form.
        pub form_zh: String,
        /// In English.
        pub form_en: String,
        /// What it is about.
        pub topic: Group,
        /// The first thing filled in.
        pub title: String,
        /// The amount.
        pub amount: Option<Money>,
        /// Who asks.
        pub asker: String,
        /// Her store.
        pub store: Option<String>,
        /// How it stands.
        pub state: State,
        /// When it was asked.
        pub asked_at: Instant,
        /// When it was urged.
        pub urged_at: Option<Instant>,
    }
}

const SELECT: &str = "a.id, a.form_zh, a.form_en, a.topic, a.title, a.amount, p.name AS asker, s.name AS store, \
                      a.state, a.asked_at, a.urged_at";

const SORTS: &[Sort] = &[
    Sort::int("asked_at", "a.asked_at"),
    Sort::int("amount", "a.amount").may_be_null(),
    Sort::text("asker", "p.name"),
];

const FILTERS: &[Filter] = &[
    Filter::contains("q", "lower(a.form_zh || ' ' || a.form_en || ' ' || a.title || ' ' || p.name) LIKE ?"),
    Filter::text("topic", "a.topic = ?"),
    Filter::text("form", "a.form = ?"),
    Filter::text("state", "a.state = ?"),
    Filter::int("store", "a.store_id = ?"),
    Filter::day("from", "a.day >= ?"),
    Filter::day("until", "a.day <= ?"),
];

/// The seats of the person `$1` on the day `$2`, and of those for whom she stands in; then their open desks. A cross join,
/// because SQLite keeps its order: from two hundred seats to their desks is quick, from all open desks to seats is not.
const MINE: &str = "(SELECT DISTINCT d.approval_id FROM \
     (SELECT h.post_id, coalesce(h.store_id, 0) AS at_store FROM holding h \
      WHERE h.person_id = $1 AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) AND h.withdrawn_at IS NULL \
      UNION SELECT h.post_id, coalesce(h.store_id, 0) FROM delegation g JOIN holding h ON h.person_id = g.person_id \
      WHERE g.stand_in_id = $1 AND g.from_day <= $2 AND g.until_day >= $2 AND g.withdrawn_at IS NULL \
      AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) AND h.withdrawn_at IS NULL) seat \
     CROSS JOIN approval_desk d WHERE d.post_id = seat.post_id AND d.at_store = seat.at_store AND d.state = 'open') mine \
     JOIN approval a ON a.id = mine.approval_id AND a.asker_id <> $1 \
     JOIN person p ON p.id = a.asker_id LEFT JOIN store s ON s.id = a.store_id";

db::listing! {
    /// What waits for the person `$1` on the day `$2`.
    pub(crate) static INBOX: ApprovalLine = Shape {
        select: SELECT, from: MINE, only: "a.state = 'open'", key: "a.id", sorts: SORTS, filters: FILTERS,
    };
    /// What the person `$1` asked.
    pub(crate) static ASKED: ApprovalLine = Shape {
        select: SELECT,
        from: "approval a JOIN person p ON p.id = a.asker_id LEFT JOIN store s ON s.id = a.store_id",
        only: "a.asker_id = $1",
        key: "a.id", sorts: SORTS, filters: FILTERS,
    };
    /// What the person `$1` decided.
    pub(crate) static DECIDED: ApprovalLine = Shape {
        select: SELECT,
        from: "(SELECT DISTINCT approval_id FROM approval_desk WHERE done_by = $1) d \
               JOIN approval a ON a.id = d.approval_id JOIN person p ON p.id = a.asker_id \
               LEFT JOIN store s ON s.id = a.store_id",
        only: "a.id > 0",
        key: "a.id", sorts: SORTS, filters: FILTERS,
    };
    /// Everything of the store `$1`; of all when it is 0.
    pub(crate) static ALL: ApprovalLine = Shape {
        select: SELECT,
        from: "approval a JOIN person p ON p.id = a.asker_id LEFT JOIN store s ON s.id = a.store_id",
        only: "a.store_id = $1 OR $1 = 0",
        key: "a.id", sorts: SORTS, filters: FILTERS,
    };
}

db::record! {
    /// How much waits.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Waiting {
        /// How many.
        pub count: i64,
        /// How many of them are urged.
        pub urged: i64,
    }
}

pub(crate) fn waiting(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Waiting> {
    tx.one(
        sql!("SELECT count(*) AS count, count(a.urged_at) AS urged FROM \
              (SELECT DISTINCT d.approval_id FROM \
              (SELECT h.post_id, coalesce(h.store_id, 0) AS at_store FROM holding h \
               WHERE h.person_id = $1 AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) AND h.withdrawn_at IS NULL \
               UNION SELECT h.post_id, coalesce(h.store_id, 0) FROM delegation g JOIN holding h ON h.person_id = g.person_id \
               WHERE g.stand_in_id = $1 AND g.from_day <= $2 AND g.until_day >= $2 AND g.withdrawn_at IS NULL \
               AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) AND h.withdrawn_at IS NULL) seat \
              CROSS JOIN approval_desk d WHERE d.post_id = seat.post_id AND d.at_store = seat.at_store AND d.state = 'open') mine \
              JOIN approval a ON a.id = mine.approval_id AND a.asker_id <> $1 AND a.state = 'open'" => Waiting),
        args![person, day],
    )
}

pub(crate) fn add(tx: &mut Tx, row: &ApprovalRow) -> Result<ApprovalId> {
    tx.scalar(
        sql!("INSERT INTO approval (form, form_zh, form_en, topic, title, amount, store_id, department, asker_id, \
              post_id, subject, state, revision, day, asked_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id" => (ApprovalId,)),
        args![
            &row.form,
            &row.form_zh,
            &row.form_en,
            row.topic,
            &row.title,
            row.amount,
            row.store_id,
            row.department.as_deref().map(str::to_owned),
            row.asker_id,
            row.post_id,
            &row.subject,
            row.state,
            row.revision,
            row.day,
            row.asked_at
        ],
    )
}

pub(crate) fn approval(tx: &mut Tx, id: ApprovalId) -> Result<ApprovalRow> {
    tx.get(
        sql!("SELECT id, form, form_zh, form_en, topic, title, amount, store_id, department, asker_id, post_id, \
              subject, state, revision, day, asked_at, urged_at, settled_at, carried_out_at, effect_zh, effect_en, \
              effect_href FROM approval WHERE id = $1" => ApprovalRow),
        args![id],
    )
}

pub(crate) fn of_subject(tx: &mut Tx, subject: &str) -> Result<Option<ApprovalRow>> {
    tx.find(
        sql!("SELECT id, form, form_zh, form_en, topic, title, amount, store_id, department, asker_id, post_id, \
              subject, state, revision, day, asked_at, urged_at, settled_at, carried_out_at, effect_zh, effect_en, \
              effect_href FROM approval WHERE subject = $1 ORDER BY id DESC LIMIT 1" => ApprovalRow),
        args![subject],
    )
}

pub(crate) fn all_of_subject(tx: &mut Tx, subject: &str) -> Result<Vec<ApprovalRow>> {
    tx.all(
        sql!("SELECT id, form, form_zh, form_en, topic, title, amount, store_id, department, asker_id, post_id, \
              subject, state, revision, day, asked_at, urged_at, settled_at, carried_out_at, effect_zh, effect_en, \
              effect_href FROM approval WHERE subject = $1 ORDER BY id" => ApprovalRow),
        args![subject],
    )
}

pub(crate) fn set_state(tx: &mut Tx, id: ApprovalId, state: State, settled: Option<Instant>) -> Result<u64> {
    tx.exec(sql!("UPDATE approval SET state = $2, settled_at = $3 WHERE id = $1"), args![id, state, settled])
}

pub(crate) fn set_revision(
    tx: &mut Tx,
    id: ApprovalId,
    revision: i64,
    title: &str,
    amount: Option<Money>,
) -> Result<u64> {
    tx.exec(
        sql!("UPDATE approval SET revision = $2, title = $3, amount = $4, state = 'open' WHERE id = $1"),
        args![id, revision, title, amount],
    )
}

pub(crate) fn set_urged(tx: &mut Tx, id: ApprovalId, at: Instant) -> Result<u64> {
    tx.exec(sql!("UPDATE approval SET urged_at = $2 WHERE id = $1"), args![id, at])
}

pub(crate) fn set_effect(
    tx: &mut Tx,
    id: ApprovalId,
    at: Instant,
    effect: &kernel::Words,
    href: &str,
) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE approval SET carried_out_at = $2, effect_zh = $3, effect_en = $4, effect_href = $5 \
              WHERE id = $1"
        ),
        args![id, at, &effect.zh, &effect.en, href],
    )
}

pub(crate) fn add_content(tx: &mut Tx, id: ApprovalId, row: &ContentRow, by: PersonId) -> Result<u64> {
    tx.exec(
        sql!(
            "INSERT INTO approval_content (approval_id, revision, content, digest, form, written_by, written_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![id, row.revision, &row.content, &row.digest, &row.form, by, row.written_at],
    )
}

pub(crate) fn content(tx: &mut Tx, id: ApprovalId, revision: i64) -> Result<ContentRow> {
    tx.get(
        sql!("SELECT revision, content, digest, form, written_at FROM approval_content \
              WHERE approval_id = $1 AND revision = $2" => ContentRow),
        args![id, revision],
    )
}

pub(crate) fn add_picture(tx: &mut Tx, id: ApprovalId, picture: PictureId) -> Result<u64> {
    tx.exec(
        sql!(
            "INSERT INTO approval_picture (picture_id, approval_id) VALUES ($1, $2) \
              ON CONFLICT (picture_id) DO NOTHING"
        ),
        args![picture, id],
    )
}

pub(crate) fn of_picture(tx: &mut Tx, picture: PictureId) -> Result<ApprovalId> {
    let found = tx.find_scalar(
        sql!("SELECT approval_id FROM approval_picture WHERE picture_id = $1" => (ApprovalId,)),
        args![picture],
    )?;
    found.ok_or_else(kernel::Error::missing)
}

pub(crate) fn add_desk(tx: &mut Tx, desk: &DeskRow) -> Result<DeskId> {
    tx.scalar(
        sql!("INSERT INTO approval_desk (approval_id, revision, stage, enough, post_id, at_store, passed, state, opened_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id" => (DeskId,)),
        args![
            desk.approval_id,
            desk.revision,
            desk.stage,
            desk.enough,
            desk.post_id,
            desk.at_store,
            desk.passed,
            desk.state,
            desk.opened_at
        ],
    )
}

/// All desks of a form, the older revisions first.
pub(crate) fn desks(tx: &mut Tx, id: ApprovalId) -> Result<Vec<DeskRow>> {
    tx.all(
        sql!("SELECT id, approval_id, revision, stage, enough, post_id, at_store, passed, state, opened_at, done_at, \
              done_by, for_person FROM approval_desk WHERE approval_id = $1 ORDER BY revision, stage, id" => DeskRow),
        args![id],
    )
}

pub(crate) fn set_desk(tx: &mut Tx, desk: &DeskRow) -> Result<u64> {
    tx.exec(
        sql!(
            "UPDATE approval_desk SET state = $2, opened_at = $3, done_at = $4, done_by = $5, for_person = $6, \
              post_id = $7, at_store = $8, passed = $9 WHERE id = $1"
        ),
        args![
            desk.id,
            desk.state,
            desk.opened_at,
            desk.done_at,
            desk.done_by,
            desk.for_person,
            desk.post_id,
            desk.at_store,
            desk.passed
        ],
    )
}

/// A line of what happened, to be written.
pub(crate) struct NewEvent<'a> {
    pub approval: ApprovalId,
    pub kind: Happened,
    pub person: PersonId,
    pub for_person: Option<PersonId>,
    pub desk: Option<DeskId>,
    pub note: &'a str,
    pub day: BusinessDate,
    pub at: Instant,
}

pub(crate) fn add_event(tx: &mut Tx, new: &NewEvent<'_>) -> Result<EventId> {
    tx.scalar(
        sql!("INSERT INTO approval_event (approval_id, kind, person_id, for_person, desk_id, note, day, at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (EventId,)),
        args![new.approval, new.kind, new.person, new.for_person, new.desk, new.note, new.day, new.at],
    )
}

pub(crate) fn events(tx: &mut Tx, id: ApprovalId) -> Result<Vec<EventRow>> {
    tx.all(
        sql!("SELECT kind, person_id, for_person, note, at FROM approval_event WHERE approval_id = $1 ORDER BY id"
            => EventRow),
        args![id],
    )
}

pub(crate) fn sign(tx: &mut Tx, approval: ApprovalId, row: &SignatureRow) -> Result<u64> {
    tx.exec(
        sql!(
            "INSERT INTO approval_signature (desk_id, approval_id, revision, digest, mark, strokes, proof, signed_by, \
              signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        args![
            row.desk_id,
            approval,
            row.revision,
            &row.digest,
            row.mark,
            &row.strokes,
            &row.proof,
            row.signed_by,
            row.signed_at
        ],
    )
}

pub(crate) fn signatures(tx: &mut Tx, id: ApprovalId) -> Result<Vec<SignatureRow>> {
    tx.all(
        sql!("SELECT desk_id, revision, digest, mark, strokes, proof, signed_by, signed_at FROM approval_signature \
              WHERE approval_id = $1 ORDER BY id" => SignatureRow),
        args![id],
    )
}

db::record! {
    /// A centre's own version of a form.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FormRow {
        /// Key.
        pub id: FormVersionId,
        /// Code of the form.
        pub code: String,
        /// First day.
        pub from_day: BusinessDate,
        /// The form, as JSON.
        pub content: String,
        /// Why it was set.
        pub why: String,
        /// Who set it.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// The forms in force on a day, in their order.
pub(crate) fn forms(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Form>> {
    let own = tx.all(
        sql!("SELECT id, code, from_day, content, why, set_by, set_at FROM approval_form WHERE from_day <= $1 \
              ORDER BY from_day DESC, id DESC" => FormRow),
        args![day],
    )?;
    let mut forms: Vec<Form> = shipped()?.to_vec();
    for form in &mut forms {
        if let Some(row) = own.iter().find(|row| row.code == form.code) {
            *form = serde_json::from_str(&row.content)?;
        }
    }
    forms.sort_by_key(|form| form.position);
    Ok(forms)
}

pub(crate) fn form(tx: &mut Tx, code: &str, day: BusinessDate) -> Result<Form> {
    let row = tx.find(
        sql!("SELECT id, code, from_day, content, why, set_by, set_at FROM approval_form \
              WHERE code = $1 AND from_day <= $2 ORDER BY from_day DESC, id DESC LIMIT 1" => FormRow),
        args![code, day],
    )?;
    match row {
        Some(row) => Ok(serde_json::from_str(&row.content)?),
        None => shipped()?.iter().find(|form| form.code == code).cloned().ok_or_else(kernel::Error::missing),
    }
}

pub(crate) fn form_versions(tx: &mut Tx, code: &str) -> Result<Vec<FormRow>> {
    tx.all(
        sql!("SELECT id, code, from_day, content, why, set_by, set_at FROM approval_form WHERE code = $1 \
              ORDER BY from_day DESC, id DESC" => FormRow),
        args![code],
    )
}

pub(crate) fn set_form(tx: &mut Tx, row: &FormRow) -> Result<FormVersionId> {
    tx.scalar(
        sql!("INSERT INTO approval_form (code, from_day, content, why, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (FormVersionId,)),
        args![&row.code, row.from_day, &row.content, &row.why, row.set_by, row.set_at],
    )
}

db::record! {
    /// What somebody did with forms on a day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Trace {
        /// Who.
        pub person_id: PersonId,
        /// Which form.
        pub approval_id: ApprovalId,
        /// When.
        pub at: Instant,
        /// What.
        pub kind: Happened,
        /// Code of the form.
        pub form: String,
    }
}

pub(crate) fn traces(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Trace>> {
    tx.all(
        sql!("SELECT e.person_id, e.approval_id, e.at, e.kind, a.form FROM approval_event e \
              JOIN approval a ON a.id = e.approval_id \
              WHERE e.day = $1 AND e.kind IN ('approved', 'refused', 'returned', 'carried-out') ORDER BY e.id" => Trace),
        args![day],
    )
}

/// Before whom a form of which kind lies that was asked on a day or earlier, and is not decided yet.
pub(crate) fn laid_before(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(PersonId, String)>> {
    tx.all(
        sql!("SELECT DISTINCT h.person_id, a.form FROM approval_desk d JOIN approval a ON a.id = d.approval_id \
              JOIN holding h ON h.post_id = d.post_id AND coalesce(h.store_id, 0) = d.at_store \
                   AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1) AND h.withdrawn_at IS NULL \
              WHERE d.state = 'open' AND a.state = 'open' AND a.day <= $1 AND a.asker_id <> h.person_id"
            => (PersonId, String)),
        args![day],
    )
}

db::record! {
    /// What a period came to at a store.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sum {
        /// The store; none for the centre.
        pub store_id: Option<StoreId>,
        /// Asked.
        pub asked: i64,
        /// Approved.
        pub approved: i64,
        /// Still open.
        pub open: i64,
    }
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS asked, \
              count(CASE WHEN state = 'approved' THEN 1 END) AS approved, \
              count(CASE WHEN state IN ('open', 'returned') THEN 1 END) AS open \
              FROM approval WHERE day BETWEEN $1 AND $2 GROUP BY store_id" => Sum),
        args![from, until],
    )
}
