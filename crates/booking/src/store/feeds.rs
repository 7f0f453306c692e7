use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::VisitLineId;

db::record! {
    /// A treatment as somebody's own calendar shows it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FeedLine {
        /// Key.
        pub id: VisitLineId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// From which minute.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// What.
        pub treatment: String,
        /// In which room.
        pub room: Option<String>,
    }
}

/// The feed of somebody that is not void.
pub(crate) fn feed_of(tx: &mut Tx, person: PersonId) -> Result<Option<i64>> {
    tx.find_scalar(
        sql!("SELECT id FROM calendar_feed WHERE person_id = $1 AND ended_at IS NULL ORDER BY id DESC" => (i64,)),
        args![person],
    )
}

/// Whose it is, while it is not void.
pub(crate) fn feed(tx: &mut Tx, id: i64) -> Result<Option<PersonId>> {
    tx.find_scalar(
        sql!("SELECT person_id FROM calendar_feed WHERE id = $1 AND ended_at IS NULL" => (PersonId,)),
        args![id],
    )
}

pub(crate) fn add_feed(tx: &mut Tx, person: PersonId, at: Instant) -> Result<i64> {
    tx.scalar(
        sql!("INSERT INTO calendar_feed (person_id, made_at) VALUES ($1, $2) RETURNING id" => (i64,)),
        args![person, at],
    )
}

/// How many were not void before.
pub(crate) fn end_feeds(tx: &mut Tx, person: PersonId, at: Instant) -> Result<u64> {
    tx.exec(
        sql!("UPDATE calendar_feed SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL"),
        args![person, at],
    )
}

/// What somebody has to give between two days.
pub(crate) fn feed_lines(
    tx: &mut Tx,
    person: PersonId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<FeedLine>> {
    tx.all(
        sql!(
            "SELECT l.id, l.store_id, l.day, l.starts, l.ends, o.number || ' ' || (SELECT n.name_zh \
              FROM offer_version n WHERE n.offer_id = o.id ORDER BY n.from_day DESC, n.id DESC LIMIT 1) AS treatment, \
              r.name AS room FROM visit_line l JOIN offer o ON o.id = l.treatment_id \
              LEFT JOIN room r ON r.id = l.room_id \
              WHERE l.therapist_id = $1 AND l.day >= $2 AND l.day <= $3 \
              AND l.state NOT IN ('cancelled', 'no-show') ORDER BY l.day, l.starts" => FeedLine
        ),
        args![person, from, until],
    )
}
