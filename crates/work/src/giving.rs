//! Tasks: given, accepted or declined, accounted for, agreed.

use db::Tx;
use handbook::When;
use kernel::{Error, Instant, Mandate, Permission, PersonId, Result};
use org::Chart;
use rhythm::place_of;
use serde_json::json;
use web::Call;

use crate::TaskId;
use crate::store::{self, Beginning, TaskRow};
use crate::task::{GiveForm, NewTask, Origin, Refused, Status, Turn, TurnForm, after};

/// The event upon which an instruction is to be answered, with its minutes in the handbook.
const EVENT: &str = "task-assigned";

/// Gives somebody a task. For meetings, rounds, complaints and whoever else finds something to be done: the mandate is
/// theirs, the task the owner's.
pub fn assign(tx: &mut Tx, call: &Call, by: &Mandate, new: &NewTask) -> Result<TaskId> {
    let organisation = org::organisation(tx, call)?;
    organisation.person(new.owner)?;
    let day = organisation.business_date(new.store, call.now);
    let must_accept = new.must_accept && new.owner != by.person;
    let answer_by = if must_accept { Some(answer_by(tx, call, new)?) } else { None };
    let status = if must_accept { Status::Given } else { Status::Accepted };
    let from = Beginning { giver: by.person, status, at: call.now, day, answer_by };
    let id = store::add(tx, new, &from)?;
    store::add_turn(tx, id, Turn::Give, by.person, call.now, &new.detail)?;
    let detail = json!({ "owner": new.owner, "origin": new.origin, "source": new.source, "due": new.due });
    call.note(tx, by, "task.given", format!("tasks/{id}"), detail)?;
    Ok(id)
}

/// Until when the owner answers: as the handbook has it for her post, at the latest when the task is due.
fn answer_by(tx: &mut Tx, call: &Call, new: &NewTask) -> Result<Instant> {
    let chart = org::today(tx, call)?;
    let book = handbook::in_force(tx, call.app.part(), chart.day)?;
    let codes: Vec<&str> = chart
        .seats_held(new.owner)
        .iter()
        .filter_map(|seat| chart.organisation.posts.get(&seat.post))
        .map(|post| post.code.as_str())
        .collect();
    let asks = |entry: &&handbook::Entry| {
        codes.contains(&entry.post.as_str()) && matches!(&entry.when, When::On(event) if event == EVENT)
    };
    let minutes = book.entries.iter().find(asks).and_then(|entry| entry.within);
    Ok(minutes.map_or(new.due, |minutes| call.now.plus_minutes(minutes.into()).min(new.due)))
}

/// Those whom the asker may give work, herself among them, by name.
pub fn may_be_given(chart: &Chart, call: &Call) -> Vec<(PersonId, String)> {
    let name = |person: PersonId| chart.organisation.person_name(person).to_owned();
    let may = |person: &PersonId| call.actor.may_at(Permission::GiveWork, &place_of(chart, *person));
    chart.people().map(|(person, _)| person).filter(may).map(|person| (person, name(person))).collect()
}

/// Gives a task to each of those named.
pub fn give(tx: &mut Tx, call: &Call, form: &GiveForm) -> Result<Vec<TaskId>> {
    let chart = org::today(tx, call)?;
    let may = |person| call.actor.may_at(Permission::GiveWork, &place_of(&chart, person));
    let given = form.parse(chart.day, |person| !chart.seats_held(person).is_empty() && may(person))?;
    let mut tasks = vec![];
    for owner in &given.owners {
        let place = place_of(&chart, *owner);
        let by = call.mandate(Permission::GiveWork, &place)?;
        let cut = chart.organisation.day_cut(place.store);
        let due = match given.due_minutes {
            Some(minutes) => cut.moment(given.due_day, minutes),
            // The last minute of the day, so that the day named is the day read.
            None => cut.begins(given.due_day.tomorrow()?).plus_minutes(-1),
        };
        let own = *owner == call.actor.person;
        let new = NewTask {
            title: given.title.clone(),
            detail: form.detail.trim().to_owned(),
            owner: *owner,
            store: place.store,
            due,
            must_accept: form.must_accept == "yes",
            origin: if own { Origin::Own } else { Origin::Superior },
            source: String::new(),
        };
        tasks.push(assign(tx, call, &by, &new)?);
    }
    Ok(tasks)
}

/// What somebody may do with a task: the owner her turns; whoever gave it, and who stands above the owner, theirs.
pub fn may_turn(chart: &Chart, call: &Call, task: &TaskRow, turn: Turn) -> bool {
    let me = call.actor.person;
    let allowed = match turn.is_owners() {
        true => task.owner_id == me,
        false => {
            task.giver_id == me
                || (task.owner_id != me
                    && call.actor.may_at(Permission::GiveWork, &place_of(chart, task.owner_id)))
        }
    };
    allowed && after(task.status, turn, task.owner_id == task.giver_id).is_some()
}

/// A task that the asker may see: her own, one that she gave, or one of those below.
pub fn seen(tx: &mut Tx, call: &Call, chart: &Chart, id: TaskId) -> Result<(TaskRow, Mandate)> {
    let task = store::task(tx, id)?;
    let me = call.actor.person;
    let whose = if task.giver_id == me { me } else { task.owner_id };
    let by = call.sight(Permission::ViewWork, &place_of(chart, whose))?;
    Ok((task, by))
}

/// Takes a turn: accepts, declines, accounts, agrees, gives back, takes back.
pub fn turn(tx: &mut Tx, call: &Call, id: TaskId, form: &TurnForm) -> Result<()> {
    let chart = org::today(tx, call)?;
    let (task, by) = seen(tx, call, &chart, id)?;
    let (turn, day) = form.parse(chart.day)?;
    let own = task.owner_id == task.giver_id;
    let Some(status) = after(task.status, turn, own) else {
        return Err(Refused::NotSo { status: task.status.code().to_owned() }.into());
    };
    if !may_turn(&chart, call, &task, turn) {
        return Err(Refused::NotYours.into());
    }
    let words = form.words.trim();
    let mut next = TaskRow { status, ..task };
    match turn {
        Turn::Accept => next.promised_on = day.or(next.promised_on),
        Turn::Account => (next.result, next.accounted_at) = (words.to_owned(), Some(call.now)),
        _ => {}
    }
    let on = chart.organisation.business_date(next.store_id, call.now);
    store::save(tx, &next, call.now, on, turn)?;
    store::add_turn(tx, id, turn, call.actor.person, call.now, words)?;
    call.note(tx, &by, "task.turned", format!("tasks/{id}"), json!({ "turn": turn, "words": words }))
}

/// The first of several tasks, to go on to.
pub(crate) fn first(tasks: &[TaskId]) -> Result<TaskId> {
    tasks.first().copied().ok_or_else(|| Error::fault("a task was given to nobody"))
}
