//! Prepaid (预付): stored value in lots, packages of sessions, goods left in the house; what was bought is drawn by a
//! stated rule, and what is given back is worked out by the law, line by line.
//! Leans on customer, catalog and ledger. Leant on by the till.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("prepaid")
}
