//! What customers say: complaints (投诉) with an owner and a deadline, special situations (特殊情况) that reach the
//! superior at once, and opinions (征询意见) after a visit; low marks open a complaint.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("complaint")
}
