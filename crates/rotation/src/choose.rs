//! Who is next, and why the others are not.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Instant, PersonId};

use crate::board::{Board, Card, CardState};
use crate::deed::Skipped;
use crate::policy::{Policy, SkipReason};

/// What is known of people when a customer stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Who may give the treatment.
    pub able: BTreeSet<PersonId>,
    /// Whose hands are full, and until when.
    pub busy: BTreeMap<PersonId, Instant>,
    /// Whose booked customer comes before it would be over, and when.
    pub booked: BTreeMap<PersonId, Instant>,
    /// Who has a break, and until when.
    pub breaks: BTreeMap<PersonId, Instant>,
    /// Whom the desk passes over for this customer.
    pub said: BTreeMap<PersonId, SkipReason>,
}

/// Who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Who; nobody when all are passed over.
    pub person: Option<PersonId>,
    /// Her place in the line, from one.
    pub place: u32,
    /// Those before her, in order.
    pub skipped: Vec<Skipped>,
}

/// The first in line who can, with everybody before her and the reason.
pub fn choose(board: &Board, policy: &Policy, facts: &Facts) -> Choice {
    let mut choice = Choice::default();
    for card in board.line() {
        choice.place += 1;
        match passed_over(card, facts) {
            None => return Choice { person: Some(card.person), ..choice },
            Some((reason, until)) => {
                let keeps = policy.keeps(reason);
                choice.skipped.push(Skipped { person: card.person, reason, until, keeps });
            }
        }
    }
    choice
}

/// Why somebody cannot, if so.
pub fn passed_over(card: &Card, facts: &Facts) -> Option<(SkipReason, Option<Instant>)> {
    let person = card.person;
    let busy = facts.busy.get(&person).copied();
    if !facts.able.contains(&person) {
        Some((SkipReason::NoPass, None))
    } else if let Some(until) = busy {
        Some((SkipReason::Busy, Some(until)))
    } else if card.state == CardState::Resting {
        Some((SkipReason::Resting, None))
    } else if let Some(until) = facts.breaks.get(&person) {
        Some((SkipReason::Resting, Some(*until)))
    } else if let Some(at) = facts.booked.get(&person) {
        Some((SkipReason::BookedSoon, Some(*at)))
    } else {
        facts.said.get(&person).map(|reason| (*reason, None))
    }
}

/// Those who stand before a person in the line and could have had it: what an override passes over. They keep
/// their places, it was none of their doing.
pub fn before(board: &Board, policy: &Policy, facts: &Facts, person: PersonId) -> Choice {
    let line = board.line();
    let place = line.iter().position(|card| card.person == person).unwrap_or(line.len());
    let skipped = line.iter().take(place).filter_map(|card| {
        let (reason, until) = passed_over(card, facts)?;
        Some(Skipped { person: card.person, reason, until, keeps: policy.keeps(reason) })
    });
    Choice {
        person: Some(person),
        skipped: skipped.collect(),
        place: u32::try_from(place + 1).unwrap_or(u32::MAX),
    }
}
