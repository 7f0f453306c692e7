//! At which store one stands, and what hangs there now.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kernel::{BusinessDate, Id, Instant, Mandate, Permission, PersonId, Place, Result, StoreId};
use web::Call;

use crate::board::{Board, replay};
use crate::deed::{Deed, DeedKind, EventId};
use crate::policy::Policy;
use crate::refused::Refused;
use crate::store::{self, Counts, NewEvent};

/// The store that is meant: the one named, or the first at which one may.
pub(crate) fn store_of(tx: &mut Tx, call: &Call, permission: Permission, asked: &str) -> Result<StoreId> {
    if let Ok(store) = asked.trim().parse::<StoreId>() {
        call.sight(permission, &Place::store(store))?;
        org::organisation(tx, call)?.store(store)?;
        return Ok(store);
    }
    let own = call.actor.holdings.iter().filter_map(|held| held.store);
    let mine = own.into_iter().find(|store| call.actor.may_at(permission, &Place::store(*store)));
    let any = || org::today(tx, call).ok().and_then(|chart| chart.open_stores().next());
    let store = mine.or_else(any).ok_or(Refused::NoStore)?;
    call.sight(permission, &Place::store(store))?;
    Ok(store)
}

/// The boards of a store, today.
pub struct Boards {
    /// The store.
    pub store: StoreId,
    /// Its business day.
    pub day: BusinessDate,
    /// By family, as they hang.
    pub hung: BTreeMap<String, Board>,
    /// The lines of visits that today's dispatches became.
    pub lines: BTreeMap<EventId, i64>,
    /// Those on which something happened today.
    opened: BTreeSet<String>,
}

impl Boards {
    /// As they hang now.
    pub fn now(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Boards> {
        let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
        let rows = store::of_day(tx, store, day)?;
        let dispatched = rows.iter().filter(|row| row.kind == DeedKind::Dispatched);
        let lines = dispatched.filter_map(|row| Some((row.id, row.line_id?))).collect();
        let logs = store::by_family(rows)?;
        let hung: BTreeMap<String, Board> =
            logs.iter().map(|(family, log)| (family.clone(), replay(log))).collect();
        Ok(Boards { store, day, lines, opened: hung.keys().cloned().collect(), hung })
    }

    /// A board, with what the day would begin with when nothing happened on it yet.
    pub fn board(&mut self, tx: &mut Tx, call: &Call, family: &str) -> Result<&mut Board> {
        if !self.hung.contains_key(family) {
            let policy = self.policy(tx, family)?;
            let opening = opening(tx, call, self.store, family, self.day, &policy)?;
            let mut board = Board::default();
            board.apply(&crate::deed::Event {
                id: EventId::of(0),
                at: call.now,
                person: None,
                deed: opening,
            });
            self.hung.insert(family.to_owned(), board);
        }
        Ok(self.hung.entry(family.to_owned()).or_default())
    }

    /// The policy of a board.
    pub fn policy(&self, tx: &mut Tx, family: &str) -> Result<Policy> {
        store::policy(tx, self.store, family, self.day)
    }

    /// Is it this dispatch that she is busy with?
    pub fn is_busy_with(&self, person: PersonId, of: EventId) -> bool {
        let mut cards = self.hung.values().filter_map(|board| board.card(person));
        cards.any(|card| card.busy.is_some_and(|busy| busy.of == of))
    }

    /// Whose hands are full on any board, and until when.
    pub fn busy(&self) -> BTreeMap<PersonId, Instant> {
        let cards = self.hung.values().flat_map(|board| &board.cards);
        cards.filter_map(|card| Some((card.person, card.busy?.until))).collect()
    }
}

fn opening(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    family: &str,
    day: BusinessDate,
    policy: &Policy,
) -> Result<Deed> {
    let organisation = org::organisation(tx, call)?;
    let log = store::last_day(tx, store, family, day)?;
    let log = log.iter().map(store::EventRow::event).collect::<Result<Vec<_>>>()?;
    let works_here = |person| {
        organisation.person(person).is_ok_and(|person| org::holds(person.joined_on, person.left_on, day))
    };
    Ok(Deed::Opened { order: policy.order, cards: replay(&log).carry(policy.start, works_here) })
}

/// A board at which something is done: opened for the day if need be.
pub(crate) struct Desk<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    pub call: &'a Call,
    pub by: Mandate,
    pub boards: Boards,
}

impl<'a, 't> Desk<'a, 't> {
    /// Stands at the boards of a store with a right.
    pub fn at(
        tx: &'a mut Tx<'t>,
        call: &'a Call,
        permission: Permission,
        store: StoreId,
    ) -> Result<Desk<'a, 't>> {
        let by = call.mandate(permission, &Place::store(store))?;
        Desk::by(tx, call, by, store)
    }

    /// The same with a right that was proved already.
    pub fn by(tx: &'a mut Tx<'t>, call: &'a Call, by: Mandate, store: StoreId) -> Result<Desk<'a, 't>> {
        let boards = Boards::now(tx, call, store)?;
        Ok(Desk { tx, call, by, boards })
    }

    /// The board of a family, as it hangs.
    pub fn board(&mut self, family: &str) -> Result<&Board> {
        Ok(self.boards.board(self.tx, self.call, family)?)
    }

    /// Writes a deed into the log of a board, after the day's opening.
    pub fn write(
        &mut self,
        family: &str,
        person: PersonId,
        deed: &Deed,
        counts: Counts,
        line: Option<i64>,
    ) -> Result<EventId> {
        if self.boards.opened.insert(family.to_owned()) {
            let policy = self.boards.policy(self.tx, family)?;
            let opening = opening(self.tx, self.call, self.boards.store, family, self.boards.day, &policy)?;
            self.enter(family, None, &opening, Counts::default(), None)?;
        }
        self.enter(family, Some(person), deed, counts, line)
    }

    fn enter(
        &mut self,
        family: &str,
        person: Option<PersonId>,
        deed: &Deed,
        counts: Counts,
        line: Option<i64>,
    ) -> Result<EventId> {
        let new = NewEvent {
            store: self.boards.store,
            family,
            day: self.boards.day,
            at: self.call.now,
            person,
            by: self.by.person,
            line,
            deed,
            counts,
        };
        store::write(self.tx, &new)
    }

    /// Somebody's name.
    pub fn name(&mut self, person: PersonId) -> Result<String> {
        Ok(org::organisation(self.tx, self.call)?.person_name(person).to_owned())
    }
}
