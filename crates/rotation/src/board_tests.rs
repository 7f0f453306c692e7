//! Laws of the board: same log, same queue; nobody is lost; turns are shared within the bound.

use std::collections::BTreeSet;

use booking::Dispatch;
use kernel::{Id, Words};
use proptest::prelude::*;

use super::*;
use crate::choose::{Facts, choose};
use crate::fairness::Spread;
use crate::policy::{Policy, shipped_policy};

const PEOPLE: i64 = 5;

/// What may come next.
#[derive(Debug, Clone)]
enum Move {
    SignIn(i64, bool),
    Rest(i64),
    Back(i64),
    Leave(i64),
    Turn(i64),
    Named(i64, usize, i64),
    Void(usize, bool),
    Finish(usize),
    Place(i64, u32),
    NextDay(usize),
    Return(usize, i64),
}

fn a_move() -> impl Strategy<Value = Move> {
    let who = 1..=PEOPLE;
    prop_oneof![
        3 => (who.clone(), any::<bool>()).prop_map(|(who, late)| Move::SignIn(who, late)),
        1 => who.clone().prop_map(Move::Rest),
        1 => who.clone().prop_map(Move::Back),
        1 => who.clone().prop_map(Move::Leave),
        6 => (1..4i64).prop_map(Move::Turn),
        2 => (who.clone(), 0..6usize, 1..4i64).prop_map(|(who, kind, value)| Move::Named(who, kind, value)),
        1 => (0..9usize, any::<bool>()).prop_map(|(which, costs)| Move::Void(which, costs)),
        2 => (0..9usize).prop_map(Move::Finish),
        1 => (who.clone(), 1..7u32).prop_map(|(who, to)| Move::Place(who, to)),
        1 => (0..3usize).prop_map(Move::NextDay),
        1 => (0..9usize, who).prop_map(|(which, to)| Move::Return(which, to)),
    ]
}

fn policy(order: Order, weigh: crate::policy::Weigh) -> Policy {
    let standard = Money::fen(100_00).expect("in range");
    Policy { order, weigh, standard, ..shipped_policy("face").expect("shipped") }
}

/// A log as the doors would write it.
struct Log {
    policy: Policy,
    board: Board,
    events: Vec<Event>,
}

impl Log {
    fn new(policy: Policy) -> Log {
        let mut log = Log { board: Board::default(), events: vec![], policy };
        log.write(None, Deed::Opened { order: log.policy.order, cards: vec![] });
        log
    }

    fn write(&mut self, person: Option<i64>, deed: Deed) {
        let id = EventId::of(self.events.len() as i64 + 1);
        let at = Instant::from_millis(id.get() * 60_000);
        let event = Event { id, at, person: person.map(PersonId::of), deed };
        self.board.apply(&event);
        self.events.push(event);
    }

    fn given(&self, dispatch: Dispatch, value: i64) -> Given {
        let weight = self.policy.weight(Money::fen(value * 50_00).expect("in range"));
        Given {
            dispatch,
            treatment: catalog::TreatmentId::of(1),
            number: "F001".into(),
            name: Words::new("补水", "Moisture"),
            weight,
            counted: self.policy.counted(dispatch, weight),
            income: Money::fen(value * 50_00).expect("in range"),
            until: Instant::from_millis(i64::MAX / 2),
            place: 1,
            skipped: vec![],
            out_of_turn: String::new(),
            customer: None,
            regular: None,
        }
    }

    /// Everybody can and nobody is busy: what the bound speaks of.
    fn free(&self) -> Facts {
        Facts { able: (1..=PEOPLE).map(PersonId::of).collect(), ..Facts::default() }
    }

    fn dispatch(&self, which: usize) -> Option<(EventId, i64, Given)> {
        let open: Vec<_> = self.board.taken.iter().filter(|(_, taken)| !taken.undone).collect();
        let (id, taken) = open.get(which % open.len().max(1))?;
        Some((**id, taken.person.get(), taken.given.clone()))
    }

    fn play(&mut self, next: &Move) {
        match *next {
            Move::SignIn(who, late) => {
                let up = self.board.card(PersonId::of(who)).is_some_and(|card| card.state != CardState::Away);
                let spot = if late { Spot::Tail } else { Spot::Own };
                if !up {
                    self.write(Some(who), Deed::SignedIn { late: None, spot, points: 0 });
                }
            }
            Move::Rest(who) if self.is(who, CardState::Ready) => {
                self.write(Some(who), Deed::Rested { why: String::new() });
            }
            Move::Back(who) if self.is(who, CardState::Resting) => {
                self.write(Some(who), Deed::Back { spot: Spot::Own });
            }
            Move::Leave(who) if !self.is(who, CardState::Away) => {
                self.write(Some(who), Deed::Left { why: String::new() });
            }
            Move::Turn(value) => {
                let choice = choose(&self.board, &self.policy, &self.free());
                let Some(person) = choice.person else { return };
                let given = Given { skipped: choice.skipped, ..self.given(Dispatch::Turn, value) };
                self.write(Some(person.get()), Deed::Dispatched(Box::new(given)));
            }
            Move::Named(who, kind, value) if self.is(who, CardState::Ready) => {
                let given = self.given(Dispatch::ALL[kind], value);
                self.write(Some(who), Deed::Dispatched(Box::new(given)));
            }
            Move::Void(which, costs) => {
                if let Some((of, who, _)) = self.dispatch(which) {
                    self.write(Some(who), Deed::Voided { of, costs, why: "走了".into() });
                }
            }
            Move::Finish(which) => {
                if let Some((of, who, _)) = self.dispatch(which) {
                    self.write(Some(who), Deed::Finished { of });
                }
            }
            Move::Place(who, to) if self.board.card(PersonId::of(who)).is_some() => {
                self.write(Some(who), Deed::Moved { to, why: "换位".into() });
            }
            Move::Return(which, to) => {
                let Some((of, who, given)) = self.dispatch(which) else { return };
                if who != to && self.board.card(PersonId::of(to)).is_some() {
                    let weight = self.policy.counted(Dispatch::Turn, given.weight);
                    let why = String::new();
                    let back = Deed::GivenBack { of, weight, counted: Weight::NONE, why: why.clone() };
                    self.write(Some(to), back);
                    self.write(Some(who), Deed::TakenAway { of, points: 20, why });
                }
            }
            Move::NextDay(start) => {
                let cards = self.board.carry(Start::ALL[start], |_| true);
                self.write(None, Deed::Opened { order: self.policy.order, cards });
            }
            _ => {}
        }
    }

    fn is(&self, who: i64, state: CardState) -> bool {
        self.board.card(PersonId::of(who)).is_some_and(|card| card.state == state)
    }

    fn sign_in_all(&mut self) {
        (1..=PEOPLE).for_each(|who| self.play(&Move::SignIn(who, false)));
    }
}

fn any_order() -> impl Strategy<Value = Order> {
    prop::sample::select(Order::ALL)
}

fn any_weigh() -> impl Strategy<Value = crate::policy::Weigh> {
    prop::sample::select(crate::policy::Weigh::ALL)
}

proptest! {
    #[test]
    fn same_log_same_board(
        order in any_order(), weigh in any_weigh(), moves in prop::collection::vec(a_move(), 0..60),
    ) {
        let mut log = Log::new(policy(order, weigh));
        moves.iter().for_each(|next| log.play(next));
        prop_assert_eq!(&replay(&log.events), &log.board, "the whole log");
        let opened = log.events.iter().rposition(|event| matches!(event.deed, Deed::Opened { .. }));
        prop_assert_eq!(&replay(&log.events[opened.unwrap_or(0)..]), &log.board, "from the last opening");
        let written: Vec<String> =
            log.events.iter().map(|event| serde_json::to_string(&event.deed).expect("json")).collect();
        let read: Vec<Event> = log.events.iter().zip(&written)
            .map(|(event, text)| Event { deed: serde_json::from_str(text).expect("deed"), ..event.clone() })
            .collect();
        prop_assert_eq!(&replay(&read), &log.board, "as it is kept");
    }

    #[test]
    fn every_card_hangs_once(
        order in any_order(), weigh in any_weigh(), moves in prop::collection::vec(a_move(), 0..60),
    ) {
        let mut log = Log::new(policy(order, weigh));
        for next in &moves {
            log.play(next);
            let people: BTreeSet<PersonId> = log.board.cards.iter().map(|card| card.person).collect();
            prop_assert_eq!(people.len(), log.board.cards.len());
            prop_assert!(log.board.cards.iter().all(|card| card.towards < Weight::WHOLE));
            prop_assert!(log.board.cards.iter().all(|card| card.towards >= Weight::NONE));
        }
    }

    /// Rule 2.13: among those present and able, by value, in the order of the least served.
    #[test]
    fn the_least_served_are_kept_within_the_bound(values in prop::collection::vec(1..9i64, 0..80)) {
        let mut log = Log::new(policy(Order::LeastServed, crate::policy::Weigh::Value));
        log.sign_in_all();
        for value in values {
            log.play(&Move::Turn(value));
            let spread = Spread::of(&log.board);
            prop_assert_eq!(spread.compared, PEOPLE as usize);
            prop_assert!(spread.is_kept(), "{:?}", spread);
        }
    }

    /// The same in a queue where each turn is one.
    #[test]
    fn a_queue_of_whole_turns_is_kept_within_the_bound(turns in 0..80usize) {
        let mut log = Log::new(policy(Order::Queue, crate::policy::Weigh::Each));
        log.sign_in_all();
        for _ in 0..turns {
            log.play(&Move::Turn(2));
            prop_assert!(Spread::of(&log.board).is_kept());
        }
    }

    /// Coming late, resting and leaving give nobody more than the others, nor less by more than one treatment.
    #[test]
    fn nobody_catches_up_by_being_away(moves in prop::collection::vec(a_move(), 0..80)) {
        let mut log = Log::new(policy(Order::LeastServed, crate::policy::Weigh::Value));
        let mut largest = Weight::NONE;
        for next in &moves {
            if matches!(next, Move::Turn(_) | Move::SignIn(..) | Move::Rest(_) | Move::Back(_) | Move::Leave(_)) {
                log.play(next);
            }
            largest = largest.max(log.board.largest);
            let ready = log.board.cards.iter().filter(|card| card.state == CardState::Ready);
            let credits: Vec<Weight> = ready.map(|card| card.credit).collect();
            let (least, most) = (credits.iter().min(), credits.iter().max());
            if let Some((least, most)) = least.zip(most) {
                prop_assert!(*most - *least <= largest, "{:?}", log.board.cards);
            }
        }
    }

    /// A customer who was asked for does not move the turn (点客不动牌).
    #[test]
    fn a_requested_customer_moves_nothing(
        moves in prop::collection::vec(a_move(), 0..40), who in 1..=PEOPLE, order in any_order(),
    ) {
        let mut log = Log::new(policy(order, crate::policy::Weigh::Each));
        moves.iter().for_each(|next| log.play(next));
        let before: Vec<PersonId> = log.board.line().iter().map(|card| card.person).collect();
        log.play(&Move::Named(who, 1, 2));
        let after: Vec<PersonId> = log.board.line().iter().map(|card| card.person).collect();
        prop_assert_eq!(before, after);
    }

    /// What came to nothing without her fault leaves her counts as they were.
    #[test]
    fn an_empty_turn_counts_nothing(value in 1..4i64, order in any_order()) {
        let mut log = Log::new(policy(order, crate::policy::Weigh::Value));
        log.sign_in_all();
        let first = log.board.line()[0].clone();
        log.play(&Move::Turn(value));
        log.play(&Move::Void(0, false));
        let again = log.board.line()[0].clone();
        prop_assert_eq!(Card { busy: None, ..again }, first);
    }
}

#[test]
fn two_halves_make_a_turn() {
    let mut log = Log::new(policy(Order::Queue, crate::policy::Weigh::Each));
    log.sign_in_all();
    let line = |log: &Log| log.board.line().iter().map(|card| card.person.get()).collect::<Vec<_>>();
    log.play(&Move::Named(1, 2, 1));
    assert_eq!(line(&log), [1, 2, 3, 4, 5], "picked in the hall counts half, so she stays");
    log.play(&Move::Named(1, 2, 1));
    assert_eq!(line(&log), [2, 3, 4, 5, 1]);
}

#[test]
fn who_declines_loses_her_place_and_who_is_busy_does_not() {
    let mut log = Log::new(policy(Order::Queue, crate::policy::Weigh::Each));
    log.sign_in_all();
    let mut facts = log.free();
    facts.busy.insert(PersonId::of(1), Instant::from_millis(9));
    facts.said.insert(PersonId::of(2), SkipReason::Declined);
    facts.able.remove(&PersonId::of(3));
    let choice = choose(&log.board, &log.policy, &facts);
    assert_eq!((choice.person, choice.place), (Some(PersonId::of(4)), 4));
    let reasons: Vec<SkipReason> = choice.skipped.iter().map(|skipped| skipped.reason).collect();
    assert_eq!(reasons, [SkipReason::Busy, SkipReason::Declined, SkipReason::NoPass]);
    let given = Given { skipped: choice.skipped, ..log.given(Dispatch::Turn, 2) };
    log.write(Some(4), Deed::Dispatched(Box::new(given)));
    let line: Vec<i64> = log.board.line().iter().map(|card| card.person.get()).collect();
    assert_eq!(line, [1, 3, 5, 2, 4]);
}

#[test]
fn a_poached_customer_is_counted_for_whose_turn_it_was() {
    let mut log = Log::new(policy(Order::Queue, crate::policy::Weigh::Each));
    log.sign_in_all();
    log.play(&Move::Named(3, 1, 2));
    log.play(&Move::Return(0, 1));
    let card = |who: i64| log.board.card(PersonId::of(who)).expect("a card");
    assert_eq!((card(1).turns, card(1).income.in_fen()), (1, 100_00));
    assert_eq!((card(3).turns, card(3).given, card(3).points), (0, 0, 20));
}
