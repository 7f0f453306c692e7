//! Holding a meeting: it is opened with its agenda, the roll is called, minutes are kept, things are resolved, and those
//! who were there sign.

use std::collections::BTreeSet;

use db::Tx;
use kernel::{Error, Mandate, Permission, PersonId, Place, Result, StoreId};
use org::Chart;
use rhythm::place_of;
use serde_json::json;
use web::Call;
use work::{NewTask, Origin, TaskId};

use crate::MeetingId;
use crate::agenda::{AgendaAsked, AgendaItem};
use crate::form::{MinutesForm, OpenForm, Refused, ResolveForm, SignForm};
use crate::making;
use crate::roll::{self, MeetingKind, Presence};
use crate::seal;
use crate::store::{self, MeetingRow};

/// The asker's own store; whoever answers for all of them takes the first.
pub(crate) fn own_store(call: &Call, chart: &Chart) -> Option<StoreId> {
    call.actor.holdings.iter().find_map(|held| held.store).or_else(|| chart.open_stores().next())
}

/// What the agenda of a meeting is asked about.
pub(crate) fn asked(
    chart: &Chart,
    call: &Call,
    kind: MeetingKind,
    store: StoreId,
    department: &str,
) -> Result<AgendaAsked> {
    let mut departments = roll::departments(chart, store);
    if kind == MeetingKind::Department {
        departments.retain(|(code, _)| code == department);
        if departments.is_empty() {
            return Err(Refused::NoDepartment.into());
        }
    }
    let day = chart.organisation.business_date(Some(store), call.now);
    let calendar = chart.organisation.calendar(Some(store));
    // After a day of rest, yesterday is the last day that was open.
    let mut yesterday = day.yesterday()?;
    for _ in 0..7 {
        if calendar.is_open(yesterday) || !calendar.has_begun(yesterday) {
            break;
        }
        yesterday = yesterday.yesterday()?;
    }
    Ok(AgendaAsked { store, day, yesterday, departments })
}

/// The agenda as it would be now.
pub fn preview(tx: &mut Tx, call: &Call, form: &OpenForm) -> Result<(AgendaAsked, Vec<AgendaItem>)> {
    let chart = org::today(tx, call)?;
    let (kind, department, store) = form.parse(own_store(call, &chart))?;
    call.sight(Permission::HoldMeetings, &Place::store(store))?;
    let asked = asked(&chart, call, kind, store, &department)?;
    let items = making::agenda(tx, call, kind, &asked)?;
    Ok((asked, items))
}

/// Opens a meeting: its agenda is kept as it is now, and those asked to come stand on the roll.
pub fn open(tx: &mut Tx, call: &Call, form: &OpenForm) -> Result<MeetingId> {
    let chart = org::today(tx, call)?;
    let (kind, department, store) = form.parse(own_store(call, &chart))?;
    let by = call.mandate(Permission::HoldMeetings, &Place::store(store))?;
    let (asked, items) = preview(tx, call, form)?;
    if store::held(tx, kind, store, &department, asked.day)?.is_some() {
        return Err(Refused::Held.into());
    }
    let chair = call.actor.person;
    let id = store::open(tx, kind, store, &department, asked.day, chair, call.now)?;
    for (position, item) in (1i64..).zip(&items) {
        store::add_item(tx, id, position, item)?;
    }
    let people = match kind {
        MeetingKind::Supervisors => roll::supervisors(&chart, store, chair),
        MeetingKind::Department => {
            let members: BTreeSet<PersonId> = asked.people();
            std::iter::once(chair).chain(members.into_iter().filter(|person| *person != chair)).collect()
        }
    };
    for person in people {
        store::ask(tx, id, person)?;
    }
    let told = json!({ "kind": kind, "department": department, "items": items.len() });
    call.note(tx, &by, "meeting.opened", format!("meetings/{id}"), told)?;
    Ok(id)
}

/// A meeting that the asker may see.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: MeetingId) -> Result<MeetingRow> {
    let meeting = store::meeting(tx, id)?;
    call.sight(Permission::ViewMeetings, &Place::store(meeting.store_id))?;
    Ok(meeting)
}

/// An open meeting that the asker may lead or write down.
fn leading(tx: &mut Tx, call: &Call, id: MeetingId) -> Result<(MeetingRow, Mandate)> {
    let meeting = seen(tx, call, id)?;
    let by = call.mandate(Permission::HoldMeetings, &Place::store(meeting.store_id))?;
    if meeting.closed_at.is_some() {
        return Err(Refused::Closed.into());
    }
    Ok((meeting, by))
}

/// Keeps roll-call, parts and minutes as typed so far, and closes the meeting when it says so.
pub fn keep(tx: &mut Tx, call: &Call, id: MeetingId, form: &MinutesForm) -> Result<()> {
    let (meeting, by) = leading(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let asked: Vec<PersonId> = store::seats(tx, id)?.iter().map(|seat| seat.person_id).collect();
    let departments = departments_of(&chart, &meeting);
    let (called, parts) = form.parse(&asked, &departments)?;
    for one in &called {
        store::call(tx, id, one)?;
    }
    for part in &parts {
        store::set_part(tx, id, part)?;
    }
    store::set_minutes(tx, id, form.minutes.trim_end())?;
    if form.closes() {
        store::close(tx, id, call.now)?;
        let there = called.iter().filter(|one| is_there(one.presence)).count();
        let told = json!({ "there": there, "asked": called.len() });
        call.note(tx, &by, "meeting.closed", format!("meetings/{id}"), told)?;
    }
    Ok(())
}

/// Who was asked to come, in the order of the roll.
pub fn asked_to(tx: &mut Tx, call: &Call, id: MeetingId) -> Result<Vec<PersonId>> {
    seen(tx, call, id)?;
    Ok(store::seats(tx, id)?.into_iter().map(|seat| seat.person_id).collect())
}

/// The departments that speak at a meeting, by code.
pub(crate) fn departments_of(chart: &Chart, meeting: &MeetingRow) -> Vec<String> {
    match meeting.kind {
        MeetingKind::Supervisors => {
            roll::departments(chart, meeting.store_id).into_iter().map(|(code, _)| code).collect()
        }
        MeetingKind::Department => vec![meeting.department.clone()],
    }
}

pub(crate) fn is_there(presence: Option<Presence>) -> bool {
    matches!(presence, Some(Presence::Present | Presence::Late))
}

/// Resolves something: it is somebody's task at once, taken in the room.
pub fn resolve(tx: &mut Tx, call: &Call, id: MeetingId, form: &ResolveForm) -> Result<TaskId> {
    let (meeting, by) = leading(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let of_store = |person: PersonId| {
        chart.seats_held(person).iter().any(|seat| seat.store.is_none_or(|store| store == meeting.store_id))
    };
    let (title, owner, day) = form.parse(meeting.day.max(chart.day), of_store)?;
    let cut = chart.organisation.day_cut(Some(meeting.store_id));
    let new = NewTask {
        title,
        detail: String::new(),
        owner,
        store: place_of(&chart, owner).store.or(Some(meeting.store_id)),
        due: cut.begins(day.tomorrow()?),
        must_accept: false,
        origin: Origin::Meeting,
        source: format!("/meetings/{id}"),
    };
    work::assign(tx, call, &by, &new)
}

/// Whoever was there signs the minutes.
pub fn sign(tx: &mut Tx, call: &Call, id: MeetingId, form: &SignForm) -> Result<()> {
    let meeting = seen(tx, call, id)?;
    let by = call.mandate(Permission::ViewMeetings, &Place::store(meeting.store_id))?;
    if meeting.closed_at.is_none() {
        return Err(Refused::StillOpen.into());
    }
    let mine = store::seats(tx, id)?.into_iter().find(|seat| seat.person_id == call.actor.person);
    let mine = mine.ok_or_else(Error::missing)?;
    if !is_there(mine.presence) {
        return Err(Refused::NotThere.into());
    }
    let drawn = form.parse()?;
    let digest = seal::digest(tx, &meeting)?;
    store::sign(tx, id, call.actor.person, call.now, (drawn.as_deref(), &digest))?;
    call.note(tx, &by, "meeting.signed", format!("meetings/{id}"), json!({}))
}
