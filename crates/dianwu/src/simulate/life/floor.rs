//! Treatments: cards go up, customers come or do not, are treated by whoever was booked or whose turn it is, and go on
//! to the till.

use std::collections::VecDeque;

use booking::change::{self, CancelForm};
use booking::rooms::{self, TurnForm};
use booking::{FloorLine, VisitId};
use desk::arrivals::{self, ArrivalForm};
use desk::walk_in::{self, WalkInForm};
use kernel::{Error, PersonId, Result};
use rotation::cards::{self, CardForm};

use super::super::centre::Centre;
use super::super::founding;
use super::{care, till};

/// What people who come without a booking ask for.
const ASKED_FOR: [&str; 6] = ["F001", "F002", "F005", "B001", "B003", "T001"];

/// How often somebody who is kept waiting is asked for ten minutes more.
const PATIENCE: u8 = 6;

/// A visit that goes on: what is still to be given, and what was.
pub(super) struct Stay {
    pub visit: VisitId,
    pub ahead: VecDeque<FloorLine>,
    pub given: Vec<FloorLine>,
}

pub(super) fn day(centre: &mut Centre, shop: usize) {
    centre.at(shop, 9 * 60 + 30, booked);
    centre.at(shop, 9 * 60 + 40, cards);
    let many = 4 + centre.shops[shop].dice.below(5);
    for _ in 0..many {
        let minute = 10 * 60 + 20 + centre.shops[shop].minutes(9 * 60);
        centre.at(shop, minute, walks_in);
    }
}

/// Everybody's card is put up when her shift begins, and taken down when it is over.
fn cards(centre: &mut Centre, shop: usize) -> Result<()> {
    let (store, day) = (centre.shops[shop].store, centre.day);
    for hand in centre.looks(move |tx, _| booking::on_duty(tx, store, day))? {
        let at = &mut centre.shops[shop];
        let diligence = at.by_key(hand.person).map_or(100, |member| member.manner.diligence);
        let late = if at.dice.happens((100 - diligence.min(100)) / 2) { 5 + at.minutes(20) } else { 0 };
        let (from, until) = (i64::from(hand.from).max(9 * 60 + 45), i64::from(hand.until));
        centre.at(shop, from + late, move |centre, shop| card(centre, shop, hand.person, "sign-in"));
        centre.at(shop, until + 45, move |centre, shop| card(centre, shop, hand.person, "leave"));
    }
    Ok(())
}

fn card(centre: &mut Centre, shop: usize, person: PersonId, act: &str) -> Result<()> {
    let form = CardForm { person: person.to_string(), act: act.into(), ..CardForm::default() };
    centre.does(shop, ("card", "greeter"), move |tx, call| cards::turn(tx, call, &form).map(drop))?;
    Ok(())
}

/// Those who were booked for the day: most come, some call off in the morning, some do not come.
fn booked(centre: &mut Centre, shop: usize) -> Result<()> {
    for visit in centre.shops[shop].booked.remove(&centre.day).unwrap_or_default() {
        let lines = centre.looks(move |tx, _| booking::lines_of(tx, visit))?;
        let starts = lines.iter().map(|line| i64::from(line.visit_starts)).min().unwrap_or(0);
        match centre.shops[shop].dice.below(100) {
            0..=5 => centre.at(shop, starts + 40, move |centre, shop| misses(centre, shop, visit)),
            6..=9 => calls_off(centre, shop, visit, "time")?,
            _ => {
                let at = starts - 8 + centre.shops[shop].minutes(14);
                centre.at(shop, at, move |centre, shop| arrives(centre, shop, visit, lines));
            }
        }
    }
    Ok(())
}

fn misses(centre: &mut Centre, shop: usize, visit: VisitId) -> Result<()> {
    centre.does(shop, ("no-show", "greeter"), move |tx, call| change::miss(tx, call, visit)).map(drop)
}

fn calls_off(centre: &mut Centre, shop: usize, visit: VisitId, reason: &str) -> Result<()> {
    let form = CancelForm { reason: reason.into(), note: "改天再约".into() };
    centre.does(shop, ("called off", "greeter"), move |tx, call| change::cancel(tx, call, visit, &form))?;
    Ok(())
}

fn arrives(centre: &mut Centre, shop: usize, visit: VisitId, lines: Vec<FloorLine>) -> Result<()> {
    let form = ArrivalForm { visit: visit.to_string(), ..ArrivalForm::default() };
    centre.does(shop, ("arrived", "greeter"), move |tx, call| arrivals::arrive(tx, call, &form))?;
    let stay = Stay { visit, ahead: lines.into(), given: vec![] };
    next(centre, shop, stay)
}

/// The next treatment of a visit at its hour; after the last one she pays.
fn next(centre: &mut Centre, shop: usize, stay: Stay) -> Result<()> {
    match stay.ahead.front() {
        Some(line) => {
            let at = &mut centre.shops[shop];
            let diligence = at.by_key(line.therapist).map_or(100, |member| member.manner.diligence);
            let late = at.minutes(1 + (105 - diligence.min(100)) / 5);
            centre
                .at(shop, i64::from(line.starts) + late, |centre, shop| begins(centre, shop, stay, PATIENCE));
        }
        None => centre.after(shop, 4, |centre, shop| till::pays(centre, shop, stay)),
    }
    Ok(())
}

fn begins(centre: &mut Centre, shop: usize, mut stay: Stay, patience: u8) -> Result<()> {
    let Some(line) = stay.ahead.front() else { return Ok(()) };
    let (id, therapist) = (line.line, line.therapist);
    let began = centre.acts(("begun", therapist), move |tx, call| booking::begin(tx, call, id, true))?;
    match (began, patience) {
        (Some(()), _) => {
            let line = stay.ahead.pop_front().ok_or_else(Error::missing)?;
            let minutes = i64::from(line.ends - line.starts) + centre.shops[shop].minutes(4);
            centre.after(shop, minutes, move |centre, shop| ends(centre, shop, stay, line));
            Ok(())
        }
        (None, 0) => calls_off(centre, shop, stay.visit, "house"),
        // Her therapist is still with somebody.
        (None, _) => {
            centre.after(shop, 10, move |centre, shop| begins(centre, shop, stay, patience - 1));
            Ok(())
        }
    }
}

fn ends(centre: &mut Centre, shop: usize, mut stay: Stay, line: FloorLine) -> Result<()> {
    let id = line.line;
    centre.acts(("ended", line.therapist), move |tx, call| booking::end(tx, call, id, ""))?;
    if let Some(room) = line.room {
        let minutes = 4 + centre.shops[shop].minutes(6);
        centre.after(shop, minutes, move |centre, shop| {
            let ready = TurnForm { state: "ready".into(), note: String::new() };
            centre.does(shop, ("room", "greeter"), move |tx, call| rooms::turn(tx, call, room, &ready))?;
            Ok(())
        });
    }
    care::treated(centre, shop, &line);
    stay.given.push(line);
    next(centre, shop, stay)
}

/// Somebody comes in without a booking: known, or new. Whose turn it is treats her, unless she asks for somebody.
fn walks_in(centre: &mut Centre, shop: usize) -> Result<()> {
    let at = &mut centre.shops[shop];
    let treatment = at.dice.one(&ASKED_FOR).copied().unwrap_or_default();
    let form = match at.dice.happens(30) {
        true => {
            let nth = at.customers.len();
            let new = founding::somebody(at.store, at.branch, nth, &mut at.dice);
            let phone = new.phone.map(|phone| phone.whole().to_owned()).unwrap_or_default();
            WalkInForm { customer_q: new.name, phone, treatment: treatment.into(), ..WalkInForm::default() }
        }
        false => {
            let customer = at.somebody().map(|known| known.to_string()).unwrap_or_default();
            WalkInForm { customer, treatment: treatment.into(), ..WalkInForm::default() }
        }
    };
    let is_new = form.customer.is_empty();
    let (store, day) = (at.store, centre.day);
    let line = centre.does(shop, ("walked in", "greeter"), move |tx, call| {
        let line = walk_in::begin(tx, call, &form)?;
        let floor = booking::floor(tx, store, day)?;
        floor.into_iter().find(|one| one.line == line).ok_or_else(Error::missing)
    })?;
    let Some(line) = line else { return Ok(()) };
    if let Some(customer) = line.customer.filter(|_| is_new) {
        centre.shops[shop].customers.push(customer);
        centre.after(shop, 30, move |centre, shop| care::received(centre, shop, customer));
    }
    let stay = Stay { visit: line.visit, ahead: VecDeque::new(), given: vec![] };
    let minutes = i64::from(line.ends - line.starts) + centre.shops[shop].minutes(4);
    centre.after(shop, minutes, move |centre, shop| ends(centre, shop, stay, line));
    Ok(())
}
