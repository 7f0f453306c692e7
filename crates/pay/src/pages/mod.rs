//! What people and programs are shown of pay.

use jiff::ToSpan;
use kernel::Permission::{SetPay, SettlePay, ViewPay};
use kernel::{BusinessDate, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Routes;

mod month;
mod schemes;
mod sheet;
mod trial;

/// Which month.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct MonthAsked {
    /// The month, `2026-11`; empty for this one.
    #[serde(default)]
    pub month: String,
}

/// A month with its neighbours, for the head of a page.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Head {
    first: BusinessDate,
    earlier: BusinessDate,
    later: BusinessDate,
}

impl Head {
    fn of(first: BusinessDate) -> Result<Head> {
        Ok(Head { first, earlier: first.checked_sub(1.month())?, later: first.checked_add(1.month())? })
    }

    fn sample() -> Head {
        let month = |month| jiff::civil::date(2026, month, 1);
        Head { first: month(11), earlier: month(10), later: month(12) }
    }

    /// `2026-11`.
    fn written(day: &BusinessDate) -> String {
        day.strftime("%Y-%m").to_string()
    }

    fn month(&self) -> String {
        Head::written(&self.first)
    }
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("pay")
        .get("/pay", ViewPay, "Show what a month pays", month::show)
        .post("/pay", SettlePay, "Settle a month", month::settle)
        .get("/pay/{id}", ViewPay, "Show what a month pays a person, line by line", sheet::show)
        .post("/pay/{id}", SettlePay, "Enter a correction", sheet::correct)
        .get("/pay/schemes", ViewPay, "List the schemes of commission", schemes::list)
        .post("/pay/schemes", SetPay, "Draft a scheme", schemes::draft)
        .get("/pay/schemes/{id}", ViewPay, "Show a scheme", schemes::show)
        .post("/pay/schemes/{id}", SetPay, "Keep a draft", schemes::keep)
        .post("/pay/schemes/{id}/adopt", SetPay, "Take a scheme into use", schemes::adopt)
        .post("/pay/schemes/{id}/drop", SetPay, "Put a draft aside", schemes::put_aside)
        .get("/pay/schemes/{id}/trial", SetPay, "Try a scheme on months", trial::show)
}
