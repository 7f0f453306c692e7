//! What the book holds for the rest of a month (已约): treatments that were not given yet, at what a member is asked
//! today. It is looked at beside what was reached, and is no part of it.

use std::collections::BTreeMap;

use db::Tx;
use kernel::{BusinessDate, Id, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::progress::Progress;
use crate::store;

/// Each therapist's part of the book, from a day until another.
pub(crate) fn booked(
    tx: &mut Tx,
    call: &Call,
    shop: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<BTreeMap<PersonId, Money>> {
    let mut sums: BTreeMap<PersonId, Money> = BTreeMap::new();
    if from > until {
        return Ok(sums);
    }
    let goods = catalog::goods(tx, call, from)?;
    for (person, treatment, count) in store::booked(tx, shop, from, until)? {
        let Some(good) = goods.get(Id::of(treatment)) else { continue };
        let sum = sums.entry(person).or_default();
        *sum = sum.plus(good.member_price.unwrap_or(good.price).times(count)?)?;
    }
    Ok(sums)
}

/// How a month would end if all that is booked were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ahead {
    /// What is booked.
    pub booked: Money,
    /// With what was reached.
    pub together: Money,
    /// The same in percent of the target; none where there is no target.
    pub percent: Option<i64>,
}

impl Ahead {
    /// Nothing where nothing is booked.
    pub fn of(progress: &Progress, booked: Money) -> Result<Option<Ahead>> {
        if booked == Money::ZERO {
            return Ok(None);
        }
        let together = progress.reached.plus(booked)?;
        let percent = Progress { reached: together, ..*progress }.percent();
        Ok(Some(Ahead { booked, together, percent }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_booked_stands_beside_what_was_reached() {
        let fen = |fen| Money::fen(fen).expect("in range");
        let progress = Progress::of(fen(400_00), &[(1, fen(100_00)), (1, fen(0))], 1).expect("progress");
        let ahead = Ahead::of(&progress, fen(200_00)).expect("ahead");
        assert_eq!(ahead, Some(Ahead { booked: fen(200_00), together: fen(300_00), percent: Some(75) }));
        assert_eq!(Ahead::of(&progress, fen(0)).expect("ahead"), None);
    }
}
