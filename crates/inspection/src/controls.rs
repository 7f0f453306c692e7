//! The administrative director's sheet of the day (行政检查总表): every control on one page, each opening its records,
//! each signed.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Instant, Permission, Place, Result, Shipped, StoreId, Words};
use rhythm::{Asked, Evidences, Proof};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use web::{Call, Form};

use crate::sheet::Verdict;
use crate::store::{self, MarkRow};
use crate::walking::my_store;

/// One thing that is looked into every day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Code.
    pub code: String,
    zh: String,
    en: String,
    /// By which evidence of the handbook it shows.
    pub evidence: Vec<String>,
}

impl Control {
    /// Its name.
    pub fn name(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }

    /// Can the program show any of it yet?
    pub fn is_built(&self, evidences: &Evidences) -> bool {
        self.evidence.iter().any(|code| evidences.is_built(code))
    }
}

#[derive(Deserialize)]
struct Controls {
    control: Vec<Control>,
}

/// All of them, in their order.
pub fn controls() -> Result<&'static [Control]> {
    static CONTROLS: Shipped<Controls> = Shipped::new(include_str!("../data/controls.toml"));
    Ok(&CONTROLS.get()?.control)
}

/// The day's sheet of a store: what was proven, by code of evidence, and what was signed, by control.
pub struct DaySheet {
    /// The store.
    pub store: StoreId,
    /// The business day.
    pub day: BusinessDate,
    /// What was proven.
    pub proofs: BTreeMap<&'static str, Vec<Proof>>,
    /// What was signed.
    pub marks: BTreeMap<String, MarkRow>,
}

/// Today's sheet of one's store.
pub fn sheet(tx: &mut Tx, call: &Call) -> Result<DaySheet> {
    let store = my_store(tx, call, Permission::SignControls)?;
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let chart = org::today(tx, call)?;
    let there = |seats: &[org::Seat]| seats.iter().any(|seat| seat.store.is_none_or(|at| at == store));
    let people = chart.people().filter(|(_, seats)| there(seats)).map(|(person, _)| person).collect();
    let asked = Asked { day, people, stores: BTreeSet::from([store]) };
    let mut proofs: BTreeMap<&'static str, Vec<Proof>> = BTreeMap::new();
    for proof in call.app.part::<Evidences>().proofs(tx, &asked)? {
        let records = proofs.entry(proof.code).or_default();
        // What only lies in order is no record.
        if proof.at > Instant::default() {
            records.push(proof);
        }
    }
    let marks = store::marks(tx, store, day)?;
    let marks = marks.into_iter().map(|mark| (mark.control.clone(), mark)).collect();
    Ok(DaySheet { store, day, proofs, marks })
}

/// A control signed, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct MarkForm {
    /// Which.
    #[garde(length(max = 40))]
    pub control: String,
    /// `ok` or `fault`.
    #[garde(length(max = 10))]
    pub verdict: String,
    /// What there is to say; needed for a fault.
    #[garde(length(chars, max = 300))]
    pub note: String,
}

impl Form for MarkForm {
    fn sample() -> MarkForm {
        MarkForm { control: "hygiene".into(), verdict: "ok".into(), note: String::new() }
    }
}

/// Signs one control of today. What was signed stays.
pub fn sign(tx: &mut Tx, call: &Call, form: &MarkForm) -> Result<()> {
    let store = my_store(tx, call, Permission::SignControls)?;
    let by = call.mandate(Permission::SignControls, &Place::store(store))?;
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let evidences = call.app.part::<Evidences>();
    let mut wrong = web::limits(form);
    let known = controls()?.iter().find(|control| control.code == form.control);
    let built = known.filter(|control| control.is_built(evidences));
    let control = wrong.need("control", built, "not_a_choice");
    let verdict = wrong.need("verdict", Verdict::from_code(&form.verdict), "not_a_choice");
    if verdict == Some(Verdict::Fault) && form.note.trim().is_empty() {
        wrong.add("note", "fault_needs_note");
    }
    let (control, verdict) = wrong.or(control.zip(verdict))?;
    let mark = MarkRow {
        control: control.code.clone(),
        verdict,
        note: form.note.trim().to_owned(),
        marked_by: by.person,
        marked_at: call.now,
    };
    if store::mark(tx, store, day, &mark)? == 0 {
        return Ok(());
    }
    let signed = store::marks(tx, store, day)?;
    let mut asked = controls()?.iter().filter(|control| control.is_built(evidences));
    if asked.all(|control| signed.iter().any(|mark| mark.control == control.code)) {
        store::complete(tx, store, day, by.person, call.now)?;
    }
    let detail = json!({ "day": day, "control": mark.control, "verdict": verdict, "note": mark.note });
    call.note(tx, &by, "control.signed", format!("administration-sheet/{day}"), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_shows_by_evidence_of_the_handbook() {
        let shipped = handbook::shipped().expect("the handbook");
        let controls = controls().expect("the controls");
        assert!(controls.len() > 10);
        for control in controls {
            assert!(!control.evidence.is_empty(), "{}", control.code);
            for code in &control.evidence {
                assert!(
                    shipped.book.evidence.iter().any(|one| one.code == *code),
                    "{}: {code}",
                    control.code
                );
            }
        }
    }
}
