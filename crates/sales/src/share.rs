//! Who sold and who served, each with a share (分成): the parts make the whole to the fen, and taking back splits
//! alike (trade rule 2.5).

use kernel::{Id, Money, PersonId, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The largest weight that is typed.
const HEAVIEST: u32 = 10_000;

codes! {
    /// Which of the two journals of performance (业绩).
    pub enum Journal {
        /// Money received (现金业绩): belongs to whoever sold.
        Cash = "cash",
        /// Value delivered (消耗业绩): belongs to whoever served.
        Consumption = "consumption",
    }
}

/// One person's part in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Who; none is the house, where nobody was named.
    pub person: Option<PersonId>,
    /// Against the weights of the others.
    pub weight: u32,
}

/// The house alone.
pub(crate) const HOUSE: Share = Share { person: None, weight: 1 };

/// In the order in which fen left over are handed out: by person. Nobody is there twice.
pub(crate) fn ordered(mut shares: Vec<Share>) -> Vec<Share> {
    if shares.is_empty() {
        return vec![HOUSE];
    }
    shares.sort_by_key(|share| share.person.map_or(0, Id::get));
    shares.dedup_by(|later, first| {
        let same = later.person == first.person;
        if same {
            first.weight = first.weight.saturating_add(later.weight);
        }
        same
    });
    shares
}

/// Everybody's part of an amount, in the order of the shares.
pub(crate) fn parts(shares: &[Share], amount: Money) -> Vec<Money> {
    amount.split(&shares.iter().map(|share| share.weight).collect::<Vec<_>>())
}

/// Who is meant by a text like `陈思思 60、0008 40`: names or staff numbers as typed, each with a weight; 1 where none
/// stands.
pub(crate) fn typed(text: &str) -> Vec<(&str, u32)> {
    let separators = ['、', '，', ',', '；', ';', '\n', '/'];
    let all = text.split(separators).map(str::trim).filter(|part| !part.is_empty());
    all.map(|part| {
        let part = part.trim_end_matches(['%', '％']).trim_end();
        let cut = part.rsplit_once([' ', ':', '：', '*', '\u{3000}']);
        let weighed = cut.and_then(|(name, weight)| Some((name.trim(), weight.trim().parse::<u32>().ok()?)));
        match weighed {
            Some((name, weight)) if !name.is_empty() && (1..=HEAVIEST).contains(&weight) => (name, weight),
            _ => (part, 1),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(person: i64, weight: u32) -> Share {
        Share { person: Some(PersonId::of(person)), weight }
    }

    #[test]
    fn what_is_typed_is_names_with_weights() {
        assert_eq!(typed("陈思思 60、0008 40"), [("陈思思", 60), ("0008", 40)]);
        assert_eq!(typed("王丽"), [("王丽", 1)]);
        assert_eq!(typed("0007:3, Mary Ann:2"), [("0007", 3), ("Mary Ann", 2)]);
        assert_eq!(typed("王丽 70%;陈思思 30％"), [("王丽", 70), ("陈思思", 30)]);
        assert_eq!(typed("Mary Ann"), [("Mary Ann", 1)]);
        assert_eq!(typed(" 、 "), []);
    }

    #[test]
    fn a_hundred_yuan_among_three_whoever_was_named_first() {
        let shares = ordered(vec![share(9, 1), share(7, 1), share(8, 1)]);
        let parts = parts(&shares, Money::fen(100_00).expect("in range"));
        assert_eq!(parts.iter().map(|part| part.in_fen()).collect::<Vec<_>>(), [33_34, 33_33, 33_33]);
        assert_eq!(shares[0].person, Some(PersonId::of(7)));
    }

    #[test]
    fn one_named_twice_is_one_and_nobody_is_the_house() {
        assert_eq!(ordered(vec![share(7, 1), share(7, 2)]), [share(7, 3)]);
        assert_eq!(ordered(vec![]), [HOUSE]);
    }

    proptest! {
        #[test]
        fn parts_make_the_whole_and_come_back_alike(
            amount in -10_000_000i64..10_000_000,
            who in prop::collection::vec((1i64..9, 1u32..100), 0..6),
        ) {
            let shares = ordered(who.into_iter().map(|(person, weight)| share(person, weight)).collect());
            let amount = Money::fen(amount).expect("in range");
            let there = parts(&shares, amount);
            prop_assert_eq!(Money::total(there.iter().copied()), Ok(amount));
            let back: Vec<Money> = parts(&shares, -amount).into_iter().map(|part| -part).collect();
            prop_assert_eq!(there, back);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = typed(&text);
        }
    }
}
