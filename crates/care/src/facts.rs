//! What other slices know of customers: care asks, and keeps no copy.

use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};

/// Of whom and since when something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Of one customer; none is everybody of the store.
    pub customer: Option<CustomerId>,
    /// Where.
    pub store: StoreId,
    /// From this day on.
    pub since: BusinessDate,
}

/// A treatment that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFact {
    /// To whom.
    pub customer: CustomerId,
    /// On which business day.
    pub day: BusinessDate,
    /// When it was done.
    pub at: Instant,
    /// By whom.
    pub therapist: PersonId,
    /// Where it is kept: `visits/12`.
    pub document: String,
}

/// Something that was paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendFact {
    /// By whom.
    pub customer: CustomerId,
    /// On which business day.
    pub day: BusinessDate,
    /// How much.
    pub amount: Money,
    /// Where it is kept: `tickets/12`.
    pub document: String,
}

/// How a person did in a month against her plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanFact {
    /// Who.
    pub person: PersonId,
    /// The first day of the month.
    pub month: BusinessDate,
    /// What was planned.
    pub planned: Money,
    /// What was reached.
    pub reached: Money,
}

/// Whoever knows: bookings of visits, the till of money, targets of plans, rosters of who is here. `shop.rs` lists them.
pub trait Facts: Send + Sync {
    /// Treatments given.
    fn visits(&self, _tx: &mut Tx, _asked: &Question) -> Result<Vec<VisitFact>> {
        Ok(vec![])
    }

    /// Days on which customers came before the house kept visits, as past sales tell.
    fn past(&self, _tx: &mut Tx, _asked: &Question) -> Result<Vec<(CustomerId, BusinessDate)>> {
        Ok(vec![])
    }

    /// Money taken.
    fn spends(&self, _tx: &mut Tx, _asked: &Question) -> Result<Vec<SpendFact>> {
        Ok(vec![])
    }

    /// Plans of full months since a day.
    fn plans(&self, _tx: &mut Tx, _store: StoreId, _since: BusinessDate) -> Result<Vec<PlanFact>> {
        Ok(vec![])
    }

    /// Who works at a store on a day; none when nobody keeps a roster there.
    fn on_duty(&self, _tx: &mut Tx, _store: StoreId, _day: BusinessDate) -> Result<Option<Vec<PersonId>>> {
        Ok(None)
    }
}

/// Everybody who knows something.
#[derive(Default)]
pub struct FactsOf(Vec<Box<dyn Facts>>);

impl FactsOf {
    /// One more.
    pub fn and(mut self, facts: impl Facts + 'static) -> FactsOf {
        self.0.push(Box::new(facts));
        self
    }

    /// Treatments given, the oldest first.
    pub fn visits(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<VisitFact>> {
        let mut all = vec![];
        for facts in &self.0 {
            all.extend(facts.visits(tx, asked)?);
        }
        all.sort_by_key(|visit| visit.at);
        Ok(all)
    }

    /// Days on which customers came before the house kept visits, the oldest first.
    pub fn past(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<(CustomerId, BusinessDate)>> {
        let mut all = vec![];
        for facts in &self.0 {
            all.extend(facts.past(tx, asked)?);
        }
        all.sort_by_key(|(_, day)| *day);
        Ok(all)
    }

    /// Money taken.
    pub fn spends(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<SpendFact>> {
        let mut all = vec![];
        for facts in &self.0 {
            all.extend(facts.spends(tx, asked)?);
        }
        Ok(all)
    }

    /// Plans of full months.
    pub fn plans(&self, tx: &mut Tx, store: StoreId, since: BusinessDate) -> Result<Vec<PlanFact>> {
        let mut all = vec![];
        for facts in &self.0 {
            all.extend(facts.plans(tx, store, since)?);
        }
        Ok(all)
    }

    /// Who works there that day, as the first says who knows.
    pub fn on_duty(&self, tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Option<Vec<PersonId>>> {
        for facts in &self.0 {
            if let Some(people) = facts.on_duty(tx, store, day)? {
                return Ok(Some(people));
            }
        }
        Ok(None)
    }
}
