//! Who hears of what is late: superior after superior up the reporting line. Worked out from the deadline whenever
//! somebody looks, so that no nightly job can be forgotten.

use kernel::{Instant, PersonId, StoreId};
use org::{Chart, Seat};

/// How many superiors have heard by now: the first one once it is late, one more after each `every` minutes.
pub fn steps(due: Instant, every: i64, now: Instant) -> usize {
    if now <= due {
        return 0;
    }
    let late = now.millis().saturating_sub(due.millis()) / 60_000;
    usize::try_from(late / every.max(1) + 1).unwrap_or(usize::MAX)
}

/// The people on the first so many filled seats above a seat, the nearest first. A vacant seat is skipped, and nobody
/// hears of her own.
pub fn hears(chart: &Chart, from: Seat, of: PersonId, steps: usize) -> Vec<PersonId> {
    let filled = chart.line_above(from).map(|seat| chart.holders(seat));
    let others = filled.filter(|holders| holders.iter().any(|holder| *holder != of));
    let mut hearing = vec![];
    for person in others.take(steps).flatten().filter(|person| **person != of) {
        if !hearing.contains(person) {
            hearing.push(*person);
        }
    }
    hearing
}

/// The seat from which somebody's matters climb at a store: hers there, or any she holds.
pub fn seat_of(chart: &Chart, person: PersonId, store: StoreId) -> Option<Seat> {
    let seats = chart.seats_held(person);
    seats.iter().find(|seat| seat.store == Some(store)).or_else(|| seats.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_millis(1_795_484_000_000).plus_minutes(minutes)
    }

    #[test]
    fn each_superior_hears_in_turn() {
        let heard = |minutes| steps(at(0), 120, at(minutes));
        assert_eq!([-5, 0, 1, 119, 120, 240, 700].map(heard), [0, 0, 1, 1, 2, 3, 6]);
    }

    #[test]
    fn what_is_at_once_is_at_once() {
        assert_eq!(steps(Instant::from_millis(999), 5, Instant::from_millis(1000)), 1);
    }

    proptest! {
        #[test]
        fn it_never_climbs_down_again(every in 1i64..10_000, early in 0i64..100_000, later in 0i64..100_000) {
            prop_assert!(steps(at(0), every, at(early)) <= steps(at(0), every, at(early + later)));
        }
    }
}
