//! Bookings (预约): a visit of customers, each treatment with a therapist who may give it, a room and the equipment,
//! free at that time; rosters, rooms and equipment. Free times are worked out afresh each time and never kept.
//! Leans on customer and catalog. Leant on by rotation, complaint and desk.

use web::Routes;

mod dispatch;

pub use dispatch::Dispatch;

kernel::ids! {
    /// A visit (到店): a customer, or several together, at a store on a day.
    pub struct VisitId;
    /// One treatment of a visit, with one therapist.
    pub struct VisitLineId;
    /// A room (房间) or a bed in it.
    pub struct RoomId;
    /// A piece of equipment (仪器).
    pub struct EquipmentId;
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("booking")
}
