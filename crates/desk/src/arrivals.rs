//! Arrivals (到店): whoever comes in is written down and greeted with her card (迎宾卡): what all who keep something about
//! her think the greeter should know.

use booking::VisitId;
use customer::{CardLine, CustomerId, Keepers};
use db::Tx;
use garde::Validate;
use kernel::{Id, Permission, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::place;
use crate::refused::Refused;
use crate::store::{self, ArrivalId, ArrivalRow};

/// Somebody who comes in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ArrivalForm {
    /// Key of the visit that she comes for; may be empty.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub visit: String,
    /// Her key, when she comes without a booking.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, or what she is called when she has no file.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// What is to be known.
    #[serde(default)]
    #[garde(length(chars, max = 300))]
    pub note: String,
}

impl Form for ArrivalForm {
    fn sample() -> ArrivalForm {
        ArrivalForm { customer_q: "送花的".into(), ..ArrivalForm::default() }
    }
}

/// Writes somebody's coming in down. A booked visit has arrived with it.
pub fn arrive(tx: &mut Tx, call: &Call, form: &ArrivalForm) -> Result<ArrivalId> {
    let mut wrong = web::limits(form);
    let visit = match form.visit.trim() {
        "" => None,
        key => wrong.need("visit", key.parse::<VisitId>().ok(), "unknown"),
    };
    let guest = form.customer_q.trim();
    if form.visit.trim().is_empty() && form.customer.trim().is_empty() && guest.is_empty() {
        wrong.add("customer", "needed");
    }
    wrong.or(Some(()))?;
    match visit {
        Some(visit) => booked(tx, call, visit, form.note.trim()),
        None => {
            let store = place::store(tx, call, Permission::TakeMessages, "")?;
            let customer = customer::picked(tx, call, &form.customer, "")?;
            enter(tx, call, store, customer, guest, None, form.note.trim())
        }
    }
}

fn booked(tx: &mut Tx, call: &Call, visit: VisitId, note: &str) -> Result<ArrivalId> {
    let coming = store::coming(tx, visit)?;
    booking::arrive(tx, call, visit)?;
    enter(tx, call, coming.store_id, coming.customer_id, &coming.guest, Some(visit), note)
}

/// A step: the same for whoever begins at once.
pub(crate) fn enter(
    tx: &mut Tx,
    call: &Call,
    store: kernel::StoreId,
    customer: Option<CustomerId>,
    guest: &str,
    visit: Option<VisitId>,
    note: &str,
) -> Result<ArrivalId> {
    let by = call.mandate(Permission::TakeMessages, &Place::store(store))?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let here = store::arrivals_on(tx, store, day)?;
    let mut here = here.into_iter().filter(|row| row.left_at.is_none() && row.visit_id.is_none());
    if let Some(known) = here.find(|row| customer.is_some() && row.customer_id == customer) {
        let Some(visit) = visit else {
            let time = web::text::clock(known.at, &organisation.zone());
            return Err(Refused::HereAlready { time }.into());
        };
        store::join_visit(tx, known.id, visit)?;
        return Ok(known.id);
    }
    let row = ArrivalRow {
        id: ArrivalId::of(0),
        store_id: store,
        day,
        at: call.now,
        customer_id: customer,
        guest: guest.to_owned(),
        visit_id: visit,
        greeted_by: by.person,
        // The next page is her card.
        card_at: customer.map(|_| call.now),
        left_at: None,
        note: note.to_owned(),
    };
    let id = store::add_arrival(tx, &row)?;
    call.note(tx, &by, "arrival.greeted", format!("arrivals/{id}"), json!({ "visit": visit }))?;
    Ok(id)
}

/// She has left.
pub fn leave(tx: &mut Tx, call: &Call, id: ArrivalId) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::TakeMessages, &Place::store(row.store_id))?;
    if row.left_at.is_some() {
        return Err(Refused::Left.into());
    }
    store::leave(tx, id, call.now)?;
    call.note(tx, &by, "arrival.left", format!("arrivals/{id}"), json!({}))
}

/// An arrival that the asker may see.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: ArrivalId) -> Result<ArrivalRow> {
    let row = store::arrival(tx, id)?;
    call.sight(Permission::ViewDesk, &Place::store(row.store_id))?;
    Ok(row)
}

/// Her card: what everybody who keeps something about her has to say to whoever greets her, warnings first.
pub(crate) fn card(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<Vec<CardLine>> {
    let keepers: &Keepers = call.app.part();
    let mut lines = vec![];
    for keeper in keepers.iter() {
        lines.extend(keeper.card(tx, customer, call.now)?);
    }
    lines.sort_by_key(|line| !line.warns);
    Ok(lines)
}
