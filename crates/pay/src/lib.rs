//! Performance (业绩) in cash and in consumption, and what people earn by it: schemes as versioned data, each line of
//! pay open down to ticket, base, rate, share and rule. House rules that break the law are shown with the article and
//! not executed.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("pay")
}
