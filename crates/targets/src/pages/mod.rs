//! What people and programs are shown of targets.

use jiff::ToSpan;
use kernel::Permission::{DecideTargets, GiveTargets, ShareTargets, ViewTargets};
use kernel::{BusinessDate, Result};
use sales::Journal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Routes};

mod person;
mod plan;
mod progress;
mod review;
mod share;
mod year;

/// Which month of which journal.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MonthAsked {
    /// The store; empty is one's own.
    pub store: String,
    /// The month, `2026-11`; empty for this one.
    pub month: String,
    /// `cash` or `consumption`; empty for money received.
    pub measure: String,
}

impl MonthAsked {
    /// The month that a form is about, for its page; this one where it cannot be read.
    fn typed(store: &str, month: &str, measure: &str) -> MonthAsked {
        let month = kernel::parse_month(month).map(|day| Head::written(&day)).unwrap_or_default();
        MonthAsked { store: store.into(), month, measure: measure.trim().into() }
    }
}

/// A month with its neighbours, and which journal.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Head {
    first: BusinessDate,
    earlier: BusinessDate,
    later: BusinessDate,
    measure: Journal,
}

impl Head {
    fn of(first: BusinessDate, measure: Journal) -> Result<Head> {
        let (earlier, later) = (first.checked_sub(1.month())?, first.checked_add(1.month())?);
        Ok(Head { first, earlier, later, measure })
    }

    fn sample() -> Head {
        let month = |month| jiff::civil::date(2026, month, 1);
        Head { first: month(11), earlier: month(10), later: month(12), measure: Journal::Cash }
    }

    /// `2026-11`.
    fn written(day: &BusinessDate) -> String {
        day.strftime("%Y-%m").to_string()
    }

    fn month(&self) -> String {
        Head::written(&self.first)
    }

    fn query(&self) -> String {
        format!("month={}&measure={}", self.month(), self.measure.code())
    }

    /// The same month of each journal: query, key of its name, whether it is this one.
    fn measures(&self) -> Vec<(String, String, bool)> {
        let one = |measure: &Journal| {
            let query = format!("month={}&measure={}", self.month(), measure.code());
            (query, format!("sales.journal.{}", measure.code()), *measure == self.measure)
        };
        Journal::ALL.iter().map(one).collect()
    }
}

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("targets")
        .get("/targets", ViewTargets, "Show how far a month's targets are reached", progress::show)
        .get("/targets/people/{id}", ViewTargets, "Show a person's month, day by day", person::show)
        .post("/targets/{id}/accept", Access::SignedIn, "Accept a target", person::accept)
        .get("/targets/year", ViewTargets, "Show a year's target and its months", year::show)
        .post("/targets/year", GiveTargets, "Set a year's target", year::give)
        .post("/targets/months", DecideTargets, "Decide the months of a year", year::decide)
        .get("/targets/share", ShareTargets, "Show a month's parts, to be shared out", share::show)
        .post("/targets/share", ShareTargets, "Share a month out to people", share::share)
        .get("/targets/plan", ViewTargets, "Show a month's sales plan", plan::show)
        .post("/targets/plan", ShareTargets, "Write a month's sales plan", plan::write)
        .get("/targets/review", ViewTargets, "Show a month's plan beside what came of it", review::show)
        .post("/targets/review", ShareTargets, "Keep what was found of a month", review::write)
}
