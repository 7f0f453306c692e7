//! From the treatment to the ticket: what was given in a visit is on the bill before anybody types.

use std::collections::BTreeMap;

use booking::{FloorLine, LineState, VisitId};
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Id, PersonId, Result, StoreId};
use web::Call;

use crate::form::{TicketForm, TypedLine};
use crate::store;

/// A visit whose treatments are given, and that is not paid.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub visit: VisitId,
    pub customer: Option<CustomerId>,
    pub lines: Vec<FloorLine>,
}

/// The visits of a day that are given and have no ticket yet. One of which something is still under way waits.
pub(crate) fn to_be_paid(tx: &mut Tx, call: &Call, store: StoreId, day: BusinessDate) -> Result<Vec<Given>> {
    let began = org::organisation(tx, call)?.day_cut(Some(store)).begins(day);
    let mut visits: BTreeMap<i64, Vec<FloorLine>> = BTreeMap::new();
    for line in booking::floor(tx, store, day)? {
        visits.entry(line.visit.get()).or_default().push(line);
    }
    let under_way = |line: &FloorLine| matches!(line.state, LineState::Arrived | LineState::InTreatment);
    visits.retain(|_, lines| {
        lines.iter().any(|line| line.state == LineState::Done) && !lines.iter().any(under_way)
    });
    let have = store::visits_with_ticket(tx, store, began)?;
    visits.retain(|visit, _| !have.contains(visit));
    let given = visits.into_iter().map(|(visit, mut lines)| {
        lines.retain(|line| line.state == LineState::Done);
        Given { visit: VisitId::of(visit), customer: lines.iter().find_map(|line| line.customer), lines }
    });
    Ok(given.collect())
}

/// The ticket of a visit, filled in; as it is, where it names none or has lines already.
pub(crate) fn filled(tx: &mut Tx, call: &Call, store: StoreId, form: TicketForm) -> Result<TicketForm> {
    let Ok(visit) = form.visit.trim().parse::<VisitId>() else { return Ok(form) };
    if form.lines().next().is_some() {
        return Ok(form);
    }
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let treatments = catalog::treatments(tx, call, day)?;
    let Some(given) = to_be_paid(tx, call, store, day)?.into_iter().find(|given| given.visit == visit) else {
        return Ok(form);
    };
    let mut form = form;
    if form.customer.is_empty() {
        form.customer = given.customer.map(|customer| customer.to_string()).unwrap_or_default();
    }
    let number = |person: PersonId| organisation.person(person).map(|row| row.staff_number.clone());
    for line in &given.lines {
        let item =
            treatments.get(line.treatment).map(|treatment| treatment.number.clone()).unwrap_or_default();
        let server = number(line.therapist).unwrap_or_default();
        let other = line.customer.filter(|customer| Some(*customer) != given.customer);
        form.push(TypedLine {
            at: 0,
            item: &item,
            count: "",
            price: "",
            deal: "",
            why: "",
            server: &server,
            seller: "",
            whose: &other.map(|customer| customer.to_string()).unwrap_or_default(),
            from: "",
            visit_line: &line.line.to_string(),
        });
    }
    Ok(form)
}
