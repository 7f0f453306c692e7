//! Free times: the earliest, and a day by times and by therapists.

use catalog::TreatmentId;
use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::clock::minute_text;
use crate::days::Days;
use crate::diary::Of;
use crate::minutes::Minutes;
use crate::order::{Able, Asked, OrderPart, Slot, earliest, look, refuse_unable};

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Where.
    pub store: StoreId,
    /// From which business day on.
    pub day: BusinessDate,
    /// For how many days.
    pub days: i64,
    /// What, in its order.
    pub parts: Vec<OrderPart>,
    /// At least so many minutes from now.
    pub notice: u32,
}

impl Sought {
    /// One treatment on one day, with whoever is free.
    pub fn one(store: StoreId, day: BusinessDate, treatment: TreatmentId) -> Sought {
        Sought { store, day, days: 1, parts: vec![OrderPart::of(treatment)], notice: 0 }
    }

    fn asked(&self) -> Asked<'_> {
        Asked { store: self.store, parts: &self.parts }
    }

    fn days(&self) -> Days {
        Days::many(self.day, self.days)
    }
}

/// The free beginnings of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayTimes {
    /// The day.
    pub day: BusinessDate,
    /// The beginnings, `HH:MM`.
    pub times: Vec<String>,
}

/// The free beginnings of each day on which anybody works.
pub fn times(tx: &mut Tx, call: &Call, sought: &Sought) -> Result<Vec<DayTimes>> {
    look(tx, call, &sought.asked(), sought.days(), sought.notice, |looked, within| {
        let moments = looked.diary.search(&looked.wish, within).moments();
        Ok(DayTimes { day: looked.diary.day, times: moments.iter().map(minute_text).collect() })
    })
}

/// Refuses where nothing can be free on any day: whoever is named may not give it, two at once need two rooms.
pub(crate) fn able(tx: &mut Tx, call: &Call, sought: &Sought) -> Result<()> {
    let able = Able::on(tx, call, sought.store, sought.day)?;
    refuse_unable(tx, call, &able, &sought.asked())
}

/// The earliest that are free.
pub fn first(tx: &mut Tx, call: &Call, sought: &Sought, most: usize) -> Result<Vec<Slot>> {
    earliest(tx, call, &sought.asked(), sought.days(), sought.notice, most)
}

/// Both: the free beginnings of each day, and the first of them with who would do it, from one reading.
pub fn times_and_first(
    tx: &mut Tx,
    call: &Call,
    sought: &Sought,
    most: usize,
) -> Result<(Vec<DayTimes>, Vec<Slot>)> {
    let organisation = org::organisation(tx, call)?;
    let found = look(tx, call, &sought.asked(), sought.days(), sought.notice, |looked, within| {
        let search = looked.diary.search(&looked.wish, within);
        let times = search.moments().iter().map(minute_text).collect();
        let slots = looked.slots(&search.first(most), &organisation);
        Ok((DayTimes { day: looked.diary.day, times }, slots))
    })?;
    let (days, slots): (Vec<DayTimes>, Vec<Vec<Slot>>) = found.into_iter().unzip();
    Ok((days, slots.into_iter().flatten().take(most).collect()))
}

/// When somebody could begin with the first treatment that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HandTimes {
    /// Who.
    pub person: PersonId,
    /// Her name.
    pub name: String,
    /// The beginnings, `HH:MM`.
    pub times: Vec<String>,
}

/// A day by therapists: with each of those who may give the first treatment, the beginnings at which all fits.
pub fn grid(tx: &mut Tx, call: &Call, sought: &Sought) -> Result<Vec<HandTimes>> {
    let organisation = org::organisation(tx, call)?;
    let found = look(tx, call, &sought.asked(), Days::one(sought.day), sought.notice, |looked, within| {
        let first = looked.wish.needs.iter().position(|need| need.of == Of::Hands);
        let candidates = first.map_or(&[][..], |first| &looked.wish.needs[first].candidates);
        let times = |place: &usize| {
            let mut wish = looked.wish.clone();
            if let Some(first) = first {
                wish.needs[first].candidates = vec![*place];
            }
            let moments: Minutes = looked.diary.search(&wish, within).moments();
            let person = looked.diary.hands[*place].person;
            let name = organisation.person_name(person).to_owned();
            HandTimes { person, name, times: moments.iter().map(minute_text).collect() }
        };
        Ok(candidates.iter().map(times).collect::<Vec<_>>())
    })?;
    Ok(found.into_iter().flatten().collect())
}
