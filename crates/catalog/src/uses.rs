//! What the rest of the house knows of how a thing of the catalogue does.

use db::Tx;
use kernel::{BusinessDate, Money, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::offer::OfferId;
use crate::store;

/// How a thing did in a time; empty where whoever was asked does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Used {
    /// How often it was given, used or sold.
    pub uses: Option<i64>,
    /// What was taken for it.
    pub takings: Option<Money>,
    /// How many complained of it.
    pub complaints: Option<i64>,
}

impl Used {
    /// What is known here, and what the other knows besides.
    fn or(self, other: Used) -> Used {
        Used {
            uses: self.uses.or(other.uses),
            takings: self.takings.or(other.takings),
            complaints: self.complaints.or(other.complaints),
        }
    }
}

/// Whoever counts how things of the catalogue do: bookings, the till, complaints. `shop.rs` lists them.
pub trait Uses: Send + Sync {
    /// How a thing did from one day to another, both included.
    fn used(&self, tx: &mut Tx, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Used>;
}

/// Everybody who counts; of each figure the first who knows it is believed.
pub struct UsesOf(Vec<Box<dyn Uses>>);

impl Default for UsesOf {
    /// Only the deals that the till has told of.
    fn default() -> UsesOf {
        UsesOf(vec![Box::new(Deals)])
    }
}

impl UsesOf {
    /// One more, asked before those that are there.
    pub fn and(mut self, uses: impl Uses + 'static) -> UsesOf {
        self.0.insert(0, Box::new(uses));
        self
    }

    /// How a thing did.
    pub fn used(&self, tx: &mut Tx, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Used> {
        self.0
            .iter()
            .try_fold(Used::default(), |known, uses| Ok(known.or(uses.used(tx, offer, from, until)?)))
    }
}

/// What was dealt, as the till has told it.
struct Deals;

impl Uses for Deals {
    fn used(&self, tx: &mut Tx, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Used> {
        let sold = store::sold(tx, offer, from, until)?;
        let (uses, takings) = (sold.map(|(count, _)| count), sold.map(|(_, takings)| takings));
        Ok(Used { uses, takings, complaints: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_figure_the_first_who_knows_it_is_believed() {
        let used = |uses, complaints| Used { uses, complaints, takings: None };
        assert_eq!(used(Some(3), None).or(used(Some(5), Some(0))), used(Some(3), Some(0)));
    }
}
