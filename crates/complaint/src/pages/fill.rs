use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Address, Answer, App, At, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::opinion::{OpinionForm, Would, sheet};
use crate::opinions::{self, Opened};

/// Something to be marked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Question {
    /// What it is called when it is sent.
    field: String,
    name: Words,
    /// By whom, where it is a treatment.
    therapist: String,
    /// The mark so far.
    mark: String,
}

/// The opinion form as a customer sees it on her phone.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/fill.html")]
pub struct FillPage {
    #[serde(skip)]
    token: String,
    store: String,
    day: BusinessDate,
    answered: bool,
    expired: bool,
    treatments: Vec<Question>,
    points: Vec<Question>,
    bands: Vec<super::Pick>,
    #[serde(skip)]
    form: OpinionForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl FillPage {
    fn of(
        opened: Opened,
        token: String,
        form: OpinionForm,
        now: kernel::Instant,
    ) -> kernel::Result<FillPage> {
        let sheet = sheet()?;
        let marked = |field: &str| form.marks.get(field).cloned().unwrap_or_default();
        let treatments = opened.treatments.iter().zip(&opened.therapists).map(|(row, therapist)| {
            let field = format!("treatment.{}", row.visit_line_id);
            let name = Words::new(&row.name_zh, &row.name_en);
            Question { mark: marked(&field), field, name, therapist: therapist.clone() }
        });
        let points = sheet.point.iter().map(|point| {
            let field = format!("mark.{}", point.code);
            let name = point.name.clone();
            Question { mark: marked(&field), field, name, therapist: String::new() }
        });
        let bands =
            sheet.band.iter().map(|band| super::Pick { value: band.code.clone(), name: band.name.clone() });
        Ok(FillPage {
            token,
            store: opened.store,
            day: opened.row.day,
            answered: opened.row.answered_at.is_some(),
            expired: opened.row.answered_at.is_none() && now > opened.row.expires_at,
            treatments: treatments.collect(),
            points: points.collect(),
            bands: bands.collect(),
            form,
            wrong: Wrong::default(),
        })
    }

    fn would(&self) -> Vec<(&'static str, String)> {
        Would::ALL.iter().map(|one| (one.code(), format!("complaint.would.{}", one.code()))).collect()
    }
}

impl View for FillPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.fill.title")
    }

    fn samples() -> Vec<Self> {
        let question = |field: &str, zh: &str| Question {
            field: field.into(),
            name: Words::new(zh, "A point"),
            therapist: if field.starts_with('t') { "王丽".into() } else { String::new() },
            mark: "4".into(),
        };
        let page = |answered, expired, wrong| FillPage {
            token: "0123456789abcdef".into(),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            answered,
            expired,
            treatments: vec![question("treatment.1", "深层补水护理")],
            points: vec![question("mark.clean", "环境整洁")],
            bands: super::Pick::sample(),
            form: OpinionForm::default(),
            wrong,
        };
        vec![
            page(false, false, Wrong::sample("overall", "needed")),
            page(true, false, Wrong::default()),
            page(false, true, Wrong::default()),
        ]
    }
}

async fn drawn(app: &App, address: &str, token: String, form: OpinionForm) -> kernel::Result<FillPage> {
    let opened = opinions::by_link(app, address, &token).await?;
    FillPage::of(opened, token, form, app.now())
}

/// `GET /opinion/{id}`
pub async fn open(
    State(app): State<App>,
    Address(address): Address,
    At(token): At<String>,
) -> Result<Reply<FillPage>, Failure> {
    Ok(Reply(drawn(&app, &address, token, OpinionForm::default()).await?))
}

/// `POST /opinion/{id}`
pub async fn answer(
    State(app): State<App>,
    Address(address): Address,
    At(token): At<String>,
    Payload(form): Payload<OpinionForm>,
) -> Result<Answer<FillPage>, Failure> {
    let page = drawn(&app, &address, token.clone(), form.clone()).await?;
    match opinions::answer(&app, &token, &form).await {
        Ok(()) => Ok(Done::at(format!("/opinion/{token}")).into()),
        Err(refused) => again(refused, |wrong| FillPage { wrong, ..page }),
    }
}
