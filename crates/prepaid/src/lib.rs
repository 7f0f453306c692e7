//! Prepaid (预付): stored value in lots, packages of sessions, goods left in the house; what was bought is drawn by a
//! stated rule, and what is given back is worked out by the law, line by line.
//! Every step posts its own side in the books against [`ledger::Role::Clearing`], at the store that sold; whoever asks
//! for the step (the till) clears it with tenders or income, so that each document comes to nothing there.
//! Leans on customer, catalog and ledger. Leant on by the till.

mod card; // rules
mod law;
mod occasion;
mod sessions;
mod value;

mod back; // steps
mod heeding;
mod selling;
mod standing;
mod using;

pub mod changing; // doors
pub mod code;
pub mod confirming;
pub mod custody;
pub mod goods;
pub mod refund;

mod evidence;
mod keeper;
mod pages;
mod proof;
mod sight;
mod store;

pub use back::take_back;
pub use card::Bought;
pub use evidence::Prepayments;
pub use heeding::{Purchase, advise, heed};
pub use keeper::PrepaidKeeper;
pub use law::{Article, Does, Finding, article, city};
pub use occasion::{Occasion, Proof, Refused};
pub use pages::routes;
pub use selling::{
    PackageSale, SoldLine, TradeIn, ValueSale, bought, paid_in, prove, sell_package, sell_value, trade_in,
};
pub use sessions::UnitRule;
pub use standing::{
    Balance, State, Tradable, UsableLine, UsableLot, balance, sessions_left, tradable, usable,
};
pub use store::{LineId, LotId, PackageId, ProofId, RefundId, Refunded, refunded};
pub use using::{SessionUse, Spending, Used, spend, use_session};
pub use value::{DrawRule, Value};
