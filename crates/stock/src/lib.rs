//! What stands on the shelves (库存): every movement of every product at every store, and what is left, which is their
//! sum. The till takes what it sells, people write down what comes in, is used or spoiled, and what they count. More can
//! be sold than was ever written down: a till that refuses what stands on the counter helps nobody, so the shelf says
//! below nought until somebody counts. Leans on catalog. Leant on by the till and by imports: [`sell`] and [`count`].

mod entry; // rules
mod refused;

pub mod moving; // doors

mod steps;

mod pages;
mod store;

pub use entry::EntryKind;
pub use pages::routes;
pub use refused::Refused;
pub use steps::{Moved, Occasion, count, sell, take_back};
pub use store::on_hand;
