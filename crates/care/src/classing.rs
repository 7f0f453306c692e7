//! Working the classes out: of one customer whenever something happened with her, of a whole store on request and
//! every night. Only what changes is written, with why.

use std::collections::{BTreeMap, BTreeSet};

use customer::CustomerId;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Instant, Money, Permission, PersonId, Result, StoreId};
use serde_json::json;
use web::Call;

use crate::facts::{FactsOf, Question, SpendFact, VisitFact};
use crate::grade::grade;
use crate::potential::{Potential, Prospect, potential};
use crate::reason::Reason;
use crate::scheme::{Scheme, days};
use crate::sight;
use crate::sleep::sleep;
use crate::store::{self, ClassKind, ClassRow, FileRow, NegotiationRow, NewClass, RunKind, RunRow};

/// So many days back visits count for one's own cycle.
const BACK: i64 = 730;

/// What is known of one customer.
struct Known<'a> {
    file: &'a FileRow,
    visits: Vec<&'a VisitFact>,
    past: Vec<BusinessDate>,
    spends: Vec<&'a SpendFact>,
    negotiation: Option<&'a NegotiationRow>,
    spoken: Option<BusinessDate>,
}

/// A class as it comes out: its code, empty for none, and why.
type Classed = (ClassKind, String, Vec<Reason>);

impl Known<'_> {
    /// A member has a card or has paid for something.
    fn is_member(&self) -> bool {
        self.file.card.is_some() || !self.spends.is_empty()
    }

    /// The days on which she came, each once.
    fn days(&self) -> Vec<BusinessDate> {
        let visits = self.visits.iter().map(|visit| visit.day);
        let days: BTreeSet<BusinessDate> = visits.chain(self.past.iter().copied()).collect();
        days.into_iter().collect()
    }

    fn classes(&self, today: BusinessDate, scheme: &Scheme) -> Vec<Classed> {
        let visits = self.days();
        let asleep = sleep(&visits, today, &scheme.sleep).map_or_else(
            || (ClassKind::Sleep, String::new(), vec![]),
            |(class, why)| (ClassKind::Sleep, class.code().to_owned(), why),
        );
        vec![self.potential(today, scheme), self.grade(today, scheme), asleep]
    }

    fn potential(&self, today: BusinessDate, scheme: &Scheme) -> Classed {
        if self.is_member() {
            return (ClassKind::Potential, String::new(), vec![Reason::new("is_member")]);
        }
        let talk = self.negotiation;
        let prospect = Prospect {
            spoken: self.spoken.max(talk.map(|talk| talk.last_day)),
            visited: self.days().into_iter().max(),
            need: talk.is_some_and(|talk| !talk.need.is_empty()),
            budget: talk.and_then(|talk| talk.budget),
            objection: talk.is_some_and(|talk| !talk.objection.is_empty()),
            offered: talk.is_some_and(|talk| talk.stage.is_offered()),
            referred: self.file.referrer_id.is_some(),
        };
        let (class, why): (Potential, _) = potential(&prospect, today, &scheme.potential);
        (ClassKind::Potential, class.code().to_owned(), why)
    }

    fn grade(&self, today: BusinessDate, scheme: &Scheme) -> Classed {
        if !self.is_member() {
            return (ClassKind::Grade, String::new(), vec![]);
        }
        let within = |day: BusinessDate| days(day, today) < scheme.grade.days;
        let on = self.days().into_iter().filter(|day| within(*day)).count();
        let spent = self.spends.iter().filter(|spend| within(spend.day)).map(|spend| spend.amount);
        let spent = Money::total(spent).unwrap_or(Money::MAX);
        let (class, why) = grade(u32::try_from(on).unwrap_or(u32::MAX), spent, &scheme.grade);
        (ClassKind::Grade, class.code().to_owned(), why)
    }
}

fn grouped<T>(all: &[T], of: impl Fn(&T) -> CustomerId) -> BTreeMap<CustomerId, Vec<&T>> {
    all.iter().fold(BTreeMap::new(), |mut by, one| {
        by.entry(of(one)).or_insert_with(Vec::new).push(one);
        by
    })
}

/// Works the classes of a store out, or of one of its customers: how many were looked at, and of how many one changed.
fn work_out(
    tx: &mut Tx,
    facts: &FactsOf,
    store: StoreId,
    only: Option<CustomerId>,
    today: BusinessDate,
    now: Instant,
) -> Result<(i64, i64)> {
    let scheme = store::scheme(tx, store, today)?;
    let files = store::files(tx, store, only)?;
    let key = only.map_or(sight::ALL, Id::get);
    let asked = |back: i64| Question { customer: only, store, since: today.saturating_sub(back.days()) };
    let visits = facts.visits(tx, &asked(BACK))?;
    let (past, spends) = (facts.past(tx, &asked(BACK))?, facts.spends(tx, &asked(BACK))?);
    let talks = store::open_negotiations(tx, store, key)?;
    let spoken: BTreeMap<CustomerId, BusinessDate> =
        store::last_spoken(tx, store, key)?.into_iter().collect();
    let held: BTreeMap<(CustomerId, ClassKind), ClassRow> =
        store::classes(tx, store, key)?.into_iter().map(|row| ((row.customer_id, row.kind), row)).collect();
    let (mut visits_of, mut spends_of) = (grouped(&visits, |v| v.customer), grouped(&spends, |s| s.customer));
    let mut past_of = grouped(&past, |(customer, _)| *customer);
    let mut new = vec![];
    for file in &files {
        let known = Known {
            file,
            visits: visits_of.remove(&file.id).unwrap_or_default(),
            past: past_of.remove(&file.id).unwrap_or_default().into_iter().map(|(_, day)| *day).collect(),
            spends: spends_of.remove(&file.id).unwrap_or_default(),
            negotiation: talks.iter().find(|talk| talk.customer_id == file.id),
            spoken: spoken.get(&file.id).copied(),
        };
        for (kind, class, why) in known.classes(today, &scheme) {
            let now_is = held.get(&(file.id, kind)).map_or("", |row| row.class.as_str());
            if now_is != class {
                new.push(NewClass { customer: file.id, kind, class, why: serde_json::to_string(&why)? });
            }
        }
    }
    store::add_classes(tx, &new, today, now)?;
    let changed: BTreeSet<CustomerId> = new.iter().map(|class| class.customer).collect();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok((count(files.len()), count(changed.len())))
}

/// Works one customer's classes out again, because something happened with her.
pub(crate) fn again(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<()> {
    let brief = customer::brief(tx, customer)?;
    let today = org::organisation(tx, call)?.business_date(Some(brief.store_id), call.now);
    work_out(tx, call.app.part(), brief.store_id, Some(customer), today, call.now).map(drop)
}

/// How the classes of one customer come about now, with the reasons.
pub(crate) fn explained(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<Vec<Classed>> {
    let brief = customer::brief(tx, customer)?;
    let store = brief.store_id;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let asked = Question { customer: Some(customer), store, since: today.saturating_sub(BACK.days()) };
    let facts: &FactsOf = call.app.part();
    let (visits, spends) = (facts.visits(tx, &asked)?, facts.spends(tx, &asked)?);
    let files = store::files(tx, store, Some(customer))?;
    let Some(file) = files.first() else { return Ok(vec![]) };
    let talks = store::open_negotiations(tx, store, customer.get())?;
    let spoken = store::last_spoken(tx, store, customer.get())?.first().map(|(_, day)| *day);
    let known = Known {
        file,
        visits: visits.iter().collect(),
        past: facts.past(tx, &asked)?.into_iter().map(|(_, day)| day).collect(),
        spends: spends.iter().collect(),
        negotiation: talks.first(),
        spoken,
    };
    let scheme = store::scheme(tx, store, today)?;
    Ok(known.classes(today, &scheme))
}

/// Works the classes of a store out and keeps that it was done; the house does it every night.
pub fn run_for(
    tx: &mut Tx,
    facts: &FactsOf,
    store: StoreId,
    by: Option<PersonId>,
    today: BusinessDate,
    now: Instant,
) -> Result<i64> {
    let (looked_at, changed) = work_out(tx, facts, store, None, today, now)?;
    let run = RunRow {
        store_id: store,
        kind: RunKind::Classes,
        day: today,
        looked_at,
        changed,
        by_person: by,
        at: now,
    };
    store::add_run(tx, &run)?;
    Ok(changed)
}

/// Works the classes of the asker's store out; for how many customers something changed.
pub fn run(tx: &mut Tx, call: &Call, store: &str) -> Result<i64> {
    let store = sight::store(tx, call, Permission::CareForCustomers, store)?;
    let by = sight::persons(call, Permission::CareForCustomers, store, Some(call.actor.person))?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let changed = run_for(tx, call.app.part(), store, Some(by.person), today, call.now)?;
    call.note(tx, &by, "care.classed", format!("stores/{store}"), json!({ "changed": changed }))?;
    Ok(changed)
}
