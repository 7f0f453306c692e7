//! Bookings (预约): a visit of customers, each treatment with a therapist who may give it, a room and the equipment,
//! free at that time; rosters, rooms and equipment. Free times are worked out afresh each time and never kept.
//! Leans on customer and catalog. Leant on by rotation, complaint and desk: [`on_duty`] and [`floor`] tell how the day
//! stands; [`treat`] has the steps from the door to the end of a treatment.

mod claim; // rules
#[allow(dead_code, reason = "looking for free times comes next")]
mod clock;
mod dispatch;
mod minutes;
mod shape;
mod state;

pub mod rooms; // doors
#[allow(dead_code, reason = "the pages come next")]
pub mod roster;
pub mod treat;

mod floor; // steps

#[allow(dead_code, reason = "the pages come next")]
mod store;

use web::Routes;

pub use clock::{minute_at, minute_text, moment_of, parse_minute};
pub use dispatch::Dispatch;
pub use floor::{FloorLine, OnDuty, floor, on_duty};
pub use minutes::{Minutes, Span};
pub use rooms::{RoomNow, rooms};
pub use shape::Shape;
pub use state::{CancelReason, LineState, Outcome, Refused, RoomState, Sex, Source};
pub use store::{EquipmentRow, RoomRow, RoomTurn};
pub use treat::{WalkIn, arrive, begin, end, walk_in};

kernel::ids! {
    /// A visit (到店): a customer, or several together, at a store on a day.
    pub struct VisitId;
    /// One treatment of a visit, with one therapist.
    pub struct VisitLineId;
    /// Visits that belong together, one every so many days.
    pub struct VisitCourseId;
    /// A room (房间) or a bed in it.
    pub struct RoomId;
    /// A piece of equipment (仪器).
    pub struct EquipmentId;
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("booking")
}
