//! Setting the thresholds by which a store tells its customers apart, from a day on. What was classed before stays.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Problems, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::allotting::directing;
use crate::scheme::{GradeScheme, PotentialScheme, Scheme, SleepScheme};
use crate::{sight, store};

kernel::ids! {
    /// The thresholds of a store from a day on.
    pub struct SchemeId;
}

/// The thresholds of the form, with the least and the most each may be. Of sleep, tenths of cycles.
pub(crate) const FIELDS: [(&str, i32, i32); 16] = [
    ("likely_days", 1, 365),
    ("interested_days", 1, 365),
    ("promising_yuan", 1, 10_000_000),
    ("promising_days", 1, 730),
    ("grade_days", 30, 1095),
    ("a_visits", 1, 1000),
    ("b_visits", 1, 1000),
    ("a_yuan", 1, 10_000_000),
    ("b_yuan", 1, 10_000_000),
    ("least_gaps", 1, 50),
    ("usual_cycle", 1, 365),
    ("shortest", 1, 365),
    ("longest", 1, 365),
    ("drifting", 10, 1000),
    ("asleep", 10, 1000),
    ("lost", 10, 1000),
];

/// Which may not be less than which.
const ORDER: [(&str, &str); 7] = [
    ("likely_days", "interested_days"),
    ("b_visits", "a_visits"),
    ("b_yuan", "a_yuan"),
    ("shortest", "usual_cycle"),
    ("usual_cycle", "longest"),
    ("drifting", "asleep"),
    ("asleep", "lost"),
];

/// Thresholds as they are typed, by their names.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SchemeForm {
    /// First day; today at the earliest.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Why they change.
    #[serde(default)]
    #[garde(length(chars, max = 400))]
    pub reason: String,
    /// `likely_days`, `interested_days`, `promising_yuan`, `promising_days`, `grade_days`, `a_visits`, `b_visits`, `a_yuan`,
    /// `b_yuan`, `least_gaps`, `usual_cycle`, `shortest`, `longest`, `drifting`, `asleep`, `lost`.
    #[serde(flatten)]
    #[garde(length(max = 40))]
    pub numbers: BTreeMap<String, String>,
}

impl Form for SchemeForm {
    fn sample() -> SchemeForm {
        let shipped = crate::scheme::scheme(jiff::civil::date(2027, 1, 1));
        let form = shipped.map(SchemeForm::of).unwrap_or_default();
        SchemeForm { from_day: "2027-01-01".into(), reason: "新店，周期短一些".into(), ..form }
    }
}

impl SchemeForm {
    /// The form filled with thresholds.
    pub fn of(scheme: &Scheme) -> SchemeForm {
        let Scheme { potential, grade, sleep, .. } = scheme;
        let numbers: [i64; 16] = [
            potential.likely_days.into(),
            potential.interested_days.into(),
            potential.promising_yuan,
            potential.promising_days.into(),
            grade.days.into(),
            grade.visits[0].into(),
            grade.visits[1].into(),
            grade.yuan[0],
            grade.yuan[1],
            i64::try_from(sleep.least_gaps).unwrap_or_default(),
            sleep.usual_cycle.into(),
            sleep.shortest.into(),
            sleep.longest.into(),
            sleep.drifting.into(),
            sleep.asleep.into(),
            sleep.lost.into(),
        ];
        let numbers = FIELDS.iter().zip(numbers).map(|((name, ..), n)| ((*name).to_owned(), n.to_string()));
        SchemeForm { numbers: numbers.collect(), ..SchemeForm::default() }
    }

    /// What stands in a field.
    pub fn text(&self, field: &str) -> &str {
        self.numbers.get(field).map_or("", |text| text.trim())
    }

    /// The thresholds and why they change.
    fn parse(&self, today: BusinessDate) -> Result<(Scheme, String)> {
        let mut wrong = web::limits(self);
        let from = parse_day(self.from_day.trim()).filter(|day| *day >= today);
        let from = wrong.need("from_day", from, "care.not_a_coming_day");
        let numbers: BTreeMap<&str, i32> =
            FIELDS.iter().filter_map(|field| Some((field.0, self.number(field, &mut wrong)?))).collect();
        for (less, more) in ORDER {
            if numbers.get(less).zip(numbers.get(more)).is_some_and(|(less, more)| less > more) {
                wrong.add(more, "care.out_of_order");
            }
        }
        let reason = Some(self.reason.trim()).filter(|text| !text.is_empty());
        let reason = wrong.need("reason", reason, "needed").map(str::to_owned);
        let of = |name: &str| numbers.get(name).copied().unwrap_or_default();
        let count = |name: &str| of(name).unsigned_abs();
        let scheme = from.map(|from| Scheme {
            from,
            potential: PotentialScheme {
                likely_days: of("likely_days"),
                interested_days: of("interested_days"),
                promising_yuan: of("promising_yuan").into(),
                promising_days: of("promising_days"),
            },
            grade: GradeScheme {
                days: of("grade_days"),
                visits: [count("a_visits"), count("b_visits")],
                yuan: [of("a_yuan").into(), of("b_yuan").into()],
            },
            sleep: SleepScheme {
                least_gaps: count("least_gaps") as usize,
                usual_cycle: of("usual_cycle"),
                shortest: of("shortest"),
                longest: of("longest"),
                drifting: of("drifting"),
                asleep: of("asleep"),
                lost: of("lost"),
            },
        });
        wrong.or(scheme.zip(reason))
    }

    fn number(&self, (name, least, most): &(&str, i32, i32), wrong: &mut Problems) -> Option<i32> {
        let typed = self.text(name).parse().ok().filter(|n| (least..=most).contains(&n));
        if typed.is_none() {
            wrong.add_with(
                *name,
                "care.range",
                vec![("from", least.to_string()), ("until", most.to_string())],
            );
        }
        typed
    }
}

/// Sets the thresholds of a store from a day on.
pub fn set(tx: &mut Tx, call: &Call, store: &str, form: &SchemeForm) -> Result<SchemeId> {
    let store = sight::store(tx, call, Permission::DirectCare, store)?;
    let by = directing(call, store)?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let (scheme, why) = form.parse(today)?;
    let id = store::add_scheme(tx, store, &scheme, &why, by.person, call.now)?;
    let detail = json!({ "scheme": scheme, "why": why });
    call.note(tx, &by, "care.scheme_set", format!("stores/{store}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> BusinessDate {
        jiff::civil::date(2026, 11, 25)
    }

    fn fields_of(form: &SchemeForm) -> Vec<String> {
        let refusal = form.parse(today()).err().and_then(|error| error.refusal().cloned()).expect("refused");
        refusal.problems.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn the_shipped_thresholds_can_be_typed() {
        let shipped = crate::scheme::scheme(today()).expect("a scheme");
        let form =
            SchemeForm { from_day: "2026-12-01".into(), reason: "照旧".into(), ..SchemeForm::of(shipped) };
        let (typed, _) = form.parse(today()).expect("right");
        assert_eq!(Scheme { from: shipped.from, ..typed }, *shipped);
    }

    #[test]
    fn thresholds_stand_in_their_order_and_begin_no_earlier_than_today() {
        let mut form = SchemeForm { from_day: "2026-11-24".into(), ..SchemeForm::sample() };
        form.numbers.insert("lost".into(), "11".into());
        form.numbers.insert("a_visits".into(), "3".into());
        form.numbers.insert("least_gaps".into(), "0".into());
        assert_eq!(fields_of(&form), ["from_day", "least_gaps", "a_visits", "lost"]);
    }
}
