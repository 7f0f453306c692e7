use db::Tx;
use kernel::{Instant, Mandate, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::CustomerId;

/// Whoever keeps something about customers: bookings, complaints, tickets. `shop.rs` lists them, so that a customer's
/// story, her greeting card, the joining of two files, and her right to have what is kept and to have it erased
/// (personal information law, articles 45 to 47) reach all of it, and no slice keeps a copy of another's.
pub trait Keeper: Send + Sync {
    /// What happened with her, newest first, at most so many.
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>>;

    /// What the one who greets her should know, the most telling first.
    fn card(&self, _tx: &mut Tx, _customer: CustomerId, _now: Instant) -> Result<Vec<CardLine>> {
        Ok(vec![])
    }

    /// All that is kept of her, to be handed out.
    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>>;

    /// Makes what belongs to one file belong to the other.
    fn merge(&self, tx: &mut Tx, by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()>;

    /// Takes her words and all that tells who she is out of what is kept; says what the law has stay.
    fn erase(&self, tx: &mut Tx, by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>>;
}

/// Something that happened with a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// Names its text (`customer.happened.` + code).
    pub code: &'static str,
    /// What in particular, in words that were typed or names of things.
    pub words: String,
    /// Who did it.
    pub person: Option<PersonId>,
    /// Where it can be seen.
    pub href: Option<String>,
}

/// One line of a greeting card (迎宾卡).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CardLine {
    /// Names its text (`customer.card.` + code).
    pub code: &'static str,
    /// What in particular.
    pub words: String,
    /// Must it be heeded?
    pub warns: bool,
}

/// One kind of things kept of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Kept {
    /// Names its text (`customer.kept.` + code).
    pub code: &'static str,
    /// The rows.
    pub rows: Vec<serde_json::Value>,
}

/// Something that stays when a customer is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stays {
    /// Names its text, which says by which law (`customer.stays.` + code).
    pub code: &'static str,
    /// How many rows.
    pub count: i64,
}

/// Everybody who keeps something about customers.
#[derive(Default)]
pub struct Keepers(Vec<Box<dyn Keeper>>);

impl Keepers {
    /// One more.
    pub fn and(mut self, keeper: impl Keeper + 'static) -> Keepers {
        self.0.push(Box::new(keeper));
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Keeper> {
        self.0.iter().map(AsRef::as_ref)
    }
}
