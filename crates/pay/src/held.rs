//! Who held which post, where, and from when until when.

use std::collections::BTreeMap;

use kernel::{BusinessDate, PersonId, StoreId};

/// A post held for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Code of the post.
    pub post: String,
    /// Where; none is the whole centre.
    pub store: Option<StoreId>,
    /// Code of the department.
    pub department: Option<String>,
    /// Until somebody is appointed (代理).
    pub acting: bool,
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: Option<BusinessDate>,
}

impl Seat {
    pub(crate) fn on(&self, day: BusinessDate) -> bool {
        org::holds(self.from, self.until, day)
    }
}

/// Who held which posts.
#[derive(Debug, Clone, Default)]
pub struct Held(BTreeMap<PersonId, Vec<Seat>>);

impl Held {
    /// One seat more.
    pub fn add(&mut self, person: PersonId, seat: Seat) {
        self.0.entry(person).or_default().push(seat);
    }

    /// The seats of a person on a day.
    pub(crate) fn seats(&self, person: PersonId, day: BusinessDate) -> impl Iterator<Item = &Seat> {
        let all = self.0.get(&person).map_or(&[] as &[_], Vec::as_slice);
        all.iter().filter(move |seat| seat.on(day))
    }

    /// Did she hold one of these posts on the day?
    pub(crate) fn one_of(&self, person: PersonId, posts: &[String], day: BusinessDate) -> bool {
        self.seats(person, day).any(|seat| posts.contains(&seat.post))
    }

    /// Everybody who ever held one of these posts, with the seat.
    pub(crate) fn holders(&self, posts: &[String]) -> Vec<(PersonId, &Seat)> {
        let all = self.0.iter().flat_map(|(person, seats)| seats.iter().map(|seat| (*person, seat)));
        all.filter(|(_, seat)| posts.contains(&seat.post)).collect()
    }

    /// On how many of these days each person held one of these posts in full.
    pub(crate) fn days(&self, posts: &[String], days: &[BusinessDate]) -> Vec<(PersonId, i64)> {
        let full = |seat: &&Seat| !seat.acting && posts.contains(&seat.post);
        let count = |seats: &[Seat]| {
            days.iter().filter(|day| seats.iter().filter(full).any(|seat| seat.on(**day))).count()
        };
        let counts = self.0.iter().map(|(person, seats)| (*person, count(seats) as i64));
        counts.filter(|(_, count)| *count > 0).collect()
    }
}
