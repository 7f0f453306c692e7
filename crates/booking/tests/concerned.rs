//! Bookings that cannot be kept, and where they can go, on both databases.
mod world;

use booking::change::MoveForm;
use booking::concerned::{Concerned, Hitch, concerned};
use booking::rooms::TurnForm;
use booking::{AbsenceRow, Order};
use kernel::Id;
use world::{FACIAL, SHORT, TODAY, World, code, worlds};

fn found(world: &World) -> Vec<Concerned> {
    let store = world.store;
    world.does(move |tx, call| concerned(tx, call, store)).expect("read")
}

/// Who gives it and when, by each of the nearest moments.
fn nearest(world: &World, one: &Concerned) -> Vec<(String, usize)> {
    let who = |person| world.people.iter().position(|one| *one == person).expect("one of ours");
    one.slots.iter().map(|slot| (slot.at.clone(), who(slot.therapists[0]))).collect()
}

/// Moves it to the nearest, as the page does.
fn moves_on(world: &World, one: &Concerned) {
    let slot = &one.slots[0];
    let form = MoveForm {
        at: format!("{} {}", slot.day, slot.at),
        therapist: slot.therapists[0].to_string(),
        line: one.line.id.to_string(),
        ..MoveForm::default()
    };
    let visit = one.line.visit_id;
    world.does(move |tx, call| booking::change::move_to(tx, call, visit, &form)).expect("moved");
    assert_eq!(found(world), vec![], "{}", world.test.name);
    assert_eq!(world.found_wrong(), Vec::<String>::new());
}

#[test]
fn when_a_room_is_given_up_the_same_hour_in_another_comes_first() {
    for world in worlds() {
        let tomorrow = TODAY.tomorrow().expect("a day");
        world.books(&Order { day: tomorrow, ..world.only(610, FACIAL, 0) }).expect("booked");
        world.books(&world.only(610, FACIAL, 0)).expect("today's stays as it is");
        assert_eq!(found(&world), vec![]);
        world.does(|tx, call| booking::rooms::close_room(tx, call, Id::of(1))).expect("closed");
        let all = found(&world);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].line.day, &all[0].hitches[..]), (tomorrow, &[Hitch::Room][..]));
        assert_eq!(nearest(&world, &all[0])[0], ("10:10".to_owned(), 0));
        moves_on(&world, &all[0]);
    }
}

#[test]
fn a_room_out_of_use_concerns_what_is_still_to_come_today() {
    for world in worlds() {
        world.books(&world.only(610, FACIAL, 0)).expect("booked");
        let form = TurnForm { state: "out-of-use".into(), note: "漏水".into() };
        world.does(move |tx, call| booking::rooms::turn(tx, call, Id::of(1), &form)).expect("turned");
        assert_eq!(found(&world)[0].hitches, [Hitch::Room]);
        world.at(11 * 60 + 30);
        assert_eq!(found(&world), vec![], "it is over on {}", world.test.name);
    }
}

#[test]
fn when_she_has_leave_another_takes_it_in_the_same_room_and_nobody_books_her() {
    for world in worlds() {
        world.books(&world.only(610, FACIAL, 0)).expect("booked");
        let away = AbsenceRow {
            person_id: world.people[0],
            from_day: TODAY,
            until_day: TODAY,
            kind: "sick".into(),
            source: "approvals/1".into(),
        };
        let by = world.people[1];
        world.does(move |tx, call| booking::keep_away(tx, &away, by, call.now)).expect("kept");
        let all = found(&world);
        assert_eq!(all[0].hitches, [Hitch::Absent]);
        assert_eq!(nearest(&world, &all[0])[0], ("10:10".to_owned(), 1));
        assert_eq!(code(world.books(&world.only(900, SHORT, 0))), "booking.taken");
        moves_on(&world, &all[0]);
    }
}

#[test]
fn one_of_several_treatments_keeps_its_hour() {
    for world in worlds() {
        let mut order = world.only(610, FACIAL, 0);
        order.parts.extend(world.only(610, SHORT, 2).parts);
        world.books(&order).expect("booked");
        let form = TurnForm { state: "out-of-use".into(), note: "漏水".into() };
        world.does(move |tx, call| booking::rooms::turn(tx, call, Id::of(1), &form)).expect("turned");
        let all = found(&world);
        assert_eq!((all.len(), all[0].alone), (1, false));
        assert_eq!(nearest(&world, &all[0]), [("10:10".to_owned(), 0)]);
        moves_on(&world, &all[0]);
    }
}
