//! The day's sheet of all controls.

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Result, Words};
use rhythm::{Evidences, Proof};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::controls::{self, Control, DaySheet, MarkForm, controls};
use crate::sheet::Verdict;

/// One kind of record that a control shows by.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RecordsView {
    name: Words,
    /// How many there are today; none when the program cannot show them yet.
    count: Option<usize>,
    /// Where they are.
    href: Option<String>,
}

/// A control of the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlView {
    code: String,
    name: Words,
    built: bool,
    records: Vec<RecordsView>,
    verdict: Option<Verdict>,
    note: String,
    by: String,
    at: Option<Instant>,
}

/// The day's sheet of all controls.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/controls.html")]
pub struct ControlsPage {
    store: String,
    day: BusinessDate,
    controls: Vec<ControlView>,
    #[serde(skip)]
    form: MarkForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ControlsPage {
    fn asked(&self) -> usize {
        self.controls.iter().filter(|control| control.built).count()
    }

    fn signed(&self) -> usize {
        self.controls.iter().filter(|control| control.verdict.is_some()).count()
    }

    /// What was typed for a control just now.
    fn typed(&self, control: &ControlView) -> &str {
        if self.form.control == control.code { &self.form.note } else { "" }
    }
}

impl View for ControlsPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("inspection.controls.title"), self.day)
    }

    fn samples() -> Vec<Self> {
        let records = |count| RecordsView {
            name: Words::new("分区卫生日报", "The daily hygiene report"),
            count,
            href: count.map(|_| "/walks/1".to_owned()),
        };
        let control = |code: &str, count: Option<usize>, verdict: Option<Verdict>| ControlView {
            code: code.to_owned(),
            name: Words::new("卫生", "Hygiene"),
            built: count.is_some(),
            records: vec![records(count)],
            verdict,
            note: "二楼卫生间要补扫".to_owned(),
            by: "陆文娟".to_owned(),
            at: verdict.map(|_| Instant::from_millis(1_795_484_000_000)),
        };
        let page = |wrong| ControlsPage {
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            controls: vec![
                control("hygiene", Some(2), Some(Verdict::Fault)),
                control("safety", Some(0), None),
                control("escape", Some(1), Some(Verdict::Ok)),
                control("leave", None, None),
            ],
            form: MarkForm::default(),
            wrong,
        };
        vec![page(Wrong::default()), page(Wrong::sample("note", "fault_needs_note"))]
    }
}

fn page(tx: &mut Tx, call: &Call) -> Result<ControlsPage> {
    let sheet = controls::sheet(tx, call)?;
    let organisation = org::organisation(tx, call)?;
    let book = handbook::in_force(tx, call.app.part(), sheet.day)?;
    let evidences = call.app.part::<Evidences>();
    let view = |control: &Control| {
        let mark = sheet.marks.get(&control.code);
        ControlView {
            code: control.code.clone(),
            name: control.name(),
            built: control.is_built(evidences),
            records: control.evidence.iter().map(|code| records(&book, evidences, &sheet, code)).collect(),
            verdict: mark.map(|mark| mark.verdict),
            note: mark.map(|mark| mark.note.clone()).unwrap_or_default(),
            by: mark.map(|mark| organisation.person_name(mark.marked_by).to_owned()).unwrap_or_default(),
            at: mark.map(|mark| mark.marked_at),
        }
    };
    Ok(ControlsPage {
        store: organisation.store(sheet.store)?.name.clone(),
        day: sheet.day,
        controls: controls()?.iter().map(view).collect(),
        form: MarkForm::default(),
        wrong: Wrong::default(),
    })
}

fn records(book: &handbook::Book, evidences: &Evidences, sheet: &DaySheet, code: &str) -> RecordsView {
    let none: &[Proof] = &[];
    let proofs = sheet.proofs.get(code).map_or(none, Vec::as_slice);
    let door = evidences.door(code).map(String::from);
    RecordsView {
        name: book.evidence_name(code),
        count: evidences.is_built(code).then_some(proofs.len()),
        href: match proofs {
            [one] => Some(one.href.clone()),
            _ => door,
        },
    }
}

/// `GET /administration-sheet`
pub(super) async fn show(State(app): State<App>, By(by): By) -> Result<Reply<ControlsPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}

/// `POST /administration-sheet`
pub(super) async fn sign(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<MarkForm>,
) -> Result<Answer<ControlsPage>, Failure> {
    match app.act(&by, &form, controls::sign).await {
        Ok(()) => Ok(Done::at("/administration-sheet").saying("inspection.controls.signed").into()),
        Err(refused) => {
            let page = app.look(&by, &(), |tx, call, ()| page(tx, call)).await?;
            again(refused, |wrong| ControlsPage { form, wrong, ..page })
        }
    }
}
