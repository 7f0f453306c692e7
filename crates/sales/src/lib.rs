//! The till (收银): tickets and what they are paid with, what is owed, shifts and the close of the day. A ticket is
//! never lost and never changed: what was wrong is reversed. Leans on prepaid and ledger. Leant on by performance and
//! targets, which read the two journals of performance.

mod authority; // rules
mod books;
mod debt;
mod drawer;
mod form;
mod kind;
mod refused;
mod share;
mod spread;
pub mod statement;
mod wish;

pub mod arrears; // doors
pub mod checkout;
pub mod closing;
pub mod invoice;
pub mod reversal;
pub mod setting;
pub mod shift;
pub mod voucher;

mod buying; // how a ticket is settled
mod paying;
mod place;
mod refunding;
mod settling;

pub mod past; // steps
pub mod summing; // a chore

mod keeper;
mod pages;
mod printer;
mod proof;
mod receipt;
mod spending;
mod store;
mod told;
mod verify;
mod visits;

pub use debt::{Age, DebtId};
pub use form::TicketForm;
pub use keeper::Tickets;
pub use kind::{LineKind, Means};
pub use pages::routes;
pub use printer::{ToPrint, print, to_print};
pub use proof::Till;
pub use receipt::PRINT;
pub use refunding::Counter;
pub use refused::Refused;
pub use share::Journal;
pub use spending::Takings;
pub use store::{ShiftId, TicketId, TicketLineId, tips_of};
pub use visits::Bills;
pub use wish::Deal;
