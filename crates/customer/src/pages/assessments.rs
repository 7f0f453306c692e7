use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::EditCustomers;
use kernel::{BusinessDate, Id, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::assessment::{self, AssessmentForm, AssessmentRow, Found, written};
use crate::data::data;
use crate::{Brief, CustomerId, brief, sight, store};

/// A point that is asked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PointView {
    code: String,
    name: Words,
    unit: String,
}

/// A figure with what it was before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FigureView {
    now: Option<String>,
    change: Option<String>,
    improved: Option<bool>,
}

/// One time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TimeView {
    day: BusinessDate,
    by: String,
    note: String,
    /// In the order of the points.
    figures: Vec<FigureView>,
}

/// A kind of assessment with all its times, the last first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KindView {
    code: String,
    name: Words,
    points: Vec<PointView>,
    times: Vec<TimeView>,
}

/// How a customer's skin and body were found.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/assessments.html")]
pub struct AssessmentsPage {
    customer: Brief,
    kinds: Vec<KindView>,
    may_assess: bool,
    #[serde(skip)]
    form: AssessmentForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl AssessmentsPage {
    fn typed(&self, kind: &str, code: &str) -> &str {
        let name = format!("point.{code}");
        Some(&self.form)
            .filter(|form| form.kind == kind)
            .and_then(|form| form.points.get(&name))
            .map_or("", String::as_str)
    }

    fn note(&self, kind: &str) -> &str {
        if self.form.kind == kind { &self.form.note } else { "" }
    }
}

impl View for AssessmentsPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.assessment.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let row = |id: i64, found: &str| AssessmentRow {
            id: kernel::Id::of(id),
            customer_id: CustomerId::of(1),
            kind: "skin".into(),
            day: jiff::civil::date(2026, 11, 20),
            found: found.into(),
            note: "T 区略干".into(),
            assessed_by: kernel::Id::of(1),
            assessed_at: kernel::Instant::default(),
        };
        let rows = [row(2, r#"{"moisture":452,"spots":300}"#), row(1, r#"{"moisture":400,"spots":280}"#)];
        let kinds = kinds(&rows, |_| "陈思思".to_owned()).unwrap_or_default();
        vec![AssessmentsPage {
            customer: Brief::sample(),
            kinds,
            may_assess: true,
            form: <AssessmentForm as web::Form>::sample(),
            wrong: Wrong::sample("point.moisture", "not_a_choice"),
        }]
    }
}

fn kinds(rows: &[AssessmentRow], name: impl Fn(kernel::PersonId) -> String) -> Result<Vec<KindView>> {
    let mut kinds = vec![];
    for kind in data()?.assessments {
        let found = |row: &AssessmentRow| serde_json::from_str::<Found>(&row.found);
        let own: Vec<&AssessmentRow> = rows.iter().filter(|row| row.kind == kind.code).collect();
        let mut times = vec![];
        for (at, row) in own.iter().enumerate() {
            let now = found(row)?;
            let earlier = own[at + 1..].iter().map(|row| found(row)).collect::<Result<Vec<_>, _>>()?;
            let figure = |point: &assessment::Point| {
                let now = now.get(&point.code).copied();
                let before = earlier.iter().find_map(|found| found.get(&point.code)).copied();
                let change = now.zip(before).map(|(now, before)| now - before).filter(|change| *change != 0);
                FigureView {
                    now: now.map(written),
                    change: change.map(|by| format!("{}{}", if by > 0 { "+" } else { "" }, written(by))),
                    improved: now.zip(before).and_then(|(now, before)| point.improved(before, now)),
                }
            };
            times.push(TimeView {
                day: row.day,
                by: name(row.assessed_by),
                note: row.note.clone(),
                figures: kind.point.iter().map(figure).collect(),
            });
        }
        let point = |point: &assessment::Point| PointView {
            code: point.code.clone(),
            name: point.name(),
            unit: point.unit.clone(),
        };
        kinds.push(KindView {
            code: kind.code.clone(),
            name: Words::new(&kind.zh, &kind.en),
            points: kind.point.iter().map(point).collect(),
            times,
        });
    }
    Ok(kinds)
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<AssessmentsPage> {
    let row = sight::seeing(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let rows = store::assessments(tx, id)?;
    let open = row.merged_into.is_none() && row.erased_at.is_none();
    Ok(AssessmentsPage {
        customer: brief(tx, id)?,
        kinds: kinds(&rows, |person| organisation.person_name(person).to_owned())?,
        may_assess: open && call.actor.may_at(EditCustomers, &sight::place(&row)),
        form: AssessmentForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /customers/{id}/assessments`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<AssessmentsPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /customers/{id}/assessments`
pub async fn assess(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<AssessmentForm>,
) -> Result<Answer<AssessmentsPage>, Failure> {
    let asked = (id, form.clone());
    match app.act(&by, &asked, |tx, call, (id, form)| assessment::assess(tx, call, *id, form)).await {
        Ok(_) => {
            Ok(Done::at(format!("/customers/{id}/assessments")).saying("customer.assessment.noted").into())
        }
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| AssessmentsPage { form, wrong, ..page })
        }
    }
}
