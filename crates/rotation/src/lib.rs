//! The rotation (轮牌): several boards a store, by family of service. What happened is a log that is only added to; the
//! state of a board is worked out from it, and every dispatch says why this person. The policy is data.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("rotation")
}
