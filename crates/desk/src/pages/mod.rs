//! What people and programs are shown of the front desk.

use kernel::Permission::{AnswerMessages, Dispatch, ManageRosters, TakeMessages, ViewBookings, ViewDesk};
use kernel::{StoreId, Words};
use org::Chart;
use schemars::JsonSchema;
use serde::Serialize;
use web::Routes;

mod arrivals;
mod board;
mod caller;
mod greeters;
mod slip;
mod slips;
mod stream;
mod walk_in;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("desk")
        .get("/desk", ViewDesk, "The live board of the floor", board::show)
        .get(
            "/desk/stream",
            ViewDesk,
            "Tells, as server-sent events, when the floor has changed",
            stream::stream,
        )
        .post("/desk/treatments/{id}/beginning", ViewBookings, "A treatment begins", board::begin)
        .post("/desk/treatments/{id}/end", ViewBookings, "A treatment ends", board::end)
        .post("/desk/rooms/{id}/ready", ViewBookings, "A room is ready", board::ready)
        .get("/walk-in", Dispatch, "A walk-in, step by step", walk_in::show)
        .post("/walk-in", Dispatch, "A walk-in begins", walk_in::begin)
        .get("/arrivals", ViewDesk, "List who came in", arrivals::list)
        .post("/arrivals", TakeMessages, "Somebody comes in", arrivals::arrive)
        .get("/arrivals/{id}", ViewDesk, "The greeting card of an arrival", arrivals::show)
        .post("/arrivals/{id}/departure", TakeMessages, "She has left", arrivals::leave)
        .get("/slips", AnswerMessages, "List calls and messages", slips::list)
        .get("/slips/new", TakeMessages, "The form of a call slip", slip::blank)
        .get("/slips/caller", TakeMessages, "Whose number it is", caller::show)
        .post("/slips", TakeMessages, "Write a call down", slip::take)
        .get("/slips/{id}", AnswerMessages, "Show a call slip", slips::show)
        .post("/slips/{id}/reader", AnswerMessages, "Say that one has read it", slips::read)
        .post("/slips/{id}/answer", AnswerMessages, "Answer a message", slips::answer)
        .post("/slips/{id}/route", AnswerMessages, "Send a message on", slips::route)
        .get("/greeters", ViewDesk, "Who stands at the door", greeters::show)
        .post("/greeters", ManageRosters, "Put somebody at the door", greeters::stand)
        .post("/greeters/week", ManageRosters, "Fill a day as a week before", greeters::carry)
        .post(
            "/greeters/{id}/withdrawal",
            ManageRosters,
            "Take a stretch at the door back",
            greeters::withdraw,
        )
}

/// Something to choose, with its name in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Pick {
    /// What is sent.
    value: String,
    /// What is read.
    name: Words,
}

impl Pick {
    fn sample() -> Vec<Pick> {
        vec![
            Pick { value: "department/1".into(), name: Words::new("顾问部", "Consultants") },
            Pick { value: "person/1".into(), name: Words::new("周敏", "周敏") },
        ]
    }
}

/// Everybody to whom a message may go: departments first, then people with their posts.
fn addressees(chart: &Chart, store: StoreId) -> Vec<Pick> {
    let open = chart.organisation.departments.values().filter(|department| {
        department.store_id == store && department.closed_on.is_none_or(|last| last >= chart.day)
    });
    let mut all: Vec<Pick> = open
        .map(|department| Pick { value: format!("department/{}", department.id), name: department.name() })
        .collect();
    let people = chart.people().filter_map(|(person, seats)| {
        let seat = seats.iter().find(|seat| seat.store.is_none() || seat.store == Some(store))?;
        let (name, post) =
            (chart.organisation.person_name(person), chart.organisation.posts.get(&seat.post)?.name());
        let told = Words::new(format!("{name} · {}", post.zh), format!("{name} · {}", post.en));
        Some(Pick { value: format!("person/{person}"), name: told })
    });
    all.extend(people);
    all
}

/// To whom a message goes, by name.
fn addressee(
    chart: &Chart,
    department: Option<kernel::DepartmentId>,
    person: Option<kernel::PersonId>,
) -> Words {
    match (department, person) {
        (_, Some(person)) => {
            let name = chart.organisation.person_name(person);
            Words::new(name, name)
        }
        (Some(department), None) => {
            chart.organisation.departments.get(&department).map(org::DepartmentRow::name).unwrap_or_default()
        }
        (None, None) => Words::default(),
    }
}
