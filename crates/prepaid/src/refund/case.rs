use kernel::{BusinessDate, Money, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

codes! {
    /// What sessions given on top are worth (art. 21 leaves it open, so both are shown and one is decided).
    pub enum GiftPolicy {
        /// They count like the others: the price is spread over all sessions.
        Counted = "counted",
        /// They come last and are worth nothing.
        LeftOut = "left-out",
    }
}

/// Sessions of one thing that were bought, and what she had of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sessions {
    /// Of what.
    pub name: Words,
    /// Its part of the price.
    pub price: Money,
    /// What one cost by the list when it was bought.
    pub list_price: Money,
    /// How many were paid for.
    pub paid: u32,
    /// How many were given on top.
    pub gifts: u32,
    /// How many she had of either.
    pub used: u32,
}

/// What was bought, and what of it was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Had {
    /// Sessions, thing by thing.
    Sessions(Vec<Sessions>),
    /// Stored value.
    Value {
        /// What was bought.
        principal: Money,
        /// What was given on top.
        gift: Money,
        /// What was drawn of both together.
        used: Money,
    },
    /// As often as she likes within a time (art. 22).
    Unlimited {
        /// The price.
        price: Money,
        /// First day.
        from: BusinessDate,
        /// Last day.
        until: BusinessDate,
        /// The day from which on nothing was delivered.
        ended: BusinessDate,
    },
}

/// A refund to be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The day on which the contract was made.
    pub contract: BusinessDate,
    /// What has been paid.
    pub paid: Money,
    /// What was bought, and what of it was delivered.
    pub had: Had,
    /// What sessions given on top are worth.
    pub gifts: GiftPolicy,
    /// The day on which it ended: interest runs from here.
    pub ended: BusinessDate,
    /// The day on which the money is given back: interest runs until here.
    pub paid_back: BusinessDate,
    /// The rate of the custody account where the money lay in one, in hundredths of a percent (art. 16).
    pub custody_rate: Option<i64>,
}
