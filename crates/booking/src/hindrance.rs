//! What stands against a treatment that would follow at once: the next who was promised the therapist or the room, or
//! that no room or instrument of its kind is free.

use std::collections::BTreeMap;

use catalog::Treatment;
use db::Tx;
use kernel::{Id, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::minutes::{Minutes, Span};
use crate::shape::Shape;
use crate::state::{Kind, RoomState};
use crate::store::{self, EquipmentRow, LineRow, RoomRow, Sheet};

/// Why a treatment cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Hindrance {
    /// Who comes next would wait.
    Next {
        /// For so many minutes.
        minutes: u32,
    },
    /// No room or instrument of its kind is free.
    NoPlace,
}

/// What is taken around a treatment that runs, on its day.
pub(crate) struct Around {
    hers: Minutes,
    taken: BTreeMap<(Kind, i64), Minutes>,
    rooms: Vec<RoomRow>,
    pieces: Vec<EquipmentRow>,
}

impl Around {
    pub fn read(tx: &mut Tx, line: &LineRow) -> Result<Around> {
        let (store, day) = (line.store_id, line.day);
        let hers = Sheet { store, day, kind: Kind::Therapist, resource: line.therapist_id.get() };
        let places = store::place_sheets(tx, store, day, day)?.into_iter();
        let turns = store::room_turns(tx, store)?;
        let out = |room: &RoomRow| {
            turns.iter().any(|turn| turn.room_id == room.id && turn.state == RoomState::OutOfUse)
        };
        let mut rooms = store::rooms(tx, store)?;
        rooms.retain(|room| org::holds(room.opened_on, room.closed_on, day) && !out(room));
        let mut pieces = store::equipment_of(tx, store)?;
        pieces.retain(|piece| org::holds(piece.opened_on, piece.closed_on, day));
        Ok(Around {
            hers: store::taken(tx, hers)?,
            taken: places.map(|row| ((row.kind, row.resource_id), row.taken)).collect(),
            rooms,
            pieces,
        })
    }

    /// What stands against a treatment that would follow this one from a minute on.
    pub fn hindrance(&self, line: &LineRow, treatment: &Treatment, from: u32) -> Option<Hindrance> {
        let shape = Shape::of(treatment).at_once();
        let whole = Span::new(from, from + shape.length);
        let promised = |kind, id| {
            let taken = self.taken.get(&(kind, id)).copied().unwrap_or(Minutes::NONE);
            (taken & Minutes::of(whole)).iter().next()
        };
        let hers = (self.hers & Minutes::of_all(&shape.hands_at(from))).iter().next();
        let mut room = None;
        if let Some(kind) = &treatment.room_kind {
            let mut fit = self.rooms.iter().filter(|room| room.kind == *kind);
            if !fit.clone().any(|room| promised(Kind::Room, room.id.get()).is_none()) {
                // She lies where she is until the next comes; where that is no room for it, there is none.
                let Some(stays) = fit.find(|room| Some(room.id) == line.room_id) else {
                    return Some(Hindrance::NoPlace);
                };
                room = promised(Kind::Room, stays.id.get());
            }
        }
        let has = |kind: &String| {
            let mut pieces = self.pieces.iter().filter(|piece| piece.kind == *kind);
            pieces.any(|piece| promised(Kind::Equipment, piece.id.get()).is_none())
        };
        if !treatment.equipment.iter().all(has) {
            return Some(Hindrance::NoPlace);
        }
        let first = [hers, room].into_iter().flatten().min()?;
        Some(Hindrance::Next { minutes: whole.until - first })
    }
}

#[cfg(test)]
mod tests {
    use catalog::StepKind::*;

    use super::*;
    use crate::Dispatch;
    use crate::minutes::Spans;
    use crate::shape::tests::treatment;
    use crate::state::LineState;

    fn running() -> LineRow {
        LineRow {
            id: Id::of(1),
            visit_id: Id::of(1),
            store_id: Id::of(1),
            day: jiff::civil::date(2026, 3, 2),
            guest: 1,
            customer_id: None,
            treatment_id: Id::of(1),
            therapist_id: Id::of(1),
            dispatch: Dispatch::Booked,
            room_id: Some(Id::of(1)),
            starts: 600,
            ends: 660,
            hands: Spans(vec![Span::new(600, 660)]),
            state: LineState::InTreatment,
            begun_at: None,
            ended_at: None,
            note: String::new(),
        }
    }

    fn room(key: i64) -> RoomRow {
        let day = jiff::civil::date(2026, 1, 1);
        RoomRow {
            id: Id::of(key),
            store_id: Id::of(1),
            name: String::new(),
            kind: "facial".into(),
            stands_in: String::new(),
            opened_on: day,
            closed_on: None,
        }
    }

    #[test]
    fn what_follows_ends_before_the_next_or_says_by_how_much_it_does_not() {
        let facial =
            Treatment { room_kind: Some("facial".into()), ..treatment(&[(HandsOn, 40), (CleanUp, 10)]) };
        let next = Minutes::of(Span::new(690, 750));
        let free = Minutes::NONE;
        let against = |hers, rooms: Vec<RoomRow>, beds: &[(i64, Minutes)], from| {
            let taken = beds.iter().map(|(key, taken)| ((Kind::Room, *key), *taken)).collect();
            Around { hers, taken, rooms, pieces: vec![] }.hindrance(&running(), &facial, from)
        };
        assert_eq!(against(free, vec![room(1)], &[], 660), None);
        assert_eq!(against(next, vec![room(1)], &[], 640), None, "to the minute");
        assert_eq!(against(next, vec![room(1)], &[], 660), Some(Hindrance::Next { minutes: 20 }));
        let room_next = [(1, Minutes::of(Span::new(700, 720)))];
        assert_eq!(against(free, vec![room(1)], &room_next, 660), Some(Hindrance::Next { minutes: 10 }));
        assert_eq!(against(free, vec![room(1), room(2)], &room_next, 660), None, "the other room is free");
        assert_eq!(against(next, vec![room(1)], &room_next, 660), Some(Hindrance::Next { minutes: 20 }));
        assert_eq!(against(free, vec![], &[], 660), Some(Hindrance::NoPlace));
        let laser = Treatment { equipment: vec!["ipl".into()], ..treatment(&[(HandsOn, 20)]) };
        let none = Around { hers: free, taken: BTreeMap::new(), rooms: vec![], pieces: vec![] };
        assert_eq!(none.hindrance(&running(), &laser, 660), Some(Hindrance::NoPlace));
    }
}
