//! Call slips (电话留言单): written in ten seconds, the caller found by her number, sent to a department or a person with
//! a deadline, and in sight until answered. A call that was settled at once is written down with what came of it.

use customer::{CustomerId, Phone, Vault};
use db::Tx;
use garde::Validate;
use kernel::{DepartmentId, Error, Id, Permission, PersonId, Place, Result, StoreId};
use org::Chart;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::place;
use crate::policy::{Urgency, policy};
use crate::refused::Refused;
use crate::store::{self, HopRow, SlipId, SlipRow, Way};

/// To whom a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Everybody of a department; whoever answers first.
    Department(DepartmentId),
    /// Somebody.
    Person(PersonId),
}

impl To {
    /// As it is sent: `department/3`, `person/7`.
    pub fn read(text: &str) -> Option<To> {
        let (kind, key) = text.trim().split_once('/')?;
        let key = key.parse().ok().filter(|key| *key > 0)?;
        match kind {
            "department" => Some(To::Department(DepartmentId::of(key))),
            "person" => Some(To::Person(PersonId::of(key))),
            _ => None,
        }
    }

    fn parts(self) -> (Option<DepartmentId>, Option<PersonId>) {
        match self {
            To::Department(department) => (Some(department), None),
            To::Person(person) => (None, Some(person)),
        }
    }

    /// Is there such a department at the store, or does she hold a post there?
    fn is_at(self, chart: &Chart, store: StoreId) -> bool {
        match self {
            To::Department(department) => {
                let known = chart.organisation.departments.get(&department);
                known.is_some_and(|known| {
                    known.store_id == store && known.closed_on.is_none_or(|last| last >= chart.day)
                })
            }
            To::Person(person) => {
                let seats = chart.seats_held(person);
                seats.iter().any(|seat| seat.store.is_none() || seat.store == Some(store))
            }
        }
    }
}

/// A call as it is written down.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SlipForm {
    /// `in` or `out`; empty is `in`.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub way: String,
    /// The number she calls from; may be empty.
    #[serde(default)]
    #[garde(length(max = 30))]
    pub phone: String,
    /// Who she is, in words; empty where the number tells.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub who: String,
    /// From where she calls: a firm, an office.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub unit: String,
    /// What about.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub words: String,
    /// To whom it goes: `department/KEY` or `person/KEY`; empty when it was settled on the telephone.
    #[serde(default)]
    #[garde(length(max = 30))]
    pub to: String,
    /// `ordinary` or `urgent`; empty is `ordinary`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub urgency: String,
    /// `yes` when she waits to be called back.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub call_back: String,
}

impl Form for SlipForm {
    fn sample() -> SlipForm {
        SlipForm {
            phone: "138 0000 5678".into(),
            words: "想把周六的护理改到周日下午。".into(),
            urgency: "ordinary".into(),
            call_back: "yes".into(),
            ..SlipForm::default()
        }
    }
}

struct Typed {
    way: Way,
    phone: Option<Phone>,
    words: String,
    to: Option<To>,
    urgency: Urgency,
}

impl SlipForm {
    fn parse(&self, chart: &Chart, store: StoreId) -> Result<Typed> {
        let mut wrong = web::limits(self);
        let way = match self.way.trim() {
            "" => Some(Way::In),
            code => Way::from_code(code),
        };
        let way = wrong.need("way", way, "not_a_choice");
        let phone = match self.phone.trim() {
            "" => None,
            text => wrong.need("phone", Phone::read(text), "not_a_phone"),
        };
        let words = wrong.need("words", Some(self.words.trim()).filter(|text| !text.is_empty()), "needed");
        let to = match self.to.trim() {
            "" => None,
            text => wrong.need("to", To::read(text).filter(|to| to.is_at(chart, store)), "not_a_choice"),
        };
        let urgency = match self.urgency.trim() {
            "" => Some(Urgency::Ordinary),
            code => Urgency::from_code(code),
        };
        let urgency = wrong.need("urgency", urgency, "not_a_choice");
        if self.phone.trim().is_empty() && self.who.trim().is_empty() {
            wrong.add("phone", "needed");
        }
        wrong.or(way.zip(words).zip(urgency).map(|((way, words), urgency)| Typed {
            way,
            phone,
            words: words.to_owned(),
            to,
            urgency,
        }))
    }
}

/// Writes a call down. Her number tells whose it is; what is sent to somebody is due at once or soon.
pub fn take(tx: &mut Tx, call: &Call, form: &SlipForm) -> Result<SlipId> {
    let store = place::store(tx, call, Permission::TakeMessages, "")?;
    let by = call.mandate(Permission::TakeMessages, &Place::store(store))?;
    let chart = org::today(tx, call)?;
    let typed = form.parse(&chart, store)?;
    let customer =
        typed.phone.as_ref().map(|phone| customer::by_phone(tx, call, phone)).transpose()?.flatten();
    let day = chart.organisation.business_date(Some(store), call.now);
    let deadline = policy(day)?.deadline(typed.urgency);
    let (for_department, for_person) = typed.to.map(To::parts).unwrap_or_default();
    let settled = typed.to.is_none();
    let vault: &Vault = call.app.part();
    let phone = typed.phone.as_ref();
    let row = SlipRow {
        id: SlipId::of(0),
        store_id: store,
        day,
        way: typed.way,
        called_at: call.now,
        customer_id: customer,
        who: form.who.trim().to_owned(),
        unit: form.unit.trim().to_owned(),
        phone_sealed: phone.map(|phone| vault.seal("phone", phone.whole())).transpose()?,
        phone_end: phone.map(|phone| phone.end().to_owned()),
        words: typed.words,
        urgency: typed.urgency,
        call_back: form.call_back == "yes",
        taken_by: by.person,
        for_department,
        for_person,
        due_at: (!settled).then(|| call.now.plus_minutes(deadline.within)),
        climbs: deadline.climbs,
        read_by: None,
        read_at: None,
        answered_by: settled.then_some(by.person),
        answered_at: settled.then_some(call.now),
        result: String::new(),
    };
    let id = store::add_slip(tx, &row, phone.map(|phone| vault.hash("phone", phone.whole())))?;
    if !settled {
        let hop = HopRow { at: call.now, by_id: by.person, for_department, for_person, words: String::new() };
        store::add_hop(tx, id, day, &hop)?;
    }
    let detail = json!({ "way": row.way, "urgency": row.urgency, "due": row.due_at });
    call.note(tx, &by, "slip.taken", format!("slips/{id}"), detail)?;
    Ok(id)
}

/// Is a message for somebody: by name, or as one of the department?
pub(crate) fn is_for(chart: &Chart, row: &SlipRow, person: PersonId) -> bool {
    let of_department =
        |seat: &org::Seat| row.for_department.is_some() && chart.department(*seat) == row.for_department;
    row.for_person == Some(person) || chart.seats_held(person).iter().any(of_department)
}

/// A slip that the asker may see: a store's, one she wrote, one that is for her, or one that has come up to her.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: SlipId) -> Result<SlipRow> {
    let row = store::slip(tx, id)?;
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let sees = call.actor.may_at(Permission::ViewDesk, &Place::store(row.store_id));
    if sees || row.taken_by == me || is_for(&chart, &row, me) {
        return Ok(row);
    }
    Err(Error::missing())
}

fn open(tx: &mut Tx, call: &Call, row: &SlipRow) -> Result<()> {
    match row.answered_by.zip(row.answered_at) {
        Some((person, at)) => {
            let organisation = org::organisation(tx, call)?;
            let name = organisation.person_name(person).to_owned();
            Err(Refused::Answered { name, time: web::text::clock(at, &organisation.zone()) }.into())
        }
        None => Ok(()),
    }
}

/// Says that the one whom it is for has read it.
pub fn read(tx: &mut Tx, call: &Call, id: SlipId) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::AnswerMessages, &Place::store(row.store_id))?;
    open(tx, call, &row)?;
    store::read_slip(tx, id, by.person, call.now)?;
    call.note(tx, &by, "slip.read", format!("slips/{id}"), json!({}))
}

/// What came of a message.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AnswerForm {
    /// In words.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub result: String,
}

impl Form for AnswerForm {
    fn sample() -> AnswerForm {
        AnswerForm { result: "已改到周日 15:00。".into() }
    }
}

/// Answers a message: it is out of sight from now on.
pub fn answer(tx: &mut Tx, call: &Call, id: SlipId, form: &AnswerForm) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::AnswerMessages, &Place::store(row.store_id))?;
    let mut wrong = web::limits(form);
    let result = wrong.need("result", Some(form.result.trim()).filter(|text| !text.is_empty()), "needed");
    let result = wrong.or(result)?;
    open(tx, call, &row)?;
    store::read_slip(tx, id, by.person, call.now)?;
    store::answer_slip(tx, id, result, by.person, call.now)?;
    call.note(tx, &by, "slip.answered", format!("slips/{id}"), json!({}))
}

/// To whom a message is sent on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct RouteForm {
    /// `department/KEY` or `person/KEY`.
    #[serde(default)]
    #[garde(length(max = 30))]
    pub to: String,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 300))]
    pub words: String,
}

impl Form for RouteForm {
    fn sample() -> RouteForm {
        RouteForm { to: "person/5".into(), words: "这位客人由您跟进".into() }
    }
}

/// Sends a message on. Its deadline stays: the caller does not wait longer because the house passes it round.
pub fn route(tx: &mut Tx, call: &Call, id: SlipId, form: &RouteForm) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::AnswerMessages, &Place::store(row.store_id))?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(form);
    let to = wrong.need("to", To::read(&form.to).filter(|to| to.is_at(&chart, row.store_id)), "not_a_choice");
    let (for_department, for_person) = wrong.or(to)?.parts();
    open(tx, call, &row)?;
    let due = row.due_at.ok_or_else(|| Error::fault("an open slip without a deadline"))?;
    store::route(tx, id, for_department, for_person, due)?;
    let day = chart.organisation.business_date(Some(row.store_id), call.now);
    let words = form.words.trim().to_owned();
    let hop = HopRow { at: call.now, by_id: by.person, for_department, for_person, words };
    store::add_hop(tx, id, day, &hop)?;
    let detail = json!({ "department": for_department, "person": for_person });
    call.note(tx, &by, "slip.routed", format!("slips/{id}"), detail)
}

/// Who calls: whose number it is, among the customers whom the asker may see.
pub(crate) fn caller(tx: &mut Tx, call: &Call, phone: &str) -> Result<Option<CustomerId>> {
    let Some(phone) = Phone::read(phone) else { return Ok(None) };
    let Some(id) = customer::by_phone(tx, call, &phone)? else { return Ok(None) };
    let store = customer::brief(tx, id)?.store_id;
    let stores = customer::stores_of(tx, call, Permission::ViewCustomers)?;
    Ok(Some(id).filter(|_| stores.contains(&store)))
}

/// The number of a slip, for whoever may see numbers in full; its end for the others.
pub(crate) fn number(call: &Call, row: &SlipRow) -> Result<Option<String>> {
    let vault: &Vault = call.app.part();
    let may = call.actor.may_at(Permission::SeeContacts, &Place::store(row.store_id));
    match (&row.phone_sealed, may) {
        (Some(sealed), true) => vault.unseal("phone", sealed).map(Some),
        (Some(_), false) => Ok(row.phone_end.as_ref().map(|end| format!("…{end}"))),
        (None, _) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_department_or_a_person() {
        assert_eq!(To::read("department/3"), Some(To::Department(DepartmentId::of(3))));
        assert_eq!(To::read(" person/7 "), Some(To::Person(PersonId::of(7))));
        for wrong in ["", "3", "person/", "person/-1", "person/x", "store/1", "person/7/8"] {
            assert_eq!(To::read(wrong), None, "{wrong}");
        }
    }
}
