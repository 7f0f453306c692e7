use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::state::LineState;
use crate::{Dispatch, VisitId, VisitLineId};

db::record! {
    /// A line of the appointment book.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct BookLine {
        /// Key.
        pub id: VisitLineId,
        /// The visit.
        pub visit_id: VisitId,
        /// The business day.
        pub day: BusinessDate,
        /// From which minute.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// The store.
        pub store: String,
        /// Whose.
        pub customer: String,
        /// The number of the treatment.
        pub treatment: String,
        /// By whom.
        pub therapist: String,
        /// How it came to her.
        pub dispatch: Dispatch,
        /// In which room.
        pub room: Option<String>,
        /// How far it is.
        pub state: LineState,
        /// Who took it down.
        pub taker: Option<String>,
    }

    /// What became of the visits of a day.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct DayCount {
        pub day: BusinessDate,
        pub visits: i64,
        pub called_off: i64,
        pub missed: i64,
        pub done_minutes: i64,
    }
}

impl BookLine {
    pub(crate) fn sample() -> BookLine {
        BookLine {
            id: kernel::Id::of(1),
            visit_id: kernel::Id::of(1),
            day: jiff::civil::date(2026, 11, 24),
            starts: 625,
            ends: 695,
            store: "静安店".into(),
            customer: "李小燕".into(),
            treatment: "F002".into(),
            therapist: "陈思思".into(),
            dispatch: Dispatch::Requested,
            room: Some("面部一房".into()),
            state: LineState::Booked,
            taker: Some("唐糖".into()),
        }
    }
}

db::listing! {
    /// The treatments booked in a store `$1`, or in all.
    pub(crate) static BOOK: BookLine = Shape {
        select: "l.id, l.visit_id, l.day, l.starts, l.ends, s.name AS store, coalesce(c.name, v.guest) AS customer, \
                 o.number AS treatment, p.name AS therapist, l.dispatch, r.name AS room, l.state, t.name AS taker",
        from: "visit_line l JOIN visit v ON v.id = l.visit_id JOIN store s ON s.id = l.store_id \
               JOIN offer o ON o.id = l.treatment_id JOIN person p ON p.id = l.therapist_id \
               LEFT JOIN customer c ON c.id = l.customer_id LEFT JOIN room r ON r.id = l.room_id \
               LEFT JOIN person t ON t.id = v.booked_by",
        only: "l.store_id = $1 OR $1 = 0",
        key: "l.id",
        sorts: &[Sort::text("day", "l.day"), Sort::int("at", "l.starts")],
        filters: &[
            Filter::contains("q", "lower(coalesce(c.name, v.guest) || ' ' || p.name || ' ' || o.number) LIKE ?"),
            Filter::text("state", "l.state = ?"),
            Filter::day("from", "l.day >= ?"),
            Filter::day("until", "l.day <= ?"),
            Filter::int("store", "l.store_id = ?"),
            Filter::int("therapist", "l.therapist_id = ?"),
        ],
    };
}

/// What became of the visits of some days.
pub(crate) fn counts(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<DayCount>> {
    tx.all(
        sql!(
            "SELECT l.day, \
              count(DISTINCT CASE WHEN l.state NOT IN ('cancelled', 'no-show') THEN l.visit_id END) AS visits, \
              count(DISTINCT CASE WHEN l.state = 'cancelled' THEN l.visit_id END) AS called_off, \
              count(DISTINCT CASE WHEN l.state = 'no-show' THEN l.visit_id END) AS missed, \
              CAST(sum(CASE WHEN l.state = 'done' THEN (l.ended_at - l.begun_at) / 60000 ELSE 0 END) AS BIGINT) \
              AS done_minutes FROM visit_line l \
              WHERE l.store_id = $1 AND l.day >= $2 AND l.day <= $3 GROUP BY l.day ORDER BY l.day" => DayCount
        ),
        args![store, from, until],
    )
}
