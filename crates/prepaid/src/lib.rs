//! Prepaid (预付): stored value in lots, packages of sessions, goods left in the house; what was bought is drawn by a
//! stated rule, and what is given back is worked out by the law, line by line.
//! Every step posts its own side in the books against [`ledger::Role::Clearing`], at the store that sold; whoever asks
//! for the step (the till) clears it with tenders or income, so that each document comes to nothing there.
//! Leans on customer, catalog and ledger. Leant on by the till.

mod law; // rules
mod occasion;
pub mod refund;
mod sessions;
mod value;

mod back; // steps
mod selling;
mod standing;
mod using;

mod proof;
mod store;

use web::Routes;

pub use back::take_back;
pub use occasion::{Occasion, Proof, Refused};
pub use selling::{
    Bought, PackageSale, SoldLine, ValueSale, bought, paid_in, prove, sell_package, sell_value, trade_in,
};
pub use sessions::UnitRule;
pub use standing::{Balance, State, UsableLine, UsableLot, balance, usable};
pub use store::{LineId, LotId, PackageId, ProofId};
pub use using::{SessionUse, Spending, Used, spend, use_session};
pub use value::{DrawRule, Value};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("prepaid")
}
