//! The rules by which a store shares its customers out (服务客户分配制度), as numbers that a director can change.

use garde::Validate;
use kernel::{Problems, Result, Shipped};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

/// The rules of a store from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// A month's plan is not met when less than so many percent were reached.
    pub plan_percent: u32,
    /// Months in a row below it until customers go to others; 0 never takes any.
    pub missed_months: u32,
    /// So many go at a time.
    pub missed_moves: u32,
    /// New customers a consultant gets in a month at the most.
    pub new_cap: u32,
    /// Customers that she has altogether at the most.
    pub held_cap: u32,
    /// So many services by the same therapist make a regular (指定客).
    pub regular_services: u32,
    /// Within so many days.
    pub regular_days: u32,
    /// Regulars that a therapist has at the most.
    pub regular_cap: u32,
    /// A regular comes to her so often.
    pub kept_visits: u32,
    /// Within so many days.
    pub kept_days: u32,
}

/// The fields of the form, with the least and the most each may be.
pub const FIELDS: [(&str, u32, u32); 10] = [
    ("new_cap", 1, 1_000),
    ("held_cap", 1, 10_000),
    ("regular_services", 1, 50),
    ("regular_days", 7, 730),
    ("regular_cap", 1, 1_000),
    ("kept_visits", 1, 50),
    ("kept_days", 7, 730),
    ("plan_percent", 0, 100),
    ("missed_months", 0, 12),
    ("missed_moves", 0, 100),
];

impl Policy {
    /// The rules that hold where a store has not set its own.
    pub fn usual() -> Result<Policy> {
        static FILE: Shipped<Policy> = Shipped::new(include_str!("../data/allocation.toml"));
        FILE.get().cloned()
    }

    /// The number of a field.
    pub fn number(&self, field: &str) -> u32 {
        match field {
            "plan_percent" => self.plan_percent,
            "missed_months" => self.missed_months,
            "missed_moves" => self.missed_moves,
            "new_cap" => self.new_cap,
            "held_cap" => self.held_cap,
            "regular_services" => self.regular_services,
            "regular_days" => self.regular_days,
            "regular_cap" => self.regular_cap,
            "kept_visits" => self.kept_visits,
            _ => self.kept_days,
        }
    }
}

/// The rules as they are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields of the policy")]
pub struct PolicyForm {
    #[garde(length(max = 6))]
    pub plan_percent: String,
    #[garde(length(max = 6))]
    pub missed_months: String,
    #[garde(length(max = 6))]
    pub missed_moves: String,
    #[garde(length(max = 6))]
    pub new_cap: String,
    #[garde(length(max = 6))]
    pub held_cap: String,
    #[garde(length(max = 6))]
    pub regular_services: String,
    #[garde(length(max = 6))]
    pub regular_days: String,
    #[garde(length(max = 6))]
    pub regular_cap: String,
    #[garde(length(max = 6))]
    pub kept_visits: String,
    #[garde(length(max = 6))]
    pub kept_days: String,
    /// Why they change.
    #[garde(length(chars, max = 400))]
    pub reason: String,
}

impl Form for PolicyForm {
    fn sample() -> PolicyForm {
        let policy = Policy::usual().map(|policy| PolicyForm::of(&policy)).unwrap_or_default();
        PolicyForm { reason: "旺季新客多".into(), ..policy }
    }
}

impl PolicyForm {
    /// The form filled with rules.
    pub fn of(policy: &Policy) -> PolicyForm {
        let text = |field: &str| policy.number(field).to_string();
        PolicyForm {
            plan_percent: text("plan_percent"),
            missed_months: text("missed_months"),
            missed_moves: text("missed_moves"),
            new_cap: text("new_cap"),
            held_cap: text("held_cap"),
            regular_services: text("regular_services"),
            regular_days: text("regular_days"),
            regular_cap: text("regular_cap"),
            kept_visits: text("kept_visits"),
            kept_days: text("kept_days"),
            reason: String::new(),
        }
    }

    /// What stands in a field.
    pub fn text(&self, field: &str) -> &str {
        match field {
            "plan_percent" => &self.plan_percent,
            "missed_months" => &self.missed_months,
            "missed_moves" => &self.missed_moves,
            "new_cap" => &self.new_cap,
            "held_cap" => &self.held_cap,
            "regular_services" => &self.regular_services,
            "regular_days" => &self.regular_days,
            "regular_cap" => &self.regular_cap,
            "kept_visits" => &self.kept_visits,
            _ => &self.kept_days,
        }
    }

    /// The rules, with why they change.
    pub fn parse(&self) -> Result<(Policy, String)> {
        let mut wrong = web::limits(self);
        let mut number = |field: &str| self.number(field, &mut wrong);
        let policy = Policy {
            plan_percent: number("plan_percent"),
            missed_months: number("missed_months"),
            missed_moves: number("missed_moves"),
            new_cap: number("new_cap"),
            held_cap: number("held_cap"),
            regular_services: number("regular_services"),
            regular_days: number("regular_days"),
            regular_cap: number("regular_cap"),
            kept_visits: number("kept_visits"),
            kept_days: number("kept_days"),
        };
        let reason = Some(self.reason.trim()).filter(|text| !text.is_empty());
        let reason = wrong.need("reason", reason, "needed").map(str::to_owned);
        wrong.or(reason.map(|reason| (policy, reason)))
    }

    fn number(&self, field: &str, wrong: &mut Problems) -> u32 {
        let range = FIELDS
            .iter()
            .find(|(name, ..)| *name == field)
            .map_or((0, 0), |(_, from, until)| (*from, *until));
        let typed = self.text(field).trim().parse().ok().filter(|n| (range.0..=range.1).contains(n));
        if typed.is_none() {
            let args = vec![("from", range.0.to_string()), ("until", range.1.to_string())];
            wrong.add_with(field, "care.range", args);
        }
        typed.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rules_can_be_typed() {
        let usual = Policy::usual().expect("rules");
        let form = PolicyForm { reason: "照旧".into(), ..PolicyForm::of(&usual) };
        assert_eq!(form.parse().expect("right").0, usual);
        let wrong = PolicyForm { regular_cap: "0".into(), kept_days: "x".into(), ..PolicyForm::of(&usual) };
        let refusal = wrong.parse().err().and_then(|error| error.refusal().cloned()).expect("refused");
        let fields: Vec<String> = refusal.problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["regular_cap", "kept_days", "reason"]);
    }
}
