use catalog::TreatmentId;
use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};

use crate::minutes::Spans;
use crate::state::{CancelReason, LineState, Outcome, Source};
use crate::{Dispatch, EquipmentId, RoomId, VisitCourseId, VisitId, VisitLineId};

db::record! {
    /// A visit.
    #[derive(Debug, Clone, PartialEq)]
    pub struct VisitRow {
        /// Key.
        pub id: VisitId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// The minute at which she is to be there.
        pub starts: u32,
        /// Whose; nobody's when a passer-by has no file yet.
        pub customer_id: Option<CustomerId>,
        /// What the passer-by is called.
        pub guest: String,
        /// How it came about.
        pub source: Source,
        /// What is to be known.
        pub note: String,
        /// The course it belongs to.
        pub course_id: Option<VisitCourseId>,
        /// What is to be paid beforehand.
        pub deposit: Money,
        /// By which rule.
        pub deposit_rule: String,
        /// Who took it down; nobody when she booked herself.
        pub booked_by: Option<PersonId>,
        /// When.
        pub booked_at: Instant,
        /// When she said that she comes later.
        pub late_at: Option<Instant>,
        /// By how many minutes.
        pub late_minutes: Option<u32>,
        /// When she came.
        pub arrived_at: Option<Instant>,
        /// When it was called off.
        pub cancelled_at: Option<Instant>,
        /// By whom.
        pub cancelled_by: Option<PersonId>,
        /// Why.
        pub cancel_reason: Option<CancelReason>,
        /// In what words.
        pub cancel_note: String,
        /// When it was seen that she would not come.
        pub missed_at: Option<Instant>,
    }

    /// A treatment of a visit.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LineRow {
        /// Key.
        pub id: VisitLineId,
        /// Of which visit.
        pub visit_id: VisitId,
        /// Where.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// Whose of the visit: 1 or 2.
        pub guest: u32,
        /// Her file.
        pub customer_id: Option<CustomerId>,
        /// What is given.
        pub treatment_id: TreatmentId,
        /// By whom.
        pub therapist_id: PersonId,
        /// How it came to her.
        pub dispatch: Dispatch,
        /// In which room.
        pub room_id: Option<RoomId>,
        /// From which minute room and equipment are taken.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// When the therapist's hands are.
        pub hands: Spans,
        /// How far it is.
        pub state: LineState,
        /// When it began.
        pub begun_at: Option<Instant>,
        /// When it ended.
        pub ended_at: Option<Instant>,
        /// What was seen.
        pub note: String,
    }
}

/// A visit about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewVisit<'a> {
    pub store: StoreId,
    pub day: BusinessDate,
    pub starts: u32,
    pub customer: Option<CustomerId>,
    pub guest: &'a str,
    pub source: Source,
    pub note: &'a str,
    pub course: Option<VisitCourseId>,
    pub deposit: Money,
    pub deposit_rule: &'a str,
    pub by: Option<PersonId>,
    pub at: Instant,
}

pub(crate) fn add_visit(tx: &mut Tx, new: &NewVisit) -> Result<VisitId> {
    tx.scalar(
        sql!(
            "INSERT INTO visit (store_id, day, starts, customer_id, guest, source, note, course_id, deposit, \
              deposit_rule, booked_by, booked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
              RETURNING id" => (VisitId,)
        ),
        args![
            new.store,
            new.day,
            new.starts,
            new.customer,
            new.guest,
            new.source,
            new.note,
            new.course,
            new.deposit,
            new.deposit_rule,
            new.by,
            new.at
        ],
    )
}

/// Writes a line; its key is given by the database.
pub(crate) fn add_line(tx: &mut Tx, row: &LineRow, equipment: &[EquipmentId]) -> Result<VisitLineId> {
    let id: VisitLineId = tx.scalar(
        sql!(
            "INSERT INTO visit_line (visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, \
              dispatch, room_id, starts, ends, hands, state, begun_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id" => (VisitLineId,)
        ),
        args![
            row.visit_id,
            row.store_id,
            row.day,
            row.guest,
            row.customer_id,
            row.treatment_id,
            row.therapist_id,
            row.dispatch,
            row.room_id,
            row.starts,
            row.ends,
            row.hands.clone(),
            row.state,
            row.begun_at
        ],
    )?;
    for piece in equipment {
        tx.exec(
            sql!("INSERT INTO visit_line_equipment (line_id, equipment_id) VALUES ($1, $2)"),
            args![id, *piece],
        )?;
    }
    Ok(id)
}

pub(crate) fn visit(tx: &mut Tx, id: VisitId) -> Result<VisitRow> {
    tx.get(
        sql!("SELECT id, store_id, day, starts, customer_id, guest, source, note, course_id, deposit, deposit_rule, \
              booked_by, booked_at, late_at, late_minutes, arrived_at, cancelled_at, cancelled_by, cancel_reason, \
              cancel_note, missed_at FROM visit WHERE id = $1" => VisitRow),
        args![id],
    )
}

pub(crate) fn line(tx: &mut Tx, id: VisitLineId) -> Result<LineRow> {
    tx.get(
        sql!("SELECT id, visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, dispatch, room_id, \
              starts, ends, hands, state, begun_at, ended_at, note FROM visit_line WHERE id = $1" => LineRow),
        args![id],
    )
}

pub(crate) fn lines_of(tx: &mut Tx, visit: VisitId) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, dispatch, room_id, \
              starts, ends, hands, state, begun_at, ended_at, note FROM visit_line \
              WHERE visit_id = $1 ORDER BY starts, id" => LineRow),
        args![visit],
    )
}

pub(crate) fn equipment_of_line(tx: &mut Tx, line: VisitLineId) -> Result<Vec<EquipmentId>> {
    tx.scalars(
        sql!("SELECT equipment_id FROM visit_line_equipment WHERE line_id = $1 ORDER BY equipment_id" => (EquipmentId,)),
        args![line],
    )
}

/// Moves a treatment: other minutes, another room, another therapist, another state.
pub(crate) fn save_line(tx: &mut Tx, row: &LineRow) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE visit_line SET day = $2, therapist_id = $3, dispatch = $4, room_id = $5, starts = $6, ends = $7, \
              hands = $8, state = $9, begun_at = $10, ended_at = $11, note = $12 WHERE id = $1"
        ),
        args![
            row.id,
            row.day,
            row.therapist_id,
            row.dispatch,
            row.room_id,
            row.starts,
            row.ends,
            row.hands.clone(),
            row.state,
            row.begun_at,
            row.ended_at,
            &row.note
        ],
    )
    .map(drop)
}

pub(crate) fn arrive(tx: &mut Tx, id: VisitId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE visit SET arrived_at = $2 WHERE id = $1 AND arrived_at IS NULL"), args![id, at])?;
    tx.exec(
        sql!("UPDATE visit_line SET state = 'arrived' WHERE visit_id = $1 AND state = 'booked'"),
        args![id],
    )
    .map(drop)
}

db::record! {
    /// A treatment of a day with what the floor must know of its visit.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct DayLine {
        pub id: VisitLineId,
        pub visit_id: VisitId,
        pub store_id: StoreId,
        pub day: BusinessDate,
        pub customer_id: Option<CustomerId>,
        pub guest: String,
        pub treatment_id: TreatmentId,
        pub therapist_id: PersonId,
        pub dispatch: Dispatch,
        pub room_id: Option<RoomId>,
        pub starts: u32,
        pub ends: u32,
        pub hands: Spans,
        pub state: LineState,
        pub source: Source,
        pub visit_starts: u32,
        pub late_minutes: Option<u32>,
        pub arrived_at: Option<Instant>,
        pub begun_at: Option<Instant>,
        pub ended_at: Option<Instant>,
        pub note: String,
    }
}

/// Every treatment of a store's day, by time.
pub(crate) fn day_lines(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<DayLine>> {
    lines_between(tx, store, day, day)
}

/// Every treatment of a store's days, by time.
pub(crate) fn lines_between(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<DayLine>> {
    tx.all(
        sql!("SELECT l.id, l.visit_id, l.store_id, l.day, l.customer_id, v.guest, l.treatment_id, l.therapist_id, l.dispatch, l.room_id, \
              l.starts, l.ends, l.hands, l.state, v.source, v.starts AS visit_starts, v.late_minutes, v.arrived_at, \
              l.begun_at, l.ended_at, v.note FROM visit_line l JOIN visit v ON v.id = l.visit_id \
              WHERE l.store_id = $1 AND l.day >= $2 AND l.day <= $3 ORDER BY l.day, l.starts, l.id" => DayLine),
        args![store, from, until],
    )
}

/// What somebody is giving just now.
pub(crate) fn in_treatment(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Option<LineRow>> {
    tx.find(
        sql!("SELECT id, visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, dispatch, room_id, \
              starts, ends, hands, state, begun_at, ended_at, note FROM visit_line \
              WHERE day = $2 AND therapist_id = $1 AND state = 'in-treatment' ORDER BY id LIMIT 1" => LineRow),
        args![person, day],
    )
}

/// The treatments that are still to come in a store between two days.
pub(crate) fn lines_ahead(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, dispatch, room_id, \
              starts, ends, hands, state, begun_at, ended_at, note FROM visit_line \
              WHERE store_id = $1 AND day >= $2 AND day <= $3 AND state IN ('booked', 'arrived') \
              ORDER BY day, starts, id" => LineRow),
        args![store, from, until],
    )
}

db::record! {
    /// A piece of equipment that a treatment holds.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub(crate) struct PieceOfLine {
        /// By which treatment.
        pub line_id: VisitLineId,
        /// Which.
        pub equipment_id: EquipmentId,
        /// Its last day.
        pub closed_on: Option<BusinessDate>,
    }
}

/// The equipment that treatments to come hold in a store between two days.
pub(crate) fn pieces_ahead(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<PieceOfLine>> {
    tx.all(
        sql!("SELECT h.line_id, h.equipment_id, e.closed_on FROM visit_line l \
              JOIN visit_line_equipment h ON h.line_id = l.id JOIN equipment e ON e.id = h.equipment_id \
              WHERE l.store_id = $1 AND l.day >= $2 AND l.day <= $3 AND l.state IN ('booked', 'arrived') \
              ORDER BY h.line_id, h.equipment_id" => PieceOfLine),
        args![store, from, until],
    )
}

/// How many visits of a customer were missed since a day.
pub(crate) fn missed_since(tx: &mut Tx, customer: CustomerId, day: BusinessDate) -> Result<i64> {
    tx.scalar(
        sql!(
            "SELECT count(*) FROM visit WHERE customer_id = $1 AND day >= $2 AND missed_at IS NOT NULL" => (i64,)
        ),
        args![customer, day],
    )
}

pub(crate) fn add_course(
    tx: &mut Tx,
    customer: CustomerId,
    every_days: i64,
    by: PersonId,
    at: Instant,
) -> Result<VisitCourseId> {
    tx.scalar(
        sql!(
            "INSERT INTO visit_course (customer_id, every_days, booked_by, booked_at) VALUES ($1, $2, $3, $4) \
              RETURNING id" => (VisitCourseId,)
        ),
        args![customer, every_days, by, at],
    )
}

pub(crate) fn visits_of_course(tx: &mut Tx, course: VisitCourseId) -> Result<Vec<VisitRow>> {
    tx.all(
        sql!("SELECT id, store_id, day, starts, customer_id, guest, source, note, course_id, deposit, deposit_rule, \
              booked_by, booked_at, late_at, late_minutes, arrived_at, cancelled_at, cancelled_by, cancel_reason, \
              cancel_note, missed_at FROM visit WHERE course_id = $1 ORDER BY day, starts" => VisitRow),
        args![course],
    )
}

pub(crate) fn move_visit(tx: &mut Tx, id: VisitId, day: BusinessDate, starts: u32) -> Result<()> {
    tx.exec(sql!("UPDATE visit SET day = $2, starts = $3 WHERE id = $1"), args![id, day, starts]).map(drop)
}

pub(crate) fn set_equipment(tx: &mut Tx, line: VisitLineId, equipment: &[EquipmentId]) -> Result<()> {
    tx.exec(sql!("DELETE FROM visit_line_equipment WHERE line_id = $1"), args![line])?;
    for piece in equipment {
        tx.exec(
            sql!("INSERT INTO visit_line_equipment (line_id, equipment_id) VALUES ($1, $2)"),
            args![line, *piece],
        )?;
    }
    Ok(())
}

pub(crate) fn cancel(
    tx: &mut Tx,
    id: VisitId,
    reason: CancelReason,
    note: &str,
    by: Option<PersonId>,
    at: Instant,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE visit SET cancelled_at = $2, cancelled_by = $3, cancel_reason = $4, cancel_note = $5 WHERE id = $1"
        ),
        args![id, at, by, reason, note],
    )
    .map(drop)
}

pub(crate) fn miss(tx: &mut Tx, id: VisitId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE visit SET missed_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}

pub(crate) fn late(tx: &mut Tx, id: VisitId, minutes: u32, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE visit SET late_at = $2, late_minutes = $3 WHERE id = $1"), args![id, at, minutes])
        .map(drop)
}

#[allow(clippy::too_many_arguments, reason = "one row")]
pub(crate) fn confirm(
    tx: &mut Tx,
    id: VisitId,
    outcome: Outcome,
    note: &str,
    by: PersonId,
    at: Instant,
    day: BusinessDate,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO visit_confirmation (visit_id, outcome, note, asked_by, asked_at, day) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![id, outcome, note, by, at, day],
    )
    .map(drop)
}

db::record! {
    /// What came of asking.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ConfirmationRow {
        /// Of which visit.
        pub visit_id: VisitId,
        /// What.
        pub outcome: Outcome,
        /// In words.
        pub note: String,
        /// Who asked.
        pub asked_by: PersonId,
        /// When.
        pub asked_at: Instant,
    }
}

/// What came of asking for one visit, the newest first.
pub(crate) fn confirmations_of(tx: &mut Tx, visit: VisitId) -> Result<Vec<ConfirmationRow>> {
    tx.all(
        sql!("SELECT visit_id, outcome, note, asked_by, asked_at FROM visit_confirmation WHERE visit_id = $1 \
              ORDER BY id DESC" => ConfirmationRow),
        args![visit],
    )
}

/// Every treatment that takes something of a day.
pub(crate) fn open_lines(tx: &mut Tx) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, visit_id, store_id, day, guest, customer_id, treatment_id, therapist_id, dispatch, room_id, \
              starts, ends, hands, state, begun_at, ended_at, note FROM visit_line \
              WHERE state IN ('booked', 'arrived', 'in-treatment') ORDER BY id" => LineRow),
        args![],
    )
}

/// The treatments of one visit, by time.
pub(crate) fn visit_day_lines(tx: &mut Tx, visit: VisitId) -> Result<Vec<DayLine>> {
    tx.all(
        sql!("SELECT l.id, l.visit_id, l.store_id, l.day, l.customer_id, v.guest, l.treatment_id, l.therapist_id, l.dispatch, l.room_id, \
              l.starts, l.ends, l.hands, l.state, v.source, v.starts AS visit_starts, v.late_minutes, v.arrived_at, \
              l.begun_at, l.ended_at, v.note FROM visit_line l JOIN visit v ON v.id = l.visit_id \
              WHERE l.visit_id = $1 ORDER BY l.starts, l.id" => DayLine),
        args![visit],
    )
}
