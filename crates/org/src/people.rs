//! People: who joins and leaves, which posts they hold, and who stands in for them.

use db::Tx;
use garde::Validate;
use kernel::{
    BusinessDate, Error, Id, Mandate, Permission, PersonId, Place, PostId, Problems, Result, StoreId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::chart::{Chart, Seat};
use crate::find::find_text;
use crate::lines::Refused;
use crate::organisation::{
    DelegationId, DelegationRow, HoldingId, HoldingRow, Level, Organisation, PersonRow, Tenure,
};
use crate::posts::EndForm;
use crate::sight::{places, sees};
use crate::span::{Ending, day_of, not_past, overlap, text_of, within};
use crate::store;
use crate::stores::day_or_none;

/// A person as she is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PersonForm {
    /// Name, 40 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// Staff number; empty takes the next free one.
    #[serde(default)]
    #[garde(length(chars, max = 20))]
    pub staff_number: String,
    /// First day; empty is today. Stays when the person is changed.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub joined_on: String,
}

impl Form for PersonForm {
    fn sample() -> PersonForm {
        PersonForm { name: "许雅琴".into(), staff_number: "0021".into(), joined_on: "2021-03-08".into() }
    }
}

impl PersonForm {
    fn parse(&self, organisation: &Organisation, today: BusinessDate) -> Result<PersonRow> {
        let mut wrong = web::limits(self);
        let name = text_of(&mut wrong, "name", &self.name);
        let joined_on = day_or_none(&mut wrong, "joined_on", &self.joined_on).unwrap_or(today);
        let staff_number = match self.staff_number.trim() {
            "" => next_number(organisation),
            number => number.to_owned(),
        };
        let id = PersonId::of(0);
        wrong.or(name.map(|name| PersonRow {
            id,
            name: name.to_owned(),
            staff_number,
            joined_on,
            left_on: None,
        }))
    }
}

/// The staff number after the highest one, as wide as that.
pub fn next_number(organisation: &Organisation) -> String {
    let numbers = organisation.people.values().map(|person| person.staff_number.as_str());
    let highest = numbers.filter_map(|text| Some((text.parse::<u64>().ok()?, text.len()))).max();
    let (number, width) = highest.unwrap_or((0, 4));
    format!("{:0width$}", number.saturating_add(1))
}

fn number_is_free(organisation: &Organisation, number: &str, except: Option<PersonId>) -> Result<()> {
    let mut others = organisation.people.values().filter(|person| Some(person.id) != except);
    match others.any(|person| person.staff_number == number) {
        true => Err(Refused::NameTaken { name: number.to_owned() }.into()),
        false => Ok(()),
    }
}

/// Adds somebody who works here from a day on, which may be long ago. Posts come by appointment.
pub fn add(tx: &mut Tx, call: &Call, form: &PersonForm) -> Result<PersonId> {
    let by = appointing_somewhere(call)?;
    let chart = store::today(tx, call)?;
    let new = form.parse(&chart.organisation, chart.day)?;
    number_is_free(&chart.organisation, &new.staff_number, None)?;
    let id = store::add_person(tx, &new.name, &find_text(&new.name), &new.staff_number, new.joined_on)?;
    let detail = json!({ "name": new.name, "staff_number": new.staff_number, "joined_on": new.joined_on });
    call.note(tx, &by, "person.added", format!("people/{id}"), detail)?;
    store::changed(tx)?;
    Ok(id)
}

/// Corrects a person's name or staff number.
pub fn change(tx: &mut Tx, call: &Call, id: PersonId, form: &PersonForm) -> Result<()> {
    let chart = store::today(tx, call)?;
    let old = seen(&chart, call, id)?;
    let by = appointing(&chart, call, id)?;
    let typed = form.parse(&chart.organisation, chart.day)?;
    let kept = form.staff_number.trim().is_empty();
    let staff_number = if kept { old.staff_number.clone() } else { typed.staff_number };
    let new = PersonRow { name: typed.name, staff_number, ..old.clone() };
    number_is_free(&chart.organisation, &new.staff_number, Some(id))?;
    store::save_person(tx, &new, &find_text(&new.name))?;
    let told = |person: &PersonRow| json!({ "name": person.name, "staff_number": person.staff_number });
    call.note(
        tx,
        &by,
        "person.changed",
        format!("people/{id}"),
        json!({ "from": told(old), "to": told(&new) }),
    )?;
    store::changed(tx)
}

/// Sets a person's last day. With it end the posts held and the authority lent and borrowed.
pub fn leave(tx: &mut Tx, call: &Call, id: PersonId, form: &EndForm) -> Result<()> {
    let chart = store::today(tx, call)?;
    let old = seen(&chart, call, id)?;
    let by = appointing(&chart, call, id)?;
    let day = not_past(chart.day.max(old.joined_on), form.parse()?)?;
    let organisation = &chart.organisation;
    for held in organisation.holdings.iter().filter(|held| held.person_id == id) {
        if held.until_day.is_none_or(|until| until > day) {
            store::end_holding(tx, held.id, Ending::of(held.from_day, day), call.now)?;
        }
    }
    let lent = organisation.delegations.iter().filter(|d| d.person_id == id || d.stand_in_id == id);
    for delegation in lent.filter(|d| d.until_day > day) {
        store::end_delegation(tx, delegation.id, Ending::of(delegation.from_day, day), call.now)?;
    }
    store::save_person(tx, &PersonRow { left_on: Some(day), ..old.clone() }, &find_text(&old.name))?;
    call.note(tx, &by, "person.left", format!("people/{id}"), json!({ "left_on": day }))?;
    store::changed(tx)
}

/// An appointment as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AppointForm {
    /// Code of the post.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub post: String,
    /// Key of the store; empty for posts of the whole centre.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// `full` or `acting`; empty is full.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub kind: String,
    /// The first day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
    /// The last day; empty is open-ended.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub until_day: String,
    /// Why, 200 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub reason: String,
}

impl Form for AppointForm {
    fn sample() -> AppointForm {
        AppointForm {
            post: "therapy-director".into(),
            store: "1".into(),
            kind: "acting".into(),
            from_day: "2026-12-01".into(),
            until_day: "2027-02-28".into(),
            reason: "总监产假期间".into(),
        }
    }
}

impl AppointForm {
    fn parse(&self, organisation: &Organisation, person: PersonId) -> Result<HoldingRow> {
        let mut wrong = web::limits(self);
        let post = organisation.post_by_code(self.post.trim()).map(|post| post.id);
        let post_id = wrong.need("post", post, "not_a_choice");
        let store_id: Option<StoreId> = match self.store.trim() {
            "" => None,
            text => {
                let known = text.parse().ok().filter(|id| organisation.stores.contains_key(id));
                wrong.need("store", known, "not_a_choice")
            }
        };
        let kind = match self.kind.trim() {
            "" => Some(Tenure::Full),
            code => wrong.need("kind", Tenure::from_code(code), "not_a_choice"),
        };
        let (from, until_day) = days(&mut wrong, &self.from_day, &self.until_day);
        let reason = self.reason.trim().to_owned();
        wrong.or(post_id.zip(kind).zip(from).map(|((post_id, kind), from_day)| HoldingRow {
            id: HoldingId::of(0),
            person_id: person,
            post_id,
            store_id,
            kind,
            reason,
            from_day,
            until_day,
        }))
    }
}

/// The first day, and the last where there is one, in their order.
fn days(wrong: &mut Problems, from: &str, until: &str) -> (Option<BusinessDate>, Option<BusinessDate>) {
    let from = day_of(wrong, "from_day", from);
    let until = day_or_none(wrong, "until_day", until);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong.add("until_day", "day_order");
    }
    (from, until)
}

/// Appoints a person to a post, in full or acting, from a day on. Whoever else holds it goes on holding it.
pub fn appoint(tx: &mut Tx, call: &Call, id: PersonId, form: &AppointForm) -> Result<HoldingId> {
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let person = organisation.person(id)?;
    let new = form.parse(organisation, id)?;
    let by = call.mandate(Permission::AppointPeople, &at(&chart, &new))?;
    not_past(chart.day, new.from_day)?;
    let span = (new.from_day, new.until_day);
    let post = organisation.post(new.post_id)?;
    if !call.actor.may_empower(chart.grants(new.post_id)) {
        return Err(Refused::BeyondOwn { post: post.name().for_gap() }.into());
    }
    if new.store_id.is_some() != (post.level == Level::Store) {
        return Err(Refused::WrongLevel.into());
    }
    stands(post.name().for_gap(), span, (post.created_on, post.ended_on))?;
    if let Some(store) = new.store_id {
        let store = organisation.store(store)?;
        stands(store.name.clone(), span, (store.opened_on, store.closed_on))?;
    }
    if !within(span, (person.joined_on, person.left_on)) {
        return Err(Refused::NotHereThen { name: person.name.clone() }.into());
    }
    let mut same = organisation
        .holdings
        .iter()
        .filter(|held| (held.person_id, held.post_id, held.store_id) == (id, new.post_id, new.store_id));
    if same.any(|held| overlap((held.from_day, held.until_day), span)) {
        return Err(Refused::AlreadyHeld { name: person.name.clone() }.into());
    }
    let holding = store::add_holding(tx, &new)?;
    let detail = json!({ "post": post.code, "store": new.store_id, "kind": new.kind, "from": new.from_day,
                         "until": new.until_day, "reason": new.reason });
    call.note(tx, &by, "person.appointed", format!("people/{id}"), detail)?;
    store::changed(tx)?;
    Ok(holding)
}

type Span = (BusinessDate, Option<BusinessDate>);

/// Is a post or store there on all the days of a holding?
fn stands(what: String, span: Span, there: Span) -> Result<()> {
    if span.0 < there.0 {
        return Err(Refused::TooEarly { day: there.0 }.into());
    }
    match there.1.filter(|_| !within(span, there)) {
        Some(day) => Err(Refused::Over { what, day }.into()),
        None => Ok(()),
    }
}

/// Ends a holding on a day; one that would end before it begins never begins.
pub fn end_holding(tx: &mut Tx, call: &Call, id: HoldingId, form: &EndForm) -> Result<PersonId> {
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let held = organisation.holdings.iter().find(|held| held.id == id).ok_or_else(Error::missing)?;
    seen(&chart, call, held.person_id)?;
    let by = call.mandate(Permission::AppointPeople, &at(&chart, held))?;
    let day = not_past(chart.day, form.parse()?)?;
    if let Some(until) = held.until_day.filter(|until| *until < day) {
        let what = organisation.post(held.post_id)?.name().for_gap();
        return Err(Refused::Over { what, day: until }.into());
    }
    let ending = Ending::of(held.from_day, day);
    store::end_holding(tx, id, ending, call.now)?;
    let detail = json!({ "post": held.post_id, "store": held.store_id, "until": ending.last() });
    call.note(tx, &by, "person.holding_ended", format!("people/{}", held.person_id), detail)?;
    store::changed(tx)?;
    Ok(held.person_id)
}

/// A delegation as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct DelegateForm {
    /// Key of the person who stands in.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub stand_in: String,
    /// The first day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
    /// The last day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub until_day: String,
    /// Why, 200 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub reason: String,
}

impl Form for DelegateForm {
    fn sample() -> DelegateForm {
        DelegateForm {
            stand_in: "7".into(),
            from_day: "2026-12-01".into(),
            until_day: "2026-12-07".into(),
            reason: "年假".into(),
        }
    }
}

impl DelegateForm {
    fn parse(&self, organisation: &Organisation, person_id: PersonId) -> Result<DelegationRow> {
        let mut wrong = web::limits(self);
        let known = self.stand_in.trim().parse().ok().filter(|id| organisation.people.contains_key(id));
        let stand_in = wrong.need("stand_in", known, "not_a_choice");
        let (from, until) = days(&mut wrong, &self.from_day, &self.until_day);
        if until.is_none() && wrong.of("until_day").is_none() {
            wrong.add("until_day", "needed");
        }
        let reason = self.reason.trim().to_owned();
        wrong.or(stand_in.zip(from).zip(until).map(|((stand_in_id, from_day), until_day)| DelegationRow {
            id: DelegationId::of(0),
            person_id,
            stand_in_id,
            reason,
            from_day,
            until_day,
        }))
    }
}

/// Hands a person's authority to a stand-in for some days: one's own, or that of others by whoever may.
pub fn delegate(tx: &mut Tx, call: &Call, id: PersonId, form: &DelegateForm) -> Result<DelegationId> {
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let person = seen(&chart, call, id)?;
    let by = delegating(&chart, call, id)?;
    let new = form.parse(organisation, id)?;
    not_past(chart.day, new.from_day)?;
    if new.stand_in_id == id {
        return Err(Refused::OwnStandIn.into());
    }
    let span = (new.from_day, Some(new.until_day));
    for one in [person, organisation.person(new.stand_in_id)?] {
        if !within(span, (one.joined_on, one.left_on)) {
            return Err(Refused::NotHereThen { name: one.name.clone() }.into());
        }
    }
    let mut same = organisation
        .delegations
        .iter()
        .filter(|other| (other.person_id, other.stand_in_id) == (id, new.stand_in_id));
    if same.any(|other| overlap((other.from_day, Some(other.until_day)), span)) {
        return Err(Refused::AlreadySo { what: organisation.person_name(new.stand_in_id).to_owned() }.into());
    }
    let delegation = store::add_delegation(tx, &new)?;
    let detail = json!({ "stand_in": new.stand_in_id, "from": new.from_day, "until": new.until_day,
                         "reason": new.reason });
    call.note(tx, &by, "person.delegated", format!("people/{id}"), detail)?;
    store::changed(tx)?;
    Ok(delegation)
}

/// Takes a delegation back at once: yesterday was its last day, or it never begins.
pub fn withdraw(tx: &mut Tx, call: &Call, id: DelegationId) -> Result<PersonId> {
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let lent = organisation.delegations.iter().find(|d| d.id == id).ok_or_else(Error::missing)?;
    seen(&chart, call, lent.person_id)?;
    let by = delegating(&chart, call, lent.person_id)?;
    if lent.until_day < chart.day {
        let what = organisation.person_name(lent.stand_in_id).to_owned();
        return Err(Refused::Over { what, day: lent.until_day }.into());
    }
    let ending = Ending::before(lent.from_day, chart.day);
    store::end_delegation(tx, id, ending, call.now)?;
    let detail = json!({ "stand_in": lent.stand_in_id, "until": ending.last() });
    call.note(tx, &by, "person.delegation_withdrawn", format!("people/{}", lent.person_id), detail)?;
    store::changed(tx)?;
    Ok(lent.person_id)
}

/// The person, for whoever may see her; to everybody else she is not there.
pub(crate) fn seen<'a>(chart: &'a Chart, call: &Call, id: PersonId) -> Result<&'a PersonRow> {
    let person = chart.organisation.person(id)?;
    if sees(chart, &call.actor, id) { Ok(person) } else { Err(Error::missing()) }
}

/// Where a post is held. Nobody stands in this place, so that nobody appoints herself as a thing of her own.
fn at(chart: &Chart, held: &HoldingRow) -> Place {
    place_of(chart, held.post_id, held.store_id)
}

fn place_of(chart: &Chart, post: PostId, store: Option<StoreId>) -> Place {
    Place { store, department: chart.department(Seat { post, store }), person: None }
}

/// The right to change a person's file: to appoint, at each of the places where she works.
fn appointing(chart: &Chart, call: &Call, id: PersonId) -> Result<Mandate> {
    if !chart.organisation.holdings.iter().any(|held| held.person_id == id) {
        return appointing_somewhere(call);
    }
    let places = places(chart, id).into_iter().map(|place| Place { person: None, ..place });
    let rights = places.map(|place| call.mandate(Permission::AppointPeople, &place));
    let mut rights = rights.collect::<Result<Vec<Mandate>>>()?;
    rights.pop().map_or_else(|| appointing_somewhere(call), Ok)
}

/// The right to appoint at all, for those who have no place yet.
fn appointing_somewhere(call: &Call) -> Result<Mandate> {
    let own = call.actor.holdings.iter();
    let mut places = own.map(|held| Place { store: held.store, department: held.department, person: None });
    let found = places.find_map(|place| call.mandate(Permission::AppointPeople, &place).ok());
    found.map_or_else(|| call.mandate(Permission::AppointPeople, &Place::centre()), Ok)
}

fn delegating(chart: &Chart, call: &Call, id: PersonId) -> Result<Mandate> {
    let places = places(chart, id);
    let found = places.iter().find_map(|place| call.mandate(Permission::Delegate, place).ok());
    found.map_or_else(|| call.mandate(Permission::Delegate, &Place::of(id, None, None)), Ok)
}

/// May the asker change this person's file?
pub(crate) fn may_change(chart: &Chart, call: &Call, id: PersonId) -> bool {
    appointing(chart, call, id).is_ok()
}

/// May the asker appoint anybody anywhere?
pub(crate) fn may_add(call: &Call) -> bool {
    appointing_somewhere(call).is_ok()
}

/// May the asker end this holding?
pub(crate) fn may_end(chart: &Chart, call: &Call, held: &HoldingRow) -> bool {
    call.actor.may_at(Permission::AppointPeople, &at(chart, held))
}

/// May the asker hand this person's authority on?
pub(crate) fn may_delegate(chart: &Chart, call: &Call, id: PersonId) -> bool {
    delegating(chart, call, id).is_ok()
}
