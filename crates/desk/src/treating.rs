//! The end of a treatment, as the desk sees it: the board of the rotation hears of it too.

use booking::VisitLineId;
use db::Tx;
use kernel::{Id, Permission, Place, Result};
use web::Call;

/// Ends a treatment; where it was dispatched, whoever gave it is back in line.
pub fn end(tx: &mut Tx, call: &Call, id: VisitLineId) -> Result<()> {
    booking::end(tx, call, id, "")?;
    let store = crate::store::store_of_line(tx, id)?;
    match call.mandate(Permission::ViewBookings, &Place::store(store)) {
        Ok(by) => rotation::line_ended(tx, call, &by, id.get()),
        Err(_) => Ok(()),
    }
}
