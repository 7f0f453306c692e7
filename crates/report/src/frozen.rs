use kernel::{BusinessDate, Money, PersonId, Result};
use rhythm::{Amount, Figure};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ReportId;
use crate::deed::Deed;

/// What is written once, when a report is first handed in, and never again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frozen {
    /// The figures, in their order.
    pub figures: Vec<FrozenFigure>,
    /// What the house saw her do.
    pub deeds: Vec<Deed>,
    /// What it rolls up: whose, and which report; none had handed in nothing.
    pub parts: Vec<(PersonId, Option<ReportId>)>,
    /// The figures of a week or a month day by day, for its pictures.
    pub points: Vec<Point>,
}

/// A figure of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Names its text (`figure.` + code).
    pub code: String,
    /// The day.
    pub day: BusinessDate,
    /// How much.
    pub amount: Amount,
}

/// A figure as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrozenFigure {
    /// Names its text (`figure.` + code).
    pub code: String,
    /// `count`, `money` or `share`.
    pub unit: &'static str,
    /// How many, how much in fen, or how many of the whole.
    pub amount: i64,
    /// Of how many, where it is a share.
    pub whole: Option<i64>,
    /// The rows behind it.
    pub href: String,
}

impl FrozenFigure {
    /// Freezes a figure.
    pub fn of(figure: &Figure) -> FrozenFigure {
        let (unit, amount, whole) = match figure.amount {
            Amount::Count(count) => ("count", count, None),
            Amount::Money(money) => ("money", money.in_fen(), None),
            Amount::Share(part, whole) => ("share", part, Some(whole)),
        };
        FrozenFigure { code: figure.code.to_owned(), unit, amount, whole, href: figure.href.clone() }
    }
}

/// The amount that a row keeps.
pub(crate) fn amount(unit: &str, amount: i64, whole: Option<i64>) -> Result<Amount> {
    Ok(match unit {
        "money" => Amount::Money(Money::fen(amount)?),
        "share" => Amount::Share(amount, whole.unwrap_or_default()),
        _ => Amount::Count(amount),
    })
}

impl Frozen {
    /// The seal over all of it: whoever changes a figure behind the program's back breaks it.
    pub fn seal(&self) -> Result<String> {
        let mut hash = Sha256::new();
        for figure in &self.figures {
            hash.update(serde_json::to_string(figure)?);
            hash.update("\n");
        }
        for deed in &self.deeds {
            hash.update(serde_json::to_string(&(deed.at, &deed.code, &deed.words, &deed.href))?);
            hash.update("\n");
        }
        hash.update(serde_json::to_string(&self.parts)?);
        for point in &self.points {
            hash.update(serde_json::to_string(point)?);
            hash.update("\n");
        }
        Ok(hex::encode(hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figures(amounts: &[i64]) -> Frozen {
        let figure = |amount: &i64| {
            FrozenFigure::of(&Figure { code: "x", amount: Amount::Count(*amount), href: "/x".into() })
        };
        Frozen { figures: amounts.iter().map(figure).collect(), ..Frozen::default() }
    }

    proptest! {
        #[test]
        fn every_change_breaks_the_seal(amounts in prop::collection::vec(-9i64..9, 1..6), at: prop::sample::Index, by in 1i64..5) {
            let before = figures(&amounts);
            let mut changed = amounts.clone();
            changed[at.index(amounts.len())] += by;
            prop_assert_ne!(before.seal().expect("sealed"), figures(&changed).seal().expect("sealed"));
            prop_assert_eq!(before.seal().expect("sealed"), figures(&amounts).seal().expect("sealed"));
        }

        #[test]
        fn an_amount_comes_back_as_it_went(n in -1_000_000i64..1_000_000, whole in 0i64..1000) {
            for given in [Amount::Count(n), Amount::Share(n, whole), Amount::Money(Money::fen(n).expect("in range"))] {
                let kept = FrozenFigure::of(&Figure { code: "x", amount: given, href: String::new() });
                prop_assert_eq!(amount(kept.unit, kept.amount, kept.whole).expect("kept"), given);
            }
        }
    }
}
