//! Who hears that treatments begin, go on longer, are followed by others and end: the boards of the rotation and the till,
//! which stand above this slice.

use catalog::TreatmentId;
use customer::CustomerId;
use db::Tx;
use kernel::{Instant, Mandate, PersonId, Result, StoreId};
use web::Call;

use crate::clock::moment_of;
use crate::store::LineRow;
use crate::{Dispatch, VisitId, VisitLineId};

/// A treatment in somebody's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Treated {
    /// The visit.
    pub visit: VisitId,
    /// The line of it.
    pub line: VisitLineId,
    /// Where.
    pub store: StoreId,
    /// What.
    pub treatment: TreatmentId,
    /// By whom.
    pub therapist: PersonId,
    /// How it came to her.
    pub dispatch: Dispatch,
    /// Whose; none for a passer-by without a file.
    pub customer: Option<CustomerId>,
    /// When her hands should be free again.
    pub until: Instant,
}

/// A slice that hears of it, in the same transaction; what it refuses does not happen. What it has no ear for passes.
pub trait Hearing: Send + Sync {
    /// A booked treatment began.
    fn begun(&self, _tx: &mut Tx, _call: &Call, _by: &Mandate, _treated: &Treated) -> Result<()> {
        Ok(())
    }

    /// A running one is given so many minutes longer (加钟).
    fn extended(
        &self,
        _tx: &mut Tx,
        _call: &Call,
        _by: &Mandate,
        _treated: &Treated,
        _minutes: u32,
    ) -> Result<()> {
        Ok(())
    }

    /// Another treatment was put behind a running one (加钟): it is still to begin.
    fn followed(&self, _tx: &mut Tx, _call: &Call, _by: &Mandate, _treated: &Treated) -> Result<()> {
        Ok(())
    }

    /// One ended.
    fn ended(&self, _tx: &mut Tx, _call: &Call, _by: &Mandate, _treated: &Treated) -> Result<()> {
        Ok(())
    }
}

/// Everybody who hears of it; `shop.rs` lists them.
#[derive(Default)]
pub struct Hearers(Vec<Box<dyn Hearing>>);

impl Hearers {
    /// One more.
    pub fn and(mut self, hearing: impl Hearing + 'static) -> Hearers {
        self.0.push(Box::new(hearing));
        self
    }

    pub(crate) fn tell(&self, mut each: impl FnMut(&dyn Hearing) -> Result<()>) -> Result<()> {
        self.0.iter().try_for_each(|hearing| each(hearing.as_ref()))
    }
}

/// A line as those who hear of it see it.
pub(crate) fn treated(tx: &mut Tx, call: &Call, line: &LineRow) -> Result<Treated> {
    let cut = org::organisation(tx, call)?.day_cut(Some(line.store_id));
    let hands = line.hands.0.last().map_or(line.ends, |span| span.until);
    Ok(Treated {
        visit: line.visit_id,
        line: line.id,
        store: line.store_id,
        treatment: line.treatment_id,
        therapist: line.therapist_id,
        dispatch: line.dispatch,
        customer: line.customer_id,
        until: moment_of(&cut, line.day, hands),
    })
}
