use std::collections::BTreeSet;

use kernel::{PersonId, StoreId, codes};
use org::{Chart, Seat};

codes! {
    /// Which meeting.
    pub enum MeetingKind {
        /// The supervisors, every morning (主管例会).
        Supervisors = "supervisors",
        /// One department (部门会议).
        Department = "department",
    }
}

codes! {
    /// Who came.
    pub enum Presence {
        /// There in time.
        Present = "present",
        /// There, but late.
        Late = "late",
        /// Not there.
        Absent = "absent",
        /// Not there, with leave.
        Excused = "excused",
    }
}

codes! {
    /// How somebody looks: uniform, hair, nails, badge (仪容).
    pub enum Grooming {
        /// As it should be.
        Ok = "ok",
        /// Something is wrong.
        Fault = "fault",
    }
}

/// The departments of a store that have people today, in their order, each with its people.
pub fn departments(chart: &Chart, store: StoreId) -> Vec<(String, BTreeSet<PersonId>)> {
    let mut all: Vec<(String, BTreeSet<PersonId>)> = vec![];
    let mut known: Vec<_> =
        chart.organisation.departments.values().filter(|department| department.store_id == store).collect();
    known.sort_by_key(|department| department.id);
    for department in known {
        let people: BTreeSet<PersonId> = seats_at(chart, store)
            .filter(|seat| chart.department(*seat) == Some(department.id))
            .flat_map(|seat| chart.holders(seat).to_vec())
            .collect();
        if !people.is_empty() {
            all.push((department.code.clone(), people));
        }
    }
    all
}

fn seats_at(chart: &Chart, store: StoreId) -> impl Iterator<Item = Seat> {
    chart.seats().into_iter().filter(move |seat| seat.store == Some(store))
}

/// Who is asked to the supervisors' meeting: everybody below the chair who leads somebody, and of a department that
/// has no such, whoever has held a post there longest.
pub fn supervisors(chart: &Chart, store: StoreId, chair: PersonId) -> Vec<PersonId> {
    let below = chart.below(chair);
    let mut asked: Vec<PersonId> = vec![chair];
    for (_, people) in departments(chart, store) {
        let leaders: Vec<PersonId> = people
            .iter()
            .copied()
            .filter(|person| below.contains(person) && !chart.below(*person).is_empty())
            .collect();
        match leaders.is_empty() {
            false => asked.extend(leaders),
            true => asked.extend(longest(chart, store, &people)),
        }
    }
    let mut seen = BTreeSet::new();
    asked.into_iter().filter(|person| seen.insert(*person)).collect()
}

/// Holders of a seat stand in the order of their holdings.
fn longest(chart: &Chart, store: StoreId, people: &BTreeSet<PersonId>) -> Option<PersonId> {
    let mut seats = seats_at(chart, store);
    seats.find_map(|seat| chart.holders(seat).iter().copied().find(|person| people.contains(person)))
}
