//! What is followed up by itself, by rules that are data.

use jiff::ToSpan;
use kernel::{BusinessDate, Result, Shipped, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::stage::Stage;

codes! {
    /// What calls for a follow-up.
    pub enum On {
        /// A file was opened.
        Opened = "opened",
        /// Somebody was here for the first time.
        FirstVisit = "first-visit",
        /// Somebody was here again.
        Visit = "visit",
        /// Something was paid for.
        Purchase = "purchase",
    }
}

codes! {
    /// Who is to do it.
    pub enum Who {
        /// Her consultant.
        Consultant = "consultant",
        /// Her therapist, or the one who treated her.
        Therapist = "therapist",
    }
}

/// A rule of what is followed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRule {
    /// Its code.
    pub code: String,
    /// First day.
    pub from: BusinessDate,
    /// What calls for it.
    pub on: On,
    /// In which stage.
    pub stage: Stage,
    /// So many days later.
    pub days: i64,
    /// By whom.
    pub who: Who,
    /// What about, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<PlanRule>,
}

fn all() -> Result<&'static [PlanRule]> {
    static FILE: Shipped<File> = Shipped::new(include_str!("../data/follow_ups.toml"));
    Ok(&FILE.get()?.rule)
}

/// The shipped rules that hold on a day, where a store has not set its own: of each code the one that began last.
pub fn rules(day: BusinessDate) -> Result<Vec<&'static PlanRule>> {
    let begun: Vec<&PlanRule> = all()?.iter().filter(|rule| rule.from <= day).collect();
    let newest =
        |rule: &&&PlanRule| !begun.iter().any(|other| other.code == rule.code && other.from > rule.from);
    Ok(begun.iter().filter(newest).copied().collect())
}

impl PlanRule {
    /// When it is due for what happened on a day.
    pub fn due(&self, day: BusinessDate) -> BusinessDate {
        day.saturating_add(self.days.days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_rules_can_be_read_and_hold() {
        let rules = rules(date(2026, 11, 25)).expect("rules");
        assert!(
            rules
                .iter()
                .any(|rule| rule.on == On::FirstVisit && rule.due(date(2026, 11, 30)) == date(2026, 12, 1))
        );
        assert!(
            super::rules(date(1999, 1, 1)).expect("rules").is_empty(),
            "before their day they do not hold"
        );
    }
}
