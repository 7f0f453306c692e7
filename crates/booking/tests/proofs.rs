//! What bookings prove, and how often a treatment was given, on both databases.
mod world;

use std::collections::BTreeSet;

use booking::{Bookings, Visits};
use catalog::{OfferId, Uses};
use db::{args, sql};
use kernel::Id;
use rhythm::{Asked, Evidence};
use world::{SHORT, TODAY, World, worlds};

const WRITTEN: [&str; 2] = ["booking.service-sheet", "customer.service-note"];

/// What is proven of somebody's day.
fn proven(world: &World, who: usize) -> BTreeSet<&'static str> {
    let person = world.people[who];
    let proofs = world.test.db.read_now(move |tx| {
        Bookings.proofs(tx, &Asked { day: TODAY, people: [person].into(), stores: [].into() })
    });
    proofs.expect("proofs").into_iter().map(|proof| proof.code).collect()
}

fn looks_at_her_day(world: &World, who: usize) {
    let (person, at) = (world.people[who], world.call().now);
    let looked = world.does(move |tx, _| {
        tx.exec(
            sql!("INSERT INTO page_look (person_id, day, page, at) VALUES ($1, $2, $3, $4)"),
            args![person, TODAY, "booking.service-sheet", at],
        )
    });
    looked.expect("looked");
}

#[test]
fn a_day_without_customers_is_written_up_by_looking_at_it_and_one_with_them_by_giving() {
    for world in worlds() {
        assert!(proven(&world, 1).is_empty());
        looks_at_her_day(&world, 1);
        assert!(
            WRITTEN.iter().all(|code| proven(&world, 1).contains(code)),
            "nobody came: there is no more to write"
        );
        world.books(&world.only(610, SHORT, 1)).expect("booked");
        assert!(WRITTEN.iter().all(|code| !proven(&world, 1).contains(code)), "now there is");
        world.at(610);
        let line = world.floor()[0].line;
        world.does(move |tx, call| booking::begin(tx, call, line, false)).expect("begun");
        assert!(!proven(&world, 1).contains(WRITTEN[0]), "not before it is over");
        world.does(move |tx, call| booking::end(tx, call, line, "皮肤状态好")).expect("ended");
        assert!(proven(&world, 1).contains(WRITTEN[0]));
        assert!(!proven(&world, 0).contains(WRITTEN[0]), "it was not the other's");
    }
}

#[test]
fn how_often_a_treatment_was_given_is_counted_when_it_is_over() {
    for world in worlds() {
        let used = || {
            let read = world.test.db.read_now(|tx| Visits.used(tx, OfferId::of(SHORT), TODAY, TODAY));
            read.expect("counted").uses
        };
        assert_eq!(used(), None, "what was never given may be no treatment at all");
        for minute in [610, 640] {
            world.books(&world.only(minute, SHORT, 1)).expect("booked");
        }
        assert_eq!(used(), None, "booked is not given");
        world.at(610);
        let line = world.floor()[0].line;
        world.does(move |tx, call| booking::begin(tx, call, line, false)).expect("begun");
        world.does(move |tx, call| booking::end(tx, call, line, "")).expect("ended");
        assert_eq!(used(), Some(1));
    }
}
