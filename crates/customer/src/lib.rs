//! Customers (顾客): a file each, with what they agreed to, what must be heeded when they are treated, and who looks
//! after them. Telephone and identity numbers are kept encrypted and are found by a keyed hash.
//! Knows nothing of treatments or money: whoever keeps something about customers answers as a [`Keeper`].
//! Leant on by every slice of the trade.

use web::Routes;

mod keeper;

pub use keeper::{CardLine, Happening, Keeper, Keepers, Kept, Stays};

kernel::ids! {
    /// A customer (顾客).
    pub struct CustomerId;
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("customer")
}
