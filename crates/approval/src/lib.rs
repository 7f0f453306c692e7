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
mod repair;
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
pub use repair::Repair;
pub use route::{Matter, Stage, route};
pub use state::{Decision, Refused, State};
pub use store::ApprovalId;

/// A form that was asked about something of another slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Which one.
    pub id: ApprovalId,
    /// Its name.
    pub form: kernel::Words,
    /// What it is about in a word.
    pub title: String,
    /// How it stands.
    pub state: State,
}

/// A step for other slices: the forms about a matter of theirs, in the order in which they were asked.
pub fn asked_about(tx: &mut db::Tx, subject: &str) -> kernel::Result<Vec<About>> {
    let about = |row: store::ApprovalRow| About {
        id: row.id,
        form: kernel::Words::new(row.form_zh, row.form_en),
        title: row.title,
        state: row.state,
    };
    Ok(store::all_of_subject(tx, subject)?.into_iter().map(about).collect())
}

/// A step for other slices: how the last form about a matter of theirs stands; none was asked.
pub fn decided(tx: &mut db::Tx, subject: &str) -> kernel::Result<Option<(ApprovalId, State)>> {
    Ok(store::of_subject(tx, subject)?.map(|row| (row.id, row.state)))
}
