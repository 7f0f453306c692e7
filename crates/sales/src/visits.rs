//! From the treatment to the ticket: what was given in a visit is on the bill before anybody types.

use std::collections::BTreeMap;

use booking::{FloorLine, Hearing, LineState, Treated, VisitId};
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Id, Mandate, PersonId, Result, StoreId};
use serde_json::json;
use web::Call;

use crate::checkout::draft;
use crate::form::{TicketForm, TypedLine};
use crate::refused::Refused;
use crate::store;

/// A visit whose treatments are given, and that is not paid.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub visit: VisitId,
    pub customer: Option<CustomerId>,
    pub lines: Vec<FloorLine>,
}

/// The visits of a day that are given and have no ticket yet. One of which something is still under way waits; what
/// began after its ticket was settled is paid on another.
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
    visits.retain(|visit, lines| {
        let mut tickets = have.iter().filter(|(other, _)| other == visit).map(|(_, settled)| *settled);
        lines.retain(|line| tickets.clone().all(|settled| settled.is_some() && line.begun_at > settled));
        tickets.all(|settled| settled.is_some()) && lines.iter().any(|line| line.state == LineState::Done)
    });
    let given = visits.into_iter().map(|(visit, mut lines)| {
        lines.retain(|line| line.state == LineState::Done);
        Given { visit: VisitId::of(visit), customer: lines.iter().find_map(|line| line.customer), lines }
    });
    Ok(given.collect())
}

/// What is put behind a treatment (加钟) while the ticket of its visit is open already goes onto that ticket.
pub struct Bills;

impl Hearing for Bills {
    fn followed(&self, tx: &mut Tx, call: &Call, by: &Mandate, treated: &Treated) -> Result<()> {
        let Some(id) = store::open_ticket_of(tx, treated.store, treated.visit)? else { return Ok(()) };
        let row = store::ticket(tx, id)?;
        let mut form = row.form()?;
        let organisation = org::organisation(tx, call)?;
        let item = catalog::treatment(tx, treated.treatment)?.number;
        let server = organisation.person(treated.therapist)?.staff_number.clone();
        let other = treated.customer.filter(|customer| Some(*customer) != row.customer_id);
        let whose = other.map(|customer| customer.to_string()).unwrap_or_default();
        form.push(treated_line(&item, &server, &whose, &treated.line.to_string()));
        let draft = draft(tx, call, treated.store, &form)?;
        if !store::keep(tx, &row, &draft, call.now)? {
            return Err(Refused::Stale.into());
        }
        let detail = json!({ "line": treated.line, "item": item });
        call.note(tx, by, "ticket.line_followed", format!("tickets/{id}"), detail)
    }
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
        let whose = other.map(|customer| customer.to_string()).unwrap_or_default();
        form.push(treated_line(&item, &server, &whose, &line.line.to_string()));
    }
    Ok(form)
}

/// The line of a treatment that was given.
fn treated_line<'a>(item: &'a str, server: &'a str, whose: &'a str, visit_line: &'a str) -> TypedLine<'a> {
    TypedLine {
        at: 0,
        item,
        count: "",
        price: "",
        deal: "",
        why: "",
        server,
        seller: "",
        whose,
        from: "",
        visit_line,
    }
}
