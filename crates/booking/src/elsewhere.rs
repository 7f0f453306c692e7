//! Where a visit could go instead: the nearest moments at which all of it fits, each treatment with the same therapist.

use db::Tx;
use kernel::Result;
use web::Call;

use crate::EquipmentId;
use crate::days::{Days, Wanted, ahead, diaries};
use crate::diary::Diary;
use crate::minutes::{Minutes, Span};
use crate::order::{Able, Asked, Looked, OrderPart, Slot};
use crate::policies::policy;
use crate::store::{self, LineRow, VisitRow};
use crate::treat::now_at;
use crate::wish::With;

/// How many days are looked through.
const DAYS: i64 = 8;
/// How many moments of its own day are told, and how many of each other.
const OWN: usize = 4;
const OTHERS: usize = 1;
/// How many altogether.
const MOST: usize = 8;

/// The moments nearest to its own at which a visit could be instead.
pub(crate) fn elsewhere(tx: &mut Tx, call: &Call, visit: &VisitRow, lines: &[LineRow]) -> Result<Vec<Slot>> {
    let parts = parts(lines);
    let asked = Asked { store: visit.store_id, parts: &parts };
    let (today, _) = now_at(tx, call, visit.store_id)?;
    let days = Days::many(visit.day.max(today), DAYS);
    let able = Able::on(tx, call, visit.store_id, days.from)?;
    if parts.iter().any(|part| able.treatments.get(part.treatment).is_none()) {
        return Ok(vec![]);
    }
    let organisation = org::organisation(tx, call)?;
    let step = policy(tx, visit.store_id, today)?.step;
    let mut own = vec![];
    for line in lines {
        own.push((line, store::equipment_of_line(tx, line.id)?));
    }
    let mut slots = vec![];
    for mut diary in
        diaries(tx, call, visit.store_id, days, Wanted { rooms: true, equipment: true, sexes: false })?
    {
        own.iter().for_each(|(line, pieces)| give_back(&mut diary, line, pieces));
        let is_own = diary.day == visit.day;
        let within = ahead(tx, call, visit.store_id, diary.day, step, 0)?;
        let looked = Looked::of(diary, &able, &asked)?;
        let search = looked.diary.search(&looked.wish, within);
        let moments = search.moments();
        let mut near: Vec<u32> = moments.iter().filter(|at| !(is_own && *at == visit.starts)).collect();
        near.sort_by_key(|at| at.abs_diff(visit.starts));
        near.truncate(if is_own { OWN } else { OTHERS });
        near.sort_unstable();
        let fits: Vec<_> = near.into_iter().filter_map(|at| search.fit(at)).collect();
        slots.extend(looked.slots(&fits, &organisation));
    }
    slots.truncate(MOST);
    Ok(slots)
}

/// The same treatments as they would be ordered.
fn parts(lines: &[LineRow]) -> Vec<OrderPart> {
    let part = |(place, line): (usize, &LineRow)| {
        let before = lines[..place].iter().rfind(|before| before.guest == line.guest);
        OrderPart {
            guest: line.guest,
            with: With::Only(line.therapist_id),
            together: before.is_some_and(|before| line.starts < before.ends),
            ..OrderPart::of(line.treatment_id)
        }
    };
    lines.iter().enumerate().map(part).collect()
}

/// The day as if a treatment were not booked: what it holds is its own to use.
pub(crate) fn give_back(diary: &mut Diary, line: &LineRow, pieces: &[EquipmentId]) {
    if diary.day != line.day {
        return;
    }
    let whole = Minutes::of(Span::new(line.starts, line.ends));
    for hand in diary.hands.iter_mut().filter(|hand| hand.person == line.therapist_id) {
        hand.free = hand.free | Minutes::of_all(&line.hands.0);
    }
    for bed in diary.beds.iter_mut().filter(|bed| Some(bed.id) == line.room_id) {
        bed.free = bed.free | whole;
    }
    for piece in diary.pieces.iter_mut().filter(|piece| pieces.contains(&piece.id)) {
        piece.free = piece.free | whole;
    }
}
