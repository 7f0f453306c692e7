use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Id, Permission, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Form, Payload, Reply, Say, View, Wrong, again, filters};

use super::{Pick, people_picks, source_picks};
use crate::data::data;
use crate::file::{Facts, FieldKind};
use crate::filing::FileForm;
use crate::{CustomerId, filing, sight};

/// A field of the file with what stands in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldView {
    name: String,
    label: Words,
    kind: FieldKind,
    needed: bool,
    choices: Vec<Pick>,
}

/// A part of the file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionView {
    name: Words,
    fields: Vec<FieldView>,
}

/// The form of a file, new or changed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/file.html")]
pub struct FilePage {
    id: Option<CustomerId>,
    name: String,
    /// What may be shown of the numbers that there are.
    phone_end: Option<String>,
    identity_end: Option<String>,
    /// The one who brought her, as she is called.
    referrer: String,
    sections: Vec<SectionView>,
    sources: Vec<Pick>,
    people: Vec<Pick>,
    form: FileForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl FilePage {
    fn typed(&self, name: &str) -> &str {
        self.form.facts.get(name).map_or("", String::as_str)
    }

    /// Was it refused because somebody has the number already?
    fn is_known(&self) -> bool {
        self.wrong.refusal().is_some_and(|refusal| refusal.code == "customer.duplicate")
    }
}

impl View for FilePage {
    fn title(&self, say: Say) -> String {
        if self.id.is_some() { self.name.clone() } else { say.t("customer.new") }
    }

    fn samples() -> Vec<Self> {
        let page = |id, wrong| FilePage {
            id,
            name: "李小燕".into(),
            phone_end: Some("5678".into()),
            identity_end: None,
            referrer: "单晓敏 100002".into(),
            sections: sections().unwrap_or_default(),
            sources: source_picks().unwrap_or_default(),
            people: vec![Pick::new(5, Words::new("林晓彤", "林晓彤"))],
            form: FileForm::sample(),
            wrong,
        };
        vec![page(None, Wrong::sample("name", "needed")), page(Some(CustomerId::of(1)), Wrong::default())]
    }
}

fn sections() -> Result<Vec<SectionView>> {
    let field = |field: &crate::file::Field| FieldView {
        name: format!("fact.{}", field.code),
        label: field.name(),
        kind: field.kind,
        needed: field.needed,
        choices: field.choices.iter().map(|(code, zh, en)| Pick::new(code, Words::new(zh, en))).collect(),
    };
    let section = |section: &crate::file::Section| SectionView {
        name: Words::new(&section.zh, &section.en),
        fields: section.field.iter().map(field).collect(),
    };
    Ok(data()?.file.section.iter().map(section).collect())
}

fn page(tx: &mut Tx, call: &Call, id: Option<CustomerId>, form: FileForm) -> Result<FilePage> {
    let row = id.map(|id| sight::seeing(tx, call, id)).transpose()?;
    let chart = org::today(tx, call)?;
    let referrer = match form.referrer.parse::<CustomerId>() {
        Ok(id) => {
            sight::seeing(tx, call, id).map_or(String::new(), |row| format!("{} {}", row.name, row.number))
        }
        Err(_) => form.referrer_q.clone(),
    };
    Ok(FilePage {
        id,
        name: row.as_ref().map_or(String::new(), |row| row.name.clone()),
        phone_end: row.as_ref().and_then(|row| row.phone_end.clone()),
        identity_end: row.as_ref().and_then(|row| row.identity_end.clone()),
        referrer,
        sections: sections()?,
        sources: source_picks()?,
        people: people_picks(&chart.organisation, chart.day),
        form,
        wrong: Wrong::default(),
    })
}

/// `GET /customers/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<FilePage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        // Whoever opens files as a consultant opens them for herself.
        let own = org::today(tx, call)?.organisation.post_by_code("consultant").map(|post| post.id);
        let consultant =
            call.actor.holdings.iter().any(|held| Some(held.post) == own && held.for_person.is_none());
        let consultant = if consultant { call.actor.person.to_string() } else { String::new() };
        page(tx, call, None, FileForm { sex: "female".into(), consultant, ..FileForm::default() })
    });
    Ok(Reply(page.await?))
}

/// `POST /customers`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<FileForm>,
) -> Result<Answer<FilePage>, Failure> {
    match app.act(&by, &form, filing::open).await {
        Ok(id) => Ok(Done::created(format!("/customers/{id}"), id).saying("customer.done.opened").into()),
        Err(refused) => {
            let page = app.look(&by, &form, |tx, call, form| page(tx, call, None, form.clone())).await?;
            again(refused, |wrong| FilePage { wrong, ..page })
        }
    }
}

/// `GET /customers/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<FilePage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let row = sight::seeing(tx, call, *id)?;
        call.sight(Permission::EditCustomers, &sight::place(&row))?;
        let facts: Facts = serde_json::from_str(&row.facts)?;
        let text =
            |person: Option<kernel::PersonId>| person.map_or(String::new(), |person| person.to_string());
        let form = FileForm {
            name: row.name,
            sex: row.sex.map_or(String::new(), |sex| sex.code().to_owned()),
            birthday: row.birthday.map_or(String::new(), |day| day.to_string()),
            card: row.card.unwrap_or_default(),
            guardian: row.guardian,
            source: row.source.unwrap_or_default(),
            referrer: row.referrer_id.map_or(String::new(), |id| id.to_string()),
            consultant: text(row.consultant_id),
            therapist: text(row.therapist_id),
            facts: data()?.file.typed(&facts),
            ..FileForm::default()
        };
        page(tx, call, Some(*id), form)
    });
    Ok(Reply(page.await?))
}

/// `POST /customers/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<FileForm>,
) -> Result<Answer<FilePage>, Failure> {
    let asked = (id, form);
    match app.act(&by, &asked, |tx, call, (id, form)| filing::change(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/customers/{id}")).saying("customer.done.saved").into()),
        Err(refused) => {
            let page = app.look(&by, &asked, |tx, call, (id, form)| page(tx, call, Some(*id), form.clone()));
            let page = page.await?;
            again(refused, |wrong| FilePage { wrong, ..page })
        }
    }
}
