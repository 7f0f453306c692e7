//! Putting findings right: mended by one, looked at again by another.

use db::Tx;
use garde::Validate;
use kernel::{Instant, Permission, Place, Result, parse_day};
use picture::Prepared;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::correction::{Correction, StepKind};
use crate::store::{self, CorrectionId, CorrectionRow, StepRow};
use crate::terms::terms;

impl CorrectionRow {
    /// As the rule sees it.
    pub fn correction(&self) -> Correction {
        Correction { standing: self.state, owner: self.owner, mended_by: self.mended_by, due: self.due_at }
    }
}

/// That a finding was put right, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct MendForm {
    /// What was done.
    #[garde(length(chars, max = 300))]
    pub note: String,
    /// What it looks like now: `data:image/jpeg;base64,…`.
    #[garde(skip)]
    pub photo: String,
}

impl Form for MendForm {
    fn sample() -> MendForm {
        MendForm { note: "灯管换好了".into(), ..MendForm::default() }
    }
}

/// Says that a finding is put right; her own, or one of the store for those who walk rounds there.
pub fn mend(
    tx: &mut Tx,
    call: &Call,
    id: CorrectionId,
    form: &MendForm,
    photo: Option<&Prepared>,
) -> Result<()> {
    let row = seen(tx, call, id)?;
    let place = Place::of(row.owner, Some(row.store_id), None);
    let by = call
        .mandate(Permission::MendFindings, &place)
        .or_else(|_| call.mandate(Permission::WalkRounds, &place))?;
    let mut wrong = web::limits(form);
    let note = form.note.trim();
    let said = (!note.is_empty()).then_some(note);
    let note = wrong.need("note", said, "needed");
    let note = wrong.or(note)?.to_owned();
    let now = row.correction().mend(by.person)?;
    let photo = photo.map(|photo| picture::keep(tx, &by, call.now, photo)).transpose()?;
    let step =
        StepRow { kind: StepKind::Mended, note, picture_id: photo, done_by: by.person, done_at: call.now };
    store::go_on(tx, id, &now, &step)?;
    call.note(tx, &by, "correction.mended", format!("corrections/{id}"), json!({ "note": step.note }))
}

/// The second look, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct CheckForm {
    /// `good`, or `again` when it is not good yet.
    #[garde(length(max = 10))]
    pub verdict: String,
    /// What there is to say; needed when it is not good yet.
    #[garde(length(chars, max = 300))]
    pub note: String,
    /// Until which day then; empty is the usual time.
    #[garde(length(max = 10))]
    pub until: String,
}

impl Form for CheckForm {
    fn sample() -> CheckForm {
        CheckForm { verdict: "good".into(), ..CheckForm::default() }
    }
}

/// Looks again at what was put right; never at one's own.
pub fn check(tx: &mut Tx, call: &Call, id: CorrectionId, form: &CheckForm) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::WalkRounds, &Place::store(row.store_id))?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(row.store_id), call.now);
    let mut wrong = web::limits(form);
    let kind = match form.verdict.as_str() {
        "good" => Some(StepKind::Good),
        "again" => Some(StepKind::Again),
        _ => None,
    };
    let kind = wrong.need("verdict", kind, "not_a_choice");
    if kind == Some(StepKind::Again) && form.note.trim().is_empty() {
        wrong.add("note", "needed");
    }
    let until = match form.until.trim() {
        "" => Some(call.now.plus_minutes(terms(today)?.hours * 60)),
        text => {
            let day = parse_day(text).filter(|day| *day >= today);
            let day = wrong.need("until", day, "day_out_of_range");
            day.and_then(|day| day.tomorrow().ok())
                .map(|next| organisation.day_cut(Some(row.store_id)).begins(next))
        }
    };
    let kind = wrong.or(kind)?;
    let again: Option<Instant> = until.filter(|_| kind == StepKind::Again);
    let name = organisation.person_name(row.mended_by.unwrap_or(row.owner));
    let now = row.correction().check(by.person, name, again)?;
    let note = form.note.trim().to_owned();
    let step = StepRow { kind, note, picture_id: None, done_by: by.person, done_at: call.now };
    store::go_on(tx, id, &now, &step)?;
    let detail = json!({ "verdict": form.verdict, "note": step.note });
    call.note(tx, &by, "correction.checked", format!("corrections/{id}"), detail)
}

/// A correction that the one who asks may see: she mends it, has ordered it, or sees the sheets of its store.
pub fn seen(tx: &mut Tx, call: &Call, id: CorrectionId) -> Result<CorrectionRow> {
    let row = store::correction(tx, id)?;
    let is_hers = [row.owner, row.ordered_by].contains(&call.actor.person);
    if !is_hers {
        call.sight(Permission::ViewChecklists, &Place::store(row.store_id))?;
    }
    Ok(row)
}
