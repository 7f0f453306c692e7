//! The general ledger (总账): double entry from the first day. Whatever moves money or what is owed posts here in its
//! own transaction, and each posting names its document; what was wrong is taken back by a posting that says so.
//! Knows no trade: slices call accounts by their [`Role`], and which account that is on a day is data.
//! Leans on org. Leant on by prepaid and the till: [`post`] and [`reverse`].

mod accounts; // rules
mod balance;
mod export;
mod posting;

mod keeping; // steps

mod pages;
mod proof;
mod store;

pub use accounts::{Account, AccountKind, Accounts, Role, accounts};
pub use keeping::{balance, day_of, post, posting_of, reverse};
pub use pages::routes;
pub use posting::{Document, Line, Posting, Refused, Reversal};

kernel::ids! {
    /// A posting (凭证).
    pub struct PostingId;
}
