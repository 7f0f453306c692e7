//! All SQL of the slice.

mod closes;
mod debts;
mod deposits;
mod lists;
mod rows;
mod summed;
mod sums;
mod tickets;
mod till;
mod tips;
mod told;

pub(crate) use closes::*;
pub use closes::{CloseId, DepositSlipId, StatementId};
pub(crate) use debts::*;
pub use deposits::VoucherId;
pub(crate) use deposits::*;
pub(crate) use lists::*;
pub(crate) use rows::*;
pub(crate) use summed::{missummed, sum_days, unsum};
pub(crate) use sums::*;
pub(crate) use tickets::*;
pub use tickets::{TicketId, TicketLineId};
pub(crate) use till::*;
pub use till::{ShiftId, TillSetting};
pub use tips::tips_of;
pub(crate) use tips::{TipRow, add_tips, tips};
pub(crate) use told::*;

/// As a column keeps a person; none is the house itself.
pub(crate) fn person(by: &kernel::Mandate) -> kernel::PersonId {
    by.person
}
