use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use booking::VisitLineId;
use customer::CustomerId;

use crate::case::{Case, ComplaintId, Severity, Source, State, StepId, StepKind, Verdict};

db::record! {
    /// A complaint.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ComplaintRow {
        /// Key.
        pub id: ComplaintId,
        /// Where.
        pub store_id: StoreId,
        /// The business day on which it came in.
        pub day: BusinessDate,
        /// Whose.
        pub customer_id: Option<CustomerId>,
        /// Her name: from the file, or in words.
        pub who: String,
        /// Of whom she complains.
        pub about_person: Option<PersonId>,
        /// Why, by its code.
        pub cause: String,
        /// How bad.
        pub severity: Severity,
        /// By which way.
        pub source: Source,
        /// In her words.
        pub words: String,
        /// Who took it down.
        pub taken_by: Option<PersonId>,
        /// When.
        pub taken_at: Instant,
        /// Who looks after it.
        pub owner_id: PersonId,
        /// How it stands.
        pub state: State,
        /// Until when the next step is due.
        pub due_at: Instant,
        /// Minutes until each next superior hears.
        pub climbs: i64,
        /// When the last remedy was given.
        pub remedied_at: Option<Instant>,
        /// When it was closed.
        pub closed_at: Option<Instant>,
    }
}

impl ComplaintRow {
    /// How it stands, for the rules.
    pub(crate) fn case(&self) -> Case {
        Case {
            id: self.id,
            store: self.store_id,
            day: self.day,
            severity: self.severity,
            owner: self.owner_id,
            state: self.state,
            due: self.due_at,
            climbs: self.climbs,
            remedied_at: self.remedied_at,
            closed_at: self.closed_at,
        }
    }
}

db::record! {
    /// A complaint in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ComplaintLine {
        /// Key.
        pub id: ComplaintId,
        /// The business day on which it came in.
        pub day: BusinessDate,
        /// The store.
        pub store: String,
        /// Whose.
        pub who: String,
        /// Why, by its code.
        pub cause: String,
        /// How bad.
        pub severity: Severity,
        /// In her words.
        pub words: String,
        /// Who looks after it.
        pub owner: String,
        /// How it stands.
        pub state: State,
        /// Until when the next step is due.
        pub due_at: Instant,
        /// When it was closed.
        pub closed_at: Option<Instant>,
    }
}

db::listing! {
    /// Complaints of all stores, or of store `$1`; all of them, or those that person `$2` owns or took down; `$3` is
    /// now.
    pub(crate) static COMPLAINTS: ComplaintLine = Shape {
        select: "c.id, c.day, s.name AS store, coalesce(k.name, c.who) AS who, c.cause, c.severity, c.words, \
                 p.name AS owner, c.state, c.due_at, c.closed_at",
        from: "complaint c JOIN store s ON s.id = c.store_id JOIN person p ON p.id = c.owner_id \
               LEFT JOIN customer k ON k.id = c.customer_id",
        only: "($1 = 0 OR c.store_id = $1) AND ($2 = 0 OR c.owner_id = $2 OR c.taken_by = $2) AND c.taken_at <= $3",
        key: "c.id",
        sorts: &[
            Sort::int("taken", "c.taken_at"),
            Sort::int("due", "c.due_at"),
            Sort::text("who", "coalesce(k.name, c.who)"),
            Sort::text("owner", "p.name"),
        ],
        filters: &[
            Filter::contains("q", "lower(coalesce(k.name, c.who) || ' ' || c.words || ' ' || p.name) LIKE ?"),
            Filter::text("state", "c.state = ?"),
            Filter::text("severity", "c.severity = ?"),
            Filter::text("cause", "c.cause = ?"),
            Filter::int("about", "c.about_person = ?"),
            Filter::flag("late", "c.closed_at IS NULL AND c.due_at < $3"),
            Filter::day("from", "c.day >= ?"),
            Filter::day("until", "c.day <= ?"),
        ],
    };
}

/// A complaint that comes in.
#[derive(Debug, Clone)]
pub(crate) struct NewComplaint {
    pub store: StoreId,
    pub day: BusinessDate,
    pub customer: Option<CustomerId>,
    pub who: String,
    pub about: Option<PersonId>,
    pub line: Option<VisitLineId>,
    pub cause: String,
    pub severity: Severity,
    pub source: Source,
    pub words: String,
    pub taken_by: Option<PersonId>,
    pub taken_at: Instant,
    pub owner: PersonId,
    pub due: Instant,
    pub climbs: i64,
}

pub(crate) fn add_complaint(tx: &mut Tx, new: &NewComplaint) -> Result<ComplaintId> {
    tx.scalar(
        sql!("INSERT INTO complaint (store_id, day, customer_id, who, about_person, visit_line_id, cause, severity, \
                source, words, taken_by, taken_at, owner_id, state, due_at, climbs) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14, $15) RETURNING id" => (ComplaintId,)),
        args![
            new.store,
            new.day,
            new.customer,
            &new.who,
            new.about,
            new.line,
            &new.cause,
            new.severity,
            new.source,
            &new.words,
            new.taken_by,
            new.taken_at,
            new.owner,
            new.due,
            new.climbs
        ],
    )
}

pub(crate) fn complaint(tx: &mut Tx, id: ComplaintId) -> Result<ComplaintRow> {
    tx.get(
        sql!("SELECT c.id, c.store_id, c.day, c.customer_id, coalesce(k.name, c.who) AS who, c.about_person, c.cause, \
                c.severity, c.source, c.words, c.taken_by, c.taken_at, c.owner_id, c.state, c.due_at, c.climbs, \
                c.remedied_at, c.closed_at \
              FROM complaint c LEFT JOIN customer k ON k.id = c.customer_id WHERE c.id = $1" => ComplaintRow),
        args![id],
    )
}

pub(crate) fn save_case(tx: &mut Tx, case: &Case) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE complaint SET severity = $2, owner_id = $3, state = $4, due_at = $5, climbs = $6, \
                remedied_at = $7, closed_at = $8 WHERE id = $1"
        ),
        args![
            case.id,
            case.severity,
            case.owner,
            case.state,
            case.due,
            case.climbs,
            case.remedied_at,
            case.closed_at
        ],
    )
    .map(drop)
}

db::record! {
    /// A step of a complaint.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StepRow {
        /// Key.
        pub id: StepId,
        /// What.
        pub kind: StepKind,
        /// The business day.
        pub day: BusinessDate,
        /// When.
        pub at: Instant,
        /// Who.
        pub person_id: Option<PersonId>,
        /// In words.
        pub words: String,
        /// How many superiors had heard of it by then, because it was late.
        pub climbed: i64,
        /// Which remedy, by its code.
        pub remedy: Option<String>,
        /// What it is worth.
        pub worth: Option<Money>,
        /// What the customer says.
        pub verdict: Option<Verdict>,
        /// To whom it was handed.
        pub owner_id: Option<PersonId>,
        /// How bad from now on.
        pub severity: Option<Severity>,
    }
}

/// A moment with the business day that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    pub day: BusinessDate,
    pub at: Instant,
}

impl StepRow {
    /// A step of a kind, by somebody, in words.
    pub(crate) fn new(kind: StepKind, when: When, person: Option<PersonId>, words: &str) -> StepRow {
        StepRow {
            id: kernel::Id::of(0),
            kind,
            day: when.day,
            at: when.at,
            person_id: person,
            words: words.to_owned(),
            climbed: 0,
            remedy: None,
            worth: None,
            verdict: None,
            owner_id: None,
            severity: None,
        }
    }
}

pub(crate) fn add_step(tx: &mut Tx, complaint: ComplaintId, step: &StepRow) -> Result<StepId> {
    tx.scalar(
        sql!("INSERT INTO complaint_step (complaint_id, kind, day, at, person_id, words, climbed, remedy, worth, verdict, owner_id, severity) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id" => (StepId,)),
        args![
            complaint,
            step.kind,
            step.day,
            step.at,
            step.person_id,
            &step.words,
            step.climbed,
            step.remedy.clone(),
            step.worth,
            step.verdict,
            step.owner_id,
            step.severity
        ],
    )
}

pub(crate) fn steps(tx: &mut Tx, complaint: ComplaintId) -> Result<Vec<StepRow>> {
    tx.all(
        sql!("SELECT id, kind, day, at, person_id, words, climbed, remedy, worth, verdict, owner_id, severity \
              FROM complaint_step WHERE complaint_id = $1 ORDER BY id" => StepRow),
        args![complaint],
    )
}

db::record! {
    /// A complaint that is not closed, for those who must hear of it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OpenRow {
        /// Key.
        pub id: ComplaintId,
        /// Where.
        pub store_id: StoreId,
        /// Whose.
        pub who: String,
        /// Who looks after it.
        pub owner_id: PersonId,
        /// How it stands.
        pub state: State,
        /// Until when the next step is due.
        pub due_at: Instant,
        /// Minutes until each next superior hears.
        pub climbs: i64,
    }
}

/// Those that are not closed.
pub(crate) fn open(tx: &mut Tx) -> Result<Vec<OpenRow>> {
    tx.all(
        sql!("SELECT c.id, c.store_id, coalesce(k.name, c.who) AS who, c.owner_id, c.state, c.due_at, c.climbs \
              FROM complaint c LEFT JOIN customer k ON k.id = c.customer_id \
              WHERE c.closed_at IS NULL ORDER BY c.due_at, c.id" => OpenRow),
        args![],
    )
}

/// Is a complaint of the store, or one that is the person's own, past its time (0: of all)?
pub(crate) fn is_any_late(tx: &mut Tx, store: i64, own: i64, now: Instant) -> Result<bool> {
    let late: i64 = tx.scalar(
        sql!("SELECT count(*) FROM complaint WHERE closed_at IS NULL AND due_at < $3 AND ($1 = 0 OR store_id = $1) \
              AND ($2 = 0 OR owner_id = $2 OR taken_by = $2)" => (i64,)),
        args![store, own, now],
    )?;
    Ok(late > 0)
}

db::record! {
    /// How often something was complained of in a month.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CauseRow {
        /// The cause's code.
        pub cause: String,
        /// How bad.
        pub severity: Severity,
        /// How many.
        pub count: i64,
        /// How many of them are closed with a customer who is content.
        pub content: i64,
        /// What making up for them was worth.
        pub worth: Money,
    }
}

/// The complaints of some days by cause, of all stores or of one.
pub(crate) fn causes(
    tx: &mut Tx,
    store: i64,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<CauseRow>> {
    tx.all(
        sql!("SELECT c.cause, c.severity, count(*) AS count, \
                CAST(sum(CASE WHEN EXISTS (SELECT 1 FROM complaint_step v WHERE v.complaint_id = c.id \
                    AND v.verdict IN ('satisfied', 'accepted')) AND c.closed_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS content, \
                CAST(sum((SELECT coalesce(sum(r.worth), 0) FROM complaint_step r WHERE r.complaint_id = c.id)) AS BIGINT) AS worth \
              FROM complaint c WHERE c.day BETWEEN $2 AND $3 AND ($1 = 0 OR c.store_id = $1) \
              GROUP BY c.cause, c.severity" => CauseRow),
        args![store, from, until],
    )
}

db::record! {
    /// A step as proof that a complaint was handled.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DoneRow {
        /// The complaint.
        pub complaint_id: ComplaintId,
        /// Where.
        pub store_id: StoreId,
        /// What.
        pub kind: StepKind,
        /// When.
        pub at: Instant,
        /// Who.
        pub person_id: Option<PersonId>,
        /// How many superiors had heard of it by then.
        pub climbed: i64,
    }
}

/// What was done on a day.
pub(crate) fn done_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<DoneRow>> {
    tx.all(
        sql!("SELECT t.complaint_id, c.store_id, t.kind, t.at, t.person_id, t.climbed \
              FROM complaint_step t JOIN complaint c ON c.id = t.complaint_id WHERE t.day = $1 ORDER BY t.id" => DoneRow),
        args![day],
    )
}

db::record! {
    /// How complaints of a period stand.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CountRow {
        /// Where.
        pub store_id: StoreId,
        /// How many came in.
        pub count: i64,
        /// How many of them are closed.
        pub closed: i64,
    }
}

pub(crate) fn counts(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<CountRow>> {
    tx.all(
        sql!("SELECT store_id, count(*) AS count, count(closed_at) AS closed FROM complaint \
              WHERE day BETWEEN $1 AND $2 GROUP BY store_id" => CountRow),
        args![from, until],
    )
}

/// How many complaints of a store are not closed, and how many special situations nobody has taken.
pub fn waiting_at(tx: &mut Tx, store: StoreId) -> Result<(i64, i64)> {
    tx.one(
        sql!("SELECT (SELECT count(*) FROM complaint WHERE store_id = $1 AND closed_at IS NULL), \
                (SELECT count(*) FROM alert WHERE store_id = $1 AND taken_at IS NULL)" => (i64, i64)),
        args![store],
    )
}
