//! What others build on: who is on duty, and how everything of a day stands.

use catalog::{TreatmentId, Treatments};
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::minutes::Span;
use crate::shape::Shape;
use crate::state::{LineState, Source};
use crate::store;
use crate::{Dispatch, RoomId, VisitId, VisitLineId};

/// Somebody who works on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    /// Who.
    pub person: PersonId,
    /// From which minute of the business day.
    pub from: u32,
    /// Until which.
    pub until: u32,
    /// When she rests.
    pub breaks: Vec<Span>,
}

/// Everybody whom the roster of a day names.
pub fn on_duty(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<OnDuty>> {
    let rows = store::rosters(tx, store, day, day)?;
    let duty = |row: store::RosterRow| OnDuty {
        person: row.person_id,
        from: row.starts,
        until: row.ends,
        breaks: row.breaks.0,
    };
    Ok(rows.into_iter().map(duty).collect())
}

/// A treatment of a day, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorLine {
    /// Key.
    pub line: VisitLineId,
    /// The visit it belongs to.
    pub visit: VisitId,
    /// Where.
    pub store: StoreId,
    /// The business day.
    pub day: BusinessDate,
    /// Whose; none for a passer-by without a file.
    pub customer: Option<CustomerId>,
    /// What the passer-by is called.
    pub guest: String,
    /// What.
    pub treatment: TreatmentId,
    /// By whom.
    pub therapist: PersonId,
    /// How it came to her.
    pub dispatch: Dispatch,
    /// In which room.
    pub room: Option<RoomId>,
    /// The minute at which the customer is to be there, for the visit.
    pub visit_starts: u32,
    /// From which minute room and equipment are taken.
    pub starts: u32,
    /// Until which.
    pub ends: u32,
    /// When the therapist's hands are.
    pub hands: Vec<Span>,
    /// How far it is.
    pub state: LineState,
    /// How the visit came about.
    pub source: Source,
    /// By how many minutes she said that she comes later.
    pub late_minutes: Option<u32>,
    /// When she came.
    pub arrived_at: Option<Instant>,
    /// When it began.
    pub begun_at: Option<Instant>,
    /// When it should be done, once it has begun.
    pub until: Option<Instant>,
    /// When it was done.
    pub ended_at: Option<Instant>,
    /// What is to be known of the visit.
    pub note: String,
}

impl FloorLine {
    /// The minute at which she is to be there for it: what is prepared before that is not hers to wait for.
    pub fn due(&self, treatments: &Treatments) -> u32 {
        let treatment = treatments.get(self.treatment).filter(|_| self.source != Source::WalkIn);
        self.starts + treatment.map_or(0, |treatment| Shape::of(treatment).lead)
    }

    fn of(row: store::DayLine) -> FloorLine {
        let minutes = i64::from(row.ends.saturating_sub(row.starts));
        FloorLine {
            line: row.id,
            visit: row.visit_id,
            store: row.store_id,
            day: row.day,
            customer: row.customer_id,
            guest: row.guest,
            treatment: row.treatment_id,
            therapist: row.therapist_id,
            dispatch: row.dispatch,
            room: row.room_id,
            visit_starts: row.visit_starts,
            starts: row.starts,
            ends: row.ends,
            hands: row.hands.0,
            state: row.state,
            source: row.source,
            late_minutes: row.late_minutes,
            arrived_at: row.arrived_at,
            begun_at: row.begun_at,
            until: row.begun_at.map(|begun| begun.plus_minutes(minutes)),
            ended_at: row.ended_at,
            note: row.note,
        }
    }
}

/// Every treatment of a store's day, by time.
pub fn floor(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<FloorLine>> {
    Ok(store::day_lines(tx, store, day)?.into_iter().map(FloorLine::of).collect())
}

/// The same of several days.
pub(crate) fn floors(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<FloorLine>> {
    Ok(store::lines_between(tx, store, from, until)?.into_iter().map(FloorLine::of).collect())
}

/// The treatments of one visit.
pub fn lines_of(tx: &mut Tx, visit: VisitId) -> Result<Vec<FloorLine>> {
    Ok(store::visit_day_lines(tx, visit)?.into_iter().map(FloorLine::of).collect())
}
