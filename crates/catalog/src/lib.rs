//! The catalogue (项目): treatments with their steps, what they need and what they cost, packages, products and
//! promotions; and who has passed in which skill. A change is proposed, decided and published; what was withdrawn
//! stays readable on old documents. Leant on by booking, rotation and, later, the till.

mod find; // rules
mod form;
mod goods;
mod offer;
mod original;
mod proposal;
mod refused;
mod treatments;
mod uses;

mod promotion; // doors
pub mod propose;
pub mod review;
pub mod skills;

mod pages;
mod proof;
mod store;

pub use form::{OfferForm, ROOM_KINDS};
pub use goods::{Good, Goods};
pub use offer::{
    BundleContent, BundleLine, Consumable, Content, InstrumentContent, Level, OfferId, OfferKind,
    PlanContent, ProductContent, ProductUse, SkillId, Step, StepKind, Treatment, TreatmentContent,
    TreatmentId,
};
pub use original::{Deal, original_price};
pub use pages::routes;
pub use promotion::dealt;
pub use proof::Changes;
pub use proposal::{Decision, ProposalId, ProposalKind, State, TrialVerdict};
pub use refused::Refused;
pub use store::{CatalogCache, PassId, goods, passes, treatment, treatments};
pub use treatments::{Pass, Passes, Treatments};
pub use uses::{Used, Uses, UsesOf};
