//! What is given back (退款): worked out line by line, asked for, decided, paid.

mod case; // rules
mod estimate;
mod timer;
mod working;

mod asking; // doors
mod deciding;

mod cashier;
#[cfg(test)]
mod tests;

pub use asking::{RefundForm, ask};
pub use case::{Case, GiftPolicy, Had, Sessions};
pub use cashier::{CashDesk, Cashier, PaidOut};
pub(crate) use deciding::MEANS;
pub use deciding::{DecisionForm, PaymentForm, decide, pay};
pub(crate) use estimate::estimate;
pub(crate) use timer::between;
pub use timer::{due, within_seven_days};
pub use working::{Step, Working, work_out};
