//! What happens on a board. Everything that decides about places is written into the deed when it happens, so that a
//! log read a year later gives the same queue, whatever the policy has become since.

use booking::Dispatch;
use catalog::TreatmentId;
use customer::CustomerId;
use kernel::{Instant, Money, PersonId, Words, codes, ids};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::policy::{Order, SkipReason, Spot};
use crate::weight::Weight;

ids! {
    /// Something that happened on a board.
    pub struct EventId;
    /// A version of a policy.
    pub struct PolicyId;
}

codes! {
    /// The kinds of what happens.
    pub enum DeedKind {
        /// A day begins.
        Opened = "opened",
        /// A card is put up (上牌).
        SignedIn = "signed-in",
        /// It is turned over (歇牌).
        Rested = "rested",
        /// It is turned back.
        Back = "back",
        /// It is taken down (下牌).
        Left = "left",
        /// A customer is given to her (派单).
        Dispatched = "dispatched",
        /// She is done with the customer.
        Finished = "finished",
        /// The dispatch came to nothing (空牌).
        Voided = "voided",
        /// The card is moved by hand.
        Moved = "moved",
        /// Points against her (扣分).
        Penalised = "penalised",
        /// A poached customer is given back to whose turn it was (归还).
        GivenBack = "given-back",
        /// And is taken from who took it.
        TakenAway = "taken-away",
    }
}

/// Somebody who was passed over, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: SkipReason,
    /// Until when, or when her booked customer comes.
    pub until: Option<Instant>,
    /// Does she keep her place?
    pub keeps: bool,
}

/// A card as a day begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Whose.
    pub person: PersonId,
    /// What she has of the next move to the tail.
    pub towards: Weight,
    /// What she was given beyond the one who was given least.
    pub credit: Weight,
}

/// A customer given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// In what way.
    pub dispatch: Dispatch,
    /// Which treatment.
    pub treatment: TreatmentId,
    /// Its number and name, as they were.
    pub number: String,
    /// See above.
    pub name: Words,
    /// What it weighs.
    pub weight: Weight,
    /// What of that counts for her place.
    pub counted: Weight,
    /// What the customer pays for it.
    pub income: Money,
    /// When it should be over.
    pub until: Instant,
    /// Her place in the line, from one.
    pub place: u32,
    /// Those before her, and why they were passed over.
    pub skipped: Vec<Skipped>,
    /// Why it was given out of turn; empty when it was in turn.
    pub out_of_turn: String,
    /// The customer, where the desk knew her.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Who looks after her by the rule of allocation (指定美容师), where that is somebody else.
    #[serde(default)]
    pub regular: Option<PersonId>,
}

/// What happened. Whose card it is about stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// A day begins, in this order.
    Opened {
        /// Who is next.
        order: Order,
        /// The cards, the first in line first.
        cards: Vec<Carried>,
    },
    /// A card is put up.
    SignedIn {
        /// So many minutes late.
        late: Option<u32>,
        /// Where it goes.
        spot: Spot,
        /// Points for being late.
        points: i64,
    },
    /// Turned over.
    Rested {
        /// Why.
        why: String,
    },
    /// Turned back.
    Back {
        /// Where it goes.
        spot: Spot,
    },
    /// Taken down.
    Left {
        /// Why.
        why: String,
    },
    /// A customer is given to her.
    Dispatched(Box<Given>),
    /// She is done with it.
    Finished {
        /// With which dispatch.
        of: EventId,
    },
    /// It came to nothing.
    Voided {
        /// Which dispatch.
        of: EventId,
        /// Does it cost her the turn all the same?
        costs: bool,
        /// Why.
        why: String,
    },
    /// Moved by hand.
    Moved {
        /// To which place, from one.
        to: u32,
        /// Why.
        why: String,
    },
    /// Points against her.
    Penalised {
        /// The policy's code.
        code: String,
        /// Its name, as it was.
        name: Words,
        /// How many.
        points: i64,
        /// Why.
        why: String,
    },
    /// A poached customer is given back to her.
    GivenBack {
        /// Which dispatch.
        of: EventId,
        /// What it weighs as a turn.
        weight: Weight,
        /// What of that is taken off her place.
        counted: Weight,
        /// Why.
        why: String,
    },
    /// And taken from who took it.
    TakenAway {
        /// Which dispatch.
        of: EventId,
        /// Points against her.
        points: i64,
        /// Why.
        why: String,
    },
}

impl Deed {
    /// Its kind.
    pub fn kind(&self) -> DeedKind {
        match self {
            Deed::Opened { .. } => DeedKind::Opened,
            Deed::SignedIn { .. } => DeedKind::SignedIn,
            Deed::Rested { .. } => DeedKind::Rested,
            Deed::Back { .. } => DeedKind::Back,
            Deed::Left { .. } => DeedKind::Left,
            Deed::Dispatched(_) => DeedKind::Dispatched,
            Deed::Finished { .. } => DeedKind::Finished,
            Deed::Voided { .. } => DeedKind::Voided,
            Deed::Moved { .. } => DeedKind::Moved,
            Deed::Penalised { .. } => DeedKind::Penalised,
            Deed::GivenBack { .. } => DeedKind::GivenBack,
            Deed::TakenAway { .. } => DeedKind::TakenAway,
        }
    }

    /// The dispatch that it is about.
    pub fn of(&self) -> Option<EventId> {
        match self {
            Deed::Finished { of }
            | Deed::Voided { of, .. }
            | Deed::GivenBack { of, .. }
            | Deed::TakenAway { of, .. } => Some(*of),
            _ => None,
        }
    }

    /// The points in it.
    pub fn points(&self) -> i64 {
        match self {
            Deed::SignedIn { points, .. }
            | Deed::Penalised { points, .. }
            | Deed::TakenAway { points, .. } => *points,
            _ => 0,
        }
    }

    /// Why, in the words of whoever did it.
    pub fn why(&self) -> &str {
        match self {
            Deed::Rested { why }
            | Deed::Left { why }
            | Deed::Voided { why, .. }
            | Deed::Moved { why, .. }
            | Deed::Penalised { why, .. }
            | Deed::GivenBack { why, .. }
            | Deed::TakenAway { why, .. } => why,
            Deed::Dispatched(given) => &given.out_of_turn,
            _ => "",
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Key, rising.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// Whose card.
    pub person: Option<PersonId>,
    /// What happened.
    pub deed: Deed,
}
