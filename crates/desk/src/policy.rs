//! How soon messages are answered: dated data.

use kernel::{BusinessDate, Error, Result, Shipped, codes};
use serde::Deserialize;

codes! {
    /// How much a message presses.
    pub enum Urgency {
        /// As soon as there is time (普通).
        Ordinary = "ordinary",
        /// At once (紧急).
        Urgent = "urgent",
    }
}

/// By when, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Until the answer.
    pub within: i64,
    /// More, until each next superior hears.
    pub climbs: i64,
}

/// How the desk works from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First day.
    pub from: BusinessDate,
    ordinary: Deadline,
    urgent: Deadline,
    /// Minutes after her time from which a booked customer is late.
    pub late_after: u32,
    /// Minutes before its end from which a treatment ends soon.
    pub ends_soon: i64,
}

impl Policy {
    /// By when a message is answered.
    pub fn deadline(&self, urgency: Urgency) -> Deadline {
        match urgency {
            Urgency::Ordinary => self.ordinary,
            Urgency::Urgent => self.urgent,
        }
    }
}

#[derive(Deserialize)]
struct Versions {
    version: Vec<Policy>,
}

/// The policy that holds on a day.
pub fn policy(day: BusinessDate) -> Result<&'static Policy> {
    static READ: Shipped<Versions> = Shipped::new(include_str!("../data/policy.toml"));
    let versions = READ.get()?;
    let holding = versions.version.iter().filter(|version| version.from <= day);
    holding.max_by_key(|version| version.from).ok_or_else(|| Error::fault("no policy holds that day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_urgent_message_is_answered_sooner() {
        let policy = policy(jiff::civil::date(2026, 11, 24)).expect("the shipped policy");
        let (ordinary, urgent) = (policy.deadline(Urgency::Ordinary), policy.deadline(Urgency::Urgent));
        assert_eq!((ordinary.within, urgent.within), (20, 5));
        assert!(ordinary.climbs > 0 && urgent.climbs > 0);
    }
}
