//! Visits that cannot be kept as they were booked: the room was given up or is out of use, an instrument is gone, the
//! therapist has leave or another shift. Each is told with the nearest moments to which it can be moved.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId, codes};
use web::Call;

use crate::days::{Days, Wanted, ahead, diaries, later};
use crate::diary::Diary;
use crate::elsewhere::give_back;
use crate::minutes::{Minutes, Span};
use crate::order::{Able, Asked, Looked, OrderPart, Slot};
use crate::policies::policy;
use crate::shape::Shape;
use crate::state::RoomState;
use crate::store::{self, LineRow, PieceOfLine};
use crate::treat::now_at;
use crate::wish::With;
use crate::{EquipmentId, RoomId, VisitLineId};

codes! {
    /// What stands against a booked treatment.
    pub enum Hitch {
        /// Its therapist does not work then.
        Absent = "absent",
        /// Its room is given up or out of use.
        Room = "room",
        /// Its equipment is given up.
        Equipment = "equipment",
    }
}

/// A treatment that cannot be kept, and why not.
type Hitched = (LineRow, Vec<Hitch>);

/// A treatment that cannot be kept as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Concerned {
    /// The treatment.
    pub line: LineRow,
    /// The minute at which the customer is to be there for it.
    pub at: u32,
    /// What stands against it.
    pub hitches: Vec<Hitch>,
    /// Is it the only one of its visit? Otherwise it stays on its day and at its hour.
    pub alone: bool,
    /// Where it could go, the nearest first.
    pub slots: Vec<Slot>,
}

/// How many days from its own on are looked through.
const NEAREST_DAYS: i64 = 7;
/// How many moments are told of each.
const NEAREST: usize = 3;
/// For so many at once: the next are told when these are moved.
const SHOWN: usize = 30;

/// What is known of the days ahead.
struct Ahead {
    shifts: BTreeMap<(PersonId, BusinessDate), Span>,
    away: Vec<store::AbsenceRow>,
    rooms: Vec<store::RoomRow>,
    unfit: BTreeSet<RoomId>,
    pieces: Vec<PieceOfLine>,
}

impl Ahead {
    fn read(tx: &mut Tx, store: StoreId, days: Days) -> Result<Ahead> {
        let shifts = store::rosters(tx, store, days.from, days.until)?.into_iter();
        let turns = store::room_turns(tx, store)?.into_iter();
        let unfit = turns.filter(|turn| turn.state == RoomState::OutOfUse).map(|turn| turn.room_id);
        Ok(Ahead {
            shifts: shifts.map(|row| ((row.person_id, row.day), Span::new(row.starts, row.ends))).collect(),
            away: store::absences_between(tx, days.from, days.until)?,
            rooms: store::rooms(tx, store)?,
            unfit: unfit.collect(),
            pieces: store::pieces_ahead(tx, store, days.from, days.until)?,
        })
    }

    fn hitches(&self, line: &LineRow) -> Vec<Hitch> {
        let shift = self.shifts.get(&(line.therapist_id, line.day));
        let works = shift.is_some_and(|shift| {
            line.hands.0.iter().all(|span| shift.from <= span.from && span.until <= shift.until)
        });
        let away = self.away.iter().any(|row| {
            row.person_id == line.therapist_id && row.from_day <= line.day && line.day <= row.until_day
        });
        let room = self.rooms.iter().find(|room| Some(room.id) == line.room_id);
        let room_holds = room.is_none_or(|room| {
            org::holds(room.opened_on, room.closed_on, line.day) && !self.unfit.contains(&room.id)
        });
        let gone = |piece: &PieceOfLine| piece.closed_on.is_some_and(|last| last < line.day);
        let pieces_hold = !self.of(line.id).any(gone);
        let all =
            [(Hitch::Absent, works && !away), (Hitch::Room, room_holds), (Hitch::Equipment, pieces_hold)];
        all.into_iter().filter(|(_, holds)| !holds).map(|(hitch, _)| hitch).collect()
    }

    fn of(&self, line: VisitLineId) -> impl Iterator<Item = &PieceOfLine> {
        self.pieces.iter().filter(move |piece| piece.line_id == line)
    }
}

/// The treatments still to come with what stands against them, by their time.
fn found(tx: &mut Tx, call: &Call, store: StoreId) -> Result<(Ahead, Vec<LineRow>, Vec<Hitched>)> {
    let (today, now) = now_at(tx, call, store)?;
    let days = Days { from: today, until: later(today, policy(tx, store, today)?.days_ahead) };
    let known = Ahead::read(tx, store, days)?;
    let mut lines = store::lines_ahead(tx, store, days.from, days.until)?;
    lines.retain(|line| line.day > today || line.ends > now);
    let hit = lines.iter().map(|line| (line.clone(), known.hitches(line)));
    let hit = hit.filter(|(_, hitches)| !hitches.is_empty()).collect();
    Ok((known, lines, hit))
}

/// A step: how many treatments to come cannot be kept as they are.
pub fn count(tx: &mut Tx, call: &Call, store: StoreId) -> Result<usize> {
    Ok(found(tx, call, store)?.2.len())
}

/// The first of the treatments that cannot be kept as they are, with the nearest moments for each.
pub fn concerned(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<Concerned>> {
    let (known, lines, mut hit) = found(tx, call, store)?;
    hit.truncate(SHOWN);
    let Some((first, last)) = hit.first().map(|(line, _)| line.day).zip(hit.last().map(|(line, _)| line.day))
    else {
        return Ok(vec![]);
    };
    let days = Days { from: first, until: later(last, NEAREST_DAYS - 1) };
    let wanted = Wanted { rooms: true, equipment: true, sexes: false };
    let diaries = diaries(tx, call, store, days, wanted)?;
    let able = Able::on(tx, call, store, first)?;
    let each = hit.into_iter().map(|(line, hitches)| {
        let lead = able.treatments.get(line.treatment_id).map_or(0, |treatment| Shape::of(treatment).lead);
        let alone = lines.iter().filter(|other| other.visit_id == line.visit_id).count() == 1;
        let mut one = Concerned { at: line.starts + lead, line, hitches, alone, slots: vec![] };
        one.slots = slots(tx, call, &one, &known, &diaries, &able)?;
        Ok(one)
    });
    each.collect()
}

/// The nearest moments for one: its own day first.
fn slots(
    tx: &mut Tx,
    call: &Call,
    one: &Concerned,
    known: &Ahead,
    diaries: &[Diary],
    able: &Able,
) -> Result<Vec<Slot>> {
    let line = &one.line;
    let with = With::Rather(line.therapist_id);
    let parts = [OrderPart { with, guest: line.guest, ..OrderPart::of(line.treatment_id) }];
    let asked = Asked { store: line.store_id, parts: &parts };
    if able.treatments.get(line.treatment_id).is_none() {
        return Ok(vec![]);
    }
    let organisation = org::organisation(tx, call)?;
    let last = if one.alone { later(line.day, NEAREST_DAYS - 1) } else { line.day };
    let step = policy(tx, line.store_id, line.day)?.step;
    let mut slots = vec![];
    for diary in diaries.iter().filter(|diary| line.day <= diary.day && diary.day <= last) {
        let own = Minutes::of(Span::new(one.at, one.at + 1));
        let all = ahead(tx, call, line.store_id, diary.day, step, 0)?;
        // Its own moment need not lie on the grid; what has begun already is no moment.
        let grid = ahead(tx, call, line.store_id, diary.day, 1, 0)? & own;
        let within = if one.alone { all | grid } else { grid };
        let looked = Looked::of(without(diary, line, known), able, &asked)?;
        let search = looked.diary.search(&looked.wish, within);
        let mut moments: Vec<u32> = search.moments().iter().collect();
        moments.sort_by_key(|moment| moment.abs_diff(one.at));
        let fits: Vec<_> =
            moments.into_iter().take(NEAREST).filter_map(|moment| search.fit(moment)).collect();
        slots.extend(looked.slots(&fits, &organisation));
        if slots.len() >= NEAREST {
            break;
        }
    }
    slots.truncate(NEAREST);
    Ok(slots)
}

/// The day as if this treatment were not booked.
fn without(diary: &Diary, line: &LineRow, known: &Ahead) -> Diary {
    let mut diary = diary.clone();
    let pieces: Vec<EquipmentId> = known.of(line.id).map(|own| own.equipment_id).collect();
    give_back(&mut diary, line, &pieces);
    diary
}
