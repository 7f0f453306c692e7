//! Setting what a store has followed up by itself, from a day on. What was planned before stays as it was planned.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Problems, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::allotting::directing;
use crate::planning::{On, PlanRule, Who, rules};
use crate::stage::Stage;
use crate::{sight, store};

kernel::ids! {
    /// What a store has followed up by itself, from a day on.
    pub struct RulesId;
}

/// So many rules fit into the form.
pub(crate) const RULES: usize = 12;

/// Rules as they are typed. The lists go together by their order, one rule each; one without a subject is none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct RulesForm {
    /// First day; today at the earliest.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Why they change.
    #[garde(length(chars, max = 400))]
    pub reason: String,
    /// The code of a rule that goes on; empty for a new one.
    #[garde(length(max = RULES), inner(length(max = 40)))]
    pub code: Vec<String>,
    /// What calls for it: `opened`, `first-visit`, `visit` or `purchase`.
    #[garde(length(max = RULES), inner(length(max = 20)))]
    pub on: Vec<String>,
    /// `before`, `during` or `after` a sale.
    #[garde(length(max = RULES), inner(length(max = 20)))]
    pub stage: Vec<String>,
    /// So many days later, 0 to 365.
    #[garde(length(max = RULES), inner(length(max = 4)))]
    pub days: Vec<String>,
    /// By whom: `consultant` or `therapist`.
    #[garde(length(max = RULES), inner(length(max = 20)))]
    pub who: Vec<String>,
    /// What about, in Chinese.
    #[garde(length(max = RULES), inner(length(chars, max = 80)))]
    pub zh: Vec<String>,
    /// In English.
    #[garde(length(max = RULES), inner(length(chars, max = 160)))]
    pub en: Vec<String>,
}

impl Form for RulesForm {
    fn sample() -> RulesForm {
        let shipped = rules(jiff::civil::date(2027, 1, 1)).unwrap_or_default().into_iter().cloned();
        let form = RulesForm::of(&shipped.collect::<Vec<_>>());
        RulesForm { from_day: "2027-01-01".into(), reason: "护理后早一天问".into(), ..form }
    }
}

impl RulesForm {
    /// The form filled with rules.
    pub fn of(rules: &[PlanRule]) -> RulesForm {
        let each = |text: fn(&PlanRule) -> String| rules.iter().map(text).collect();
        RulesForm {
            code: each(|rule| rule.code.clone()),
            on: each(|rule| rule.on.code().to_owned()),
            stage: each(|rule| rule.stage.code().to_owned()),
            days: each(|rule| rule.days.to_string()),
            who: each(|rule| rule.who.code().to_owned()),
            zh: each(|rule| rule.zh.clone()),
            en: each(|rule| rule.en.clone()),
            ..RulesForm::default()
        }
    }

    fn parse(&self, today: BusinessDate) -> Result<(BusinessDate, Vec<PlanRule>, String)> {
        let mut wrong = web::limits(self);
        let from = parse_day(self.from_day.trim()).filter(|day| *day >= today);
        let from = wrong.need("from_day", from, "care.not_a_coming_day");
        let reason = Some(self.reason.trim()).filter(|text| !text.is_empty());
        let reason = wrong.need("reason", reason, "needed").map(str::to_owned);
        let named: Vec<usize> =
            (0..self.zh.len()).filter(|place| !self.zh[*place].trim().is_empty()).collect();
        let read: Vec<Option<PlanRule>> =
            named.iter().map(|place| self.rule(*place, from.unwrap_or(today), &mut wrong)).collect();
        let ((from, reason), rules) =
            wrong.or(from.zip(reason).zip(read.into_iter().collect::<Option<Vec<_>>>()))?;
        Ok((from, rules, reason))
    }

    fn rule(&self, place: usize, from: BusinessDate, wrong: &mut Problems) -> Option<PlanRule> {
        let text = |list| typed(list, place);
        let field = |name: &str| format!("{name}.{place}");
        let on = wrong.need(&field("on"), On::from_code(text(&self.on)), "not_a_choice");
        let stage = wrong.need(&field("stage"), Stage::from_code(text(&self.stage)), "not_a_choice");
        let who = wrong.need(&field("who"), Who::from_code(text(&self.who)), "not_a_choice");
        let days = text(&self.days).parse::<i64>().ok().filter(|days| (0..=365).contains(days));
        if days.is_none() {
            let args = vec![("from", "0".to_owned()), ("until", "365".to_owned())];
            wrong.add_with(field("days"), "care.range", args);
        }
        // A rule keeps its code, so that what it has planned already is not planned again.
        let code = Some(text(&self.code)).filter(|code| !code.is_empty());
        let new = || format!("{}-{from}-{place}", on.map_or("", On::code));
        Some(PlanRule {
            code: code.map_or_else(new, str::to_owned),
            from,
            on: on?,
            stage: stage?,
            days: days?,
            who: who?,
            zh: text(&self.zh).to_owned(),
            en: text(&self.en).to_owned(),
        })
    }
}

/// What was typed for the rule at a place.
pub(crate) fn typed(list: &[String], place: usize) -> &str {
    list.get(place).map_or("", |text| text.trim())
}

/// Sets what a store has followed up by itself, from a day on.
pub fn set(tx: &mut Tx, call: &Call, form: &RulesForm) -> Result<RulesId> {
    let store = sight::store(tx, call, Permission::DirectCare, "")?;
    let by = directing(call, store)?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let (from, rules, why) = form.parse(today)?;
    let id = store::add_plan_rules(tx, store, (from, &rules), &why, by.person, call.now)?;
    let detail = json!({ "from": from, "rules": rules.len(), "why": why });
    call.note(tx, &by, "care.plan_rules_set", format!("stores/{store}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> BusinessDate {
        jiff::civil::date(2026, 11, 25)
    }

    #[test]
    fn what_ships_can_be_typed_and_a_rule_keeps_its_code() {
        let (from, typed, _) = RulesForm::sample().parse(today()).expect("right");
        let shipped: Vec<PlanRule> = rules(today())
            .expect("rules")
            .into_iter()
            .map(|rule| PlanRule { from, ..rule.clone() })
            .collect();
        assert_eq!(typed, shipped);
    }

    #[test]
    fn a_rule_without_a_subject_is_none_and_a_wrong_one_says_where() {
        let mut form = RulesForm::sample();
        form.zh[0] = " ".into();
        form.days[1] = "400".into();
        form.who[2] = "nobody".into();
        let refusal = form.parse(today()).err().and_then(|error| error.refusal().cloned()).expect("refused");
        let fields: Vec<String> = refusal.problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["days.1", "who.2"]);
        form.days[1] = "0".into();
        form.who[2] = "consultant".into();
        form.code[1] = String::new();
        let (_, typed, _) = form.parse(today()).expect("right");
        assert_eq!(typed.len(), RulesForm::sample().zh.len() - 1);
        assert_eq!(typed[0].code, "first-visit-2027-01-01-1");
    }
}
