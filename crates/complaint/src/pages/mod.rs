//! What people and programs are shown of what customers say.

use kernel::Permission::{HandleComplaints, TakeComplaints, ViewComplaints, ViewOpinions};
use kernel::{BusinessDate, PersonId, StoreId, Words};
use org::Chart;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Access, Routes};

use crate::case::State;
use crate::words::{Named, offered};

mod alert;
mod alerts;
mod causes;
mod complaint;
mod complaints;
mod fill;
mod marks;
mod opinion;
mod opinions;
mod steps;
mod take;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("complaint")
        .get("/complaints", ViewComplaints, "List complaints", complaints::list)
        .get("/complaints/new", TakeComplaints, "The form of a complaint", take::blank)
        .get("/complaints/causes", ViewComplaints, "The month's complaints by cause", causes::show)
        .get("/complaints/{id}", ViewComplaints, "Show a complaint", complaint::show)
        .post("/complaints", TakeComplaints, "Take a complaint down", take::take)
        .post("/complaints/{id}/notes", TakeComplaints, "Write down what was found out", steps::note)
        .post("/complaints/{id}/remedies", HandleComplaints, "Make up for it", steps::remedy)
        .post(
            "/complaints/{id}/verdicts",
            HandleComplaints,
            "Write down the customer's verdict",
            steps::judge,
        )
        .post("/complaints/{id}/owner", HandleComplaints, "Hand a complaint to another", steps::hand)
        .post("/complaints/{id}/severity", HandleComplaints, "Say how bad it is", steps::weigh)
        .get("/alerts", ViewComplaints, "List special situations", alerts::list)
        .get("/alerts/new", TakeComplaints, "The form of a special situation", alert::blank)
        .post("/alerts", TakeComplaints, "Report a special situation", alert::report)
        .get("/alerts/{id}", Access::SignedIn, "Show a special situation", alert::show)
        .post("/alerts/{id}/taker", TakeComplaints, "Take a special situation on", alert::take)
        .post("/alerts/{id}/outcome", TakeComplaints, "Say how a special situation went", alert::end)
        .get("/opinions", ViewOpinions, "List opinion forms", opinions::list)
        .get("/opinions/therapists", ViewOpinions, "How treatments were marked", marks::show)
        .post("/opinions", TakeComplaints, "Ask a customer for her opinion", opinion::ask)
        .get("/opinions/{id}", ViewOpinions, "Show an opinion form", opinion::show)
        .post("/opinions/{id}/reply", HandleComplaints, "Write down what she was answered", opinion::reply)
        .get("/opinion/{id}", Access::Public, "The opinion form behind a link", fill::open)
        .post("/opinion/{id}", Access::Public, "Give one's opinion", fill::answer)
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
    fn named(all: &[Named], day: BusinessDate) -> Vec<Pick> {
        offered(all, day).map(|one| Pick { value: one.code.clone(), name: one.name.clone() }).collect()
    }

    fn person(chart: &Chart, person: PersonId) -> Pick {
        let name = chart.organisation.person_name(person);
        let post = chart.seats_held(person).first().and_then(|seat| chart.organisation.posts.get(&seat.post));
        let told = |of: &dyn Fn(&Words) -> String| match post {
            Some(post) => format!("{name} · {}", of(&post.name())),
            None => name.to_owned(),
        };
        let name = Words::new(told(&|post| post.zh.clone()), told(&|post| post.en.clone()));
        Pick { value: person.to_string(), name }
    }

    fn sample() -> Vec<Pick> {
        vec![
            Pick { value: "waiting".into(), name: Words::new("等候与预约", "Waiting and bookings") },
            Pick { value: "manner".into(), name: Words::new("态度与礼仪", "Manner") },
        ]
    }
}

/// Everybody who holds a post at a store, or everywhere; by name.
fn people_at(chart: &Chart, store: StoreId, fits: impl Fn(PersonId) -> bool) -> Vec<Pick> {
    let here = chart
        .people()
        .filter(|(_, seats)| seats.iter().any(|seat| seat.store.is_none() || seat.store == Some(store)));
    here.filter(|(person, _)| fits(*person)).map(|(person, _)| Pick::person(chart, person)).collect()
}

/// Class, icon and text of how a complaint stands.
fn look(state: State, late: bool) -> (&'static str, &'static str, &'static str) {
    match (state, late) {
        (State::Closed, _) => ("is-done", "check", "complaint.state.closed"),
        (_, true) => ("is-late", "alert-triangle", "complaint.state.late"),
        (State::Open, _) => ("is-due", "clock", "complaint.state.open"),
        (State::Remedied, _) => ("is-due", "message-2", "complaint.state.remedied"),
    }
}
