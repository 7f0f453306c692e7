//! Approvals (审批): forms as data, routes by line, amount, kind and store, decisions with signatures bound to the
//! content. Decides, and has the slice that owns the matter carry it out in the same transaction.
//! Knows no trade: slices bring their kinds of forms. Leant on by whoever needs more authority than a post has.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("approval")
}
