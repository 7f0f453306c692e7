//! How skin or body is found, time after time (检测记录): only added to, so that an effect is seen and never made up.
use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Instant, Permission, PersonId, Problems, Result, Words, codes, ids};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::data::data;
use crate::{CustomerId, sight, store};

ids! {
    /// One assessment.
    pub struct AssessmentId;
}

codes! {
    /// Which way of a figure is an improvement.
    pub enum Better {
        /// More is better.
        Up = "up",
        /// Less is better.
        Down = "down",
        /// Neither.
        None = "none",
    }
}

/// One figure of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub unit: String,
    pub least: i64,
    pub most: i64,
    pub better: Better,
}

/// A kind of assessment with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssessmentKind {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub point: Vec<Point>,
}

/// Figures in tenths of their unit, by point.
pub(crate) type Found = BTreeMap<String, i64>;

db::record! {
    /// An assessment as it was made.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct AssessmentRow {
        pub id: AssessmentId,
        pub customer_id: CustomerId,
        pub kind: String,
        pub day: BusinessDate,
        pub found: String,
        pub note: String,
        pub assessed_by: PersonId,
        pub assessed_at: Instant,
    }
}

impl Point {
    pub fn name(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }

    /// Is the change from one figure to the next for the better?
    pub fn improved(&self, before: i64, now: i64) -> Option<bool> {
        match self.better {
            Better::Up if now != before => Some(now > before),
            Better::Down if now != before => Some(now < before),
            _ => None,
        }
    }

    fn read(&self, text: &str) -> Option<i64> {
        tenths(text).filter(|found| (self.least * 10..=self.most * 10).contains(found))
    }
}

/// `56`, `56.4`; in tenths.
fn tenths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', '．']).unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() != 1 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 10 + part.parse::<i64>().ok()?)
}

/// `56.4`, `56`.
pub(crate) fn written(tenths: i64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        part => format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, part.abs()),
    }
}

/// An assessment as it is typed: `point.POINT` for each figure that was taken.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AssessmentForm {
    /// `skin` or `body`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub kind: String,
    /// What else was seen, 300 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 300))]
    pub note: String,
    /// The figures, one decimal at most.
    #[serde(flatten)]
    #[garde(length(max = 60))]
    pub points: BTreeMap<String, String>,
}

impl Form for AssessmentForm {
    fn sample() -> AssessmentForm {
        let points = [("point.moisture", "42"), ("point.oil", "28.5")];
        let points = points.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        AssessmentForm { kind: "skin".into(), note: "T 区略干".into(), points }
    }
}

impl AssessmentForm {
    fn parse(&self) -> Result<(&'static AssessmentKind, Found)> {
        let mut wrong: Problems = web::limits(self);
        let kind = data()?.assessments.iter().find(|kind| kind.code == self.kind);
        let kind = wrong.need("kind", kind, "not_a_choice");
        let mut found = Found::new();
        for (name, text) in self.points.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let Some(code) = name.strip_prefix("point.") else { continue };
            match kind.and_then(|kind| kind.point.iter().find(|point| point.code == code)) {
                None => wrong.add(name, "unknown"),
                Some(point) => match point.read(text.trim()) {
                    Some(figure) => drop(found.insert(code.to_owned(), figure)),
                    None => wrong.add_with(
                        name,
                        "customer.figure",
                        vec![("least", point.least.to_string()), ("most", point.most.to_string())],
                    ),
                },
            }
        }
        if found.is_empty() && wrong.is_empty() {
            let first = kind.and_then(|kind| kind.point.first()).map_or("kind", |point| point.code.as_str());
            wrong.add(format!("point.{first}"), "customer.no_figure");
        }
        wrong.or(kind.map(|kind| (kind, found)))
    }
}

/// Writes an assessment down.
pub fn assess(tx: &mut Tx, call: &Call, customer: CustomerId, form: &AssessmentForm) -> Result<AssessmentId> {
    let row = sight::changing(tx, call, customer)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&row))?;
    let (kind, found) = form.parse()?;
    let day = org::organisation(tx, call)?.business_date(Some(row.store_id), call.now);
    let assessment = AssessmentRow {
        id: kernel::Id::of(0),
        customer_id: customer,
        kind: kind.code.clone(),
        day,
        found: serde_json::to_string(&found)?,
        note: form.note.trim().to_owned(),
        assessed_by: by.person,
        assessed_at: call.now,
    };
    let id = store::add_assessment(tx, &assessment)?;
    let subject = format!("customers/{customer}");
    call.note(tx, &by, "customer.assessed", subject, json!({ "assessment": id, "kind": kind.code }))?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(kind: &str, points: &[(&str, &str)]) -> AssessmentForm {
        let points =
            points.iter().map(|(name, value)| (format!("point.{name}"), value.to_string())).collect();
        AssessmentForm { kind: kind.into(), note: String::new(), points }
    }

    #[test]
    fn figures_keep_one_decimal_and_stay_within_reason() {
        let (_, found) =
            form("body", &[("weight", "56.4"), ("waist", "68"), ("hips", "")]).parse().expect("right");
        assert_eq!(found, Found::from([("weight".into(), 564), ("waist".into(), 680)]));
        for wrong in [[("weight", "5.6")], [("weight", "56,4")], [("weight", "-56")], [("moisture", "40")]] {
            assert!(form("body", &wrong).parse().is_err(), "{wrong:?}");
        }
        assert!(form("body", &[]).parse().is_err() && form("moon", &[("weight", "56")]).parse().is_err());
    }

    #[test]
    fn better_is_by_the_point() {
        let kinds = &data().expect("data").assessments;
        let point = |code: &str| {
            kinds.iter().flat_map(|kind| &kind.point).find(|point| point.code == code).expect(code)
        };
        assert_eq!(point("moisture").improved(400, 450), Some(true));
        assert_eq!(point("waist").improved(700, 720), Some(false));
        assert_eq!(point("weight").improved(500, 510), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(figure in 0i64..99_999) {
            prop_assert_eq!(tenths(&written(figure)), Some(figure));
        }
    }
}
