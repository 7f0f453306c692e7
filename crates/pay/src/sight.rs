//! Whose pay somebody sees: her own, that of those below her, or everybody's.

use db::Tx;
use kernel::{Permission, PersonId, Place, Result};
use web::Call;

/// May the asker see this person's pay?
pub(crate) fn sees(tx: &mut Tx, call: &Call, person: PersonId) -> Result<bool> {
    let place = place(tx, call, person)?;
    Ok(call.actor.may_at(Permission::ViewPay, &place))
}

/// Where a person's pay belongs.
pub(crate) fn place(tx: &mut Tx, call: &Call, person: PersonId) -> Result<Place> {
    Ok(rhythm::place_of(&*org::today(tx, call)?, person))
}
