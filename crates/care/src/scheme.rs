//! The thresholds that classes go by: dated data, never code.

use kernel::{BusinessDate, Error, Result, Shipped};
use serde::{Deserialize, Serialize};

/// The thresholds that hold from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// First day.
    pub from: BusinessDate,
    /// Of prospects.
    pub potential: PotentialScheme,
    /// Of members.
    pub grade: GradeScheme,
    /// Of sleep.
    pub sleep: SleepScheme,
}

/// What makes a prospect likely, interested or promising.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PotentialScheme {
    /// Likely: spoken to within so many days.
    pub likely_days: i32,
    /// Interested: spoken to within so many days.
    pub interested_days: i32,
    /// Promising: a budget from so many yuan.
    pub promising_yuan: i64,
    /// Promising: here within so many days.
    pub promising_days: i32,
}

/// What makes A and B on either axis; the rest is C.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeScheme {
    /// Over so many days.
    pub days: i32,
    /// Visits from which it is A, and B.
    pub visits: [u32; 2],
    /// Yuan from which it is A, and B.
    pub yuan: [i64; 2],
}

/// When somebody sleeps, by her own cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SleepScheme {
    /// Gaps between visits from which one's own cycle is known.
    pub least_gaps: usize,
    /// The cycle in days until then.
    pub usual_cycle: i32,
    /// No cycle is taken for shorter.
    pub shortest: i32,
    /// Nor for longer.
    pub longest: i32,
    /// Tenths of cycles from which she drifts.
    pub drifting: i32,
    /// From which she sleeps.
    pub asleep: i32,
    /// From which she is lost.
    pub lost: i32,
}

#[derive(Deserialize)]
struct File {
    scheme: Vec<Scheme>,
}

/// The shipped scheme that holds on a day, where a store has not set its own.
pub fn scheme(day: BusinessDate) -> Result<&'static Scheme> {
    static FILE: Shipped<File> = Shipped::new(include_str!("../data/classes.toml"));
    let all = &FILE.get()?.scheme;
    let held = all.iter().filter(|scheme| scheme.from <= day).max_by_key(|scheme| scheme.from);
    held.ok_or_else(|| Error::fault("no scheme of classes holds"))
}

/// Whole days from one to another.
pub(crate) fn days(from: BusinessDate, until: BusinessDate) -> i32 {
    from.until(until).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_holds_and_its_thresholds_stand_in_order() {
        let scheme = scheme(jiff::civil::date(2026, 11, 25)).expect("a scheme");
        assert!(scheme.sleep.drifting < scheme.sleep.asleep && scheme.sleep.asleep < scheme.sleep.lost);
        assert!(scheme.sleep.shortest <= scheme.sleep.usual_cycle);
        assert!(scheme.sleep.usual_cycle <= scheme.sleep.longest);
        assert!(
            scheme.grade.visits[0] > scheme.grade.visits[1] && scheme.grade.yuan[0] > scheme.grade.yuan[1]
        );
        assert!(scheme.potential.likely_days <= scheme.potential.interested_days);
    }
}
