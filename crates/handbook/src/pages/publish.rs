use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Actor, BusinessDate, Error, Problem, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again, filters};

use super::seen::VersionShown;
use crate::compare::{Comparison, compare};
use crate::draft::{editor, open};
use crate::merge::in_use;
use crate::publish::{self, PublishForm, earliest, entry_problems};
use crate::store;
use crate::version::{Refused, Standing};

/// The form to publish the draft.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/publish.html")]
pub struct PublishPage {
    version: VersionShown,
    /// The earliest day it can hold from.
    earliest: BusinessDate,
    /// How many entries it adds, removes, changes.
    counts: Counts,
    form: PublishForm,
    /// What is wrong with the draft's entries, already now.
    #[serde(skip)]
    problems: Vec<Problem>,
    #[serde(skip)]
    wrong: Wrong,
}

/// What the draft does, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    added: usize,
    removed: usize,
    changed: usize,
}

impl View for PublishPage {
    fn title(&self, say: Say) -> String {
        say.t("handbook.publish.title")
    }

    fn samples() -> Vec<Self> {
        let page = |problems, wrong| PublishPage {
            version: VersionShown::sample(3, Standing::Draft),
            earliest: jiff::civil::date(2026, 11, 24),
            counts: Counts { added: 1, removed: 1, changed: 2 },
            form: <PublishForm as web::Form>::sample(),
            problems,
            wrong,
        };
        let problem = Problem {
            field: "cleaner.log".into(),
            code: "handbook.unknown_evidence",
            args: vec![("entry", "cleaner.log".into()), ("code", "rhythm.diary".into())],
        };
        vec![page(vec![], Wrong::default()), page(vec![problem], Wrong::sample("title", "needed"))]
    }
}

fn publish_page(tx: &mut Tx, call: &Call) -> Result<PublishPage> {
    editor(call)?;
    let draft = open(tx)?.ok_or_else(|| Error::from(Refused::NoDraft))?;
    let (chart, versions) = (org::today(tx, call)?, store::versions(tx)?);
    let leaves = store::leaves(tx, draft.id)?;
    let before = draft.follows.map(|id| store::leaves(tx, id)).transpose()?.unwrap_or_default();
    let Comparison { added, removed, changed, .. } = compare(&before, &leaves);
    let earliest = earliest(tx, call, &versions)?;
    let form = PublishForm {
        edit: draft.edit.to_string(),
        effective_from: earliest.to_string(),
        ..PublishForm::default()
    };
    Ok(PublishPage {
        version: VersionShown::of(&chart.organisation, &versions, &draft, chart.day),
        earliest,
        counts: Counts { added: added.len(), removed: removed.len(), changed: changed.len() },
        problems: entry_problems(&in_use(&leaves).cloned().collect::<Vec<_>>())?,
        form,
        wrong: Wrong::default(),
    })
}

async fn page(app: &App, by: &Actor) -> Result<PublishPage> {
    app.look(by, &Nothing {}, |tx, call, _| publish_page(tx, call)).await
}

/// `GET /handbook/draft/publication`
pub async fn form(State(app): State<App>, By(by): By) -> Result<Reply<PublishPage>, Failure> {
    Ok(Reply(page(&app, &by).await?))
}

/// `POST /handbook/draft/publication`
pub async fn publish(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PublishForm>,
) -> Result<Answer<PublishPage>, Failure> {
    match app.act(&by, &form, publish::publish).await {
        Ok(id) => {
            Ok(Done::created(format!("/handbook/versions/{id}"), id).saying("handbook.publish.done").into())
        }
        Err(refused) => {
            let page = page(&app, &by).await?;
            again(refused, |wrong| PublishPage { form, wrong, problems: vec![], ..page })
        }
    }
}
