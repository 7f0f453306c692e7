//! How stored value is drawn.

use kernel::{Money, MoneyError, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Stored value (储值): what was paid for (本金), and what was given on top (赠金).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// What was paid for.
    pub principal: Money,
    /// What was given on top.
    pub gift: Money,
}

codes! {
    /// Which part of a lot goes first; kept with the lot.
    pub enum DrawRule {
        /// What was paid for goes first, the gift last.
        PrincipalFirst = "principal-first",
        /// The gift goes first.
        GiftFirst = "gift-first",
        /// Both go, in the ratio of what is left: what judges reckon with (法释〔2025〕4号, art. 18).
        InProportion = "in-proportion",
    }
}

impl Value {
    /// Nothing.
    pub const NOTHING: Value = Value { principal: Money::ZERO, gift: Money::ZERO };

    /// Both parts together.
    pub fn total(self) -> Result<Money, MoneyError> {
        self.principal.plus(self.gift)
    }

    /// This and that together.
    pub fn plus(self, other: Value) -> Result<Value, MoneyError> {
        Ok(Value { principal: self.principal.plus(other.principal)?, gift: self.gift.plus(other.gift)? })
    }
}

impl std::ops::Neg for Value {
    type Output = Value;
    fn neg(self) -> Value {
        Value { principal: -self.principal, gift: -self.gift }
    }
}

/// `whole × part ÷ of`, rounded down to the fen; nothing where `of` is nothing.
pub(crate) fn share(whole: Money, part: Money, of: Money) -> Money {
    if of <= Money::ZERO {
        return Money::ZERO;
    }
    let exact = i128::from(whole.in_fen()) * i128::from(part.in_fen());
    let fen = exact.div_euclid(i128::from(of.in_fen()));
    i64::try_from(fen).ok().and_then(|fen| Money::fen(fen).ok()).unwrap_or(Money::MAX)
}

/// What of a lot may be used: what is left, less what is not paid for yet; of the gift, as much as the paid part brings.
pub(crate) fn usable(sold: Value, left: Value, paid: Money) -> Result<Value, MoneyError> {
    let owed = sold.principal.minus(paid)?;
    if owed == Money::ZERO {
        return Ok(left);
    }
    let earned = share(sold.gift, paid, sold.principal);
    let gift_used = sold.gift.minus(left.gift)?;
    Ok(Value {
        principal: left.principal.minus(owed)?.max(Money::ZERO),
        gift: earned.minus(gift_used)?.max(Money::ZERO),
    })
}

/// What goes out of what may be used, for an amount; as much as there is when it is more.
pub(crate) fn draw(rule: DrawRule, usable: Value, amount: Money) -> Result<Value, MoneyError> {
    let total = usable.total()?;
    let amount = amount.min(total);
    let principal = match rule {
        DrawRule::PrincipalFirst => amount.min(usable.principal),
        DrawRule::GiftFirst => amount.minus(usable.gift.min(amount))?,
        DrawRule::InProportion => share(amount, usable.principal, total),
    };
    Ok(Value { principal, gift: amount.minus(principal)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn value(principal: i64, gift: i64) -> Value {
        Value { principal: fen(principal), gift: fen(gift) }
    }

    #[test]
    fn each_rule_draws_its_part_first() {
        let left = value(2_000_00, 1_000_00);
        let draw = |rule| draw(rule, left, fen(1_500_00)).expect("drawn");
        assert_eq!(draw(DrawRule::PrincipalFirst), value(1_500_00, 0));
        assert_eq!(draw(DrawRule::GiftFirst), value(500_00, 1_000_00));
        assert_eq!(draw(DrawRule::InProportion), value(1_000_00, 500_00));
    }

    #[test]
    fn what_is_not_paid_for_is_not_used() {
        let sold = value(2_000_00, 1_000_00);
        assert_eq!(usable(sold, sold, fen(2_000_00)), Ok(sold));
        assert_eq!(usable(sold, sold, fen(500_00)), Ok(value(500_00, 250_00)));
        let left = value(1_600_00, 800_00);
        assert_eq!(usable(sold, left, fen(500_00)), Ok(value(100_00, 50_00)), "400 and 200 of it are used");
        assert_eq!(usable(sold, sold, Money::ZERO), Ok(Value::NOTHING));
    }

    fn rules() -> impl Strategy<Value = DrawRule> {
        prop::sample::select(DrawRule::ALL)
    }

    proptest! {
        #[test]
        fn a_draw_is_the_amount_and_never_more_than_there_is(rule in rules(), principal in 0i64..9_000_000, gift in 0i64..9_000_000, amount in 0i64..20_000_000) {
            let left = value(principal, gift);
            let drawn = draw(rule, left, fen(amount)).expect("drawn");
            prop_assert_eq!(drawn.total().expect("a sum"), fen(amount.min(principal + gift)));
            prop_assert!(Money::ZERO <= drawn.principal && drawn.principal <= left.principal);
            prop_assert!(Money::ZERO <= drawn.gift && drawn.gift <= left.gift);
        }

        #[test]
        fn what_may_be_used_lies_within_what_is_left(principal in 1i64..9_000_000, gift in 0i64..9_000_000, paid in 0i64..9_000_000, used in 0i64..9_000_000) {
            let sold = value(principal, gift);
            let left = value(principal - used.min(principal), gift - used.min(gift));
            let may = usable(sold, left, fen(paid.min(principal))).expect("usable");
            prop_assert!(Money::ZERO <= may.principal && may.principal <= left.principal);
            prop_assert!(Money::ZERO <= may.gift && may.gift <= left.gift);
        }
    }
}
