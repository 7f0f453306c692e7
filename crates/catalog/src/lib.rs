//! The catalogue (项目): treatments with their steps, what they need and what they cost, packages, products and
//! promotions; and who has passed in which skill. A change is proposed, decided and published; what was withdrawn
//! stays readable on old documents. Leant on by booking, rotation and, later, the till.

mod offer; // rules
mod treatments;

#[allow(dead_code, reason = "the doors of proposals come next")]
mod store;

use web::Routes;

pub use offer::{
    BundleContent, BundleLine, Consumable, Content, InstrumentContent, Level, OfferId, OfferKind,
    PlanContent, ProductContent, ProductUse, SkillId, Step, StepKind, Treatment, TreatmentContent,
    TreatmentId,
};
pub use store::{CatalogCache, passes, treatment, treatments};
pub use treatments::{Pass, Passes, Treatments};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("catalog")
}
