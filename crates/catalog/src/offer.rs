//! What stands in the catalogue: its kinds, and what is known of each.

use kernel::{BusinessDate, Money, Words, codes, ids};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

ids! {
    /// A thing of the catalogue, of whatever kind.
    pub struct OfferId;
    /// A treatment (项目) of the catalogue; the same key as the offer that it is.
    pub struct TreatmentId;
    /// What a therapist may have passed in (技能).
    pub struct SkillId;
}

impl From<TreatmentId> for OfferId {
    fn from(id: TreatmentId) -> OfferId {
        kernel::Id::of(kernel::Id::get(id))
    }
}

impl OfferId {
    /// The treatment that this one is, where it is known to be one.
    pub(crate) fn treatment(self) -> TreatmentId {
        kernel::Id::of(kernel::Id::get(self))
    }
}

codes! {
    /// The kinds of things in the catalogue.
    pub enum OfferKind {
        /// A treatment (项目).
        Treatment = "treatment",
        /// A product: taken home (客装) or used up in the house (院装).
        Product = "product",
        /// Treatments in so many sessions, with gifts (疗程、套餐).
        Package = "package",
        /// A cheap first acquaintance (体验卡).
        TrialCard = "trial-card",
        /// Money paid in beforehand, with money given on top (储值).
        Plan = "plan",
        /// A combination at a price for some days (促销).
        Promotion = "promotion",
        /// An instrument of the house (仪器); not for sale.
        Instrument = "instrument",
    }
}

impl OfferKind {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.kind.{}", self.code())
    }

    /// The key of a line that explains it.
    pub(crate) fn note(self) -> String {
        format!("catalog.kind_note.{}", self.code())
    }

    /// Sold to customers, so that its price is posted?
    pub fn is_sold(self) -> bool {
        self != OfferKind::Instrument
    }
}

codes! {
    /// What happens in a step of a treatment.
    pub enum StepKind {
        /// The room and the things are made ready (准备).
        Preparation = "preparation",
        /// The therapist's hands are on the customer (操作).
        HandsOn = "hands-on",
        /// Something works by itself; the therapist is free, the room is not (停留).
        Processing = "processing",
        /// The room is put in order (整理).
        CleanUp = "clean-up",
    }
}

impl StepKind {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.step.{}", self.code())
    }
}

codes! {
    /// How well one masters a skill; each includes those before.
    pub enum Level {
        /// May do it (初级).
        Basic = "basic",
        /// Does it well (中级).
        Skilled = "skilled",
        /// Teaches it (高级).
        Master = "master",
    }
}

impl Level {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.level.{}", self.code())
    }
}

codes! {
    /// Where a product goes.
    pub enum ProductUse {
        /// The customer takes it home (客装).
        Retail = "retail",
        /// It is used up in treatments (院装).
        InHouse = "in-house",
    }
}

impl ProductUse {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.goes.{}", self.code())
    }
}

/// What a step uses up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consumable {
    /// What.
    pub name: String,
    /// How much, a decimal number.
    pub quantity: String,
    /// Of what: `ml`, `片`.
    pub unit: String,
    /// What that much costs the house.
    pub cost: Money,
}

/// A step of a treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// How long it takes.
    pub minutes: u16,
    /// What it uses up.
    #[serde(default)]
    pub consumables: Vec<Consumable>,
}

/// What a treatment is and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TreatmentContent {
    /// Code of the department in the handbook.
    pub department: String,
    /// On which rotation board it counts: `face`, `body`, `hydro`, `instrument`.
    pub family: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// What kind of room it needs.
    pub room_kind: Option<String>,
    /// What kinds of equipment it needs, one piece of each.
    pub equipment: Vec<String>,
    /// In what, and how well, its therapist must have passed.
    pub skill: Option<(SkillId, Level)>,
    /// What the therapist gets for one (手工费).
    pub hand_fee: Money,
}

impl TreatmentContent {
    /// What one uses up, in money.
    pub fn consumables(&self) -> impl Iterator<Item = &Consumable> {
        self.steps.iter().flat_map(|step| &step.consumables)
    }

    /// Minutes altogether.
    pub fn minutes(&self) -> i64 {
        self.steps.iter().map(|step| i64::from(step.minutes)).sum()
    }
}

/// What a product is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductContent {
    /// Where it goes.
    pub goes: ProductUse,
    /// What is counted: `瓶`, `盒`.
    pub unit: String,
    /// How much is in it: `50 ml`.
    pub size: String,
    /// What one costs the house.
    pub cost: Money,
}

/// So many of one thing in a package, card or promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BundleLine {
    /// Of what.
    pub offer: OfferId,
    /// How often, or how many.
    pub count: u32,
    /// Given on top (赠送)?
    pub gift: bool,
}

/// What a package, trial card or promotion holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BundleContent {
    /// The things in it.
    pub lines: Vec<BundleLine>,
    /// For how many days after the sale it can be used; none for as long as it lasts.
    pub valid_days: Option<u32>,
    /// The first day of a promotion.
    pub from: Option<BusinessDate>,
    /// Its last day.
    pub until: Option<BusinessDate>,
    /// The original price (原价) that the advertisement compares with, for the whole.
    pub compared: Option<Money>,
}

/// Money paid in beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanContent {
    /// What is given on top of what is paid.
    pub gift: Money,
}

/// An instrument of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InstrumentContent {
    /// The kind of equipment that it is, as treatments ask for it.
    pub equipment: String,
    /// What one costs the house.
    pub cost: Money,
}

/// What is known of a thing, by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Of a treatment.
    Treatment(TreatmentContent),
    /// Of a product.
    Product(ProductContent),
    /// Of a package, trial card or promotion.
    Bundle(BundleContent),
    /// Of a stored-value plan.
    Plan(PlanContent),
    /// Of an instrument.
    Instrument(InstrumentContent),
}

impl Content {
    /// Of a treatment, when it is one.
    pub fn treatment(&self) -> Option<&TreatmentContent> {
        match self {
            Content::Treatment(treatment) => Some(treatment),
            _ => None,
        }
    }

    /// Of a package, card or promotion.
    pub fn bundle(&self) -> Option<&BundleContent> {
        match self {
            Content::Bundle(bundle) => Some(bundle),
            _ => None,
        }
    }
}

/// A treatment as it is on a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Treatment {
    /// Key.
    pub id: TreatmentId,
    /// What people call it by on paper.
    pub number: String,
    /// Name.
    pub name: Words,
    /// Code of the department in the handbook.
    pub department: String,
    /// On which rotation board it counts.
    pub family: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// What kind of room it needs.
    pub room_kind: Option<String>,
    /// What kinds of equipment it needs, one piece of each.
    pub equipment: Vec<String>,
    /// In what, and how well, its therapist must have passed.
    pub skill: Option<(SkillId, Level)>,
    /// What the therapist gets for one.
    pub hand_fee: Money,
    /// The list price.
    pub price: Money,
    /// The members' price.
    pub member_price: Option<Money>,
}

impl Treatment {
    /// Minutes altogether, from preparation to clean-up.
    pub fn minutes(&self) -> i64 {
        self.steps.iter().map(|step| i64::from(step.minutes)).sum()
    }
}
