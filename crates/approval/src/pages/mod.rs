//! What people and programs are shown of approvals.

use kernel::Permission::{SetForms, UseApprovals};
use kernel::{Money, Words};
use org::Chart;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Choice, Routes};

use crate::fill::Filled;
use crate::form::{Field, FieldKind, Form};
use crate::route::Stage;
use crate::state::State;

mod ask;
mod forms;
mod inbox;
mod show;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("approval")
        .get(
            "/approvals",
            UseApprovals,
            "List the forms that wait, that one asked, that one decided",
            inbox::list,
        )
        .get("/approvals/new", UseApprovals, "List the kinds of forms", ask::kinds)
        .get("/approvals/new/{id}", UseApprovals, "The form to be filled in", ask::blank)
        .post("/approvals/new/{id}", UseApprovals, "Ask for what a form says", ask::ask)
        .get("/approvals/{id}", UseApprovals, "Show a form, its way and its signatures", show::show)
        .post("/approvals/{id}/decision", UseApprovals, "Approve, refuse or give back", show::decide)
        .post("/approvals/{id}/recall", UseApprovals, "Take a form back", show::recall)
        .post("/approvals/{id}/urge", UseApprovals, "Ask those before whom it lies to hurry", show::urge)
        .get("/approvals/{id}/change", UseApprovals, "The form to be changed", ask::changing)
        .post("/approvals/{id}/change", UseApprovals, "Ask anew after a change", ask::change)
        .get("/approvals/{id}/print", UseApprovals, "A form with its signatures, for paper", show::print)
        .get("/approvals/pictures/{id}", UseApprovals, "A picture that belongs to a form", show::picture)
        .get("/approvals/forms", UseApprovals, "List the forms with their routes", forms::list)
        .get("/approvals/forms/{id}", UseApprovals, "Show a form, and where it would go", forms::show)
        .post("/approvals/forms/{id}/trial", SetForms, "Say where a new version would go", forms::trial)
        .post("/approvals/forms/{id}", SetForms, "Publish a new version of a form", forms::publish)
}

/// The class, icon and text of a state.
fn look(state: &State) -> (&'static str, &'static str, String) {
    let (class, icon) = match state {
        State::Open => ("is-due", "clock"),
        State::Approved => ("is-done", "check"),
        State::Refused => ("is-late", "ban"),
        State::Returned => ("is-due", "arrow-back-up"),
        State::Recalled => ("is-none", "x"),
    };
    (class, icon, format!("approval.state.{}", state.code()))
}

/// A field with what was filled in, ready to be read.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldView {
    code: String,
    name: Words,
    text: Words,
    /// Key of a picture.
    picture: Option<String>,
}

fn read(form: &Form, filled: &Filled, chart: &Chart) -> Vec<FieldView> {
    let view = |field: &Field| {
        let value = filled.get(&field.code)?;
        let picture = (field.kind == FieldKind::Picture).then(|| value.clone());
        Some(FieldView {
            code: field.code.clone(),
            name: field.name.clone(),
            text: words(field, value, chart),
            picture,
        })
    };
    form.fields.iter().filter_map(view).collect()
}

fn words(field: &Field, value: &str, chart: &Chart) -> Words {
    let house = &chart.organisation;
    let plain = |text: &str| Words::new(text, text);
    let money = || value.parse().ok().and_then(|fen| Money::fen(fen).ok()).map(web::text::yuan);
    match field.kind {
        FieldKind::Money | FieldKind::Product => plain(&money().unwrap_or_default()),
        FieldKind::Choice => {
            let pick = field.options.iter().find(|pick| pick.code == value);
            pick.map_or_else(|| plain(value), |pick| pick.name.clone())
        }
        FieldKind::Person => plain(value.parse().map_or("", |person| house.person_name(person))),
        FieldKind::Post => house.post_by_code(value).map_or_else(|| plain(value), org::PostRow::name),
        FieldKind::Picture => Words::default(),
        _ => plain(value),
    }
}

/// One who decides, in a simulation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WayDesk {
    post: Words,
    people: Vec<String>,
    /// Vacant posts that are passed.
    passed: Vec<Words>,
}

/// A stage of a simulation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WayStage {
    /// Is one of them enough?
    any: bool,
    desks: Vec<WayDesk>,
}

fn way(chart: &Chart, stages: &[Stage]) -> Vec<WayStage> {
    let desk = |desk: &crate::route::Desk| {
        let (post, people) = crate::publishing::seat_words(chart, desk.seat, &desk.people);
        let passed = desk.passed.iter().map(|seat| crate::publishing::seat_words(chart, *seat, &[]).0);
        WayDesk { post, people, passed: passed.collect() }
    };
    stages
        .iter()
        .map(|stage| WayStage { any: stage.any, desks: stage.desks.iter().map(desk).collect() })
        .collect()
}

/// Everybody who holds a post today.
fn people(chart: &Chart) -> Vec<Choice> {
    let name = |person| chart.organisation.person_name(person).to_owned();
    chart.people().map(|(person, _)| Choice::new(person, name(person))).collect()
}

/// Is the part of the program there that carries a form out?
fn is_built(call: &Call, form: &Form) -> bool {
    call.app.part::<crate::kinds::Kinds>().of(form).is_some()
}
