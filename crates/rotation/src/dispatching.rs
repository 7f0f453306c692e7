//! Giving a customer to whose turn it is. Two desks that ask at once get one answer each: the board is read and
//! written in one transaction.

use std::collections::BTreeMap;

use booking::Dispatch;
use catalog::{Treatment, TreatmentId};
use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{Instant, Money, Permission, PersonId, Place, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::board::CardState;
use crate::choose::{Choice, Facts, before, choose};
use crate::deed::{Deed, EventId, Given};
use crate::floor::Floor;
use crate::place::{Boards, Desk, store_of};
use crate::policy::{Policy, SkipReason};
use crate::refused::Refused;
use crate::store::Counts;
use crate::wishes::{kind, passed_over, regular};

/// Who is next for a treatment, and why.
pub struct Suggestion {
    /// What for.
    pub treatment: Treatment,
    /// Who, at which place, and who was passed over.
    pub choice: Choice,
    /// The board's policy.
    pub policy: Policy,
    /// What is known of everybody.
    pub facts: Facts,
}

/// Who is next for a treatment at a store, and why; `said` are those whom the desk passes over for this customer.
pub fn suggest(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    treatment: TreatmentId,
    said: &BTreeMap<PersonId, SkipReason>,
) -> Result<Suggestion> {
    call.sight(Permission::ViewRotation, &Place::store(store))?;
    let mut boards = Boards::now(tx, call, store)?;
    weigh_up(tx, call, &mut boards, treatment, said)
}

fn weigh_up(
    tx: &mut Tx,
    call: &Call,
    boards: &mut Boards,
    treatment: TreatmentId,
    said: &BTreeMap<PersonId, SkipReason>,
) -> Result<Suggestion> {
    let offered = catalog::treatments(tx, call, boards.day)?;
    let treatment = offered.get(treatment).ok_or(Refused::NoTreatment)?.clone();
    let policy = boards.policy(tx, &treatment.family)?;
    boards.board(tx, call, &treatment.family)?;
    let facts = facts(tx, call, boards, &treatment, said)?;
    let choice = choose(&boards.hung[&treatment.family], &policy, &facts);
    Ok(Suggestion { treatment, choice, policy, facts })
}

/// What is known of the people on a board when a customer asks for a treatment.
fn facts(
    tx: &mut Tx,
    call: &Call,
    boards: &Boards,
    treatment: &Treatment,
    said: &BTreeMap<PersonId, SkipReason>,
) -> Result<Facts> {
    let passes = catalog::passes(tx, call, boards.day)?;
    let people = boards.hung[&treatment.family].cards.iter().map(|card| card.person);
    let able = people.filter(|person| passes.may_give(*person, treatment)).collect();
    let floor = Floor::now(tx, call, boards)?;
    let over = call.now.plus_minutes(treatment.minutes());
    let booked = floor.next.into_iter().filter(|(_, at)| *at < over).collect();
    Ok(Facts { able, busy: floor.busy, booked, breaks: floor.breaks, said: said.clone() })
}

/// A customer to be given to somebody.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Where.
    pub store: StoreId,
    /// For what.
    pub treatment: TreatmentId,
    /// In what way she came.
    pub dispatch: Dispatch,
    /// To whom; nobody in particular is whoever is next.
    pub person: Option<PersonId>,
    /// Who is passed over by the desk.
    pub said: BTreeMap<PersonId, SkipReason>,
    /// Why out of turn; empty when in turn.
    pub out_of_turn: String,
    /// What she pays; the list price when it is not known.
    pub income: Option<Money>,
    /// The line of her visit.
    pub line: Option<i64>,
    /// Her file, where the desk knows her.
    pub customer: Option<CustomerId>,
}

/// Gives a customer to somebody: to whoever is next, to whom she asked for, or out of turn with a reason.
pub fn give(tx: &mut Tx, call: &Call, customer: &Customer) -> Result<(EventId, PersonId)> {
    let mut desk = Desk::at(tx, call, Permission::Dispatch, customer.store)?;
    let found = weigh_up(desk.tx, call, &mut desk.boards, customer.treatment, &customer.said)?;
    let (person, choice, out_of_turn) = match customer.dispatch {
        Dispatch::Turn => in_turn(&mut desk, &found, customer)?,
        _ => (named(&mut desk, &found, customer)?, Choice::default(), String::new()),
    };
    let dealt = Dealt {
        person,
        dispatch: customer.dispatch,
        income: customer.income.unwrap_or(found.treatment.price),
        until: call.now.plus_minutes(found.treatment.minutes()),
        treatment: found.treatment,
        policy: found.policy,
        choice,
        out_of_turn,
        line: customer.line,
        customer: customer.customer,
    };
    Ok((enter(&mut desk, dealt)?, person))
}

/// A customer as she is dealt to somebody, by turn or otherwise.
pub(crate) struct Dealt {
    pub treatment: Treatment,
    pub policy: Policy,
    pub person: PersonId,
    pub dispatch: Dispatch,
    /// What she pays for it.
    pub income: Money,
    /// When it should be over.
    pub until: Instant,
    /// Her place in the line, and who was passed over.
    pub choice: Choice,
    pub out_of_turn: String,
    /// The line of the visit.
    pub line: Option<i64>,
    /// The customer, where she is known.
    pub customer: Option<CustomerId>,
}

/// Writes a dispatch into the log, with what it weighs and counts by the policy of today.
pub(crate) fn enter(desk: &mut Desk, dealt: Dealt) -> Result<EventId> {
    let Dealt { treatment, person, dispatch, income, .. } = dealt;
    let weight = dealt.policy.weight(income);
    let counted = dealt.policy.counted(dispatch, weight);
    let regular = dealt.customer.map(|customer| regular(desk.tx, customer)).transpose()?.flatten();
    let given = Given {
        customer: dealt.customer,
        regular: regular.filter(|regular| *regular != person),
        dispatch,
        treatment: treatment.id,
        number: treatment.number,
        name: treatment.name,
        weight,
        counted,
        income,
        until: dealt.until,
        place: dealt.choice.place,
        skipped: dealt.choice.skipped,
        out_of_turn: dealt.out_of_turn,
    };
    let counts = Counts { dispatch: Some(dispatch), turns: 1, weight: counted, income };
    let detail = json!({ "person": person, "treatment": given.number, "dispatch": dispatch,
        "out_of_turn": given.out_of_turn });
    let deed = Deed::Dispatched(Box::new(given));
    let id = desk.write(&treatment.family, person, &deed, counts, dealt.line)?;
    desk.call.note(desk.tx, &desk.by, "rotation.dispatched", format!("rotation/events/{id}"), detail)?;
    Ok(id)
}

/// Whose turn it is, or whom the desk puts before her with a reason.
fn in_turn(desk: &mut Desk, found: &Suggestion, customer: &Customer) -> Result<(PersonId, Choice, String)> {
    let next = found.choice.person;
    let Some(person) = customer.person.or(next) else { return Err(Refused::Nobody.into()) };
    if Some(person) == next {
        return Ok((person, found.choice.clone(), String::new()));
    }
    let reason = customer.out_of_turn.trim();
    if reason.is_empty() {
        let name = next.map(|next| desk.name(next)).transpose()?.unwrap_or_default();
        let may = desk.call.actor.may_at(Permission::OverrideRotation, &Place::store(customer.store));
        let refused = if may { Refused::OutOfTurn { name } } else { Refused::MovedOn { name } };
        return Err(refused.into());
    }
    desk.by = desk.call.mandate(Permission::OverrideRotation, &Place::store(customer.store))?;
    fit(desk, found, person, false)?;
    let board = &desk.boards.hung[&found.treatment.family];
    Ok((person, before(board, &found.policy, &found.facts, person), reason.to_owned()))
}

/// Whom the customer asked for, or who has her already.
fn named(desk: &mut Desk, found: &Suggestion, customer: &Customer) -> Result<PersonId> {
    let mut wrong = kernel::Problems::default();
    let person = wrong.need("person", customer.person, "needed");
    let person = wrong.or(person)?;
    fit(desk, found, person, customer.dispatch == Dispatch::Extension)?;
    Ok(person)
}

/// She hangs on the board, has passed, and her hands are free, unless it is more of what she is giving.
fn fit(desk: &mut Desk, found: &Suggestion, person: PersonId, more: bool) -> Result<()> {
    let name = desk.name(person)?;
    let card = desk.boards.hung[&found.treatment.family].card(person);
    if card.is_none_or(|card| card.state == CardState::Away) {
        return Err(Refused::NotUp { name }.into());
    }
    if !found.facts.able.contains(&person) {
        return Err(Refused::NoPass { name, treatment: found.treatment.number.clone() }.into());
    }
    if !more && found.facts.busy.contains_key(&person) {
        return Err(Refused::HasCustomer { name }.into());
    }
    Ok(())
}

/// A dispatch as it is sent. `skip.PERSON` says why somebody is passed over for this customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct DispatchForm {
    /// Key of the store; empty for one's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Number of the treatment.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub treatment: String,
    /// `turn`, `requested`, `picked`, `booked`, `own-guest` or `extension`; empty is `turn`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub dispatch: String,
    /// Key of the person; empty for whoever is next.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub person: String,
    /// Why out of turn; empty in turn.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub reason: String,
    /// Key of the customer, as a picker chose her; empty where she is not known.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// What the customer pays, in yuan; empty for the list price.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub price: String,
    /// Who is passed over.
    #[serde(flatten)]
    #[garde(length(max = 60))]
    pub skips: BTreeMap<String, String>,
}

impl Form for DispatchForm {
    fn sample() -> DispatchForm {
        DispatchForm {
            treatment: "F002".into(),
            dispatch: "turn".into(),
            skips: [("skip.7".to_owned(), "no-answer".to_owned())].into(),
            ..DispatchForm::default()
        }
    }
}

impl DispatchForm {
    /// Whom the desk passes over, as far as it can be read.
    pub(crate) fn said(&self) -> BTreeMap<PersonId, SkipReason> {
        let skips = self.skips.iter().filter_map(|(key, code)| {
            let person = key.strip_prefix("skip.")?.parse().ok()?;
            Some((person, SkipReason::from_code(code).filter(|reason| SkipReason::SAID.contains(reason))?))
        });
        skips.collect()
    }

    fn parse(&self, tx: &mut Tx, call: &Call) -> Result<Customer> {
        let store = store_of(tx, call, Permission::Dispatch, &self.store)?;
        let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
        let offered = catalog::treatments(tx, call, day)?;
        let mut wrong = web::limits(self);
        let treatment = offered.by_number(&self.treatment).map(|treatment| treatment.id);
        let treatment = wrong.need("treatment", treatment, "not_a_choice");
        let dispatch = match self.dispatch.trim() {
            "" => Some(Dispatch::Turn),
            code => wrong.need("dispatch", Dispatch::from_code(code), "not_a_choice"),
        };
        let person = match self.person.trim() {
            "" => None,
            key => wrong.need("person", key.parse().ok(), "not_a_choice"),
        };
        let income = match self.price.trim() {
            "" => None,
            text => {
                wrong.need("price", text.parse().ok().filter(|price| *price >= Money::ZERO), "not_an_amount")
            }
        };
        let typed = self.skips.iter().filter(|(key, code)| key.starts_with("skip.") && !code.is_empty());
        for (key, _) in typed {
            let known = key["skip.".len()..].parse().is_ok_and(|person| self.said().contains_key(&person));
            if !known {
                wrong.add(key.clone(), "not_a_choice");
            }
        }
        let (treatment, dispatch) = wrong.or(treatment.zip(dispatch))?;
        let customer = customer::picked(tx, call, &self.customer, &self.customer_q)?;
        let dispatch = person.map_or(Ok(dispatch), |person| kind(tx, customer, person, dispatch))?;
        Ok(Customer {
            store,
            treatment,
            dispatch,
            person,
            said: passed_over(tx, customer, self.said())?,
            customer,
            out_of_turn: self.reason.trim().to_owned(),
            income,
            line: None,
        })
    }
}

/// Dispatches as the desk sends it.
pub fn dispatch(tx: &mut Tx, call: &Call, form: &DispatchForm) -> Result<EventId> {
    let customer = form.parse(tx, call)?;
    Ok(give(tx, call, &customer)?.0)
}

/// A step: what was dispatched became this line of a visit, so that the board knows when it ends.
pub fn became(tx: &mut Tx, id: EventId, line: booking::VisitLineId) -> Result<()> {
    crate::store::became(tx, id, kernel::Id::get(line))
}
