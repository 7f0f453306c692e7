//! The centre as its life goes on: its shops, its clock, what is still to come, and who does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use booking::VisitId;
use customer::CustomerId;
use db::{Db, Tx};
use jiff::ToSpan;
use kernel::{AccountId, BusinessDate, Clock, DayCut, DrivenClock, Id, Instant, PersonId, Result, StoreId};
use web::{App, Call};

use super::Tally;
use super::agenda::Agenda;
use super::dice::Dice;
use super::people::{Manner, Member, Team};
use crate::demo::Branch;
use crate::shop;

/// A store, and what whoever works there knows by heart.
pub(super) struct Shop {
    pub branch: Branch,
    pub store: StoreId,
    pub team: Team,
    pub dice: Dice,
    /// Everybody who has a file.
    pub customers: Vec<CustomerId>,
    /// Visits of the coming days.
    pub booked: BTreeMap<BusinessDate, Vec<VisitId>>,
    /// Whoever has sessions of a treatment.
    pub packaged: Vec<(CustomerId, &'static str)>,
    /// Whoever had something put on account.
    pub indebted: Vec<CustomerId>,
}

impl Shop {
    /// Somebody who works here, by the sign-in name of her like at the first store.
    pub fn member(&self, account: &str) -> Option<&Member> {
        self.team.get(account)
    }

    /// How she is at her work.
    pub fn manner(&self, account: &str) -> Manner {
        self.member(account).map_or(Manner { skill: 0, diligence: 0 }, |member| member.manner)
    }

    /// The same, by her key.
    pub fn by_key(&self, person: PersonId) -> Option<&Member> {
        self.team.values().find(|member| member.person == person)
    }

    /// Does she do what falls to her this time?
    pub fn minds(&mut self, account: &str) -> bool {
        let diligence = self.manner(account).diligence;
        self.dice.happens(diligence)
    }

    /// A customer, whoever it may be.
    pub fn somebody(&mut self) -> Option<CustomerId> {
        self.dice.one(&self.customers).copied()
    }

    /// A number below another one, as minutes.
    pub fn minutes(&mut self, most: usize) -> i64 {
        i64::try_from(self.dice.below(most)).unwrap_or(0)
    }
}

pub(crate) struct Centre {
    pub(super) db: Db,
    pub(super) app: App,
    pub(super) clock: Arc<DrivenClock>,
    pub(super) cut: DayCut,
    pub(super) shops: Vec<Shop>,
    pub(super) agenda: Agenda,
    pub(super) tally: Tally,
    /// The day that is lived.
    pub(super) day: BusinessDate,
    /// The first day that is not lived any more: nothing is promised for it.
    pub(super) end: BusinessDate,
}

impl Centre {
    /// Somebody of a shop does something now. A refusal is an answer like any other, and counted.
    pub(super) fn does<T: Send + 'static>(
        &mut self,
        shop: usize,
        (act, account): (&'static str, &str),
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(person) = self.shops[shop].member(account).map(|member| member.person) else {
            return Ok(None);
        };
        self.acts((act, person), door)
    }

    /// The same, by a person's key.
    pub(super) fn acts<T: Send + 'static>(
        &mut self,
        (act, person): (&'static str, PersonId),
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let call = Call::new(&self.app, &org::founding::house());
        let done = self.db.write_now(move |tx| {
            let actor = org::today(tx, &call)?.actor(AccountId::of(person.get()), person);
            door(tx, &Call { actor, ..call.clone() })
        });
        let (went, refused) = self.tally.entry(act).or_default();
        match done {
            Ok(value) => {
                *went += 1;
                Ok(Some(value))
            }
            Err(error) if error.refusal().is_some() => {
                *refused += 1;
                tracing::debug!(act, person = person.get(), %error, "refused");
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// What somebody at a shop looks up, and nothing is counted of.
    pub(super) fn looks<T: Send + 'static>(
        &self,
        look: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let call = Call::new(&self.app, &org::founding::house());
        self.db.read_now(move |tx| look(tx, &call))
    }

    /// Puts something down for a minute of the day that is lived.
    pub(super) fn at(
        &mut self,
        shop: usize,
        minutes: i64,
        act: impl FnOnce(&mut Centre, usize) -> Result<()> + 'static,
    ) {
        let at = self.cut.moment(self.day, minutes).max(self.clock.now());
        self.agenda.put(at, shop, Box::new(act));
    }

    /// Puts something down for so many minutes from now.
    pub(super) fn after(
        &mut self,
        shop: usize,
        minutes: i64,
        act: impl FnOnce(&mut Centre, usize) -> Result<()> + 'static,
    ) {
        let at = self.clock.now().plus_minutes(minutes);
        self.agenda.put(at, shop, Box::new(act));
    }

    /// Puts something down for a minute some days from now.
    pub(super) fn on_day(
        &mut self,
        shop: usize,
        (days, minutes): (i64, i64),
        act: impl FnOnce(&mut Centre, usize) -> Result<()> + 'static,
    ) {
        let at = self.cut.moment(self.day.saturating_add(days.days()), minutes);
        self.agenda.put(at, shop, Box::new(act));
    }

    /// Lives until a moment.
    pub(super) fn until(&mut self, before: Instant) -> Result<()> {
        while let Some((at, shop, act)) = self.agenda.next(before) {
            self.clock.set(at);
            act(self, shop)?;
        }
        Ok(())
    }

    /// What the house does of itself when everybody has gone home.
    pub(super) fn night(&mut self, at: Instant) -> Result<()> {
        self.clock.set(at);
        // A catch-up would write down days before the first one that was lived.
        let day = self.day;
        let call = Call::new(&self.app, &org::founding::house());
        self.db.write_now(move |tx| rhythm::record::write_day(tx, &call, day))?;
        for chore in shop::chores().into_iter().filter(|chore| chore.kind != "duties.record") {
            let call = Call::new(&self.app, &org::founding::house());
            self.db.write_now(move |tx| (chore.act)(tx, &call))?;
        }
        Ok(())
    }
}
