use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::scheming::{self, FIELDS, SchemeForm};
use crate::{sight, store};

/// Thresholds that were set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Version {
    /// First day.
    pub from: BusinessDate,
    /// The thresholds by their names.
    pub numbers: Vec<(String, String)>,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// The thresholds by which customers are told apart, and every version that there was.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/scheme.html")]
pub struct SchemePage {
    form: SchemeForm,
    versions: Vec<Version>,
    #[serde(skip)]
    wrong: Wrong,
}

impl SchemePage {
    /// Name, text key and value of the numbers of a part of the form.
    fn fields(&self, from: &usize, until: &usize) -> Vec<(&'static str, String, &str)> {
        let fields = FIELDS[*from..*until].iter();
        fields.map(|(name, ..)| (*name, format!("care.scheme.{name}"), self.form.text(name))).collect()
    }
}

impl View for SchemePage {
    fn title(&self, say: Say) -> String {
        say.t("care.scheme.title")
    }

    fn samples() -> Vec<Self> {
        let form = <SchemeForm as web::Form>::sample;
        let version = Version {
            from: jiff::civil::date(2026, 12, 1),
            numbers: vec![("lost".into(), "60".into())],
            why: "店会议定".into(),
            by: "许静".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        vec![
            SchemePage { form: form(), versions: vec![version], wrong: Wrong::default() },
            SchemePage { form: form(), versions: vec![], wrong: Wrong::sample("lost", "needed") },
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, typed: &Option<SchemeForm>) -> Result<SchemePage> {
    let store = sight::store(tx, call, Permission::DirectCare, "")?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(store), call.now);
    let form = match typed {
        Some(form) => form.clone(),
        None => {
            let held = SchemeForm::of(&store::scheme(tx, store, today)?);
            SchemeForm { from_day: today.to_string(), ..held }
        }
    };
    let version = |row: store::SchemeRow| {
        let numbers = SchemeForm::of(&serde_json::from_str(&row.scheme)?).numbers;
        Ok(Version {
            from: row.from_day,
            numbers: numbers.into_iter().collect(),
            why: row.why,
            by: organisation.person_name(row.set_by).to_owned(),
            at: row.set_at,
        })
    };
    let versions = store::schemes(tx, store)?.into_iter().map(version).collect::<Result<_>>()?;
    Ok(SchemePage { form, versions, wrong: Wrong::default() })
}

/// `GET /classes/thresholds`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<SchemePage>, Failure> {
    Ok(Reply(app.look(&by, &None, draw).await?))
}

/// `POST /classes/thresholds`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<SchemeForm>,
) -> Result<Answer<SchemePage>, Failure> {
    match app.act(&by, &form, |tx, call, form| scheming::set(tx, call, "", form)).await {
        Ok(id) => Ok(Done::created("/classes/thresholds", id).saying("care.scheme.done").into()),
        Err(refused) => {
            let page = app.look(&by, &Some(form), draw).await?;
            again(refused, |wrong| SchemePage { wrong, ..page })
        }
    }
}
