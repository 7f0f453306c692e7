use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::MeetingId;
use crate::form::{Called, PartSaid};
use crate::roll::{Grooming, MeetingKind, Presence};

db::record! {
    /// A meeting.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MeetingRow {
        /// Key.
        pub id: MeetingId,
        /// Which.
        pub kind: MeetingKind,
        /// Where.
        pub store_id: StoreId,
        /// Code of the department; empty for the supervisors'.
        pub department: String,
        /// The business day.
        pub day: BusinessDate,
        /// Who leads it.
        pub chair_id: PersonId,
        /// The minutes.
        pub minutes: String,
        /// When it was opened.
        pub opened_at: Instant,
        /// When it was over.
        pub closed_at: Option<Instant>,
    }
}

macro_rules! meeting_where {
    ($condition:literal) => {
        sql!(concat!(
            "SELECT id, kind, store_id, department, day, chair_id, minutes, opened_at, closed_at FROM meeting WHERE ",
            $condition
        ) => MeetingRow)
    };
}

pub(crate) fn meeting(tx: &mut Tx, id: MeetingId) -> Result<MeetingRow> {
    tx.get(meeting_where!("id = $1"), args![id])
}

pub(crate) fn held(
    tx: &mut Tx,
    kind: MeetingKind,
    store: StoreId,
    department: &str,
    day: BusinessDate,
) -> Result<Option<MeetingRow>> {
    tx.find(
        meeting_where!("kind = $1 AND store_id = $2 AND department = $3 AND day = $4"),
        args![kind, store, department, day],
    )
}

/// All meetings of a day.
pub(crate) fn on_day(tx: &mut Tx, day: BusinessDate) -> Result<Vec<MeetingRow>> {
    tx.all(meeting_where!("day = $1 ORDER BY id"), args![day])
}

/// Meetings between two days that are over.
pub(crate) fn between(tx: &mut Tx, from: BusinessDate, until: BusinessDate) -> Result<Vec<MeetingRow>> {
    tx.all(meeting_where!("day BETWEEN $1 AND $2 AND closed_at IS NOT NULL ORDER BY id"), args![from, until])
}

/// The last sixty meetings of a kind: what they resolved is looked for in the next.
pub(crate) fn of_kind(
    tx: &mut Tx,
    kind: MeetingKind,
    store: StoreId,
    department: &str,
) -> Result<Vec<MeetingId>> {
    tx.scalars(
        sql!("SELECT id FROM meeting WHERE kind = $1 AND store_id = $2 AND department = $3 ORDER BY id DESC LIMIT 60" => (MeetingId,)),
        args![kind, store, department],
    )
}

pub(crate) fn open(
    tx: &mut Tx,
    kind: MeetingKind,
    store: StoreId,
    department: &str,
    day: BusinessDate,
    chair: PersonId,
    at: Instant,
) -> Result<MeetingId> {
    tx.scalar(
        sql!("INSERT INTO meeting (kind, store_id, department, day, chair_id, opened_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (MeetingId,)),
        args![kind, store, department, day, chair, at],
    )
}

pub(crate) fn set_minutes(tx: &mut Tx, id: MeetingId, minutes: &str) -> Result<()> {
    tx.exec(sql!("UPDATE meeting SET minutes = $2 WHERE id = $1"), args![id, minutes]).map(drop)
}

pub(crate) fn close(tx: &mut Tx, id: MeetingId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE meeting SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL"), args![id, at])
        .map(drop)
}

db::record! {
    /// Somebody on the roll.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SeatRow {
        /// Who.
        pub person_id: PersonId,
        /// Did she come?
        pub presence: Option<Presence>,
        /// How she looks.
        pub grooming: Option<Grooming>,
        /// A note.
        pub note: String,
        /// When she signed.
        pub signed_at: Option<Instant>,
        /// The strokes of her signature, where she drew it.
        pub strokes: Option<String>,
        /// The digest of what she signed.
        pub digest: Option<String>,
    }
}

pub(crate) fn ask(tx: &mut Tx, id: MeetingId, person: PersonId) -> Result<()> {
    tx.exec(sql!("INSERT INTO meeting_seat (meeting_id, person_id) VALUES ($1, $2)"), args![id, person])
        .map(drop)
}

pub(crate) fn seats(tx: &mut Tx, id: MeetingId) -> Result<Vec<SeatRow>> {
    tx.all(
        sql!("SELECT person_id, presence, grooming, note, signed_at, strokes, digest FROM meeting_seat WHERE meeting_id = $1 ORDER BY id" => SeatRow),
        args![id],
    )
}

pub(crate) fn call(tx: &mut Tx, id: MeetingId, called: &Called) -> Result<()> {
    tx.exec(
        sql!("UPDATE meeting_seat SET presence = $3, grooming = $4, note = $5 WHERE meeting_id = $1 AND person_id = $2"),
        args![id, called.person, called.presence, called.grooming, &called.note],
    )
    .map(drop)
}

pub(crate) fn sign(
    tx: &mut Tx,
    id: MeetingId,
    person: PersonId,
    at: Instant,
    (strokes, digest): (Option<&str>, &str),
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE meeting_seat SET signed_at = $3, strokes = $4, digest = $5 \
              WHERE meeting_id = $1 AND person_id = $2 AND signed_at IS NULL"
        ),
        args![id, person, at, strokes.map(str::to_owned), digest],
    )
    .map(drop)
}

/// Meetings at which a person was, that are over, and that she has not signed; the newest first.
pub(crate) fn unsigned(tx: &mut Tx, person: PersonId) -> Result<Vec<MeetingId>> {
    tx.scalars(
        sql!("SELECT m.id FROM meeting m JOIN meeting_seat s ON s.meeting_id = m.id \
              WHERE s.person_id = $1 AND s.signed_at IS NULL AND s.presence IN ('present', 'late') \
              AND m.closed_at IS NOT NULL ORDER BY m.id DESC LIMIT 20" => (MeetingId,)),
        args![person],
    )
}

pub(crate) fn set_part(tx: &mut Tx, id: MeetingId, part: &PartSaid) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO meeting_part (meeting_id, department, yesterday, focus, customers, support) \
              VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (meeting_id, department) DO UPDATE \
              SET yesterday = $3, focus = $4, customers = $5, support = $6"
        ),
        args![id, &part.department, &part.yesterday, &part.focus, &part.customers, &part.support],
    )
    .map(drop)
}

db::record! {
    /// What a department said.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PartRow {
        /// Its code.
        pub department: String,
        /// How yesterday went.
        pub yesterday: String,
        /// What matters today.
        pub focus: String,
        /// The customers to work on.
        pub customers: String,
        /// Support wanted.
        pub support: String,
    }
}

pub(crate) fn parts(tx: &mut Tx, id: MeetingId) -> Result<Vec<PartRow>> {
    tx.all(
        sql!("SELECT department, yesterday, focus, customers, support FROM meeting_part WHERE meeting_id = $1 ORDER BY id" => PartRow),
        args![id],
    )
}

db::record! {
    /// A meeting in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct MeetingLine {
        /// Key.
        pub id: MeetingId,
        /// Which.
        pub kind: MeetingKind,
        /// The department in Chinese, where it is one's.
        pub department_zh: Option<String>,
        /// In English.
        pub department_en: Option<String>,
        /// The store.
        pub store: String,
        /// The day.
        pub day: BusinessDate,
        /// Who led it.
        pub chair: String,
        /// How many were there.
        pub there: i64,
        /// How many were asked.
        pub asked: i64,
        /// When it was over.
        pub closed_at: Option<Instant>,
    }
}

db::listing! {
    /// The meetings of all stores, or of `$1`.
    pub(crate) static MEETINGS: MeetingLine = Shape {
        select: "m.id, m.kind, d.name_zh AS department_zh, d.name_en AS department_en, s.name AS store, m.day, \
                 p.name AS chair, \
                 (SELECT count(*) FROM meeting_seat x WHERE x.meeting_id = m.id AND x.presence IN ('present', 'late')) AS there, \
                 (SELECT count(*) FROM meeting_seat x WHERE x.meeting_id = m.id) AS asked, m.closed_at",
        from: "meeting m JOIN store s ON s.id = m.store_id JOIN person p ON p.id = m.chair_id \
               LEFT JOIN department d ON d.store_id = m.store_id AND d.code = m.department",
        only: "m.store_id = $1 OR $1 = 0",
        key: "m.id",
        sorts: &[Sort::text("day", "m.day"), Sort::text("chair", "p.name")],
        filters: &[
            Filter::contains("q", "lower(p.name || ' ' || m.minutes || ' ' || coalesce(d.name_zh, '')) LIKE ?"),
            Filter::text("kind", "m.kind = ?"),
            Filter::day("from", "m.day >= ?"),
            Filter::day("until", "m.day <= ?"),
        ],
    };
}
