use std::collections::BTreeSet;

use kernel::{Actor, Permission, PersonId, Place};

use crate::chart::{Chart, Seat};

/// Where a person is to be found: on today's seats; without one, where posts were or will be held.
pub(crate) fn places(chart: &Chart, person: PersonId) -> Vec<Place> {
    let of = |seat: &Seat| Place::of(person, seat.store, chart.department(*seat));
    let today: Vec<Place> = chart.seats_held(person).iter().map(of).collect();
    if !today.is_empty() {
        return today;
    }
    let held = chart.organisation.holdings.iter().filter(|held| held.person_id == person);
    let ever: Vec<Place> = held.map(|held| of(&Seat { post: held.post_id, store: held.store_id })).collect();
    if ever.is_empty() { vec![Place::of(person, None, None)] } else { ever }
}

/// May somebody see a person? Those whom nobody has appointed yet are seen by whoever may appoint.
pub(crate) fn sees(chart: &Chart, actor: &Actor, person: PersonId) -> bool {
    let places = places(chart, person);
    let is_new = places.iter().all(|place| place.store.is_none() && place.department.is_none())
        && !chart.organisation.holdings.iter().any(|held| held.person_id == person);
    places.iter().any(|place| actor.may_at(Permission::ViewOrganisation, place))
        || (is_new && actor.may(Permission::AppointPeople) && actor.may(Permission::ViewOrganisation))
}

/// Everybody whom somebody may see; none when that is everybody there is.
pub(crate) fn visible(chart: &Chart, actor: &Actor) -> Option<BTreeSet<PersonId>> {
    if actor.may_at(Permission::ViewOrganisation, &Place::centre()) {
        return None;
    }
    let all = chart.organisation.people.keys().copied();
    Some(all.filter(|person| sees(chart, actor, *person)).collect())
}
