//! What people and programs are shown of the boards.

use db::Tx;
use kernel::Permission::{Dispatch, OverrideRotation, SetRotation, ViewRotation};
use kernel::{Permission, PersonId, Result, Scope, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Call, Choice, Routes};

use crate::board::{Board, Card, CardState};
use crate::deed::EventId;
use crate::weight::Weight;

mod boards;
mod event;
mod fairness;
mod history;
mod next;
mod person;
mod policies;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("rotation")
        .get("/rotation", ViewRotation, "Show the boards of a store as they hang", boards::show)
        .post("/rotation/cards", Dispatch, "Put a card up, turn it, take it down", boards::turn)
        .get("/rotation/next", ViewRotation, "Say who is next for a treatment, and why", next::show)
        .post("/rotation/dispatches", Dispatch, "Give a customer to somebody", next::dispatch)
        .get("/rotation/people/{id}", ViewRotation, "Show somebody's cards and her day", person::show)
        .post("/rotation/moves", OverrideRotation, "Move a card by hand", person::move_card)
        .post("/rotation/penalties", OverrideRotation, "Give penalty points", person::penalise)
        .get("/rotation/events/{id}", ViewRotation, "Show a dispatch and why it went so", event::show)
        .post("/rotation/events/{id}/finish", Dispatch, "End a dispatch", event::finish)
        .post("/rotation/events/{id}/void", Dispatch, "Void a dispatch that came to nothing", event::void)
        .post(
            "/rotation/events/{id}/return",
            OverrideRotation,
            "Give a poached customer back",
            event::give_back,
        )
        .get("/rotation/history", ViewRotation, "List what happened on the boards", history::list)
        .get("/rotation/fairness", ViewRotation, "Show how fairly turns were shared", fairness::show)
        .get("/rotation/policies", ViewRotation, "List the policies of the boards", policies::list)
        .get("/rotation/policies/new", SetRotation, "The form of a new policy", policies::blank)
        .post("/rotation/policies", SetRotation, "Set a policy from a day on", policies::set)
}

/// Which store, as it stands in an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct StoreAsked {
    /// A store's key; empty for one's own.
    #[serde(default)]
    pub store: String,
}

/// A card as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CardView {
    pub person: PersonId,
    pub name: String,
    /// Her place in the line, from one.
    pub place: usize,
    pub state: CardState,
    /// Since when.
    pub since: kernel::Instant,
    /// The dispatch she is busy with.
    pub busy_with: Option<EventId>,
    /// When it should be over.
    pub until: Option<kernel::Instant>,
    /// Is it over time?
    pub over: bool,
    /// The first in line whose hands are free.
    pub next: bool,
    /// Customers by turn today.
    pub turns: i64,
    /// Weighted turns today, in hundredths.
    pub weight: Weight,
    /// Half a turn on the way to the tail?
    pub half: bool,
    /// Points today.
    pub points: i64,
}

/// The cards of a board as they hang, the next first.
fn cards(
    board: &Board,
    name: impl Fn(PersonId) -> String,
    busy: &Busy,
    now: kernel::Instant,
) -> Vec<CardView> {
    let mut found = false;
    let card = |(at, card): (usize, &Card)| {
        let until = busy.get(&card.person).copied();
        let next = !found && until.is_none() && card.state == CardState::Ready;
        found |= next;
        CardView {
            person: card.person,
            name: name(card.person),
            place: at + 1,
            state: card.state,
            since: card.since,
            busy_with: card.busy.map(|busy| busy.of),
            until,
            over: until.is_some_and(|until| until < now),
            next,
            turns: card.turns,
            weight: card.weight,
            half: card.towards > Weight::NONE,
            points: card.points,
        }
    };
    board.line().into_iter().enumerate().map(card).collect()
}

/// Whose hands are full, and until when.
type Busy = std::collections::BTreeMap<PersonId, kernel::Instant>;

/// The stores to choose from; none where there is no choice.
fn stores(tx: &mut Tx, call: &Call, permission: Permission) -> Result<Vec<Choice>> {
    if call.actor.scope(permission) != Some(Scope::Centre) {
        return Ok(vec![]);
    }
    let organisation = org::organisation(tx, call)?;
    let all = organisation.stores.values().map(|store| Choice::new(store.id, store.name.clone()));
    Ok(Some(all.collect()).filter(|all: &Vec<Choice>| all.len() > 1).unwrap_or_default())
}

/// The boards of the catalogue, by their names in both languages.
fn families(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<(String, kernel::Words)>> {
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let offered = catalog::treatments(tx, call, day)?;
    let named =
        offered.families().into_iter().map(|family| (family.to_owned(), crate::policy::board_name(family)));
    Ok(named.collect())
}
