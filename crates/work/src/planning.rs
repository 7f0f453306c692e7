//! Plans of a day, a week or a month: kept, handed in, read by the superior, handed down.

use db::Tx;
use kernel::{Mandate, Permission, PersonId, Result};
use org::Chart;
use rhythm::place_of;
use serde_json::json;
use web::Call;

use crate::PlanId;
use crate::giving::assign;
use crate::plan::{PlanForm, PlanStatus, ReviewForm};
use crate::store::{self, PlanRow};
use crate::task::{NewTask, Origin, Refused};

/// Keeps a plan of one's own, and hands it in when it says so.
pub fn write(tx: &mut Tx, call: &Call, form: &PlanForm) -> Result<PlanId> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let place = place_of(&chart, me);
    let by = call.mandate(Permission::GiveWork, &place)?;
    let may = |person| call.actor.may_at(Permission::GiveWork, &place_of(&chart, person));
    let typed = form.parse(chart.day, |person| !chart.seats_held(person).is_empty() && may(person))?;
    if let Some(kept) = store::plan_of(tx, me, typed.kind, typed.from_day)?
        && !kept.status.is_open()
    {
        return Err(Refused::HandedIn.into());
    }
    let id = store::save_plan(tx, me, place.store, &typed)?;
    store::set_lines(tx, id, &typed.lines)?;
    if form.hands_in() {
        let on = chart.organisation.business_date(place.store, call.now);
        store::hand_in(tx, id, call.now, on)?;
        let words = json!({ "kind": typed.kind, "from": typed.from_day, "goals": typed.goals });
        call.note(tx, &by, "plan.handed_in", format!("plans/{id}"), words)?;
    }
    Ok(id)
}

/// May the asker read it? Her own, that of somebody below, and what was handed down to her.
pub fn seen(tx: &mut Tx, call: &Call, chart: &Chart, id: PlanId) -> Result<PlanRow> {
    let plan = store::plan(tx, id)?;
    let mine = plan.person_id == call.actor.person;
    let handed = store::copies(tx, id)?.iter().any(|copy| copy.person_id == call.actor.person);
    let whose = if mine || handed { call.actor.person } else { plan.person_id };
    call.sight(Permission::ViewWork, &place_of(chart, whose))?;
    // A draft is its author's alone.
    if plan.status == PlanStatus::Draft && !mine {
        return Err(kernel::Error::missing());
    }
    Ok(plan)
}

fn reviewing(chart: &Chart, call: &Call, of: PersonId) -> Result<Mandate> {
    if of == call.actor.person {
        return Err(Refused::OwnPlan.into());
    }
    call.mandate(Permission::GiveWork, &place_of(chart, of))
}

/// The superior reads a plan: accepts it, or returns it with the reason.
pub fn review(tx: &mut Tx, call: &Call, id: PlanId, form: &ReviewForm) -> Result<()> {
    let chart = org::today(tx, call)?;
    let plan = seen(tx, call, &chart, id)?;
    let by = reviewing(&chart, call, plan.person_id)?;
    let status = form.parse()?;
    if plan.status != PlanStatus::HandedIn {
        return Err(Refused::NotSo { status: plan.status.code().to_owned() }.into());
    }
    store::review(tx, id, status, call.actor.person, call.now, form.remark.trim())?;
    call.note(
        tx,
        &by,
        "plan.reviewed",
        format!("plans/{id}"),
        json!({ "status": status, "remark": form.remark }),
    )
}

/// The author hands a plan down: everybody directly below gets it, and each line with an owner becomes a task.
pub fn hand_down(tx: &mut Tx, call: &Call, id: PlanId) -> Result<()> {
    let chart = org::today(tx, call)?;
    let plan = seen(tx, call, &chart, id)?;
    let place = place_of(&chart, plan.person_id);
    if plan.person_id != call.actor.person {
        return Err(Refused::NotYours.into());
    }
    let by = call.mandate(Permission::GiveWork, &place)?;
    if plan.status.is_open() {
        return Err(Refused::NotSo { status: plan.status.code().to_owned() }.into());
    }
    if plan.handed_down_at.is_some() {
        return Err(Refused::HandedDown.into());
    }
    for line in store::lines(tx, id)? {
        let Some(owner) = line.owner_id else { continue };
        let place = place_of(&chart, owner);
        let by = call.mandate(Permission::GiveWork, &place)?;
        let until = line.due_on.unwrap_or(plan.until_day).max(chart.day);
        let new = NewTask {
            title: line.words.clone(),
            detail: String::new(),
            owner,
            store: place.store,
            due: chart.organisation.day_cut(place.store).begins(until.tomorrow()?).plus_minutes(-1),
            must_accept: true,
            origin: Origin::Plan,
            source: format!("/plans/{id}"),
        };
        let task = assign(tx, call, &by, &new)?;
        store::line_became(tx, id, line.position, task)?;
    }
    let to: Vec<PersonId> =
        chart.directly_below(plan.person_id).into_iter().map(|(person, _)| person).collect();
    store::hand_down(tx, id, call.now, &to)?;
    call.note(tx, &by, "plan.handed_down", format!("plans/{id}"), json!({ "to": to }))
}

/// Whoever got a plan says that she has read it.
pub fn take(tx: &mut Tx, call: &Call, id: PlanId) -> Result<()> {
    let chart = org::today(tx, call)?;
    let plan = seen(tx, call, &chart, id)?;
    let by = call.mandate(Permission::ViewWork, &place_of(&chart, call.actor.person))?;
    if store::take(tx, plan.id, call.actor.person, call.now)? == 0 {
        return Err(Refused::NotYours.into());
    }
    call.note(tx, &by, "plan.taken", format!("plans/{id}"), json!({}))
}

/// The plans that wait for the asker's reading: those of whom she is the nearest superior.
pub(crate) fn to_review(tx: &mut Tx, call: &Call, chart: &Chart) -> Result<Vec<PlanRow>> {
    let me = call.actor.person;
    if chart.below(me).is_empty() {
        return Ok(vec![]);
    }
    let mut waiting = store::plans_waiting(tx)?;
    let mine = |person: PersonId| {
        let mut seats = chart.seats_held(person).iter();
        seats.any(|seat| chart.superior(*seat, Some(person)).is_some_and(|(_, above)| above.contains(&me)))
    };
    waiting.retain(|plan| plan.person_id != me && mine(plan.person_id));
    Ok(waiting)
}
