//! A board (牌板) as its log makes it. Nothing here knows a clock or the policy of today: same log, same board.

use std::collections::BTreeMap;

use kernel::{Instant, Money, PersonId, codes};

use crate::deed::{Carried, Deed, Event, EventId, Given};
use crate::policy::{Order, SkipReason, Spot, Start};
use crate::weight::Weight;

codes! {
    /// How a card hangs.
    pub enum CardState {
        /// In line.
        Ready = "ready",
        /// Turned over.
        Resting = "resting",
        /// Not put up today, or taken down.
        Away = "away",
    }
}

/// The card (牌) of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Whose.
    pub person: PersonId,
    /// How it hangs.
    pub state: CardState,
    /// Since when.
    pub since: Instant,
    /// What she has of the next move to the tail.
    pub towards: Weight,
    /// By what the least served are told: what was counted, raised for those who came later.
    pub credit: Weight,
    /// Customers by turn today.
    pub turns: i64,
    /// All customers given today.
    pub given: i64,
    /// What they weighed.
    pub weight: Weight,
    /// What came in by turns.
    pub income: Money,
    /// Points today.
    pub points: i64,
    /// What she is giving now.
    pub busy: Option<Busy>,
    /// Did her card hang today, if only for a while?
    pub was_up: bool,
    /// Turns of others while she was not in line, or could not give it.
    pub missed: i64,
}

/// A customer in her hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// The dispatch.
    pub of: EventId,
    /// When it should be over.
    pub until: Instant,
}

/// A dispatch as the replay remembers it, in case it is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// By whom.
    pub person: PersonId,
    /// What it was.
    pub given: Given,
    /// When.
    pub at: Instant,
    /// Is it over, or did it come to nothing?
    pub closed: bool,
    /// Was it given back, or did it come to nothing: does it count for her no more?
    pub undone: bool,
    /// Did it send her to the tail?
    moved: bool,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Who is next.
    pub order: Order,
    /// The cards; in a queue, the first in line first.
    pub cards: Vec<Card>,
    /// The dispatches of the day.
    pub taken: BTreeMap<EventId, Taken>,
    /// The largest single weight of the day.
    pub largest: Weight,
    /// Customers given by turn today.
    pub turns: i64,
}

impl Default for Board {
    fn default() -> Board {
        Board { order: Order::Queue, cards: vec![], taken: BTreeMap::new(), largest: Weight::NONE, turns: 0 }
    }
}

/// The board that a log makes.
pub fn replay<'a>(log: impl IntoIterator<Item = &'a Event>) -> Board {
    let mut board = Board::default();
    log.into_iter().for_each(|event| board.apply(event));
    board
}

impl Board {
    /// One more line of the log.
    pub fn apply(&mut self, event: &Event) {
        if let Deed::Opened { order, cards } = &event.deed {
            *self = Board { order: *order, ..Board::default() };
            self.cards = cards.iter().map(|carried| Card::carried(carried, event.at)).collect();
            return;
        }
        let Some(person) = event.person else { return };
        match &event.deed {
            Deed::Opened { .. } => {}
            Deed::SignedIn { spot, points, .. } => self.sign_in(person, *spot, *points, event.at),
            Deed::Rested { .. } => self.turn(person, CardState::Resting, event.at),
            Deed::Back { spot } => self.back(person, *spot, event.at),
            Deed::Left { .. } => self.turn(person, CardState::Away, event.at),
            Deed::Dispatched(given) => self.give(event.id, person, given, event.at),
            Deed::Finished { of } => self.close(*of),
            Deed::Voided { of, costs, .. } => self.void(*of, *costs),
            Deed::Moved { to, .. } => self.place(person, *to),
            Deed::Penalised { points, .. } => self.with(person, |card| card.points += points),
            Deed::GivenBack { of, weight, counted, .. } => self.give_back(*of, person, *weight, *counted),
            Deed::TakenAway { of, points, .. } => self.take_away(*of, person, *points),
        }
    }

    /// The card of a person.
    pub fn card(&self, person: PersonId) -> Option<&Card> {
        self.cards.iter().find(|card| card.person == person)
    }

    /// The cards in the order in which their turn comes, those that are away left out.
    pub fn line(&self) -> Vec<&Card> {
        let mut line: Vec<&Card> = self.cards.iter().filter(|card| card.state != CardState::Away).collect();
        if self.order == Order::LeastServed {
            line.sort_by_key(|card| card.credit);
        }
        line
    }

    /// What the next day begins with, for those who still work here.
    pub fn carry(&self, start: Start, stays: impl Fn(PersonId) -> bool) -> Vec<Carried> {
        let mut cards: Vec<&Card> = self.cards.iter().filter(|card| stays(card.person)).collect();
        let least = cards.iter().map(|card| card.credit).min().unwrap_or_default();
        match start {
            Start::Arrival => return vec![],
            Start::Carried => {}
            Start::LeastYesterday => cards.sort_by_key(|card| card.weight),
        }
        let keeps = start == Start::Carried;
        let carried = |card: &Card| Carried {
            person: card.person,
            towards: if keeps { card.towards } else { Weight::NONE },
            credit: if keeps { card.credit - least } else { Weight::NONE },
        };
        cards.into_iter().map(carried).collect()
    }

    fn with(&mut self, person: PersonId, change: impl FnOnce(&mut Card)) {
        if let Some(card) = self.cards.iter_mut().find(|card| card.person == person) {
            change(card);
        }
    }

    fn turn(&mut self, person: PersonId, state: CardState, at: Instant) {
        self.with(person, |card| (card.state, card.since) = (state, at));
    }

    /// Takes the card out and puts it behind all others.
    fn send_to_tail(&mut self, person: PersonId) {
        if let Some(at) = self.cards.iter().position(|card| card.person == person) {
            let card = self.cards.remove(at);
            self.cards.push(card);
        }
    }

    fn put_first(&mut self, person: PersonId) {
        if let Some(at) = self.cards.iter().position(|card| card.person == person) {
            let card = self.cards.remove(at);
            self.cards.insert(0, card);
        }
    }

    /// Nobody catches up, or falls behind, by having been away: whoever comes is held between the least and the most
    /// that those in line were given; who goes to the tail, at the most.
    fn level(&mut self, person: PersonId, spot: Spot) {
        let others =
            |state| self.cards.iter().filter(move |card| card.person != person && card.state == state);
        let mut credits: Vec<Weight> = others(CardState::Ready).map(|card| card.credit).collect();
        if credits.is_empty() {
            credits = others(CardState::Resting).map(|card| card.credit).collect();
        }
        if let Some((least, most)) = credits.iter().min().copied().zip(credits.iter().max().copied()) {
            self.with(person, |card| {
                card.credit = if spot == Spot::Tail { most } else { card.credit.clamp(least, most) };
            });
        }
        if spot == Spot::Tail {
            self.send_to_tail(person);
        }
    }

    fn sign_in(&mut self, person: PersonId, spot: Spot, points: i64, at: Instant) {
        let turns = self.turns;
        match self.card(person) {
            Some(_) => self.level(person, spot),
            None => {
                let card = Carried { person, towards: Weight::NONE, credit: Weight::NONE };
                self.cards.push(Card { missed: turns, ..Card::carried(&card, at) });
                self.level(person, spot);
            }
        }
        self.with(person, |card| {
            (card.state, card.since, card.was_up) = (CardState::Ready, at, true);
            card.points += points;
        });
    }

    fn back(&mut self, person: PersonId, spot: Spot, at: Instant) {
        self.level(person, spot);
        self.turn(person, CardState::Ready, at);
    }

    /// So much of a turn is used up: in a queue, a whole one sends to the tail.
    fn spend(&mut self, person: PersonId, counted: Weight) -> bool {
        let mut moves = false;
        self.with(person, |card| {
            card.credit = card.credit + counted;
            card.towards = card.towards + counted.min(Weight::WHOLE);
            if card.towards >= Weight::WHOLE {
                card.towards = card.towards - Weight::WHOLE;
                moves = true;
            }
        });
        if moves {
            self.send_to_tail(person);
        }
        moves
    }

    fn give(&mut self, id: EventId, person: PersonId, given: &Given, at: Instant) {
        let by_turn = given.dispatch == booking::Dispatch::Turn;
        for skipped in given.skipped.iter().filter(|skipped| !skipped.keeps) {
            self.spend(skipped.person, Weight::WHOLE);
        }
        self.largest = self.largest.max(given.counted);
        if by_turn {
            self.turns += 1;
            let unable: Vec<PersonId> = given
                .skipped
                .iter()
                .filter(|skipped| matches!(skipped.reason, SkipReason::NoPass | SkipReason::GenderWish))
                .map(|skipped| skipped.person)
                .collect();
            for card in self.cards.iter_mut().filter(|card| card.person != person) {
                card.missed += i64::from(card.state != CardState::Ready || unable.contains(&card.person));
            }
        }
        self.count(person, given, 1);
        self.with(person, |card| card.busy = Some(Busy { of: id, until: given.until }));
        let moved = self.spend(person, given.counted);
        self.taken
            .insert(id, Taken { person, given: given.clone(), at, closed: false, undone: false, moved });
    }

    /// Adds a dispatch to her counts, or takes it off.
    fn count(&mut self, person: PersonId, given: &Given, sign: i64) {
        let by_turn = given.dispatch == booking::Dispatch::Turn;
        self.with(person, |card| {
            card.given += sign;
            card.weight = if sign > 0 { card.weight + given.counted } else { card.weight - given.counted };
            if by_turn {
                card.turns += sign;
                let income = if sign > 0 { given.income } else { -given.income };
                card.income = card.income.plus(income).unwrap_or(card.income);
            }
        });
    }

    fn close(&mut self, of: EventId) {
        let Some(taken) = self.taken.get_mut(&of) else { return };
        taken.closed = true;
        let person = taken.person;
        self.with(person, |card| card.busy = card.busy.filter(|busy| busy.of != of));
    }

    fn void(&mut self, of: EventId, costs: bool) {
        self.close(of);
        self.undo(of);
        let Some(taken) = self.taken.get(&of).cloned() else { return };
        let (person, given) = (taken.person, &taken.given);
        if costs {
            // The turn is gone, the money never came.
            let income = if given.dispatch == booking::Dispatch::Turn { given.income } else { Money::ZERO };
            self.with(person, |card| card.income = card.income.minus(income).unwrap_or(card.income));
            return;
        }
        self.count(person, given, -1);
        let spent = given.counted.min(Weight::WHOLE);
        let mut to_head = false;
        self.with(person, |card| {
            card.credit = (card.credit - given.counted).max(Weight::NONE);
            let towards = card.towards - spent;
            let again = if taken.moved { towards + Weight::WHOLE } else { towards };
            // What she was given since may have used up the turn that comes back.
            to_head = taken.moved && again < Weight::WHOLE;
            card.towards =
                if again >= Weight::WHOLE { again - Weight::WHOLE } else { again.max(Weight::NONE) };
        });
        if to_head {
            self.put_first(person);
        }
    }

    /// Puts a card at a place of the line, from one.
    fn place(&mut self, person: PersonId, to: u32) {
        let line: Vec<PersonId> =
            self.line().into_iter().map(|card| card.person).filter(|other| *other != person).collect();
        let to = usize::try_from(to.saturating_sub(1)).unwrap_or(usize::MAX).min(line.len());
        let before = line.get(to).copied();
        if self.order == Order::LeastServed {
            // She stands where her neighbour stood, who comes after her among equals.
            let beside = before.or(line.last().copied()).and_then(|beside| self.card(beside));
            let credit = beside.map(|card| card.credit);
            self.with(person, |card| card.credit = credit.unwrap_or(card.credit));
        }
        let Some(at) = self.cards.iter().position(|card| card.person == person) else { return };
        let card = self.cards.remove(at);
        let target = before.and_then(|before| self.cards.iter().position(|card| card.person == before));
        self.cards.insert(target.unwrap_or(self.cards.len()), card);
    }

    /// It was her turn, and it counts as one, though another's hands gave it.
    fn give_back(&mut self, of: EventId, person: PersonId, weight: Weight, counted: Weight) {
        let Some(given) = self.taken.get(&of).map(|taken| taken.given.clone()) else { return };
        let hers = Given { dispatch: booking::Dispatch::Turn, counted: weight, ..given };
        self.count(person, &hers, 1);
        self.spend(person, counted);
    }

    fn take_away(&mut self, of: EventId, person: PersonId, points: i64) {
        let Some(given) = self.taken.get(&of).map(|taken| taken.given.clone()) else { return };
        self.count(person, &given, -1);
        self.with(person, |card| card.points += points);
        self.undo(of);
    }

    fn undo(&mut self, of: EventId) {
        if let Some(taken) = self.taken.get_mut(&of) {
            taken.undone = true;
        }
    }
}

impl Card {
    fn carried(carried: &Carried, at: Instant) -> Card {
        Card {
            person: carried.person,
            state: CardState::Away,
            since: at,
            towards: carried.towards,
            credit: carried.credit,
            turns: 0,
            given: 0,
            weight: Weight::NONE,
            income: Money::ZERO,
            points: 0,
            busy: None,
            was_up: false,
            missed: 0,
        }
    }
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
