use kernel::{Instant, PersonId, Place};
use org::{Chart, Seat};

use crate::day::Day;
use crate::duty::Duty;

/// Who hears of a duty that is overdue: its reviewer at once, and the reviewer's superior once it climbs. A vacant
/// seat is skipped upward, and nobody is told of her own.
pub fn hears(day: &Day, duty: &Duty, now: Instant) -> Vec<PersonId> {
    if now <= duty.due {
        return vec![];
    }
    let Some((reviewer, holders)) = reviewer(day, duty) else { return vec![] };
    let mut hearing: Vec<PersonId> = holders.to_vec();
    if duty.climbs.is_some_and(|climbs| now > climbs)
        && let Some((_, above)) = day.chart.superior(reviewer, Some(duty.person))
    {
        hearing.extend(above);
    }
    hearing.retain(|person| *person != duty.person);
    hearing
}

/// The seat that looks at a duty, and who sits there: the post named in the handbook, or the next filled one above
/// it; without a name, the nearest superior.
pub fn reviewer<'a>(day: &'a Day, duty: &Duty) -> Option<(Seat, &'a [PersonId])> {
    let chart = &day.chart;
    let named = day.entry(duty).reviewer.as_deref();
    let post = named.and_then(|code| chart.organisation.post_by_code(code));
    let seat = post.and_then(|post| chart.line_above(duty.seat).find(|seat| seat.post == post.id));
    match seat {
        Some(seat) if chart.holders(seat).iter().any(|holder| *holder != duty.person) => {
            Some((seat, chart.holders(seat)))
        }
        Some(seat) => chart.superior(seat, Some(duty.person)),
        None => chart.superior(duty.seat, Some(duty.person)),
    }
}

/// Where a person is found today, by the first post held: what a right over that person is measured against.
pub fn place_of(chart: &Chart, person: PersonId) -> Place {
    let seat = chart.seats_held(person).first().copied();
    Place::of(person, seat.and_then(|seat| seat.store), seat.and_then(|seat| chart.department(seat)))
}

/// The seats that a person answers for: her own, and the empty ones whose nearest superior she is. What went up to
/// an empty seat does not lie there.
pub fn answers_for(chart: &Chart, person: PersonId) -> Vec<Seat> {
    let own = chart.seats_held(person);
    let empty = |seat: &Seat| chart.holders(*seat).is_empty();
    let hers = |seat: &Seat| chart.superior(*seat, None).is_some_and(|(above, _)| own.contains(&above));
    own.iter().copied().chain(chart.seats().into_iter().filter(|seat| empty(seat) && hers(seat))).collect()
}
