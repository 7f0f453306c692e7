use std::fmt;
use std::ops::{Add, Sub};

use kernel::{Cell, Money, Value, ValueKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Turns as they are counted (计牌): a whole one, a half, or by the value of what was given. In hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Weight(i64);

impl Weight {
    /// Nothing.
    pub const NONE: Weight = Weight(0);
    /// One whole turn.
    pub const WHOLE: Weight = Weight(100);
    /// Half of one.
    pub const HALF: Weight = Weight(50);

    /// So many hundredths.
    pub fn hundredths(hundredths: i64) -> Weight {
        Weight(hundredths)
    }

    /// In hundredths.
    pub fn in_hundredths(self) -> i64 {
        self.0
    }

    /// The price over the standard price, rounded to the nearest hundredth.
    pub fn of_price(price: Money, standard: Money) -> Weight {
        match standard.in_fen() {
            0 => Weight::WHOLE,
            standard => Weight((price.in_fen() * 200 + standard) / (standard * 2)),
        }
    }

    /// So many percent of it.
    pub fn percent(self, percent: u32) -> Weight {
        Weight(self.0 * i64::from(percent) / 100)
    }
}

impl Add for Weight {
    type Output = Weight;
    fn add(self, other: Weight) -> Weight {
        Weight(self.0.saturating_add(other.0))
    }
}

impl Sub for Weight {
    type Output = Weight;
    fn sub(self, other: Weight) -> Weight {
        Weight(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Neg for Weight {
    type Output = Weight;
    fn neg(self) -> Weight {
        Weight(-self.0)
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.abs() / 100, self.0.abs() % 100);
        let sign = if self.0 < 0 { "-" } else { "" };
        match part {
            0 => write!(f, "{sign}{whole}"),
            part if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            part => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

impl Cell for Weight {
    const KIND: ValueKind = ValueKind::Int;
    fn into_value(self) -> Value {
        Value::Int(self.0)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        i64::from_value(value).map(Weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_written_as_people_count() {
        let written = [100, 50, 133, 5, -150].map(|n| Weight::hundredths(n).to_string());
        assert_eq!(written, ["1", "0.5", "1.33", "0.05", "-1.5"]);
    }

    #[test]
    fn value_is_the_price_over_the_standard() {
        let yuan = |yuan: i64| Money::fen(yuan * 100).expect("in range");
        assert_eq!(Weight::of_price(yuan(398), yuan(298)), Weight::hundredths(134));
        assert_eq!(Weight::of_price(yuan(149), yuan(298)), Weight::HALF);
        assert_eq!(Weight::of_price(yuan(149), yuan(0)), Weight::WHOLE, "no standard, one each");
    }
}
