//! Customers (顾客): a file each, with what they agreed to, what must be heeded when they are treated, and who looks
//! after them. Telephone and identity numbers are kept encrypted and are found by a keyed hash.
//! Knows nothing of treatments or money: whoever keeps something about customers answers as a [`Keeper`].
//! Leant on by every slice of the trade, which ask by [`search`], [`brief`], [`warnings`] and open files by [`open`].

mod customer; // rules
mod data;
mod file;
mod find;
mod keeper;
mod keeping;
mod numbers;
mod sight;
mod vault;

pub mod bringing; // steps

pub mod assessment; // doors
pub mod consent;
pub mod filing;
pub mod merge;
pub mod opening;
pub mod owner;
pub mod photo;
pub mod rights;
pub mod search;
pub mod warning;
pub mod wording;

mod pages;
mod proof;
mod store;

pub use consent::agreed;
pub use customer::{Brief, NewCustomer, OF_AGE, OwnerRole, Refused, Sex, age};
pub use data::{Forbids, Named, sources};
pub use keeper::{CardLine, Happening, Keeper, Keepers, Kept, Stays};
pub use keeping::{Files, greeting, timeline};
pub use numbers::{Identity, Phone};
pub use opening::open;
pub use owner::{Owners, owners, set_owner, therapist_wish};
pub use pages::routes;
pub use proof::Care;
pub use search::{by_phone, picked, search};
pub use sight::stores_of;
pub use store::{WarningId, brief, briefs, hold};
pub use vault::{Vault, has_key};
pub use warning::{Touch, Warning, WarningKind, warnings};

kernel::ids! {
    /// A customer (顾客).
    pub struct CustomerId;
}
