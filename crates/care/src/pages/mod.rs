//! What people and programs are shown of care.

mod allocation;
mod board;
mod care;
mod classes;
mod customer;
mod follow_up;
mod follow_ups;
mod negotiation;
mod plan_rules;
mod policy;
mod scheme;
mod words;

use kernel::Permission::{CareForCustomers, DirectCare, ViewCare};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("care")
        .get("/care", ViewCare, "The follow-ups that are due", care::show)
        .get("/care/{id}", ViewCare, "How a customer is cared for, and why so", customer::show)
        .post("/care/{id}/notes", CareForCustomers, "Note how a service was taken", customer::note)
        .get("/follow-ups", ViewCare, "List the follow-ups", follow_ups::list)
        .get("/follow-ups/new", CareForCustomers, "The form of a follow-up", follow_ups::new)
        .post("/follow-ups", CareForCustomers, "Plan a follow-up", follow_ups::plan)
        .get("/follow-ups/{id}", ViewCare, "Show a follow-up", follow_up::show)
        .post("/follow-ups/{id}", CareForCustomers, "Write down what came of a follow-up", follow_up::finish)
        .get("/negotiations", ViewCare, "The board of negotiations", board::show)
        .get("/negotiations/new", CareForCustomers, "The form of a negotiation", negotiation::new)
        .post("/negotiations", CareForCustomers, "Open a negotiation", negotiation::open)
        .get("/negotiations/{id}", ViewCare, "Show a negotiation", negotiation::show)
        .post("/negotiations/{id}/talks", CareForCustomers, "Write a talk down", negotiation::talk)
        .post("/negotiations/{id}/remarks", DirectCare, "Remark on a negotiation", negotiation::remark)
        .get("/classes", ViewCare, "The customers with their classes", classes::list)
        .post("/classes/runs", CareForCustomers, "Work the classes of a store out", classes::run)
        .get("/allocation", ViewCare, "Who got whom and why, and what the rules say now", allocation::show)
        .post("/allocation/runs", DirectCare, "Carry out what the rules say", allocation::run)
        .get("/allocation/override", DirectCare, "The form to give a customer to somebody", policy::giving)
        .post(
            "/allocation/override",
            DirectCare,
            "Give a customer to somebody against the rules",
            policy::give,
        )
        .get("/allocation/rules", DirectCare, "The form of a store's rules", policy::rules)
        .post("/allocation/rules", DirectCare, "Set a store's rules", policy::set)
        .get("/follow-ups/rules", DirectCare, "The form of what is followed up by itself", plan_rules::show)
        .post(
            "/follow-ups/rules",
            DirectCare,
            "Set what is followed up by itself, from a day on",
            plan_rules::set,
        )
        .get("/classes/thresholds", DirectCare, "The form of the thresholds of classes", scheme::show)
        .post("/classes/thresholds", DirectCare, "Set the thresholds of classes from a day on", scheme::set)
}
