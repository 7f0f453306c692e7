//! Booking, moving and calling off, on both databases.
mod world;

use booking::change::{LateForm, MoveForm};
use booking::extend::{self, ExtendForm};
use booking::rooms::{self, PlaceForm};
use booking::roster::RosterForm;
use booking::search::{self, Sought};
use booking::waiting::{self, TakeForm, WaitForm};
use booking::{Dispatch, LineState, OrderPart, RoomState, VisitLineId, WalkIn, With};
use catalog::TreatmentId;
use kernel::{Id, Result};
use world::{FACIAL, LASER, SHORT, TODAY, World, by, code, worlds};

/// Who, in which room, from when until when.
fn told(world: &World) -> Vec<(usize, Option<i64>, u32, u32)> {
    let who = |line: &booking::FloorLine| world.people.iter().position(|person| *person == line.therapist);
    let open = world.floor().into_iter().filter(|line| line.state.is_open());
    open.map(|line| (who(&line).expect("one of ours"), line.room.map(Id::get), line.starts, line.ends))
        .collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> (String, String) {
    let error = result.expect_err("refused");
    let refusal = error.refusal().expect("a refusal").clone();
    let nearest = refusal.args.iter().find(|(name, _)| *name == "nearest").map(|(_, text)| text.clone());
    (refusal.code.to_owned(), nearest.unwrap_or_default())
}

#[test]
fn the_last_room_is_given_once_and_the_refusal_tells_the_nearest() {
    for world in worlds() {
        world.books(&world.order(610, &[FACIAL])).expect("booked");
        world.books(&world.order(610, &[FACIAL])).expect("booked");
        assert_eq!(told(&world), [(0, Some(1), 605, 665), (1, Some(2), 605, 665)]);
        let (code, nearest) = refused(world.books(&world.order(610, &[FACIAL])));
        assert_eq!(code, "booking.taken");
        assert_eq!(nearest, "11:10 技师0 · 11:20 技师0 · 11:30 技师0", "{}", world.test.name);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn while_the_mask_works_the_therapist_gives_another_a_short_treatment() {
    for world in worlds() {
        world.books(&world.only(605, FACIAL, 0)).expect("booked");
        let (code, nearest) = refused(world.books(&world.only(630, SHORT, 0)));
        assert_eq!(
            (code.as_str(), nearest.as_str()),
            ("booking.taken", "11:00 技师0 · 11:10 技师0 · 11:20 技师0")
        );
        let mut quick = world.only(635, SHORT, 0);
        quick.parts[0].treatment = TreatmentId::of(SHORT);
        assert!(
            world.books(&quick).is_err(),
            "the mask works for fifteen minutes, the short one takes twenty"
        );
    }
}

#[test]
fn who_has_not_passed_is_not_booked() {
    for world in worlds() {
        assert_eq!(code(world.books(&world.only(610, FACIAL, 2))), "booking.not_able");
        world.books(&world.only(610, SHORT, 2)).expect("she may give this one");
        assert_eq!(code(world.books(&world.order(530, &[SHORT]))), "booking.past");
        assert_eq!(code(world.books(&world.order(545, &[SHORT]))), "booking.taken", "nobody works then");
    }
}

#[test]
fn one_instrument_serves_one_at_a_time() {
    for world in worlds() {
        world.books(&world.order(600, &[LASER])).expect("booked");
        let (code, nearest) = refused(world.books(&world.order(600, &[LASER])));
        assert_eq!((code.as_str(), &nearest[..5]), ("booking.taken", "10:20"));
    }
}

#[test]
fn two_together_need_two_therapists() {
    for world in worlds() {
        let mut pair = world.order(610, &[FACIAL, FACIAL]);
        pair.parts[1].guest = 2;
        pair.second = Some(world.customers[1]);
        world.books(&pair).expect("booked");
        assert_eq!(told(&world), [(0, Some(1), 605, 665), (1, Some(2), 605, 665)]);
        let lines = world.floor();
        assert_eq!(lines[1].customer, Some(world.customers[1]));
        assert_eq!(code(world.books(&pair)), "booking.taken");
    }
}

#[test]
fn two_treatments_at_once_share_a_room_until_the_last_of_them_is_over() {
    for world in worlds() {
        let visit = world.books(&both_at(&world, 610)).expect("booked");
        assert_eq!(told(&world), [(0, Some(1), 605, 665), (1, Some(1), 605, 665)]);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
        world.moves(visit, "2026-03-02 10:40", None).expect("moved, and still together");
        assert_eq!(told(&world), [(0, Some(1), 635, 695), (1, Some(1), 635, 695)]);
        assert_eq!(world.found_wrong(), Vec::<String>::new());

        world.at(640);
        let lines: Vec<VisitLineId> = world.floor().iter().map(|line| line.line).collect();
        let [first, second] = [lines[0], lines[1]];
        world.does(move |tx, call| booking::begin(tx, call, first, false)).expect("one begins");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
        world.does(move |tx, call| booking::end(tx, call, first, "")).expect("and ends");
        assert_eq!(told(&world), [(1, Some(1), 635, 695)]);
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "the other still lies there");
        world.does(move |tx, call| booking::begin(tx, call, second, false)).expect("the other begins");
        world.does(move |tx, call| booking::end(tx, call, second, "")).expect("and ends");

        let visit = world.books(&both_at(&world, 900)).expect("booked");
        world.cancels(visit).expect("called off");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

fn both_at(world: &World, starts: u32) -> booking::Order {
    let mut both = world.order(starts, &[FACIAL, FACIAL]);
    both.parts[1].together = true;
    both
}

#[test]
fn a_visit_moves_and_what_it_had_is_free() {
    for world in worlds() {
        let visit = world.books(&world.only(610, FACIAL, 0)).expect("booked");
        world.moves(visit, "2026-03-02 11:10", Some(1)).expect("moved");
        assert_eq!(told(&world), [(1, Some(1), 665, 725)]);
        world.books(&world.only(610, FACIAL, 0)).expect("free again");
        let other = world.books(&world.only(670, FACIAL, 0)).expect("booked");
        let (code, nearest) = refused(world.moves(other, "2026-03-02 10:40", None));
        assert_eq!(
            (code.as_str(), &nearest[..5]),
            ("booking.taken", "11:10"),
            "where it is now is the nearest"
        );
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "a refused move leaves all as it was");
        world.cancels(other).expect("called off");
        assert_eq!(
            world.cancels(other).err().and_then(|e| e.refusal().map(|r| r.code)),
            Some("booking.not_now")
        );
        world.moves(visit, "2026-03-03 11:10", None).expect("to tomorrow");
        assert_eq!(told(&world).len(), 1);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn from_the_door_to_the_end() {
    for world in worlds() {
        let visit = world.books(&world.only(610, FACIAL, 0)).expect("booked");
        world.at(612);
        let late = LateForm { minutes: "10".into() };
        world.does(move |tx, call| booking::change::late(tx, call, visit, &late)).expect("late");
        world.at(618);
        world.does(move |tx, call| booking::arrive(tx, call, visit)).expect("arrived");
        assert_eq!(code(world.does(move |tx, call| booking::arrive(tx, call, visit))), "booking.not_now");
        let line = world.floor()[0].line;
        world.at(620);
        world.does(move |tx, call| booking::begin(tx, call, line, false)).expect("begun");
        assert_eq!(told(&world), [(0, Some(1), 620, 680)], "its time moves to now");
        assert_eq!(code(world.books(&world.only(640, SHORT, 0))), "booking.taken");
        world.at(670);
        world.does(move |tx, call| booking::end(tx, call, line, "皮肤状态好")).expect("ended");
        let line = &world.floor()[0];
        assert_eq!((line.state, line.dispatch), (LineState::Done, Dispatch::Requested));
        world.books(&world.only(670, SHORT, 0)).expect("her hands are free at once");
        let store = world.store;
        let rooms = world.does(move |tx, _| booking::rooms(tx, store, TODAY)).expect("rooms");
        assert_eq!(rooms[0].state(), RoomState::ToClean);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn more_is_given_until_the_next_customer_comes() {
    for world in worlds() {
        world.books(&world.only(605, SHORT, 0)).expect("booked");
        world.books(&world.only(660, SHORT, 0)).expect("the next");
        world.at(605);
        let line = world.floor()[0].line;
        let longer = |minutes: &str| {
            let form = ExtendForm { minutes: minutes.into(), ..ExtendForm::default() };
            world.does(move |tx, call| extend::extend(tx, call, line, &form))
        };
        assert_eq!(refused(longer("10")).0, "booking.not_now", "it has not begun");
        world.does(move |tx, call| booking::begin(tx, call, line, false)).expect("begun");
        let (ends, next) = (world.floor()[0].ends, world.floor()[1].starts);
        let error = longer("180").expect_err("refused");
        let refusal = error.refusal().expect("a refusal");
        assert_eq!(
            (refusal.code, refusal.args[0].1.clone()),
            ("booking.no_longer", (next - ends).to_string())
        );
        longer("10").expect("longer");
        assert_eq!(world.floor()[0].ends, ends + 10, "{}", world.test.name);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn another_treatment_follows_the_one_that_runs_by_the_same_hands() {
    for world in worlds() {
        world.books(&world.only(605, FACIAL, 0)).expect("booked");
        world.at(605);
        let running = world.floor()[0].line;
        let follows = |number: &str| {
            let form = ExtendForm { treatment: number.into(), ..ExtendForm::default() };
            world.does(move |tx, call| extend::extend(tx, call, running, &form))
        };
        let number = world
            .does(|tx, call| {
                let offered = catalog::treatments(tx, call, TODAY)?;
                Ok(offered.get(TreatmentId::of(FACIAL)).map(|short| short.number.clone()).unwrap_or_default())
            })
            .expect("a number");
        assert_eq!(refused(follows(&number)).0, "booking.not_now", "it has not begun");
        world.does(move |tx, call| booking::begin(tx, call, running, false)).expect("begun");
        assert_eq!(refused(follows("nothing")).0, "invalid");
        follows(&number).expect("it follows");
        let floor = world.floor();
        let (one, next) = (&floor[0], &floor[1]);
        assert_eq!((next.visit, next.therapist, next.room), (one.visit, one.therapist, one.room));
        assert_eq!(
            (next.starts, next.dispatch, next.state),
            (one.ends, Dispatch::Extension, LineState::Arrived)
        );
        assert_eq!(refused(follows(&number)).0, "booking.no_longer", "the time after it is taken now");
        let following = next.line;
        let clean = || {
            let store = world.store;
            let rooms = world.does(move |tx, _| booking::rooms(tx, store, TODAY)).expect("rooms");
            rooms.iter().all(|room| room.state() != RoomState::ToClean)
        };
        world.at(650);
        world.does(move |tx, call| booking::end(tx, call, running, "")).expect("ended");
        assert!(clean(), "she stays where she lies");
        world.does(move |tx, call| booking::begin(tx, call, following, false)).expect("begun");
        world.does(move |tx, call| booking::end(tx, call, following, "")).expect("ended");
        assert!(!clean());
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

fn walks_in(world: &World, who: usize) -> Result<VisitLineId> {
    let walk = WalkIn {
        store: world.store,
        customer: None,
        guest: "路过的客人".into(),
        treatment: TreatmentId::of(FACIAL),
        therapist: world.people[who],
        dispatch: Dispatch::Turn,
        room: None,
    };
    world.does(move |tx, call| booking::walk_in(tx, call, &by(call, walk.store), &walk))
}

#[test]
fn who_walks_in_never_gets_what_is_promised() {
    for world in worlds() {
        world.books(&world.only(650, FACIAL, 0)).expect("booked");
        world.at(615);
        assert_eq!(code(walks_in(&world, 0)), "booking.busy");
        let line = walks_in(&world, 1).expect("received");
        assert_eq!(
            told(&world),
            [(1, Some(1), 615, 675), (0, Some(1), 645, 705)].map(|mut t| {
                if t.0 == 1 {
                    t.1 = Some(2)
                };
                t
            })
        );
        assert_eq!(code(walks_in(&world, 1)), "booking.busy");
        world.does(move |tx, call| booking::end(tx, call, line, "")).expect("ended");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn what_is_called_off_is_offered_to_who_waits() {
    for world in worlds() {
        let visits: Vec<_> = (600..1080)
            .step_by(20)
            .filter(|minute| !(780..810).contains(minute))
            .filter_map(|minute| world.books(&world.only(minute, SHORT, 2)).ok())
            .collect();
        let wait = WaitForm {
            store: world.store.to_string(),
            customer: world.customers[1].to_string(),
            treatment: SHORT.to_string(),
            therapist: world.people[2].to_string(),
            from: TODAY.to_string(),
            until: TODAY.to_string(),
            earliest: "14:00".into(),
            latest: "17:00".into(),
            ..WaitForm::default()
        };
        world.does(move |tx, call| waiting::wait(tx, call, &wait)).expect("waits");
        let store = world.store;
        let offers =
            move |world: &World| world.does(move |tx, _| waiting::offers(tx, store, TODAY)).expect("offers");
        assert_eq!(offers(&world).len(), 0, "all is taken");
        world.cancels(visits[0]).expect("called off");
        assert_eq!(offers(&world).len(), 0, "ten o'clock is too early for her");
        let at_three = world.floor().into_iter().find(|line| line.starts == 900).expect("at three");
        world.cancels(at_three.visit).expect("called off");
        let offered = offers(&world);
        assert_eq!((offered.len(), offered[0].starts), (1, 900));
        let id = offered[0].id;
        world.does(move |tx, call| waiting::take(tx, call, id, &TakeForm::default())).expect("booked");
        assert_eq!(
            code(world.does(move |tx, call| waiting::take(tx, call, id, &TakeForm::default()))),
            "booking.not_now"
        );
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn a_roster_is_not_cut_from_under_a_promise() {
    for world in worlds() {
        world.books(&world.only(1000, SHORT, 2)).expect("booked");
        let (store, person) = (world.store, world.people[2]);
        let set = move |anyway: &str, ends: &str| {
            let form = RosterForm {
                store: String::new(),
                sex: String::new(),
                person: person.to_string(),
                day: TODAY.to_string(),
                starts: "10:00".into(),
                ends: ends.into(),
                breaks: String::new(),
                anyway: anyway.into(),
            };
            world.does(move |tx, call| booking::roster::set(tx, call, store, &form))
        };
        assert_eq!(code(set("", "16:00")), "booking.promised");
        set("", "17:00").expect("the promise lies within");
        set("yes", "16:00").expect("she is ill");
    }
}

#[test]
fn free_times_are_those_that_can_be_booked() {
    for world in worlds() {
        world.books(&world.only(620, SHORT, 0)).expect("booked");
        let mut sought = Sought::one(world.store, TODAY, TreatmentId::of(SHORT));
        sought.parts =
            vec![OrderPart { with: With::Only(world.people[0]), ..OrderPart::of(TreatmentId::of(SHORT)) }];
        let times = {
            let sought = sought.clone();
            world.does(move |tx, call| search::times(tx, call, &sought)).expect("times")
        };
        assert_eq!(&times[0].times[..3], ["10:00", "10:40", "10:50"]);
        for (minute, free) in
            [(600, true), (610, false), (620, false), (640, true), (780, false), (1060, true), (1070, false)]
        {
            let text = booking::minute_text(minute);
            assert_eq!(times[0].times.contains(&text), free, "{text}");
            assert_eq!(world.books(&world.only(minute, SHORT, 0)).is_ok(), free, "{text}");
        }
    }
}

#[test]
fn a_visit_changes_its_room_and_keeps_its_hour_although_that_has_begun() {
    for world in worlds() {
        let visit = world.books(&world.only(610, FACIAL, 0)).expect("booked");
        world.at(615);
        let other = |room: &str| {
            let form = MoveForm { at: "2026-03-02 10:10".into(), room: room.into(), ..MoveForm::default() };
            world.does(move |tx, call| booking::change::move_to(tx, call, visit, &form))
        };
        assert_eq!(told(&world), [(0, Some(1), 605, 665)]);
        other("2").expect("moved");
        assert_eq!(told(&world), [(0, Some(2), 605, 665)]);
        world
            .does(|tx, call| {
                let kind =
                    PlaceForm { name: "身体房".into(), kind: "body".into(), ..PlaceForm::default() };
                rooms::add_room(tx, call, Id::of(1), &kind)
            })
            .expect("a room");
        assert_eq!(code(other("3")), "booking.wrong_room");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn a_move_form_says_what_moves() {
    for world in worlds() {
        let visit = world.books(&world.order(610, &[SHORT, SHORT])).expect("booked");
        let line = world.floor()[1].line;
        let only = MoveForm { at: "2026-03-03 10:00".into(), line: line.to_string(), ..MoveForm::default() };
        assert_eq!(
            code(world.does(move |tx, call| booking::change::move_to(tx, call, visit, &only))),
            "booking.split"
        );
        assert_eq!(
            code(world.does(move |tx, call| booking::change::move_to(tx, call, visit, &MoveForm::default()))),
            "invalid"
        );
    }
}
