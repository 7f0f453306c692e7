use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};

use db::Tx;
use handbook::{Book, Entry};
use kernel::{BusinessDate, Instant, PersonId, Result};
use org::Chart;
use web::Call;

use crate::duty::{Duty, duties};
use crate::evidence::{Asked, Evidences, Proof, Proofs};
use crate::state::{State, judge};

/// A duty, how it stands, and what proves it.
pub type Judged<'a> = (&'a Duty, State, Option<&'a Proof>);

/// A business day of the whole centre: the book and the chart in force, and what falls to whom.
pub struct Day {
    /// The handbook in force.
    pub book: Arc<Book>,
    /// Who holds what.
    pub chart: Arc<Chart>,
    duties: Vec<Duty>,
    of: BTreeMap<PersonId, Vec<usize>>,
    about: BTreeMap<String, Vec<usize>>,
}

impl Day {
    /// Works the day out.
    pub fn of(book: Arc<Book>, chart: Arc<Chart>) -> Day {
        let duties = duties(&book, &chart);
        let mut of: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
        for (index, duty) in duties.iter().enumerate() {
            of.entry(duty.person).or_default().push(index);
        }
        for indices in of.values_mut() {
            indices.sort_by_key(|index| (duties[*index].begins, *index));
        }
        let mut about: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, duty) in duties.iter().enumerate() {
            if let Some(first) = book.entries[duty.entry].evidence.first() {
                about.entry(first.clone()).or_default().push(index);
            }
        }
        Day { book, chart, duties, of, about }
    }

    /// What falls to a person, by the hour.
    pub fn duties(&self, person: PersonId) -> impl Iterator<Item = &Duty> {
        self.of.get(&person).into_iter().flatten().map(|index| &self.duties[*index])
    }

    /// Everything that falls to everybody.
    pub fn all(&self) -> &[Duty] {
        &self.duties
    }

    /// The duties that ask for a kind of evidence first of all: those that are about it.
    pub fn about(&self, code: &str) -> impl Iterator<Item = &Duty> {
        self.about.get(code).into_iter().flatten().map(|index| &self.duties[*index])
    }

    /// What the handbook says of a duty.
    pub fn entry(&self, duty: &Duty) -> &Entry {
        &self.book.entries[duty.entry]
    }

    /// The question to ask of those who know, about some people.
    pub fn asked(&self, people: BTreeSet<PersonId>) -> Asked {
        let seats = people.iter().flat_map(|person| self.chart.seats_held(*person));
        let stores = seats.filter_map(|seat| seat.store).collect();
        Asked { day: self.chart.day, people, stores }
    }

    /// How each of a person's duties stands.
    pub fn standing<'a>(
        &'a self,
        person: PersonId,
        evidences: &'a Evidences,
        proofs: &'a Proofs,
        now: Instant,
    ) -> impl Iterator<Item = Judged<'a>> {
        self.duties(person).map(move |duty| {
            let (state, proof) = judge(duty, self.entry(duty), evidences, proofs, now);
            (duty, state, proof)
        })
    }
}

/// The days that this process last worked out.
#[derive(Default, Clone)]
pub struct DayCache(Arc<RwLock<Vec<Arc<Day>>>>);

/// This week and a little more.
const KEPT: usize = 16;

/// A business day, worked out once for as long as book and chart stay the same.
pub fn day(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Arc<Day>> {
    Ok(days(tx, call, &[day])?.remove(0))
}

/// Several business days, one for each asked for.
pub fn days(tx: &mut Tx, call: &Call, asked: &[BusinessDate]) -> Result<Vec<Arc<Day>>> {
    let organisation = org::organisation(tx, call)?;
    let books = handbook::in_force_on(tx, call.app.part(), asked)?;
    let charts = asked.iter().map(|day| org::chart(call.app.part(), organisation.clone(), *day));
    let cache: &DayCache = call.app.part();
    Ok(books.into_iter().zip(charts).map(|(book, chart)| cache.day(book, chart)).collect())
}

impl DayCache {
    fn day(&self, book: Arc<Book>, chart: Arc<Chart>) -> Arc<Day> {
        let same = |kept: &&Arc<Day>| Arc::ptr_eq(&kept.chart, &chart) && Arc::ptr_eq(&kept.book, &book);
        if let Some(kept) = self.0.read().ok().and_then(|days| days.iter().find(same).cloned()) {
            return kept;
        }
        let made = Arc::new(Day::of(book, chart));
        if let Ok(mut days) = self.0.write() {
            days.insert(0, made.clone());
            days.truncate(KEPT);
        }
        made
    }
}
