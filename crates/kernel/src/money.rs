use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount of money in whole fen (分). No float ever becomes money, and no sum silently overflows:
/// an amount stays within [`Money::MAX`], and arithmetic that would leave it is an error.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "i64", into = "i64")]
#[schemars(with = "i64", extend("description" = "fen (1/100 yuan)"))]
pub struct Money(i64);

/// Why a text or a sum is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    /// Not written like `1234.50`.
    NotAnAmount,
    /// More than two places after the point: less than a fen.
    BelowAFen,
    /// Beyond a hundred billion yuan: a slip of the finger, or an overflow.
    OutOfRange,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MoneyError::NotAnAmount => "not an amount of money",
            MoneyError::BelowAFen => "smaller than a fen",
            MoneyError::OutOfRange => "amount out of range",
        })
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount that is kept: one hundred billion yuan. What is beyond is a mistake.
    pub const MAX: Money = Money(10_000_000_000_000);

    /// So many fen; an error beyond [`Money::MAX`] either way.
    pub fn fen(fen: i64) -> Result<Money, MoneyError> {
        if (-Self::MAX.0..=Self::MAX.0).contains(&fen) { Ok(Money(fen)) } else { Err(MoneyError::OutOfRange) }
    }

    /// The amount in fen, as the database keeps it.
    pub fn in_fen(self) -> i64 {
        self.0
    }

    /// This and that together.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.0.checked_add(other.0).ok_or(MoneyError::OutOfRange).and_then(Money::fen)
    }

    /// This less that; may be negative.
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.plus(-other)
    }

    /// So many times this.
    pub fn times(self, times: i64) -> Result<Money, MoneyError> {
        self.0.checked_mul(times).ok_or(MoneyError::OutOfRange).and_then(Money::fen)
    }

    /// The sum of all.
    pub fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts.into_iter().try_fold(Money::ZERO, Money::plus)
    }

    /// Shares the amount by weights so that the parts make the whole to the fen: every part is rounded toward
    /// zero, and the fen left over go to the largest remainders, the earlier of equals first (trade rule 2.5).
    /// All weights zero: equal parts. No weights: no parts.
    pub fn split(self, weights: &[u32]) -> Vec<Money> {
        let equal = vec![1; weights.len()];
        let weights = if weights.iter().all(|w| *w == 0) { &equal } else { weights };
        let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        let shares: Vec<(i128, i128)> = weights
            .iter()
            .map(|w| i128::from(self.0.abs()) * i128::from(*w))
            .map(|share| (share / whole, share % whole))
            .collect();
        let left = i128::from(self.0.abs()) - shares.iter().map(|(part, _)| part).sum::<i128>();

        let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
        by_remainder.sort_by_key(|i| std::cmp::Reverse(shares[*i].1));
        let mut parts: Vec<i64> =
            shares.iter().map(|(part, _)| i64::try_from(*part).unwrap_or(i64::MAX)).collect();
        by_remainder.iter().take(usize::try_from(left).unwrap_or(0)).for_each(|i| parts[*i] += 1);
        parts.into_iter().map(|part| Money(part * self.0.signum())).collect()
    }
}

impl std::ops::Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl TryFrom<i64> for Money {
    type Error = MoneyError;
    fn try_from(fen: i64) -> Result<Money, MoneyError> {
        Money::fen(fen)
    }
}

impl From<Money> for i64 {
    fn from(money: Money) -> i64 {
        money.0
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads yuan as people write them: `1234`, `1,234.5`, `¥1234.50`, `-3`.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.trim_start_matches(['¥', '￥']).trim();
        let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
        let yuan: String = yuan.chars().filter(|c| *c != ',').collect();
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if yuan.is_empty() || !digits(&yuan) || !digits(fen) {
            return Err(MoneyError::NotAnAmount);
        }
        if fen.len() > 2 {
            return Err(MoneyError::BelowAFen);
        }
        let yuan: i64 = yuan.parse().map_err(|_| MoneyError::OutOfRange)?;
        let fen: i64 = format!("{fen:0<2}").parse().map_err(|_| MoneyError::NotAnAmount)?;
        let amount = yuan.checked_mul(100).and_then(|y| y.checked_add(fen)).ok_or(MoneyError::OutOfRange)?;
        Money::fen(if negative { -amount } else { amount })
    }
}

impl Money {
    /// Yuan as one types them, without thousands: `1234.50`.
    pub fn typed(self) -> String {
        self.to_string().replace(',', "")
    }
}

impl fmt::Display for Money {
    /// Yuan with thousands: `1,234.50`, `-0.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0.unsigned_abs() / 100).to_string();
        let mut yuan = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                yuan.push(',');
            }
            yuan.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{yuan}.{:02}", self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("within range")
    }

    proptest! {
        #[test]
        fn no_fen_is_lost(amount in -Money::MAX.0..=Money::MAX.0, weights in prop::collection::vec(0u32..=u32::MAX, 1..12)) {
            let parts = fen(amount).split(&weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Money::total(parts), Ok(fen(amount)));
        }

        #[test]
        fn a_part_is_within_a_fen_of_its_exact_share(amount in 0i64..10_000_000, weights in prop::collection::vec(1u32..1000, 1..8)) {
            let whole: i64 = weights.iter().map(|w| i64::from(*w)).sum();
            for (part, weight) in fen(amount).split(&weights).into_iter().zip(&weights) {
                let exact = amount * i64::from(*weight);
                prop_assert!((part.in_fen() * whole - exact).abs() < whole);
            }
        }

        #[test]
        fn taking_back_splits_alike(amount in 0i64..10_000_000, weights in prop::collection::vec(0u32..1000, 1..8)) {
            let there = fen(amount).split(&weights);
            let back: Vec<Money> = fen(-amount).split(&weights).into_iter().map(|m| -m).collect();
            prop_assert_eq!(there, back);
        }

        #[test]
        fn what_is_shown_is_read_back(amount in -Money::MAX.0..=Money::MAX.0) {
            prop_assert_eq!(fen(amount).to_string().parse(), Ok(fen(amount)));
        }

        #[test]
        fn sums_never_leave_the_range(a in any::<i64>(), b in any::<i64>()) {
            if let (Ok(a), Ok(b)) = (Money::fen(a % Money::MAX.0), Money::fen(b % Money::MAX.0)) {
                match a.plus(b) {
                    Ok(sum) => prop_assert!(sum.0.abs() <= Money::MAX.0),
                    Err(e) => prop_assert_eq!(e, MoneyError::OutOfRange),
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}") {
            let _ = text.parse::<Money>();
        }
    }

    #[test]
    fn a_hundred_yuan_in_thirds() {
        assert_eq!(fen(100_00).split(&[1, 1, 1]), [fen(33_34), fen(33_33), fen(33_33)]);
    }

    #[test]
    fn weights_of_nothing_share_equally() {
        assert_eq!(fen(5).split(&[0, 0]), [fen(3), fen(2)]);
        assert_eq!(fen(5).split(&[]), []);
    }

    #[test]
    fn yuan_as_people_write_them() {
        assert_eq!("1,234.5".parse(), Ok(fen(1234_50)));
        assert_eq!("¥ 0.05".parse(), Ok(fen(5)));
        assert_eq!("-3".parse(), Ok(fen(-300)));
        assert_eq!("1.005".parse::<Money>(), Err(MoneyError::BelowAFen));
        assert_eq!("12a".parse::<Money>(), Err(MoneyError::NotAnAmount));
        assert_eq!("".parse::<Money>(), Err(MoneyError::NotAnAmount));
        assert_eq!("99999999999999999999".parse::<Money>(), Err(MoneyError::OutOfRange));
        assert_eq!(fen(1_234_567_05).to_string(), "1,234,567.05");
    }

    #[test]
    fn json_is_fen_and_refuses_what_is_out_of_range() {
        assert_eq!(serde_json::to_string(&fen(1234_50)).expect("json"), "123450");
        assert!(serde_json::from_str::<Money>("99999999999999999").is_err());
        assert!(serde_json::from_str::<Money>("1.5").is_err());
    }
}
