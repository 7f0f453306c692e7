//! Looking after customers (客户跟进): what is to be done for whom and when, negotiation before a sale, the classes
//! that follow from how often they come and what they spend, and who is given which customer by which rule.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("care")
}
