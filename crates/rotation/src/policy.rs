//! How the turns go on a board: dated data, read from the centre's own versions or from the one that is shipped.

use std::collections::BTreeMap;

use booking::Dispatch;
use kernel::{Money, Result, Shipped, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::weight::Weight;

codes! {
    /// Who is next.
    pub enum Order {
        /// Who stands first; a turn sends her to the tail (顺位).
        Queue = "queue",
        /// Who has been given least; among equals who stands first (少者先).
        LeastServed = "least-served",
    }
}

codes! {
    /// How a day begins.
    pub enum Start {
        /// Empty; whoever signs in stands behind those before her (先到先上).
        Arrival = "arrival",
        /// As it was left; a card that is not signed in waits in its place (接着昨天).
        Carried = "carried",
        /// Whoever was given least on the day before stands first (昨日少者先).
        LeastYesterday = "least-yesterday",
    }
}

codes! {
    /// What a treatment weighs.
    pub enum Weigh {
        /// One turn, whichever it is (一客一牌).
        Each = "each",
        /// Its price over the board's standard price (按价值).
        Value = "value",
    }
}

codes! {
    /// Where a card goes.
    pub enum Spot {
        /// It stays where it was.
        Own = "own",
        /// To the tail.
        Tail = "tail",
    }
}

codes! {
    /// Why somebody is passed over.
    pub enum SkipReason {
        /// She has not passed in what the treatment asks for.
        NoPass = "no-pass",
        /// Her hands are full.
        Busy = "busy",
        /// Her card is turned over (歇牌).
        Resting = "resting",
        /// A booked customer of hers comes before it would be over.
        BookedSoon = "booked-soon",
        /// The customer wishes for a man or a woman.
        GenderWish = "gender-wish",
        /// The customer is another's regular, or has paid there.
        Regular = "regular",
        /// The customer does not want her.
        CustomersWish = "customers-wish",
        /// She did not come when she was called.
        NoAnswer = "no-answer",
        /// She did not want it.
        Declined = "declined",
    }
}

impl SkipReason {
    /// Those that somebody at the desk says; the others the house sees by itself.
    pub const SAID: [SkipReason; 5] = [
        SkipReason::NoAnswer,
        SkipReason::Declined,
        SkipReason::CustomersWish,
        SkipReason::GenderWish,
        SkipReason::Regular,
    ];
}

/// Something that costs points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Penalty {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// How many points.
    pub points: i64,
}

/// How the turns go on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Who is next.
    pub order: Order,
    /// How a day begins.
    pub start: Start,
    /// What a treatment weighs.
    pub weigh: Weigh,
    /// What weighs one turn by value.
    pub standard: Money,
    /// What costs less weighs half a turn (半牌); nothing does when it is zero.
    pub half_below: Money,
    /// What a dispatch of each kind counts, in percent of its weight.
    pub shares: BTreeMap<Dispatch, u32>,
    /// Who is passed over for this keeps her place?
    pub keeps: BTreeMap<SkipReason, bool>,
    /// So many minutes after the shift began one is late.
    pub late_minutes: u32,
    /// Where the late go.
    pub late_place: Spot,
    /// After so many minutes of rest the place is lost; never when it is zero.
    pub rest_minutes: u32,
    /// A customer lost by the therapist's fault still costs the turn?
    pub fault_costs: bool,
    /// A customer given back counts as her turn to whom it is given back?
    pub return_costs: bool,
    /// What costs points.
    pub penalties: Vec<Penalty>,
}

/// A board, as it is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BoardName {
    /// The family of service, as the catalogue has it.
    pub family: String,
    /// Name.
    pub name: Words,
    /// What a customary treatment costs.
    pub standard: Money,
}

#[derive(Deserialize)]
struct File {
    board: Vec<BoardName>,
    policy: Policy,
}

fn shipped() -> Result<&'static File> {
    static FILE: Shipped<File> = Shipped::new(include_str!("../data/policy.toml"));
    FILE.get()
}

/// The policy that is shipped, for a board.
pub fn shipped_policy(family: &str) -> Result<Policy> {
    let shipped = shipped()?;
    let standard = shipped.board.iter().find(|board| board.family == family).map(|board| board.standard);
    Ok(Policy { standard: standard.unwrap_or_default(), ..shipped.policy.clone() })
}

/// What a board is called; one that nobody named is called by its code.
pub fn board_name(family: &str) -> Words {
    let boards = shipped().map_or(&[][..], |shipped| &shipped.board);
    let named = boards.iter().find(|board| board.family == family);
    named.map_or_else(|| Words::new(family, family), |board| board.name.clone())
}

impl Policy {
    /// What a treatment of a price weighs.
    pub fn weight(&self, price: Money) -> Weight {
        match self.weigh {
            _ if price < self.half_below => Weight::HALF,
            Weigh::Each => Weight::WHOLE,
            Weigh::Value => Weight::of_price(price, self.standard),
        }
    }

    /// What it counts when it came about in that way.
    pub fn counted(&self, dispatch: Dispatch, weight: Weight) -> Weight {
        weight.percent(self.shares.get(&dispatch).copied().unwrap_or(0))
    }

    /// Whether one keeps her place when passed over for it.
    pub fn keeps(&self, reason: SkipReason) -> bool {
        self.keeps.get(&reason).copied().unwrap_or(true)
    }

    /// A penalty by its code.
    pub fn penalty(&self, code: &str) -> Option<&Penalty> {
        self.penalties.iter().find(|penalty| penalty.code == code)
    }

    /// Points for it; none when the policy does not know it.
    pub fn points(&self, code: &str) -> i64 {
        self.penalty(code).map_or(0, |penalty| penalty.points)
    }

    /// Where a card stands that is signed in so many minutes after the shift began.
    pub fn late(&self, minutes: Option<u32>) -> Option<u32> {
        minutes.filter(|minutes| *minutes > self.late_minutes)
    }

    /// Is a place lost after so many minutes of rest?
    pub fn rest_loses(&self, minutes: i64) -> bool {
        self.rest_minutes > 0 && minutes > i64::from(self.rest_minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_speaks_of_every_kind_and_reason() {
        let policy = shipped_policy("face").expect("shipped");
        assert!(Dispatch::ALL.iter().all(|kind| policy.shares.contains_key(kind)));
        assert!(SkipReason::ALL.iter().all(|reason| policy.keeps.contains_key(reason)));
        assert_eq!(policy.counted(Dispatch::Requested, Weight::WHOLE), Weight::NONE, "点客不动牌");
        assert_eq!(policy.standard.in_fen(), 298_00);
    }

    #[test]
    fn what_is_cheap_weighs_half() {
        let yuan = |yuan: i64| Money::fen(yuan * 100).expect("in range");
        let policy = Policy { half_below: yuan(200), ..shipped_policy("face").expect("shipped") };
        assert_eq!(policy.weight(yuan(199)), Weight::HALF);
        assert_eq!(policy.weight(yuan(200)), Weight::WHOLE);
    }

    #[test]
    fn a_minute_more_is_late_and_an_hour_of_rest_is_not_too_long() {
        let policy = shipped_policy("face").expect("shipped");
        assert_eq!([Some(10), Some(11), None].map(|minutes| policy.late(minutes)), [None, Some(11), None]);
        assert_eq!([60, 61].map(|minutes| policy.rest_loses(minutes)), [false, true]);
    }
}
