//! Publishing: from a day on, the draft is what holds.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Problem, Problems, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::compare::compare;
use crate::draft::{as_seen, editor, subject};
use crate::entry::Entry;
use crate::faults::faults;
use crate::merge::{Leaf, in_use};
use crate::shipped::shipped;
use crate::store;
use crate::version::{Refused, Version, VersionId, newest};

/// How a draft is published, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PublishForm {
    /// The draft's `edit` counter, as it was shown.
    #[garde(length(max = 20))]
    pub edit: String,
    /// The first day on which it holds, `YYYY-MM-DD`: today or later.
    #[garde(length(max = 10))]
    pub effective_from: String,
    /// What the version is about, 60 characters at most.
    #[garde(length(chars, max = 60))]
    pub title: String,
    /// Why it was made, 500 characters at most.
    #[garde(length(chars, max = 500))]
    pub reason: String,
}

impl Form for PublishForm {
    fn sample() -> PublishForm {
        PublishForm {
            edit: "7".into(),
            effective_from: "2026-12-01".into(),
            title: "冬季作息".into(),
            reason: "冬季早上客少，开门检查推迟半小时".into(),
        }
    }
}

/// Publishes the draft: from its day on it is in force. All that stands against it is told together.
pub fn publish(tx: &mut Tx, call: &Call, form: &PublishForm) -> Result<VersionId> {
    let by = editor(call)?;
    let draft = as_seen(tx, &form.edit)?;
    let leaves = store::leaves(tx, draft.id)?;
    let versions = store::versions(tx)?;
    let earliest = earliest(tx, call, &versions)?;
    let entries: Vec<Entry> = in_use(&leaves).cloned().collect();
    let (from, title, reason) = form.parse(earliest, entry_problems(&entries)?)?;
    says_something_new(tx, &draft, &leaves, &versions)?;
    store::publish(tx, call.now, &by, draft.id, from, (&title, &reason))?;
    let detail = json!({ "number": draft.number, "from": from, "title": title, "reason": reason });
    call.note(tx, &by, "handbook.published", subject(draft.id), detail)?;
    Ok(draft.id)
}

/// The earliest day from which a draft can hold: today, and not before a version that is still to come, which
/// would otherwise undo it.
pub(crate) fn earliest(tx: &mut Tx, call: &Call, versions: &[Version]) -> Result<BusinessDate> {
    let today = org::today(tx, call)?.day;
    Ok(newest(versions).and_then(|version| version.effective_from).map_or(today, |coming| coming.max(today)))
}

/// What is wrong with the draft's entries, each under its id.
pub(crate) fn entry_problems(entries: &[Entry]) -> Result<Vec<Problem>> {
    let problem = |fault: crate::Fault| Problem {
        args: vec![("entry", fault.entry.clone()), ("code", fault.kind.about().to_owned())],
        code: fault.kind.code(),
        field: fault.entry,
    };
    Ok(faults(&shipped()?.book, entries).into_iter().map(problem).collect())
}

impl PublishForm {
    fn parse(&self, earliest: BusinessDate, entries: Vec<Problem>) -> Result<(BusinessDate, String, String)> {
        let mut wrong: Problems = web::limits(self);
        let from = wrong.need("effective_from", parse_day(self.effective_from.trim()), "not_a_day");
        if from.is_some_and(|day| day < earliest) {
            let args = vec![("day", earliest.to_string())];
            wrong.add_with("effective_from", "handbook.too_early", args);
        }
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let title = wrong.need("title", text(&self.title), "needed");
        let reason = wrong.need("reason", text(&self.reason), "needed");
        for problem in entries {
            wrong.add_with(problem.field, problem.code, problem.args);
        }
        wrong.or(from.zip(title).zip(reason).map(|((from, title), reason)| (from, title, reason)))
    }
}

/// A version that changes nothing is not published; taking a release as it is counts as a change.
fn says_something_new(tx: &mut Tx, draft: &Version, leaves: &[Leaf], versions: &[Version]) -> Result<()> {
    let before = versions.iter().find(|version| Some(version.id) == draft.follows);
    let Some(before) = before.filter(|before| before.based_on == draft.based_on) else { return Ok(()) };
    match compare(&store::leaves(tx, before.id)?, leaves).is_empty() {
        true => Err(Refused::NothingChanged.into()),
        false => Ok(()),
    }
}
