use db::Tx;
use kernel::{Id, Result};

use crate::minutes::{Minutes, Span};
use crate::state::Kind;
use crate::store::{self, LineRow, Sheet};
use crate::{EquipmentId, RoomId};

/// What a treatment takes of one sheet of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub sheet: Sheet,
    pub minutes: Minutes,
}

/// All that a treatment takes: hands, room, equipment. `visit` are the treatments of its visit: where two of one customer
/// go on together she lies in one room, and what another of them has of it is not taken again, nor given back.
pub(crate) fn claims(line: &LineRow, equipment: &[EquipmentId], visit: &[LineRow]) -> Vec<Claim> {
    let sheet = |kind, resource| Sheet { store: line.store_id, day: line.day, kind, resource };
    let whole = Minutes::of(Span::new(line.starts, line.ends));
    let hands = Claim {
        sheet: sheet(Kind::Therapist, line.therapist_id.get()),
        minutes: Minutes::of_all(&line.hands.0),
    };
    let room = line.room_id.map(|room| Claim {
        sheet: sheet(Kind::Room, room.get()),
        minutes: whole & !held(room, line, visit),
    });
    let pieces =
        equipment.iter().map(|piece| Claim { sheet: sheet(Kind::Equipment, piece.get()), minutes: whole });
    std::iter::once(hands).chain(room).chain(pieces).collect()
}

/// What the other treatments of the same customer in this visit have of a room.
pub(crate) fn held(room: RoomId, line: &LineRow, visit: &[LineRow]) -> Minutes {
    let beside = visit.iter().filter(|other| {
        other.id != line.id
            && (other.guest, other.day, other.room_id) == (line.guest, line.day, Some(room))
            && other.state.is_open()
    });
    Minutes::of_all(&beside.map(|other| Span::new(other.starts, other.ends)).collect::<Vec<_>>())
}

/// Takes all of it, or nothing: then answers the first that is taken already.
pub(crate) fn claim(tx: &mut Tx, claims: &[Claim]) -> Result<Option<Claim>> {
    for (place, one) in claims.iter().enumerate() {
        if !store::take(tx, one.sheet, one.minutes)? {
            release(tx, &claims[..place])?;
            return Ok(Some(*one));
        }
    }
    Ok(None)
}

/// Gives all of it back.
pub(crate) fn release(tx: &mut Tx, claims: &[Claim]) -> Result<()> {
    claims.iter().try_for_each(|one| store::free(tx, one.sheet, one.minutes))
}
