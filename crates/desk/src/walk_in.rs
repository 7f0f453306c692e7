//! A walk-in in three steps: who she is, what she wants, and the rotation's suggestion with its reason.

use booking::{Dispatch, VisitLineId, WalkIn};
use catalog::TreatmentId;
use customer::{CustomerId, NewCustomer, Phone};
use db::Tx;
use garde::Validate;
use kernel::{Id, Permission, PersonId, Place, Result, StoreId};
use rotation::Customer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Call, Form};

use crate::refused::Refused;
use crate::{arrivals, place, store};

/// A walk-in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct WalkInForm {
    /// Her key; empty for somebody new.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her; the name of somebody new.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// The number of somebody new; may be empty.
    #[serde(default)]
    #[garde(length(max = 30))]
    pub phone: String,
    /// `yes` opens a file although somebody has that number.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub anyway: String,
    /// Number of the treatment.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub treatment: String,
    /// Key of whom the rotation named; she asked for her when `dispatch` says so.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub therapist: String,
    /// `turn`, `requested` or `picked`; empty is `turn`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub dispatch: String,
}

impl Form for WalkInForm {
    fn sample() -> WalkInForm {
        WalkInForm {
            customer_q: "秦岚".into(),
            phone: "139 1234 5678".into(),
            treatment: "F001".into(),
            ..WalkInForm::default()
        }
    }
}

struct Typed {
    treatment: TreatmentId,
    dispatch: Dispatch,
    therapist: Option<PersonId>,
    phone: Option<Phone>,
}

impl WalkInForm {
    fn parse(&self, tx: &mut Tx, call: &Call, store: StoreId) -> Result<Typed> {
        let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
        let offered = catalog::treatments(tx, call, day)?;
        let mut wrong = web::limits(self);
        let treatment = offered.by_number(&self.treatment).map(|treatment| treatment.id);
        let lacks = if self.treatment.trim().is_empty() { "needed" } else { "not_a_choice" };
        let treatment = wrong.need("treatment", treatment, lacks);
        let ways = [Dispatch::Turn, Dispatch::Requested, Dispatch::Picked];
        let dispatch = match self.dispatch.trim() {
            "" => Some(Dispatch::Turn),
            code => Dispatch::from_code(code).filter(|way| ways.contains(way)),
        };
        let dispatch = wrong.need("dispatch", dispatch, "not_a_choice");
        let therapist = match self.therapist.trim() {
            "" => None,
            key => wrong.need("therapist", key.parse().ok().map(PersonId::of), "not_a_choice"),
        };
        let phone = match self.phone.trim() {
            "" => None,
            text => wrong.need("phone", Phone::read(text), "not_a_phone"),
        };
        if self.customer.trim().is_empty() && self.customer_q.trim().is_empty() {
            wrong.add("customer", "needed");
        }
        wrong.or(treatment.zip(dispatch).map(|(treatment, dispatch)| Typed {
            treatment,
            dispatch,
            therapist,
            phone,
        }))
    }
}

/// Whose walk-in it is: the file that was chosen, or a quick new one.
fn customer(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    form: &WalkInForm,
    phone: Option<Phone>,
) -> Result<CustomerId> {
    if let Some(known) = customer::picked(tx, call, &form.customer, "")? {
        return Ok(known);
    }
    if let Some(phone) = phone.as_ref().filter(|_| form.anyway != "yes")
        && let Some(known) = customer::by_phone(tx, call, phone)?
    {
        let names = customer::brief(tx, known)?.name;
        return Err(Refused::Known { names }.into());
    }
    let new = NewCustomer {
        phone,
        source: Some("walk-in".to_owned()),
        ..NewCustomer::named(store, &form.customer_q)
    };
    customer::open(tx, call, &new)
}

/// Lets a walk-in begin: her file, whose turn it is, her visit, her arrival; all or nothing.
pub fn begin(tx: &mut Tx, call: &Call, form: &WalkInForm) -> Result<VisitLineId> {
    let store = place::store(tx, call, Permission::Dispatch, "")?;
    let typed = form.parse(tx, call, store)?;
    let customer = customer(tx, call, store, form, typed.phone)?;
    let by = call.mandate(Permission::Book, &Place::store(store))?;
    let said = rotation::wishes(tx, customer)?;
    let therapist = match (typed.dispatch, typed.therapist) {
        (Dispatch::Turn, _) | (_, None) => {
            let next = rotation::suggest(tx, call, store, typed.treatment, &said)?.choice.person;
            typed.therapist.or(next)
        }
        (_, named) => named,
    };
    let Some(therapist) = therapist else { return Err(Refused::NobodyThere.into()) };
    let dispatch = rotation::kind(tx, Some(customer), therapist, typed.dispatch)?;
    // The board is asked before the visit takes her hands, for whoever gives a treatment is busy to it.
    let given = Customer {
        store,
        treatment: typed.treatment,
        dispatch,
        person: Some(therapist),
        said,
        out_of_turn: String::new(),
        income: None,
        line: None,
        customer: Some(customer),
    };
    let (dispatched, therapist) = rotation::give(tx, call, &given)?;
    let walk = WalkIn {
        store,
        customer: Some(customer),
        guest: String::new(),
        treatment: typed.treatment,
        therapist,
        dispatch,
        room: None,
    };
    let line = booking::walk_in(tx, call, &by, &walk)?;
    rotation::became(tx, dispatched, line)?;
    let visit = store::visit_of_line(tx, line)?;
    arrivals::enter(tx, call, store, Some(customer), "", Some(visit), "")?;
    Ok(line)
}
