use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{TreatmentId, Treatments};
use customer::{Brief, CustomerId};
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, PersonId, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::clock::minute_text;
use crate::floor::FloorLine;
use crate::state::{LineState, Refused};
use crate::store::{self, RoomRow};
use crate::{Dispatch, RoomId, VisitId, VisitLineId};

/// The names that stand in keys' places on a page.
pub(crate) struct Names {
    pub organisation: Arc<org::Organisation>,
    pub rooms: Vec<RoomRow>,
    treatments: Arc<Treatments>,
    customers: BTreeMap<CustomerId, Brief>,
}

impl Names {
    /// Those of a store's day, and of these customers.
    pub fn read(
        tx: &mut Tx,
        call: &Call,
        store: StoreId,
        day: BusinessDate,
        customers: &[CustomerId],
    ) -> Result<Names> {
        let briefs = customer::briefs(tx, customers)?;
        Ok(Names {
            organisation: org::organisation(tx, call)?,
            rooms: store::rooms(tx, store)?,
            treatments: catalog::treatments(tx, call, day)?,
            customers: briefs.into_iter().map(|brief| (brief.id, brief)).collect(),
        })
    }

    pub fn treatment(&self, id: TreatmentId) -> Words {
        let number = || Words::new(id.to_string(), "");
        self.treatments.get(id).map_or_else(number, |treatment| treatment.name.clone())
    }

    pub fn room(&self, id: Option<RoomId>) -> String {
        let room = self.rooms.iter().find(|room| Some(room.id) == id);
        room.map_or(String::new(), |room| room.name.clone())
    }

    pub fn customer(&self, id: Option<CustomerId>, guest: &str) -> String {
        let brief = id.and_then(|id| self.customers.get(&id));
        brief.map_or_else(|| guest.to_owned(), |brief| brief.name.clone())
    }

    pub fn phone_end(&self, id: CustomerId) -> String {
        self.customers.get(&id).and_then(|brief| brief.phone_end.clone()).unwrap_or_default()
    }

    pub fn person(&self, id: PersonId) -> String {
        self.organisation.person_name(id).to_owned()
    }

    /// How many minutes are prepared before the customer is there.
    fn lead(&self, line: &FloorLine) -> u32 {
        line.due(&self.treatments) - line.starts
    }

    /// A treatment of the day as boards show it.
    pub fn block(&self, line: &FloorLine) -> Block {
        Block {
            line: line.line,
            visit: line.visit,
            customer: self.customer(line.customer, &line.guest),
            treatment: self.treatment(line.treatment),
            therapist: self.person(line.therapist),
            room: self.room(line.room),
            from: line.starts,
            to: line.ends,
            lead: self.lead(line),
            at: minute_text(line.starts + self.lead(line)),
            until: minute_text(line.ends),
            state: line.state,
            dispatch: line.dispatch,
            begun_at: line.begun_at,
            due_at: line.until,
            note: line.note.clone(),
        }
    }
}

/// A treatment of the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Block {
    /// Key.
    pub line: VisitLineId,
    /// The visit it belongs to.
    pub visit: VisitId,
    /// Whose.
    pub customer: String,
    /// What.
    pub treatment: Words,
    /// By whom.
    pub therapist: String,
    /// Where.
    pub room: String,
    /// From which minute of the business day.
    pub from: u32,
    /// Until which.
    pub to: u32,
    /// How many of the first minutes are preparation.
    pub lead: u32,
    /// When the customer is to be there, as people read it.
    pub at: String,
    /// When all is done.
    pub until: String,
    /// How far it is.
    pub state: LineState,
    /// How it came to her.
    pub dispatch: Dispatch,
    /// When it began.
    pub begun_at: Option<Instant>,
    /// When it should be done.
    pub due_at: Option<Instant>,
    /// What is to be known.
    pub note: String,
}

impl Block {
    /// The key of the state's text.
    pub fn state_key(&self) -> String {
        format!("booking.state.{}", self.state.code())
    }

    /// The key of the text that says how it came to her.
    pub fn dispatch_key(&self) -> String {
        format!("booking.dispatch.{}", self.dispatch.code())
    }

    /// Did the customer ask for her?
    pub fn is_asked_for(&self) -> bool {
        matches!(self.dispatch, Dispatch::Requested | Dispatch::Picked | Dispatch::OwnGuest)
    }

    pub(crate) fn sample(state: LineState) -> Block {
        let begun = state == LineState::InTreatment;
        Block {
            line: kernel::Id::of(1),
            visit: kernel::Id::of(1),
            customer: "李小燕".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            therapist: "陈思思".into(),
            room: "面部一房".into(),
            from: 625,
            to: 695,
            lead: 5,
            at: "10:30".into(),
            until: "11:35".into(),
            state,
            dispatch: Dispatch::Requested,
            begun_at: begun.then(|| Instant::from_millis(1_795_484_000_000)),
            due_at: begun.then(|| Instant::from_millis(1_795_488_000_000)),
            note: "怕冷".into(),
        }
    }
}

/// A choice whose text is read in either language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pick {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub name: Words,
}

impl Pick {
    pub(crate) fn new(value: impl ToString, name: Words) -> Pick {
        Pick { value: value.to_string(), name }
    }
}

/// The stores whose bookings the asker may see.
pub(crate) fn stores(tx: &mut Tx, call: &Call) -> Result<Vec<(StoreId, String)>> {
    let organisation = org::organisation(tx, call)?;
    let seen = |store: &&org::StoreRow| {
        store.closed_on.is_none() && call.actor.may_at(Permission::ViewBookings, &Place::store(store.id))
    };
    Ok(organisation.stores.values().filter(seen).map(|store| (store.id, store.name.clone())).collect())
}

/// The store that is asked for, or the asker's own, or the first she may see; the right to see is proved.
pub(crate) fn store_asked(tx: &mut Tx, call: &Call, typed: Option<&str>) -> Result<StoreId> {
    let seen = stores(tx, call)?;
    if let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        let found = seen.iter().find(|(store, _)| store.to_string() == typed);
        return found.map(|(store, _)| *store).ok_or_else(kernel::Error::missing);
    }
    let mut own = call.actor.holdings.iter().filter_map(|held| held.store);
    let own = own.find(|store| seen.iter().any(|(seen, _)| seen == store));
    own.or_else(|| seen.first().map(|(store, _)| *store)).ok_or_else(|| Refused::NoStore.into())
}

/// What can be chosen among stores; nothing when there is only one.
pub(crate) fn store_picks(tx: &mut Tx, call: &Call) -> Result<Vec<web::Choice>> {
    let seen = stores(tx, call)?;
    let picks = seen.into_iter().map(|(store, name)| web::Choice::new(store, name));
    Ok(Some(picks.collect::<Vec<_>>()).filter(|picks| picks.len() > 1).unwrap_or_default())
}

/// The customers of these treatments, each once.
pub(crate) fn customers_of(lines: &[FloorLine]) -> Vec<CustomerId> {
    let mut all: Vec<CustomerId> = lines.iter().filter_map(|line| line.customer).collect();
    all.sort_unstable();
    all.dedup();
    all
}
