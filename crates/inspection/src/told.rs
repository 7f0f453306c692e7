//! What rounds tell a log and an agenda.

use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, Words};

use crate::safety::SOON;
use crate::store::{self, CorrectionId};

/// A sheet of the house that somebody filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetDone {
    /// When it was handed in.
    pub at: Instant,
    /// The code of evidence that it is.
    pub evidence: String,
    /// How many faults were found; empty for none.
    pub words: String,
    /// Where it stands.
    pub href: String,
}

/// A step for logs: the sheets of the house that a person handed in on a day. What she walked as a round is evidence
/// of her own.
pub fn sheets_of(tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<SheetDone>> {
    let shipped = handbook::shipped()?;
    let done = |walk: store::HandedIn| {
        let evidence = shipped.book.round(&walk.round).and_then(|round| round.evidence.first());
        SheetDone {
            at: walk.at,
            evidence: evidence.cloned().unwrap_or_else(|| "inspection.round".to_owned()),
            words: if walk.faults > 0 { format!("⚠ {}", walk.faults) } else { String::new() },
            href: format!("/walks/{}", walk.id),
        }
    };
    Ok(store::handed_in_by(tx, person, day)?.into_iter().map(done).collect())
}

/// A correction that nobody has made in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// Key.
    pub id: CorrectionId,
    /// The point.
    pub point: Words,
    /// Who was to mend it.
    pub owner: PersonId,
}

/// A step for agendas: what of a store should have been mended by now.
pub fn overdue(tx: &mut Tx, store: StoreId, now: Instant) -> Result<Vec<Overdue>> {
    let rows = store::overdue(tx, now)?.into_iter().filter(|row| row.store_id == store);
    let one = |row: store::CorrectionRow| Overdue {
        id: row.id,
        point: Words::new(row.name_zh, row.name_en),
        owner: row.owner,
    };
    Ok(rows.map(one).collect())
}

/// A step for agendas: how many pieces of safety equipment run out within a month.
pub fn expiring(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<i64> {
    store::expiring(tx, store, day.saturating_add(SOON.days()))
}

/// A step for others: the corrections that somebody has to make, the oldest first.
pub fn open_of(tx: &mut Tx, owner: PersonId) -> Result<Vec<CorrectionId>> {
    store::open_of(tx, owner)
}
