use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, PostId, Result, StoreId};
use org::Seat;
use rhythm::Period;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ReportId;
use crate::form::ReportForm;
use crate::kind::{LINES, ReportKind, ReportStatus};

db::record! {
    /// A log or a report.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ReportRow {
        /// Key.
        pub id: ReportId,
        /// Which kind.
        pub kind: ReportKind,
        /// Whose.
        pub person_id: PersonId,
        /// By which post.
        pub post_id: PostId,
        /// Where.
        pub store_id: Option<StoreId>,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// How it stands.
        pub status: ReportStatus,
        /// What went well.
        pub well: String,
        /// Problems.
        pub problems: String,
        /// What customers said.
        pub feedback: String,
        /// Suggestions.
        pub suggestions: String,
        /// Support wanted.
        pub support: String,
        /// What comes next.
        pub next: String,
        /// When it was first handed in.
        pub handed_in_at: Option<Instant>,
        /// Who read it.
        pub reviewed_by: Option<PersonId>,
        /// When.
        pub reviewed_at: Option<Instant>,
        /// What the reader said.
        pub remark: String,
        /// The seal over what was frozen.
        pub seal: Option<String>,
    }
}

impl ReportRow {
    /// The digest of what one signs: the seal over what is frozen, and the words.
    pub fn digest(&self) -> Result<String> {
        let mut hash = Sha256::new();
        hash.update(self.seal.as_deref().unwrap_or_default());
        hash.update(serde_json::to_string(&self.lines())?);
        Ok(hex::encode(hash.finalize()))
    }

    /// The words, line by line.
    pub fn lines(&self) -> [(&'static str, &str); 6] {
        let texts =
            [&self.well, &self.problems, &self.feedback, &self.suggestions, &self.support, &self.next];
        std::array::from_fn(|index| (LINES[index], texts[index].as_str()))
    }
}

macro_rules! report_where {
    ($condition:literal) => {
        sql!(concat!(
            "SELECT id, kind, person_id, post_id, store_id, from_day, until_day, status, well, problems, feedback, \
             suggestions, support, next, handed_in_at, reviewed_by, reviewed_at, remark, seal FROM report WHERE ",
            $condition
        ) => ReportRow)
    };
}

pub(crate) fn report(tx: &mut Tx, id: ReportId) -> Result<ReportRow> {
    tx.get(report_where!("id = $1"), args![id])
}

pub(crate) fn report_of(
    tx: &mut Tx,
    person: PersonId,
    kind: ReportKind,
    from: BusinessDate,
) -> Result<Option<ReportRow>> {
    tx.find(report_where!("person_id = $1 AND kind = $2 AND from_day = $3"), args![person, kind, from])
}

/// The report of a kind before this one.
pub(crate) fn before(
    tx: &mut Tx,
    person: PersonId,
    kind: ReportKind,
    from: BusinessDate,
) -> Result<Option<ReportRow>> {
    tx.find(
        report_where!(
            "person_id = $1 AND kind = $2 AND from_day < $3 AND handed_in_at IS NOT NULL ORDER BY from_day DESC LIMIT 1"
        ),
        args![person, kind, from],
    )
}

/// Everything handed in about days of a span, by person and day.
pub(crate) fn within(tx: &mut Tx, period: Period) -> Result<Vec<ReportRow>> {
    tx.all(
        report_where!(
            "from_day >= $1 AND from_day <= $2 AND until_day <= $2 AND handed_in_at IS NOT NULL \
             ORDER BY person_id, from_day, id"
        ),
        args![period.from, period.until],
    )
}

/// Reports by their keys, in no order.
pub(crate) fn by_keys(tx: &mut Tx, keys: &[ReportId]) -> Result<Vec<ReportRow>> {
    let (Some(first), Some(last)) = (keys.iter().min(), keys.iter().max()) else { return Ok(vec![]) };
    let text: String = keys.iter().map(|key| format!("{key},")).collect();
    tx.all(
        report_where!("id BETWEEN $1 AND $2 AND ',' || $3 LIKE '%,' || CAST(id AS TEXT) || ',%'"),
        args![*first, *last, text],
    )
}

/// A person's reports, the newest first.
pub(crate) fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<ReportRow>> {
    tx.all(report_where!("person_id = $1 ORDER BY from_day DESC, id DESC LIMIT 20"), args![person])
}

/// What waits at a seat.
pub(crate) fn waiting_for(tx: &mut Tx, seat: Seat) -> Result<Vec<ReportRow>> {
    tx.all(
        report_where!(
            "status = 'handed-in' AND to_post_id = $1 AND coalesce(to_store_id, 0) = coalesce($2, 0) ORDER BY from_day, id"
        ),
        args![seat.post, seat.store],
    )
}

/// What was copied to a seat since a day, the newest first.
pub(crate) fn copied_to(tx: &mut Tx, seat: Seat, since: BusinessDate) -> Result<Vec<ReportRow>> {
    tx.all(
        report_where!(
            "until_day >= $3 AND id IN (SELECT report_id FROM report_copy WHERE post_id = $1 \
             AND coalesce(store_id, 0) = coalesce($2, 0)) ORDER BY from_day DESC, id DESC"
        ),
        args![seat.post, seat.store, since],
    )
}

/// A report to be kept.
pub(crate) struct NewReport {
    pub kind: ReportKind,
    pub person: PersonId,
    pub seat: Seat,
    pub period: Period,
    pub at: Instant,
}

pub(crate) fn keep(tx: &mut Tx, new: &NewReport, form: &ReportForm) -> Result<ReportId> {
    let [well, problems, feedback, suggestions, support, next] =
        form.lines().map(|(_, text)| text.trim().to_owned());
    tx.scalar(
        sql!("INSERT INTO report (kind, person_id, post_id, store_id, from_day, until_day, status, well, problems, \
                                  feedback, suggestions, support, next, begun_at) \
              VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13) \
              ON CONFLICT (person_id, kind, from_day) DO UPDATE SET well = $7, problems = $8, feedback = $9, \
                 suggestions = $10, support = $11, next = $12 RETURNING id" => (ReportId,)),
        args![
            new.kind,
            new.person,
            new.seat.post,
            new.seat.store,
            new.period.from,
            new.period.until,
            well,
            problems,
            feedback,
            suggestions,
            support,
            next,
            new.at
        ],
    )
}

/// It is handed in for the first time: to which seat, and with which seal.
pub(crate) fn hand_in(
    tx: &mut Tx,
    id: ReportId,
    (at, on): (Instant, BusinessDate),
    to: Seat,
    seal: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE report SET handed_in_at = $2, handed_in_on = $3, to_post_id = $4, to_store_id = $5, seal = $6 \
              WHERE id = $1"
        ),
        args![id, at, on, to.post, to.store, seal],
    )
    .map(drop)
}

pub(crate) fn send(tx: &mut Tx, id: ReportId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE report SET status = 'handed-in', sent_at = $2 WHERE id = $1"), args![id, at])
        .map(drop)
}

pub(crate) fn review(
    tx: &mut Tx,
    id: ReportId,
    status: ReportStatus,
    by: PersonId,
    (at, on): (Instant, BusinessDate),
    remark: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE report SET status = $2, reviewed_by = $3, reviewed_at = $4, reviewed_on = $5, remark = $6 \
              WHERE id = $1"
        ),
        args![id, status, by, at, on, remark],
    )
    .map(drop)
}

db::record! {
    /// That a report was handed in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HandedIn {
        /// Key.
        pub id: ReportId,
        /// Whose.
        pub person_id: PersonId,
        /// Which kind.
        pub kind: ReportKind,
        /// About days from here on.
        pub from_day: BusinessDate,
        /// When first.
        pub at: Instant,
    }
}

macro_rules! handed_in_where {
    ($condition:literal) => {
        sql!(concat!(
            "SELECT id, person_id, kind, from_day, handed_in_at AS at FROM report WHERE handed_in_at IS NOT NULL AND ",
            $condition
        ) => HandedIn)
    };
}

pub(crate) fn handed_in_since(tx: &mut Tx, since: BusinessDate) -> Result<Vec<HandedIn>> {
    tx.all(handed_in_where!("from_day >= $1"), args![since])
}

pub(crate) fn handed_in_by(tx: &mut Tx, person: PersonId, since: BusinessDate) -> Result<Vec<HandedIn>> {
    tx.all(handed_in_where!("person_id = $1 AND from_day >= $2"), args![person, since])
}

pub(crate) fn handed_in_about(tx: &mut Tx, kind: ReportKind, from: BusinessDate) -> Result<Vec<HandedIn>> {
    tx.all(handed_in_where!("kind = $1 AND from_day = $2"), args![kind, from])
}

/// Reports of these days that went to a dotted superior as well.
pub(crate) fn copied_about(tx: &mut Tx, kind: ReportKind, from: BusinessDate) -> Result<Vec<HandedIn>> {
    tx.all(
        handed_in_where!("kind = $1 AND from_day = $2 AND id IN (SELECT report_id FROM report_copy)"),
        args![kind, from],
    )
}

pub(crate) fn returned(tx: &mut Tx, person: PersonId) -> Result<i64> {
    tx.scalar(
        sql!("SELECT count(*) FROM report WHERE person_id = $1 AND status = 'returned'" => (i64,)),
        args![person],
    )
}

db::record! {
    /// What a report said, for whoever draws on it: the agenda of the next meeting.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Said {
        /// The report.
        pub id: ReportId,
        /// Whose.
        pub person_id: PersonId,
        /// Where.
        pub store_id: Option<StoreId>,
        /// Which kind.
        pub kind: ReportKind,
        /// Problems.
        pub problems: String,
        /// What customers said.
        pub feedback: String,
        /// Suggestions.
        pub suggestions: String,
        /// Support wanted.
        pub support: String,
    }
}

/// Problems, opinions, suggestions and wishes of the logs and reports about a day.
pub fn said(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Said>> {
    tx.all(
        sql!("SELECT id, person_id, store_id, kind, problems, feedback, suggestions, support FROM report \
              WHERE from_day = $1 AND until_day = $1 AND handed_in_at IS NOT NULL \
              AND problems || feedback || suggestions || support <> '' ORDER BY id" => Said),
        args![day],
    )
}

db::record! {
    /// How many of a kind a person handed in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sum {
        /// Whose.
        pub person_id: PersonId,
        /// So many.
        pub reports: i64,
    }
}

pub(crate) fn sums(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<Sum>> {
    tx.all(
        sql!("SELECT person_id, count(*) AS reports FROM report \
              WHERE from_day BETWEEN $1 AND $2 AND handed_in_at IS NOT NULL GROUP BY person_id" => Sum),
        args![from, until],
    )
}

db::record! {
    /// Something to be read, and whether it was.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Reading {
        /// Whose it is to read.
        pub person_id: PersonId,
        /// On which day it came.
        pub handed_in_on: BusinessDate,
        /// On which day it was read; none while it waits.
        pub reviewed_on: Option<BusinessDate>,
        /// When.
        pub reviewed_at: Option<Instant>,
    }
}

/// What came to each reader between two days. Who sits where on the last of them, the holdings say.
pub(crate) fn readings(tx: &mut Tx, since: BusinessDate, until: BusinessDate) -> Result<Vec<Reading>> {
    tx.all(
        sql!("SELECT DISTINCT h.person_id, r.handed_in_on, \
                     CASE WHEN r.status = 'handed-in' THEN NULL ELSE r.reviewed_on END AS reviewed_on, \
                     CASE WHEN r.status = 'handed-in' THEN NULL ELSE r.reviewed_at END AS reviewed_at \
              FROM report r JOIN holding h ON h.post_id = r.to_post_id \
                   AND coalesce(h.store_id, 0) = coalesce(r.to_store_id, 0) \
                   AND h.from_day <= $2 AND coalesce(h.until_day, $2) >= $2 AND h.withdrawn_at IS NULL \
              WHERE r.handed_in_on >= $1 AND r.handed_in_on <= $2 AND h.person_id <> r.person_id" => Reading),
        args![since, until],
    )
}

db::record! {
    /// A report in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ReportLine {
        /// Key.
        pub id: ReportId,
        /// Which kind.
        pub kind: ReportKind,
        /// Whose.
        pub name: String,
        /// By which post, in Chinese.
        pub post_zh: String,
        /// In English.
        pub post_en: String,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// How it stands.
        pub status: ReportStatus,
        /// When it was handed in.
        pub handed_in_at: Option<Instant>,
    }
}

db::listing! {
    /// The reports the asker may see: `$1` is empty for all, or the authors' keys as `,1,2,3,`; `$2` is the asker, who
    /// sees her drafts.
    pub(crate) static REPORTS: ReportLine = Shape {
        select: "r.id, r.kind, p.name, o.name_zh AS post_zh, o.name_en AS post_en, r.from_day, r.until_day, r.status, \
                 r.handed_in_at",
        from: "report r JOIN person p ON p.id = r.person_id JOIN post o ON o.id = r.post_id",
        only: "($1 = '' OR $1 LIKE '%,' || CAST(r.person_id AS TEXT) || ',%') AND (r.status <> 'draft' OR r.person_id = $2)",
        key: "r.id",
        sorts: &[
            Sort::text("day", "r.from_day"),
            Sort::text("name", "p.name"),
            Sort::int("handed_in", "r.handed_in_at").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(p.name || ' ' || r.well || ' ' || r.problems || ' ' || r.feedback || ' ' \
                                   || r.suggestions || ' ' || r.support || ' ' || r.next) LIKE ?"),
            Filter::text("kind", "r.kind = ?"),
            Filter::text("status", "r.status = ?"),
            Filter::int("person", "r.person_id = ?"),
            Filter::day("from", "r.from_day >= ?"),
            Filter::day("until", "r.until_day <= ?"),
        ],
    };
}
