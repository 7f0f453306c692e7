//! What must be heeded when a customer is treated (过敏与禁忌): noted once, told at every booking and treatment, and
//! ended with a reason, never rubbed out.
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Instant, Permission, PersonId, Problems, Result, Words, codes, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::data::{Forbids, data};
use crate::store::{self, WarningRow};
use crate::{CustomerId, Refused, WarningId, sight};

codes! {
    /// Of which sort a warning is.
    pub enum WarningKind {
        /// She does not bear something (过敏).
        Allergy = "allergy",
        /// Her body does not allow something (禁忌).
        Contraindication = "contraindication",
    }
}

/// What must be heeded, as bookings and treatments are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Warning {
    /// Key.
    pub id: WarningId,
    /// Code, of data/warnings.toml.
    pub code: String,
    /// Of which sort.
    pub kind: WarningKind,
    /// What it is.
    pub name: Words,
    /// In her words or the therapist's.
    pub note: String,
    /// The last day on which it holds, where that is known.
    pub until: Option<BusinessDate>,
    /// What it forbids.
    pub forbids: Forbids,
    /// Who noted it.
    pub noted_by: PersonId,
    /// When.
    pub noted_at: Instant,
}

/// How far a warning touches a treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Not at all.
    Not,
    /// What it uses has to be looked at first.
    Look,
    /// It must not be given.
    Forbidden,
}

impl Warning {
    /// How far it touches a treatment of a family, with this equipment, that uses these things.
    pub fn touches(&self, family: &str, equipment: &[String], uses: &str) -> Touch {
        let forbids = &self.forbids;
        let forbidden = forbids.all
            || forbids.families.iter().any(|code| code == family)
            || forbids.equipment.iter().any(|code| equipment.contains(code));
        if forbidden {
            Touch::Forbidden
        } else if forbids.words.iter().any(|word| uses.contains(word)) {
            Touch::Look
        } else {
            Touch::Not
        }
    }

    /// One to be shown.
    pub fn sample() -> Warning {
        Warning {
            id: kernel::Id::of(1),
            code: "pregnancy".into(),
            kind: WarningKind::Contraindication,
            name: Words::new("怀孕", "Pregnant"),
            note: "五个月".into(),
            until: Some(jiff::civil::date(2027, 3, 31)),
            forbids: Forbids { families: vec!["hydro".into()], ..Forbids::default() },
            noted_by: kernel::Id::of(1),
            noted_at: Instant::from_millis(1_795_484_000_000),
        }
    }
}

/// What must be heeded with a customer on a day.
pub fn warnings(tx: &mut Tx, customer: CustomerId, day: BusinessDate) -> Result<Vec<Warning>> {
    let rows = store::warnings(tx, customer)?.into_iter();
    let open = rows.filter(|row| row.ended_at.is_none() && row.until_day.is_none_or(|until| day <= until));
    open.map(read).collect()
}

/// A row with what its code says; one whose code is gone from the data still tells its note.
pub(crate) fn read(row: WarningRow) -> Result<Warning> {
    let entry = data()?.warnings.iter().find(|entry| entry.code == row.code);
    Ok(Warning {
        id: row.id,
        kind: entry.map_or(WarningKind::Contraindication, |entry| entry.kind),
        name: entry
            .map_or_else(|| Words::new(&row.code, &row.code), |entry| Words::new(&entry.zh, &entry.en)),
        forbids: entry.map(|entry| entry.forbids.clone()).unwrap_or_default(),
        code: row.code,
        note: row.note,
        until: row.until_day,
        noted_by: row.noted_by,
        noted_at: row.noted_at,
    })
}

/// A warning as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct WarningForm {
    /// Code, of the list.
    #[garde(length(max = 40))]
    pub code: String,
    /// What in particular, 200 characters at most.
    #[garde(length(chars, max = 200))]
    pub note: String,
    /// The last day on which it holds; empty is until it is ended.
    #[garde(length(max = 10))]
    pub until_day: String,
}

impl Form for WarningForm {
    fn sample() -> WarningForm {
        WarningForm { code: "allergy-alcohol".into(), note: "擦后发红".into(), until_day: String::new() }
    }
}

struct NewWarning<'a> {
    code: &'a str,
    until: Option<BusinessDate>,
}

impl WarningForm {
    fn parse(&self, today: BusinessDate) -> Result<NewWarning<'_>> {
        let mut wrong: Problems = web::limits(self);
        let known = data()?.warnings.iter().any(|entry| entry.code == self.code);
        let code = wrong.need("code", Some(self.code.as_str()).filter(|_| known), "not_a_choice");
        let until = match self.until_day.trim() {
            "" => None,
            typed => wrong.need("until_day", parse_day(typed), "not_a_day"),
        };
        if until.is_some_and(|until| until < today) {
            wrong.add("until_day", "customer.past");
        }
        if self.code.ends_with("other") && self.note.trim().is_empty() {
            wrong.add("note", "needed");
        }
        wrong.or(code.map(|code| NewWarning { code, until }))
    }
}

/// Notes what must be heeded from now on.
pub fn note(tx: &mut Tx, call: &Call, customer: CustomerId, form: &WarningForm) -> Result<WarningId> {
    let row = sight::changing(tx, call, customer)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&row))?;
    let today = org::organisation(tx, call)?.business_date(Some(row.store_id), call.now);
    let new = form.parse(today)?;
    let id = store::add_warning(tx, customer, new.code, form.note.trim(), new.until, by.person, call.now)?;
    call.note(tx, &by, "customer.warned", format!("customers/{customer}"), json!({ "warning": id }))?;
    Ok(id)
}

/// Why a warning is over, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct EndForm {
    /// The reason, 200 characters at most.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for EndForm {
    fn sample() -> EndForm {
        EndForm { why: "已痊愈，医生证明见档案".into() }
    }
}

/// Ends a warning; it stays readable. Whose it was.
pub fn end(tx: &mut Tx, call: &Call, id: WarningId, form: &EndForm) -> Result<CustomerId> {
    let warning = store::warning(tx, id)?;
    let row = sight::changing(tx, call, warning.customer_id)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&row))?;
    let mut wrong = web::limits(form);
    let why = wrong.need("why", Some(form.why.trim()).filter(|why| !why.is_empty()), "needed");
    let why = wrong.or(why)?;
    if store::end_warning(tx, id, why, by.person, call.now)? == 0 {
        return Err(Refused::Ended.into());
    }
    let subject = format!("customers/{}", row.id);
    call.note(tx, &by, "customer.warning_ended", subject, json!({ "warning": id }))?;
    Ok(row.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Warning {
        let entry = data().expect("data").warnings.iter().find(|entry| entry.code == code).expect(code);
        Warning { code: code.into(), kind: entry.kind, forbids: entry.forbids.clone(), ..Warning::sample() }
    }

    #[test]
    fn a_warning_forbids_families_and_equipment_and_calls_for_a_look_at_what_is_used() {
        let rf = ["rf".to_owned()];
        assert_eq!(of("pregnancy").touches("hydro", &[], ""), Touch::Forbidden);
        assert_eq!(of("pacemaker").touches("face", &rf, ""), Touch::Forbidden);
        assert_eq!(of("allergy-fragrance").touches("body", &[], "芳香精油 15 ml"), Touch::Look);
        assert_eq!(of("allergy-fragrance").touches("face", &[], "补水面膜"), Touch::Not);
        assert_eq!(of("infectious").touches("face", &[], ""), Touch::Forbidden);
    }

    #[test]
    fn another_allergy_says_which() {
        let today = jiff::civil::date(2026, 11, 25);
        let form = |note: &str| WarningForm {
            code: "allergy-other".into(),
            note: note.into(),
            until_day: String::new(),
        };
        assert!(form(" ").parse(today).is_err());
        assert!(form("花粉").parse(today).is_ok());
        let past = WarningForm { until_day: "2026-11-24".into(), ..form("花粉") };
        assert!(past.parse(today).is_err());
    }
}
