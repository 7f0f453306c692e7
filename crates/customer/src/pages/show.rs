use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::{EditCustomers, EraseCustomers, MergeCustomers, SeeContacts, ViewPhotos};
use kernel::{BusinessDate, Instant, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::{Pick, said};
use crate::data::data;
use crate::file::Facts;
use crate::keeper::Happening;
use crate::warning::{EndForm, Warning, WarningForm};
use crate::{Brief, CustomerId, WarningId, brief, filing, keeping, sight, store, warning};

/// How many lines of her story are shown.
const STORY: i64 = 100;

/// Something named with its value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Fact {
    name: Words,
    value: Words,
}

/// A part of the file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Part {
    name: Words,
    facts: Vec<Fact>,
}

/// How it stands with a consent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Standing {
    /// Its purpose.
    pub(super) name: Words,
    /// Since when she agrees; none when she does not.
    pub(super) since: Option<Instant>,
}

/// A line of her story.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StoryLine {
    happening: Happening,
    words: Words,
    by: Option<String>,
}

impl StoryLine {
    fn text(&self) -> String {
        format!("customer.happened.{}", self.happening.code)
    }
}

/// Something that stayed when she was erased, as it was told then.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Stayed {
    code: String,
    count: i64,
}

/// What the reader may do with the file.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct May {
    edit: bool,
    photos: bool,
    contacts: bool,
    merge: bool,
    erase: bool,
}

/// A customer's file.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/customer.html")]
pub struct CustomerPage {
    customer: Brief,
    age: Option<i16>,
    identity_end: Option<String>,
    guardian: String,
    source: Option<Words>,
    referrer: Option<Brief>,
    consultant: Option<String>,
    therapist: Option<String>,
    warnings: Vec<Warning>,
    parts: Vec<Part>,
    lacks: Vec<Words>,
    consents: Vec<Standing>,
    opened_on: BusinessDate,
    checked_at: Instant,
    /// The file that hers became part of.
    merged_into: Option<Brief>,
    erased_at: Option<Instant>,
    /// What stayed when she was erased.
    stays: Vec<Stayed>,
    story: Vec<StoryLine>,
    may: May,
    kinds: Vec<Pick>,
    #[serde(skip)]
    form: WarningForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl CustomerPage {
    fn is_open(&self) -> bool {
        self.merged_into.is_none() && self.erased_at.is_none()
    }
}

impl View for CustomerPage {
    fn title(&self, _: Say) -> String {
        self.customer.name.clone()
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let happening =
            |code| Happening { at, code, words: "怀孕 · 五个月".into(), person: None, href: None };
        let page = || CustomerPage {
            customer: Brief::sample(),
            age: Some(36),
            identity_end: Some("002X".into()),
            guardian: "王芳（母亲）".into(),
            source: Some(Words::new("老客介绍", "Brought by a customer")),
            referrer: Some(Brief::sample()),
            consultant: Some("林晓彤".into()),
            therapist: None,
            warnings: vec![Warning::sample()],
            parts: vec![Part {
                name: Words::new("皮肤", "Skin"),
                facts: vec![Fact {
                    name: Words::new("肤质", "Skin type"), value: Words::new("干性", "Dry")
                }],
            }],
            lacks: vec![Words::new("生日", "Birthday")],
            consents: vec![
                Standing { name: Words::new("护理服务", "Treatment"), since: Some(at) },
                Standing { name: Words::new("活动通知", "News and offers"), since: None },
            ],
            opened_on: jiff::civil::date(2026, 9, 1),
            checked_at: at,
            merged_into: None,
            erased_at: None,
            stays: vec![],
            story: ["opened", "warned"]
                .map(|code| StoryLine {
                    happening: happening(code),
                    words: Words::new("怀孕", "Pregnant"),
                    by: Some("杨帆".into()),
                })
                .into(),
            may: May { edit: true, photos: true, contacts: true, merge: true, erase: true },
            kinds: vec![Pick::new("pregnancy", Words::new("怀孕", "Pregnant"))],
            form: WarningForm::default(),
            wrong: Wrong::default(),
        };
        vec![
            page(),
            CustomerPage {
                merged_into: Some(Brief::sample()),
                wrong: Wrong::sample("code", "not_a_choice"),
                ..page()
            },
            CustomerPage {
                erased_at: Some(at),
                stays: vec![Stayed { code: "consents".into(), count: 2 }],
                ..page()
            },
        ]
    }
}

pub(super) fn standings(tx: &mut Tx, id: CustomerId) -> Result<Vec<Standing>> {
    let rows = store::consents(tx, id)?;
    let standing = |purpose: &crate::data::Purpose| {
        let last = rows.iter().find(|row| row.purpose == purpose.code).filter(|row| row.given);
        Standing { name: Words::new(&purpose.zh, &purpose.en), since: last.map(|row| row.taken_at) }
    };
    Ok(data()?.purposes.iter().map(standing).collect())
}

/// The names of what a file lacks.
fn lacking(lacks: &str) -> Result<Vec<Words>> {
    let shape = &data()?.file;
    let name = |code: &str| match shape.fields().find(|field| field.code == code) {
        Some(field) => field.name(),
        None => said(&format!("customer.field.{code}")),
    };
    Ok(lacks.split(',').filter(|code| !code.is_empty()).map(name).collect())
}

fn parts(facts: &Facts) -> Result<Vec<Part>> {
    let part = |section: &crate::file::Section| {
        let fact = |field: &crate::file::Field| {
            facts.get(&field.code).map(|value| Fact { name: field.name(), value: field.read(value) })
        };
        Part {
            name: Words::new(&section.zh, &section.en),
            facts: section.field.iter().filter_map(fact).collect(),
        }
    };
    Ok(data()?.file.section.iter().map(part).filter(|part| !part.facts.is_empty()).collect())
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<CustomerPage> {
    let row = sight::seeing(tx, call, id)?;
    let place = sight::place(&row);
    let organisation = org::organisation(tx, call)?;
    let name = |person: Option<kernel::PersonId>| person.map(|id| organisation.person_name(id).to_owned());
    let today = organisation.business_date(Some(row.store_id), call.now);
    let customer = brief(tx, id)?;
    let story = keeping::timeline(tx, call, id, STORY)?;
    let line = |line: Happening| {
        Ok(StoryLine { words: keeping::both(&line.words)?, by: name(line.person), happening: line })
    };
    let lines = story.into_iter().map(line).collect::<Result<_>>()?;
    let sources = crate::sources()?;
    let source = row.source.as_ref().and_then(|code| sources.iter().find(|source| source.code == *code));
    let kinds = data()?.warnings.iter().map(|entry| Pick::new(&entry.code, Words::new(&entry.zh, &entry.en)));
    Ok(CustomerPage {
        age: customer.age(today),
        identity_end: row.identity_end.clone(),
        guardian: row.guardian.clone(),
        source: source.map(|source| source.words()),
        referrer: row.referrer_id.map(|id| brief(tx, id)).transpose()?,
        consultant: name(row.consultant_id),
        therapist: name(row.therapist_id),
        warnings: crate::warnings(tx, id, today)?,
        parts: parts(&serde_json::from_str(&row.facts)?)?,
        lacks: lacking(&row.lacks)?,
        consents: standings(tx, id)?,
        opened_on: row.opened_on,
        checked_at: row.checked_at,
        merged_into: row.merged_into.map(|id| brief(tx, id)).transpose()?,
        erased_at: row.erased_at,
        stays: stays(tx, id)?,
        story: lines,
        may: May {
            edit: call.actor.may_at(EditCustomers, &place),
            photos: call.actor.may_at(ViewPhotos, &place),
            contacts: call.actor.may_at(SeeContacts, &place)
                && (row.phone_end.is_some() || row.identity_end.is_some()),
            merge: call.actor.may_at(MergeCustomers, &place),
            erase: call.actor.may_at(EraseCustomers, &place),
        },
        kinds: kinds.collect(),
        customer,
        form: WarningForm::default(),
        wrong: Wrong::default(),
    })
}

/// What stayed when she was erased.
fn stays(tx: &mut Tx, id: CustomerId) -> Result<Vec<Stayed>> {
    Ok(store::stays(tx, id)?.map_or(Ok(vec![]), |text| serde_json::from_str(&text))?)
}

/// `GET /customers/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<CustomerPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /customers/{id}/check`
pub async fn check(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| filing::check(tx, call, *id)).await?;
    Ok(Done::at(format!("/customers/{id}")).saying("customer.done.checked"))
}

/// `POST /customers/{id}/warnings`
pub async fn warn(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<WarningForm>,
) -> Result<Answer<CustomerPage>, Failure> {
    let asked = (id, form.clone());
    match app.act(&by, &asked, |tx, call, (id, form)| warning::note(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(format!("/customers/{id}")).saying("customer.done.warned").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { form, wrong, ..page })
        }
    }
}

/// `POST /customer-warnings/{id}/ending`
pub async fn end_warning(
    State(app): State<App>,
    By(by): By,
    At(id): At<WarningId>,
    Payload(form): Payload<EndForm>,
) -> Result<Done, Failure> {
    let customer =
        app.act(&by, &(id, form), |tx, call, (id, form)| warning::end(tx, call, *id, form)).await?;
    Ok(Done::at(format!("/customers/{customer}")).saying("customer.done.warning_ended"))
}
