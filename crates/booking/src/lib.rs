//! Bookings (预约): a visit of customers, each treatment with a therapist who may give it, a room and the equipment,
//! free at that time; rosters, rooms and equipment. Free times are worked out afresh each time and never kept.
//! Leans on customer and catalog. Leant on by rotation, complaint and desk: [`on_duty`] and [`floor`] tell how the day
//! stands; [`treat`] has the steps from the door to the end of a treatment.

mod claim; // rules
mod clock;
mod diary;
mod dispatch;
mod hindrance;
mod minutes;
mod policy;
mod secret;
mod sender;
mod shape;
mod state;
mod wish;

pub mod book; // doors
pub mod change;
pub mod concerned;
pub mod extend;
pub mod feed;
pub mod online;
pub mod policies;
pub mod rooms;
pub mod roster;
pub mod treat;
pub mod waiting;

pub mod absence; // steps
mod days;
mod elsewhere;
mod facts;
mod floor;
mod hearing;
mod order;
pub mod reminder;
pub mod search;
mod warned;

mod keeper;
mod notices;
mod pages;
mod proof;
mod store;
mod told;
mod uses;
mod verify;

pub use absence::{Absences, away, keep_away};
pub use clock::{minute_at, minute_text, moment_of, parse_minute};
pub use diary::{Bed, Diary, Fit, Hand, Need, Of, Piece, Search, Wish};
pub use dispatch::Dispatch;
pub use facts::Given;
pub use floor::{FloorLine, OnDuty, floor, lines_of, on_duty};
pub use hearing::{Hearers, Hearing, Treated};
pub use hindrance::Hindrance;
pub use keeper::Visits;
pub use minutes::{Minutes, Span};
pub use notices::Freed;
pub use order::{Order, OrderPart, Slot, place};
pub use pages::routes;
pub use policy::{DepositRule, Policy};
pub use proof::Bookings;
pub use rooms::{RoomNow, rooms};
pub use roster::sexes;
pub use sender::{Messenger, Sender};
pub use shape::Shape;
pub use state::{CancelReason, LineState, Outcome, Refused, RoomState, Sex, Source};
pub use store::{AbsenceRow, EquipmentRow, RoomRow, RoomTurn};
pub use treat::{WalkIn, arrive, begin, end, walk_in};
pub use wish::{Part, With};

kernel::ids! {
    /// A visit (到店): a customer, or several together, at a store on a day.
    pub struct VisitId;
    /// One treatment of a visit, with one therapist.
    pub struct VisitLineId;
    /// Visits that belong together, one every so many days.
    pub struct VisitCourseId;
    /// Somebody on the waiting list.
    pub struct WaitingId;
    /// What came free for somebody who waits.
    pub struct OfferedId;
    /// A room (房间) or a bed in it.
    pub struct RoomId;
    /// How a store books, from a day on.
    pub struct PolicyId;
    /// A piece of equipment (仪器).
    pub struct EquipmentId;
}
