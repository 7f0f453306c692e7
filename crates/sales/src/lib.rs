//! The till (收银): tickets and what they are paid with, what is owed, shifts and the close of the day. A ticket is
//! never lost and never changed: what was wrong is reversed. Leans on prepaid and ledger. Leant on by performance and
//! targets.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("sales")
}
