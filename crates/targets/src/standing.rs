use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kernel::{BusinessDate, Money, PersonId, Result, StoreId};
use sales::Journal;
use web::Call;

use crate::ahead::{self, Ahead};
use crate::progress::Progress;
use crate::season::season;
use crate::store::{self, Level, TargetRow};

/// How a store's month stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The store's own target.
    pub month: Option<TargetRow>,
    /// The store's progress: of everybody, and of the house where nobody is named.
    pub progress: Progress,
    /// The people's targets.
    pub targets: BTreeMap<PersonId, TargetRow>,
    /// Their progress, of all who have a target or reached something.
    pub people: BTreeMap<PersonId, Progress>,
    /// The weights of the month's days, and what everybody reached on each.
    pub days: Vec<(u32, Money)>,
    /// The place of today among them; their number where the month is over.
    pub today: usize,
    /// What each has in the book for the rest of the month; nothing where money is measured, which nobody books.
    pub booked: BTreeMap<PersonId, Money>,
    own: BTreeMap<PersonId, Vec<(u32, Money)>>,
}

impl Standing {
    /// How the store's month would end with all that is booked.
    pub fn ahead(&self) -> Result<Option<Ahead>> {
        Ahead::of(&self.progress, Money::total(self.booked.values().copied())?)
    }

    /// The same of a person.
    pub fn ahead_of(&self, person: PersonId) -> Result<Option<Ahead>> {
        let progress = self.people.get(&person).copied().unwrap_or_default();
        Ahead::of(&progress, self.booked.get(&person).copied().unwrap_or_default())
    }

    /// A person's days.
    pub fn days_of(&self, person: PersonId) -> Vec<(u32, Money)> {
        let none = || self.days.iter().map(|(weight, _)| (*weight, Money::ZERO)).collect();
        self.own.get(&person).cloned().unwrap_or_else(none)
    }
}

/// How a store's month stands today.
pub fn standing(
    tx: &mut Tx,
    call: &Call,
    shop: StoreId,
    measure: Journal,
    first: BusinessDate,
) -> Result<Standing> {
    let last = first.last_of_month();
    let organisation = org::organisation(tx, call)?;
    let now = organisation.business_date(Some(shop), call.now);
    let calendar = organisation.calendar(Some(shop));
    let weights = season()?.of_month(first, |day| calendar.is_open(day));
    let today = match now {
        now if now < first => 0,
        now if now > last => weights.len(),
        now => usize::try_from(now.day() - 1).unwrap_or(0),
    };
    let blank = || weights.iter().map(|weight| (*weight, Money::ZERO)).collect::<Vec<_>>();
    let mut days = blank();
    let mut own: BTreeMap<PersonId, Vec<(u32, Money)>> = BTreeMap::new();
    for (person, day, amount) in store::reached(tx, shop, measure, first, last)? {
        let at = usize::try_from(day.day() - 1).unwrap_or(0);
        days[at].1 = days[at].1.plus(amount)?;
        if let Some(person) = person {
            let hers = own.entry(person).or_insert_with(blank);
            hers[at].1 = hers[at].1.plus(amount)?;
        }
    }
    let month = store::targets(tx, shop, measure, Level::Month, first, first)?.into_iter().next();
    let targets: BTreeMap<PersonId, TargetRow> =
        store::targets(tx, shop, measure, Level::Person, first, first)?
            .into_iter()
            .filter_map(|row| Some((row.person_id?, row)))
            .collect();
    let mut people = BTreeMap::new();
    let everybody: BTreeSet<PersonId> = targets.keys().chain(own.keys()).copied().collect();
    for person in everybody {
        let target = targets.get(&person).map_or(Money::ZERO, |row| row.amount);
        let hers = own.entry(person).or_insert_with(blank);
        people.insert(person, Progress::of(target, hers, today)?);
    }
    let whole = month.as_ref().map_or(Money::ZERO, |row| row.amount);
    let progress = Progress::of(whole, &days, today)?;
    let booked = match measure {
        Journal::Consumption => ahead::booked(tx, call, shop, now.max(first), last)?,
        Journal::Cash => BTreeMap::new(),
    };
    Ok(Standing { month, progress, targets, people, days, today, booked, own })
}
