//! Several desks at once: never the same twice, and never a "no" but for a real reason.
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kernel::Id;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use world::{FACIAL, LASER, SHORT, World, worlds};

#[test]
fn two_desks_race_for_the_last_slot_and_one_is_told_what_is_nearest() {
    for world in worlds() {
        for minute in [600, 640, 700, 820, 900] {
            let order = world.order(minute, &[LASER]);
            let results: Vec<_> = thread::scope(|scope| {
                let both: Vec<_> = (0..2).map(|_| scope.spawn(|| world.books(&order))).collect();
                both.into_iter().map(|one| one.join().expect("joined")).collect()
            });
            let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
            assert_eq!((won.len(), lost.len()), (1, 1), "{} at {minute}", world.test.name);
            let lost = lost.into_iter().next().and_then(Result::err).expect("one lost");
            let refusal = lost.refusal().unwrap_or_else(|| panic!("{}: {lost}", world.test.name));
            assert_eq!(refusal.code, "booking.taken");
            let nearest =
                refusal.args.iter().find(|(name, _)| *name == "nearest").map(|(_, text)| text.as_str());
            assert!(nearest.is_some_and(|text| text.contains(':')), "{nearest:?}");
        }
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn nobody_is_refused_by_a_lock() {
    for world in worlds() {
        // Eight desks book the same therapist's day, each at times of its own: all of them fit.
        let booked = AtomicUsize::new(0);
        let minutes: Vec<u32> = (600..=760).step_by(20).chain((810..=1050).step_by(20)).collect();
        thread::scope(|scope| {
            for desk in 0..8 {
                let (world, minutes, booked) = (&world, &minutes, &booked);
                scope.spawn(move || {
                    for minute in minutes.iter().skip(desk).step_by(8) {
                        let done = world.books(&world.only(*minute, SHORT, 0));
                        done.unwrap_or_else(|error| panic!("{} at {minute}: {error}", world.test.name));
                        booked.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(booked.load(Ordering::SeqCst), minutes.len());
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

/// One thing of a random history.
#[derive(Debug, Clone)]
enum Act {
    Book { starts: u32, treatment: i64, who: Option<usize> },
    Move { which: usize, starts: u32, who: Option<usize> },
    Cancel { which: usize },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let treatment = prop::sample::select(vec![FACIAL, SHORT, LASER]);
    let who = prop::option::of(0..3usize);
    let minute = (54..108u32).prop_map(|tens| tens * 10);
    let act = prop_oneof![
        4 => (minute.clone(), treatment, who.clone()).prop_map(|(starts, treatment, who)| Act::Book { starts, treatment, who }),
        2 => (0..20usize, minute, who).prop_map(|(which, starts, who)| Act::Move { which, starts, who }),
        1 => (0..20usize).prop_map(|which| Act::Cancel { which }),
    ];
    prop::collection::vec(act, 4..16)
}

fn live(world: &World, acts: &[Act]) {
    for act in acts {
        let visit = |which: &usize| world.floor().get(*which).map(|line| line.visit);
        let done = match act {
            Act::Book { starts, treatment, who: Some(who) } => {
                world.books(&world.only(*starts, *treatment, *who)).map(drop)
            }
            Act::Book { starts, treatment, who: None } => {
                world.books(&world.order(*starts, &[*treatment])).map(drop)
            }
            Act::Move { which, starts, who } => match visit(which) {
                Some(id) => world.moves(id, &format!("2026-03-02 {}", booking::minute_text(*starts)), *who),
                None => Ok(()),
            },
            Act::Cancel { which } => visit(which).map_or(Ok(()), |id| world.cancels(id)),
        };
        if let Err(error) = done {
            assert!(error.refusal().is_some(), "{}: {error}", world.test.name);
        }
    }
}

/// Whatever is open: nobody's hands, no room, no instrument is taken twice in a minute.
fn overlaps(world: &World) -> Vec<String> {
    let mut seen = std::collections::BTreeMap::new();
    let mut twice = vec![];
    for line in world.floor().into_iter().filter(|line| line.state.is_open()) {
        let hands = line
            .hands
            .iter()
            .flat_map(|span| span.from..span.until)
            .map(|m| ("hands", line.therapist.get(), m));
        let room = line
            .room
            .into_iter()
            .flat_map(|room| (line.starts..line.ends).map(move |m| ("room", room.get(), m)));
        let laser = (line.treatment.get() == LASER).then_some(line.starts..line.ends).into_iter().flatten();
        for what in hands.chain(room).chain(laser.map(|m| ("laser", 1, m))) {
            if let Some(other) = seen.insert(what, line.line) {
                twice.push(format!("{what:?}: {other} and {}", line.line));
            }
        }
    }
    twice
}

#[test]
fn no_history_of_several_desks_takes_anything_twice() {
    for world in worlds() {
        let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
        runner
            .run(&prop::collection::vec(acts(), 4), |histories| {
                thread::scope(|scope| {
                    for history in &histories {
                        scope.spawn(|| live(&world, history));
                    }
                });
                prop_assert_eq!(overlaps(&world), Vec::<String>::new(), "{}", world.test.name);
                prop_assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
                Ok(())
            })
            .expect("never twice");
    }
}
