//! The diaries of some days, read in a few statements whatever stands in them.

use std::collections::BTreeMap;

use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Result, StoreId};
use web::Call;

use crate::clock::{minute_at, open_hours};
use crate::diary::{Bed, Diary, Hand, Piece};
use crate::minutes::{LAST, Minutes, Span};
use crate::policies::policy;
use crate::state::{Kind, RoomState};
use crate::store::{self, DutySheet, EquipmentRow, RoomRow, SheetRow};

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub from: BusinessDate,
    pub until: BusinessDate,
}

impl Days {
    /// Only this one.
    pub fn one(day: BusinessDate) -> Days {
        Days { from: day, until: day }
    }

    /// So many, from a day on.
    pub fn many(from: BusinessDate, count: i64) -> Days {
        Days { from, until: later(from, count - 1) }
    }
}

/// So many days after a day, or before it.
pub(crate) fn later(day: BusinessDate, days: i64) -> BusinessDate {
    day.saturating_add(days.clamp(-36_500, 36_500).days())
}

/// What a wish may need besides hands; what it does not need is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    pub rooms: bool,
    pub equipment: bool,
    pub sexes: bool,
}

/// The diaries of a store's days; one on which the store rests has nobody in it.
pub(crate) fn diaries(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    days: Days,
    wanted: Wanted,
) -> Result<Vec<Diary>> {
    let organisation = org::organisation(tx, call)?;
    let sexes: BTreeMap<_, _> =
        if wanted.sexes { store::sexes(tx)?.into_iter().collect() } else { BTreeMap::new() };
    let gap = policy(tx, store, days.from)?.gap;
    let places = Places { gap, ..Places::read(tx, store, days, wanted)? };
    let mut by_day: BTreeMap<BusinessDate, Vec<Hand>> = BTreeMap::new();
    let mut open = (days.from, Minutes::NONE);
    let away = store::absences_between(tx, days.from, days.until)?;
    let is_away = |row: &DutySheet| {
        let mut hers = away.iter().filter(|leave| leave.person_id == row.person_id);
        hers.any(|leave| leave.from_day <= row.day && row.day <= leave.until_day)
    };
    let on_duty = store::duty_sheets(tx, store, days.from, days.until)?.into_iter();
    for (place, row) in on_duty.filter(|row| !is_away(row)).enumerate() {
        if place == 0 || open.0 != row.day {
            let hours = open_hours(&organisation, store, row.day);
            open = (row.day, hours.map_or(Minutes::NONE, Minutes::of));
        }
        let sex = sexes.get(&row.person_id).copied();
        by_day.entry(row.day).or_default().push(Hand { sex, ..hand(&row, open.1, gap) });
    }
    let diary = |(day, hands)| {
        let (beds, pieces) = places.on(day);
        Diary { day, hands, beds, pieces }
    };
    Ok(by_day.into_iter().map(diary).collect())
}

fn hand(row: &DutySheet, open: Minutes, gap: u32) -> Hand {
    let taken = row.taken.unwrap_or(Minutes::NONE);
    let works = Minutes::of(Span::new(row.starts, row.ends)) & !Minutes::of_all(&row.breaks.0);
    Hand {
        person: row.person_id,
        sex: None,
        free: works & open & !taken.widened(gap),
        works: works.count(),
        load: taken.count(),
    }
}

/// Rooms and equipment of a store, with what is taken of them.
struct Places {
    rooms: Vec<RoomRow>,
    equipment: Vec<EquipmentRow>,
    taken: BTreeMap<(BusinessDate, Kind, i64), Minutes>,
    gap: u32,
}

impl Places {
    fn read(tx: &mut Tx, store: StoreId, days: Days, wanted: Wanted) -> Result<Places> {
        let mut places = Places { rooms: vec![], equipment: vec![], taken: BTreeMap::new(), gap: 0 };
        if wanted.rooms {
            let turns = store::room_turns(tx, store)?;
            let unfit = |room: &RoomRow| {
                turns.iter().any(|turn| turn.room_id == room.id && turn.state == RoomState::OutOfUse)
            };
            places.rooms = store::rooms(tx, store)?.into_iter().filter(|room| !unfit(room)).collect();
        }
        if wanted.equipment {
            places.equipment = store::equipment_of(tx, store)?;
        }
        if wanted.rooms || wanted.equipment {
            let rows = store::place_sheets(tx, store, days.from, days.until)?.into_iter();
            places.taken =
                rows.map(|row: SheetRow| ((row.day, row.kind, row.resource_id), row.taken)).collect();
        }
        Ok(places)
    }

    fn free(&self, day: BusinessDate, kind: Kind, id: i64) -> Minutes {
        self.taken.get(&(day, kind, id)).map_or(!Minutes::NONE, |taken| !taken.widened(self.gap))
    }

    fn on(&self, day: BusinessDate) -> (Vec<Bed>, Vec<Piece>) {
        let beds = self.rooms.iter().filter(|room| org::holds(room.opened_on, room.closed_on, day));
        let bed = |room: &RoomRow| Bed {
            id: room.id,
            kind: room.kind.clone(),
            stands_in: room.stands_in.clone(),
            free: self.free(day, Kind::Room, room.id.get()),
        };
        let pieces = self.equipment.iter().filter(|piece| org::holds(piece.opened_on, piece.closed_on, day));
        let piece = |piece: &EquipmentRow| Piece {
            id: piece.id,
            kind: piece.kind.clone(),
            free: self.free(day, Kind::Equipment, piece.id.get()),
        };
        let mut beds: Vec<Bed> = beds.map(bed).collect();
        // A bed that stands with others in a room is kept for two who come together, while there is another.
        beds.sort_by_key(|bed| !bed.stands_in.is_empty());
        (beds, pieces.map(piece).collect())
    }
}

/// The minutes of a day that are still to come, on the grid of what is offered.
pub(crate) fn ahead(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    day: BusinessDate,
    step: u32,
    notice: u32,
) -> Result<Minutes> {
    let organisation = org::organisation(tx, call)?;
    let (today, now) = minute_at(&organisation.day_cut(Some(store)), call.now);
    let after = |minute: u32| Minutes::of(Span::new(minute, LAST));
    let from_now = i64::from(now) + i64::from(notice);
    let days_off = today.until(day).map_or(0, |span| i64::from(span.get_days()));
    let first = from_now - days_off * 24 * 60;
    Ok(match u32::try_from(first) {
        Ok(minute) if days_off >= 0 => Minutes::every(step) & after(minute.min(LAST)),
        Err(_) if days_off > 0 => Minutes::every(step),
        _ => Minutes::NONE,
    })
}
