//! What is broken opens a repair form (报修单) by itself: whoever found it has written what it is already.

use db::Tx;
use kernel::{Mandate, Result};
use web::Call;

use crate::form::Answer;
use crate::sheet::{Sheet, Verdict};
use crate::store::WalkRow;

/// The form that a fault opens.
const FORM: &str = "repair";

/// What the forms of a walk are about.
pub(crate) fn subject(walk: crate::WalkId) -> String {
    format!("walks/{walk}")
}

/// A form for every fault at a point where things break. Who has nobody above her to decide has ordered enough with
/// the correction.
pub(crate) fn order(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    row: &WalkRow,
    sheet: &Sheet,
    answers: &[Answer],
) -> Result<()> {
    let broken =
        |point: &str| answers.iter().find(|answer| answer.point == point && answer.verdict == Verdict::Fault);
    for section in &sheet.sections {
        for point in section.points.iter().filter(|point| point.repair) {
            let Some(answer) = broken(&point.code) else { continue };
            let fields = [
                ("thing", point.name.zh.clone()),
                ("place", section.name.zh.clone()),
                ("haste", "day".to_owned()),
                ("why", answer.note.clone()),
            ];
            let fields = fields.map(|(code, text)| (code.to_owned(), text)).into();
            match approval::ask_about(tx, call, by, FORM, &subject(row.id), &fields) {
                Err(error) if error.refusal().is_some_and(|refusal| refusal.code == "approval.no_route") => {}
                asked => drop(asked?),
            }
        }
    }
    Ok(())
}
