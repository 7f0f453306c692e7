//! Whether turns were shared fairly. The bound: among those who were there all the time and able, the most and the
//! least weighted turns differ by no more than the largest single weight.

use kernel::PersonId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::board::Board;
use crate::weight::Weight;

/// How far apart they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Spread {
    /// How many are compared.
    pub compared: usize,
    /// The least weighted turns among them, in hundredths.
    pub least: Weight,
    /// The most.
    pub most: Weight,
    /// The largest single weight.
    pub bound: Weight,
}

impl Spread {
    /// The most less the least.
    pub fn spread(&self) -> Weight {
        self.most - self.least
    }

    /// Within the bound?
    pub fn is_kept(&self) -> bool {
        self.spread() <= self.bound
    }

    /// Of a board's day.
    pub fn of(board: &Board) -> Spread {
        let compared: Vec<Weight> = comparable(board).map(|(_, weight)| weight).collect();
        Spread {
            compared: compared.len(),
            least: compared.iter().min().copied().unwrap_or_default(),
            most: compared.iter().max().copied().unwrap_or_default(),
            bound: board.largest,
        }
    }
}

/// Those who missed nothing: in line at every turn, and able to give it.
pub fn comparable(board: &Board) -> impl Iterator<Item = (PersonId, Weight)> {
    let there = board.cards.iter().filter(|card| card.missed == 0);
    there.map(|card| (card.person, card.weight))
}
