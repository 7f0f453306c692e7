//! Approvals (审批): forms as data, routes by line, amount, kind and store, decisions with signatures bound to the
//! content. Decides, and has the slice that owns the matter carry it out in the same transaction.
//! Knows no trade: slices bring their kinds of forms ([`FormKind`]), ask with [`ask_about`] and look with [`decided`].
//! Leans on org (who is above whom), identity (who signs), picture. Leant on by whoever needs more authority than a
//! post has.

mod content; // rules
mod fill;
mod form;
mod mark;
mod route;
mod state;

pub mod asking; // doors
pub mod deciding;
pub mod publishing;

mod kinds;
mod pages;
mod people;
mod proof;
mod sight;
mod store;

pub use asking::ask_about;
pub use fill::Filled;
pub use form::{Form, Group, Sign, shipped};
pub use kinds::{Approved, Carried, FormKind, Kinds, Register, Release};
pub use mark::strokes;
pub use pages::routes;
pub use people::{Dismissal, Hire, Transfer};
pub use proof::Approvals;
pub use route::{Matter, Stage, route};
pub use state::{Decision, Refused, State};
pub use store::ApprovalId;

/// A step for other slices: how the last form about a matter of theirs stands; none was asked.
pub fn decided(tx: &mut db::Tx, subject: &str) -> kernel::Result<Option<(ApprovalId, State)>> {
    Ok(store::of_subject(tx, subject)?.map(|row| (row.id, row.state)))
}
