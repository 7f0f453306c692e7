use askama::Template;
use axum::extract::State;
use booking::Dispatch;
use db::Tx;
use kernel::{BusinessDate, Error, Id, Instant, Money, Permission, PersonId, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use crate::amending::{self as doors, ReturnForm, VoidForm};
use crate::board::replay;
use crate::deed::{Deed, EventId};
use crate::policy::board_name;
use crate::reason::Teller;
use crate::store;
use crate::weight::Weight;

/// A dispatch, why it went so, and what became of it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/event.html")]
pub struct EventPage {
    id: EventId,
    store: StoreId,
    day: BusinessDate,
    at: Instant,
    board: Words,
    person: PersonId,
    name: String,
    /// Who dispatched.
    by: String,
    /// The customer, where the desk knew her.
    customer: Option<(customer::CustomerId, String)>,
    /// Whose regular she is, where that is somebody else.
    regular: Option<String>,
    number: String,
    treatment: Words,
    dispatch: Dispatch,
    /// Why she, in words.
    why: Words,
    /// What it counts, in hundredths of a turn.
    counted: Weight,
    income: Money,
    until: Instant,
    /// Is it over?
    closed: bool,
    /// Did it come to nothing, or was it given back?
    undone: bool,
    /// Can it still be changed?
    today: bool,
    may_dispatch: bool,
    may_override: bool,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    typed: (VoidForm, ReturnForm),
    #[serde(skip)]
    wrong: Wrong,
}

impl View for EventPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} · {}", self.number, self.treatment.read(say.0), self.name)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let page = |closed, undone, today, wrong| EventPage {
            id: EventId::of(7),
            store: StoreId::of(1),
            day: jiff::civil::date(2026, 11, 24),
            at,
            board: Words::new("面部牌", "Face board"),
            person: PersonId::of(7),
            name: "陈思思".into(),
            by: "唐糖".into(),
            customer: Some((customer::CustomerId::of(1), "王芳".into())),
            regular: Some("王丽".into()),
            number: "F002".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            dispatch: Dispatch::Turn,
            why: Words::new("排在第 2 位；王丽忙到 15:10", "No. 2 in line; 王丽 busy until 15:10"),
            counted: Weight::WHOLE,
            income: Money::fen(298_00).unwrap_or_default(),
            until: at.plus_minutes(70),
            closed,
            undone,
            today,
            may_dispatch: true,
            may_override: true,
            people: vec![Choice::new(8, "王丽")],
            typed: (VoidForm::default(), ReturnForm::default()),
            wrong,
        };
        vec![
            page(false, false, true, Wrong::default()),
            page(false, false, true, Wrong::sample("to", "not_a_choice")),
            page(true, true, false, Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: &EventId) -> Result<EventPage> {
    let row = store::event(tx, *id)?;
    let place = Place::store(row.store_id);
    call.sight(Permission::ViewRotation, &place)?;
    let event = row.event()?;
    let (Deed::Dispatched(given), Some(person)) = (&event.deed, event.person) else {
        return Err(Error::missing());
    };
    let organisation = org::organisation(tx, call)?;
    let log = store::between(tx, row.store_id, &row.family, row.day, row.day)?;
    let log = log.iter().map(store::EventRow::event).collect::<Result<Vec<_>>>()?;
    let board = replay(&log);
    let taken = board.taken.get(id).ok_or_else(Error::missing)?;
    let names = |person: PersonId| organisation.person_name(person).to_owned();
    let customer = given.customer.map(|customer| customer::brief(tx, customer)).transpose()?;
    // Who took another's regular is most often asked to give her back to that one.
    let to = given.regular.map(|regular| regular.to_string()).unwrap_or_default();
    let others = board.cards.iter().filter(|card| card.person != person);
    Ok(EventPage {
        id: *id,
        store: row.store_id,
        day: row.day,
        at: row.at,
        board: board_name(&row.family),
        person,
        name: names(person),
        by: names(row.by_id),
        customer: customer.map(|known| (known.id, known.name)),
        regular: given.regular.map(names),
        number: given.number.clone(),
        treatment: given.name.clone(),
        dispatch: given.dispatch,
        why: Teller { names: &names, zone: &organisation.zone() }.why(given),
        counted: given.counted,
        income: given.income,
        until: given.until,
        closed: taken.closed,
        undone: taken.undone,
        today: row.day == organisation.business_date(Some(row.store_id), call.now),
        may_dispatch: call.actor.may_at(Permission::Dispatch, &place),
        may_override: call.actor.may_at(Permission::OverrideRotation, &place),
        people: others.map(|card| Choice::new(card.person, names(card.person))).collect(),
        typed: (VoidForm::default(), ReturnForm { to, ..ReturnForm::default() }),
        wrong: Wrong::default(),
    })
}

/// `GET /rotation/events/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<EventId>,
) -> Result<Reply<EventPage>, Failure> {
    Ok(Reply(app.look(&by, &id, page).await?))
}

/// `POST /rotation/events/{id}/finish`
pub async fn finish(
    State(app): State<App>,
    By(by): By,
    At(id): At<EventId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| doors::finish(tx, call, *id)).await?;
    Ok(Done::at("/rotation").saying("rotation.event.finished"))
}

/// `POST /rotation/events/{id}/void`
pub async fn void(
    State(app): State<App>,
    By(by): By,
    At(id): At<EventId>,
    Payload(form): Payload<VoidForm>,
) -> Result<Answer<EventPage>, Failure> {
    match app.act(&by, &(id, form.clone()), |tx, call, (id, form)| doors::void(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(format!("/rotation/events/{id}")).saying("rotation.event.voided").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| EventPage { typed: (form, ReturnForm::default()), wrong, ..page })
        }
    }
}

/// `POST /rotation/events/{id}/return`
pub async fn give_back(
    State(app): State<App>,
    By(by): By,
    At(id): At<EventId>,
    Payload(form): Payload<ReturnForm>,
) -> Result<Answer<EventPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| doors::give_back(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(format!("/rotation/events/{id}")).saying("rotation.event.given_back").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| EventPage { typed: (VoidForm::default(), form), wrong, ..page })
        }
    }
}
