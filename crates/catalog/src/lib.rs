//! The catalogue (项目): treatments with their steps, what they need and what they cost, packages, products and
//! promotions; and who has passed in which skill. A change is proposed, decided and published; what was withdrawn
//! stays readable on old documents. Leant on by booking, rotation and, later, the till.

use web::Routes;

kernel::ids! {
    /// A treatment (项目) of the catalogue.
    pub struct TreatmentId;
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("catalog")
}
