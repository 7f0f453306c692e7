//! The front desk (前台): the live board of a store, arrivals with the greeting card, walk-ins, message slips that are
//! followed until they are answered, and the call log.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("desk")
}
