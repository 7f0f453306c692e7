//! The waiting list (候补): who would come if something were free, and what came free for them.

use catalog::TreatmentId;
use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, PersonId, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::book::{book_one, store_of};
use crate::clock::parse_minute;
use crate::days::{Days, later};
use crate::order::{Asked, Order, OrderPart, earliest};
use crate::policies::policy;
use crate::state::{Refused, Source};
use crate::store::{self, WaitingRow};
use crate::treat::now_at;
use crate::wish::With;
use crate::{OfferedId, VisitId, WaitingId};

/// Somebody who waits, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct WaitForm {
    /// Key of the store; empty for the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Key of the customer.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, where nothing could be chosen.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// Key of the treatment.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub treatment: String,
    /// Key of the therapist, or empty.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub therapist: String,
    /// The first day that would do.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from: String,
    /// The last day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub until: String,
    /// Not before, `HH:MM`; empty for the whole day.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub earliest: String,
    /// Not after.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub latest: String,
    /// What is to be known, 120 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub note: String,
}

impl Form for WaitForm {
    fn sample() -> WaitForm {
        WaitForm {
            customer: "1".into(),
            treatment: "2".into(),
            from: "2026-11-24".into(),
            until: "2026-11-28".into(),
            earliest: "14:00".into(),
            latest: "18:00".into(),
            ..WaitForm::default()
        }
    }
}

/// What a form says besides whose it is.
struct Wanted {
    treatment: TreatmentId,
    therapist: Option<PersonId>,
    from: BusinessDate,
    until: BusinessDate,
    earliest: u32,
    latest: u32,
}

impl WaitForm {
    fn parse(&self) -> Result<Wanted> {
        let mut wrong: Problems = web::limits(self);
        let treatment = wrong.need("treatment", self.treatment.trim().parse().ok(), "not_a_choice");
        let therapist = match self.therapist.trim() {
            "" => None,
            typed => wrong.need("therapist", typed.parse().ok(), "not_a_choice"),
        };
        let from = wrong.need("from", parse_day(self.from.trim()), "not_a_day");
        let until = wrong.need("until", parse_day(self.until.trim()), "not_a_day");
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            wrong.add("until", "day_order");
        }
        let mut minute = |field: &str, text: &str, otherwise: u32| match text.trim() {
            "" => Some(otherwise),
            typed => wrong.need(field, parse_minute(typed), "not_a_time"),
        };
        let earliest = minute("earliest", &self.earliest, 0);
        let latest = minute("latest", &self.latest, 36 * 60 - 1);
        if self.customer.trim().is_empty() && self.customer_q.trim().is_empty() {
            wrong.add("customer", "needed");
        }
        let days = from.zip(until);
        let all = treatment.zip(days).zip(earliest.zip(latest));
        wrong.or(all.map(|((treatment, (from, until)), (earliest, latest))| Wanted {
            treatment,
            therapist,
            from,
            until,
            earliest,
            latest,
        }))
    }
}

/// Puts somebody on the waiting list. What is free already is offered at once.
pub fn wait(tx: &mut Tx, call: &Call, form: &WaitForm) -> Result<WaitingId> {
    let store = store_of(call, &form.store, Permission::Book)?;
    let by = call.mandate(Permission::Book, &Place::store(store))?;
    let wanted = form.parse()?;
    let (today, _) = now_at(tx, call, store)?;
    if wanted.until < today {
        return Err(Refused::Past.into());
    }
    let last = later(today, policy(tx, store, today)?.days_ahead);
    if wanted.until > last {
        return Err(Refused::TooFar { day: last }.into());
    }
    catalog::treatment(tx, wanted.treatment)?;
    if let Some(person) = wanted.therapist {
        org::organisation(tx, call)?.person(person)?;
    }
    let customer = customer::picked(tx, call, &form.customer, &form.customer_q)?;
    let customer: CustomerId = customer.ok_or_else(kernel::Error::missing)?;
    let row = WaitingRow {
        id: kernel::Id::of(0),
        store_id: store,
        customer_id: customer,
        treatment_id: wanted.treatment,
        therapist_id: wanted.therapist,
        from_day: wanted.from,
        until_day: wanted.until,
        earliest: wanted.earliest,
        latest: wanted.latest,
        note: form.note.trim().to_owned(),
    };
    let id = store::add_waiting(tx, &row, by.person, call.now)?;
    call.note(tx, &by, "waiting.added", format!("waiting/{id}"), json!({ "until": wanted.until }))?;
    offer(tx, call, &WaitingRow { id, ..row }, Days { from: wanted.from.max(today), until: wanted.until })?;
    Ok(id)
}

/// Offers what came free on a day to those who wait for something on it.
pub(crate) fn offer_freed(tx: &mut Tx, call: &Call, store: StoreId, day: BusinessDate) -> Result<()> {
    for waiting in store::waiting_for(tx, store, day)? {
        offer(tx, call, &waiting, Days::one(day))?;
    }
    Ok(())
}

/// Writes down the first moment of these days that would do, if there is one.
fn offer(tx: &mut Tx, call: &Call, waiting: &WaitingRow, days: Days) -> Result<()> {
    let with = waiting.therapist_id.map_or(With::Anybody, With::Only);
    let parts = [OrderPart { with, ..OrderPart::of(waiting.treatment_id) }];
    let asked = Asked { store: waiting.store_id, parts: &parts };
    if catalog::treatments(tx, call, days.from)?.get(waiting.treatment_id).is_none() {
        return Ok(());
    }
    let slots = earliest(tx, call, &asked, days, 0, usize::MAX)?;
    let fits = |slot: &&crate::order::Slot| (waiting.earliest..=waiting.latest).contains(&slot.starts);
    match slots.iter().find(fits) {
        Some(slot) => store::add_offer(tx, waiting.id, slot.day, slot.starts, call.now),
        None => Ok(()),
    }
}

/// What is said when an offer is taken.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct TakeForm {
    /// `yes`: the warnings of her file were read.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub heeded: String,
}

impl Form for TakeForm {
    fn sample() -> TakeForm {
        TakeForm { heeded: "yes".into() }
    }
}

/// Books what was offered.
pub fn take(tx: &mut Tx, call: &Call, id: OfferedId, form: &TakeForm) -> Result<VisitId> {
    let offered = store::offered(tx, id)?;
    let waiting = store::waiting(tx, offered.waiting_id)?;
    call.sight(Permission::ViewBookings, &Place::store(waiting.store_id))?;
    let by = call.mandate(Permission::Book, &Place::store(waiting.store_id))?;
    if offered.closed_at.is_some() {
        return Err(Refused::NotNow.into());
    }
    let with = waiting.therapist_id.map_or(With::Anybody, With::Only);
    let order = Order {
        store: waiting.store_id,
        day: offered.day,
        starts: offered.starts,
        customer: waiting.customer_id,
        second: None,
        parts: vec![OrderPart { with, ..OrderPart::of(waiting.treatment_id) }],
        source: Source::Phone,
        note: waiting.note.clone(),
        course: None,
        heeded: form.heeded == "yes",
    };
    let visit = book_one(tx, call, &by, &order)?;
    store::close_offer(tx, id, "taken", call.now)?;
    store::close_waiting(tx, waiting.id, Some(visit), call.now)?;
    Ok(visit)
}

/// She does not want what was offered, and goes on waiting.
pub fn decline(tx: &mut Tx, call: &Call, id: OfferedId) -> Result<()> {
    let offered = store::offered(tx, id)?;
    let waiting = store::waiting(tx, offered.waiting_id)?;
    call.sight(Permission::ViewBookings, &Place::store(waiting.store_id))?;
    let by = call.mandate(Permission::Book, &Place::store(waiting.store_id))?;
    if offered.closed_at.is_some() {
        return Err(Refused::NotNow.into());
    }
    store::close_offer(tx, id, "declined", call.now)?;
    call.note(tx, &by, "waiting.declined", format!("waiting/{}", waiting.id), json!({ "day": offered.day }))
}

/// She does not wait any longer.
pub fn leave(tx: &mut Tx, call: &Call, id: WaitingId) -> Result<()> {
    let waiting = store::waiting(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(waiting.store_id))?;
    let by = call.mandate(Permission::Book, &Place::store(waiting.store_id))?;
    if !store::close_waiting(tx, id, None, call.now)? {
        return Err(Refused::NotNow.into());
    }
    call.note(tx, &by, "waiting.left", format!("waiting/{id}"), json!({}))
}

/// A step: what is offered in a store and not answered, the earliest first.
pub fn offers(tx: &mut Tx, store: StoreId, today: BusinessDate) -> Result<Vec<store::OfferedRow>> {
    store::open_offers(tx, store, today)
}
