//! Which way a form goes. The same function draws a simulation and lays the real route.

use kernel::{Money, PersonId, StoreId};
use org::{Chart, Level, Seat};

use crate::fill::{Filled, number};
use crate::form::{Form, Step, Who};

/// What a route depends on.
#[derive(Debug, Clone)]
pub struct Matter<'a> {
    /// Who asks.
    pub person: PersonId,
    /// In which post.
    pub seat: Seat,
    /// Code of her department.
    pub department: Option<&'a str>,
    /// The amount, where the form has one.
    pub amount: Option<Money>,
    /// Everything filled in.
    pub filled: &'a Filled,
}

impl Matter<'_> {
    /// The store it is about.
    pub fn store(&self) -> Option<StoreId> {
        self.seat.store
    }
}

/// One who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The post.
    pub seat: Seat,
    /// Who may decide there: its holders, never the one who asks.
    pub people: Vec<PersonId>,
    /// The vacant seats that were passed on the way up.
    pub passed: Vec<Seat>,
    /// The form's step it comes from.
    pub step: usize,
}

/// Those who decide side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Each of them.
    pub desks: Vec<Desk>,
    /// Is one of them enough?
    pub any: bool,
}

/// The way of a form, stage after stage. Empty when nobody is above who asks.
pub fn route(form: &Form, chart: &Chart, matter: &Matter) -> Vec<Stage> {
    let mut stages: Vec<(String, Stage)> = vec![];
    let mut seen: Vec<Seat> = vec![];
    for (at, step) in form.steps.iter().enumerate().filter(|(_, step)| holds(step, form, matter)) {
        let Some(desk) = desk(step, at, chart, matter) else { continue };
        if seen.contains(&desk.seat) {
            continue; // who decides once need not decide twice
        }
        seen.push(desk.seat);
        match stages.last_mut().filter(|(together, _)| !together.is_empty() && *together == step.together) {
            Some((_, stage)) => stage.desks.push(desk),
            None => stages.push((step.together.clone(), Stage { desks: vec![desk], any: step.any })),
        }
    }
    stages.into_iter().map(|(_, stage)| stage).collect()
}

fn holds(step: &Step, form: &Form, matter: &Matter) -> bool {
    let measured = match &step.number {
        Some(code) => number(matter.filled, code),
        None if form.amount.is_some() => matter.amount.map(Money::in_fen),
        None => None,
    };
    let department = |department: &str| step.departments.iter().any(|code| code == department);
    step.at_least.is_none_or(|least| measured.is_some_and(|measured| measured >= least))
        && step.below.is_none_or(|below| measured.is_some_and(|measured| measured < below))
        && (step.departments.is_empty() || matter.department.is_some_and(department))
        && (step.stores.is_empty() || matter.store().is_some_and(|store| step.stores.contains(&store)))
}

fn desk(step: &Step, at: usize, chart: &Chart, matter: &Matter) -> Option<Desk> {
    match &step.who {
        Who::Superior(steps) => {
            let mut desk: Option<Desk> = None;
            for _ in 0..*steps {
                let below = desk.as_ref().map_or(matter.seat, |desk| desk.seat);
                match above(chart, below, matter.person, at) {
                    Some(next) => desk = Some(next),
                    None => break, // whoever is on top decides for those above her too
                }
            }
            desk
        }
        Who::Post(code) => {
            let post = chart.organisation.post_by_code(code)?;
            let store = match post.level {
                Level::Centre => None,
                Level::Store => Some(matter.store()?),
            };
            sitting(chart, Seat { post: post.id, store }, matter.person, at)
        }
    }
}

/// A seat's own desk; where nobody else sits there, the nearest above it at which somebody does.
pub fn sitting(chart: &Chart, seat: Seat, asker: PersonId, step: usize) -> Option<Desk> {
    let people = others(chart, seat, asker);
    if !people.is_empty() {
        return Some(Desk { seat, people, passed: vec![], step });
    }
    let mut desk = above(chart, seat, asker, step)?;
    desk.passed.insert(0, seat);
    Some(desk)
}

fn above(chart: &Chart, seat: Seat, asker: PersonId, step: usize) -> Option<Desk> {
    let mut passed = vec![];
    for seat in chart.line_above(seat) {
        let people = others(chart, seat, asker);
        if !people.is_empty() {
            return Some(Desk { seat, people, passed, step });
        }
        passed.push(seat);
    }
    None
}

fn others(chart: &Chart, seat: Seat, asker: PersonId) -> Vec<PersonId> {
    chart.holders(seat).iter().copied().filter(|person| *person != asker).collect()
}

#[cfg(test)]
#[path = "route_tests.rs"]
pub(crate) mod tests;
