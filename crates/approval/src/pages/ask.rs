use askama::Template;
use axum::extract::State as Held;
use db::Tx;
use kernel::{Error, Id, Money, Result, Words};
use org::Chart;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::people;
use crate::asking::{self, AskForm, own, seat_key, take_pictures};
use crate::content::Content;
use crate::fill::Filled;
use crate::form::{Field, FieldKind, Form, Group};
use crate::state::{Refused, State};
use crate::store::{self, ApprovalId};

/// A kind of form to choose.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KindView {
    code: String,
    name: Words,
    group: Group,
    /// The route in words.
    steps: Vec<Words>,
}

/// The kinds of forms.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/kinds.html")]
pub struct KindsPage {
    kinds: Vec<KindView>,
}

impl KindsPage {
    fn groups(&self) -> impl Iterator<Item = (&'static Group, Vec<&KindView>)> {
        let of = |group: &Group| self.kinds.iter().filter(|kind| kind.group == *group).collect::<Vec<_>>();
        Group::ALL.iter().map(move |group| (group, of(group))).filter(|(_, kinds)| !kinds.is_empty())
    }
}

impl View for KindsPage {
    fn title(&self, say: Say) -> String {
        say.t("approval.kinds.title")
    }

    fn samples() -> Vec<Self> {
        let kind = KindView {
            code: "purchase".into(),
            name: Words::new("申购单", "Purchase"),
            group: Group::Goods,
            steps: vec![
                Words::new("直接上级", "superior"),
                Words::new("总经理（¥5,000.00 起）", "GM (from ¥5,000.00)"),
            ],
        };
        vec![KindsPage { kinds: vec![kind] }]
    }
}

/// `GET /approvals/new`
pub async fn kinds(Held(app): Held<App>, By(by): By) -> Result<Reply<KindsPage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        own(call)?;
        let chart = org::today(tx, call)?;
        let kind = |form: Form| KindView {
            steps: crate::publishing::step_words(&chart, &form),
            code: form.code,
            name: form.name,
            group: form.group,
        };
        Ok(KindsPage { kinds: store::forms(tx, chart.day)?.into_iter().map(kind).collect() })
    });
    Ok(Reply(page.await?))
}

/// A field to be filled in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldInput {
    field: Field,
    value: String,
}

impl FieldInput {
    fn name(&self) -> String {
        format!("field.{}", self.field.code)
    }
}

/// A form to be filled in, or to be changed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/ask.html")]
pub struct AskPage {
    code: String,
    name: Words,
    /// The form that is changed.
    changes: Option<ApprovalId>,
    fields: Vec<FieldInput>,
    /// Whether its approval is carried out by the program.
    is_built: bool,
    /// The route in words.
    steps: Vec<Words>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    posts: Vec<(String, Words)>,
    #[serde(skip)]
    seats: Vec<(String, Words)>,
    #[serde(skip)]
    seat: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl AskPage {
    fn action(&self) -> String {
        match self.changes {
            Some(id) => format!("/approvals/{id}/change"),
            None => format!("/approvals/new/{}", self.code),
        }
    }

    fn has_pictures(&self) -> bool {
        self.fields.iter().any(|input| input.field.kind == FieldKind::Picture)
    }
}

impl View for AskPage {
    fn title(&self, say: Say) -> String {
        self.name.read(say.0).to_owned()
    }

    fn samples() -> Vec<Self> {
        let Ok(forms) = crate::form::shipped() else { return vec![] };
        let page = |form: &Form, changes, wrong| AskPage {
            code: form.code.clone(),
            name: form.name.clone(),
            changes,
            fields: form
                .fields
                .iter()
                .map(|field| FieldInput { field: field.clone(), value: String::new() })
                .collect(),
            is_built: form.effect.is_some(),
            steps: vec![Words::new("直接上级", "superior")],
            people: vec![Choice::new(7, "陈思思")],
            posts: vec![("therapist".into(), Words::new("美疗师", "Therapist"))],
            seats: vec![
                ("7-1".into(), Words::new("美疗师", "Therapist")),
                ("8-1".into(), Words::new("培训师", "Trainer")),
            ],
            seat: "7-1".into(),
            wrong,
        };
        let mut pages: Vec<AskPage> = forms.iter().map(|form| page(form, None, Wrong::default())).collect();
        pages.push(page(&forms[0], Some(ApprovalId::of(7)), Wrong::sample("field.from", "needed")));
        pages
    }
}

/// As it would be typed: money in yuan.
fn as_typed(form: &Form, filled: &Filled) -> Filled {
    let text = |code: &String, value: &String| match form.field(code).map(|field| field.kind) {
        Some(FieldKind::Money) => {
            let money = value.parse().ok().and_then(|fen| Money::fen(fen).ok());
            money.map(|money| money.typed()).unwrap_or_default()
        }
        _ => value.clone(),
    };
    filled.iter().map(|(code, value)| (code.clone(), text(code, value))).collect()
}

fn page(call: &Call, chart: &Chart, form: &Form, typed: &Filled, seat: &str) -> AskPage {
    let input = |field: &Field| FieldInput {
        value: typed.get(&field.code).cloned().unwrap_or_default(),
        field: field.clone(),
    };
    let posts = chart.organisation.posts.values();
    let posts = posts.filter(|post| org::holds(post.created_on, post.ended_on, chart.day));
    let seats = chart.seats_held(call.actor.person).iter();
    let name =
        |seat: &org::Seat| chart.organisation.post(seat.post).map(org::PostRow::name).unwrap_or_default();
    AskPage {
        code: form.code.clone(),
        name: form.name.clone(),
        changes: None,
        fields: form.fields.iter().filter(|field| !field.kind.is_worked_out()).map(input).collect(),
        is_built: super::is_built(call, form),
        steps: crate::publishing::step_words(chart, form),
        people: people(chart),
        posts: posts.map(|post| (post.code.clone(), post.name())).collect(),
        seats: seats.map(|seat| (seat_key(seat), name(seat))).collect(),
        seat: seat.to_owned(),
        wrong: Wrong::default(),
    }
}

fn blank_page(tx: &mut Tx, call: &Call, code: &str, ask: &AskForm) -> Result<AskPage> {
    own(call)?;
    let chart = org::today(tx, call)?;
    let form = store::form(tx, code, chart.day)?;
    Ok(page(call, &chart, &form, &ask.typed(), &ask.seat))
}

/// `GET /approvals/new/{id}`
pub async fn blank(
    Held(app): Held<App>,
    By(by): By,
    At(code): At<String>,
) -> Result<Reply<AskPage>, Failure> {
    let page = app.look(&by, &code, |tx, call, code| blank_page(tx, call, code, &AskForm::default()));
    Ok(Reply(page.await?))
}

async fn form_of(app: &App, by: &kernel::Actor, code: &str) -> Result<Form> {
    let code = code.to_owned();
    app.look(by, &code, |tx, call, code| {
        let today = org::today(tx, call)?.day;
        store::form(tx, code, today)
    })
    .await
}

/// `POST /approvals/new/{id}`
pub async fn ask(
    Held(app): Held<App>,
    By(by): By,
    At(code): At<String>,
    Payload(mut ask): Payload<AskForm>,
) -> Result<Answer<AskPage>, Failure> {
    let form = form_of(&app, &by, &code).await?;
    let done = match take_pictures(&form, &mut ask).await {
        Ok(pictures) => {
            let input = (code.clone(), ask.clone(), pictures);
            app.act(&by, &input, |tx, call, (code, ask, pictures)| asking::ask(tx, call, code, ask, pictures))
                .await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(id) => Ok(Done::created(format!("/approvals/{id}"), id).saying("approval.ask.done").into()),
        Err(refused) => {
            let input = (code, ask);
            let page = app.look(&by, &input, |tx, call, (code, ask)| blank_page(tx, call, code, ask)).await?;
            again(refused, |wrong| AskPage { wrong, ..page })
        }
    }
}

fn change_page(tx: &mut Tx, call: &Call, id: ApprovalId, ask: Option<&AskForm>) -> Result<AskPage> {
    own(call)?;
    let row = store::approval(tx, id)?;
    if row.asker_id != call.actor.person {
        return Err(Error::missing());
    }
    if row.state != State::Returned {
        return Err(Refused::NotReturned.into());
    }
    let content = store::content(tx, id, row.revision)?;
    let form: Form = serde_json::from_str(&content.form)?;
    let kept: Content = serde_json::from_str(&content.content)?;
    let typed = ask.map_or_else(|| as_typed(&form, &kept.filled), AskForm::typed);
    let chart = org::today(tx, call)?;
    Ok(AskPage { changes: Some(id), seats: vec![], ..page(call, &chart, &form, &typed, "") })
}

/// `GET /approvals/{id}/change`
pub async fn changing(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
) -> Result<Reply<AskPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| change_page(tx, call, *id, None)).await?))
}

/// `POST /approvals/{id}/change`
pub async fn change(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
    Payload(mut ask): Payload<AskForm>,
) -> Result<Answer<AskPage>, Failure> {
    let look = app.look(&by, &id, |tx, call, id| {
        let row = crate::sight::seen(tx, call, *id)?;
        let content = store::content(tx, *id, row.revision)?;
        Ok(serde_json::from_str::<Form>(&content.form)?)
    });
    let form = look.await?;
    let done = match take_pictures(&form, &mut ask).await {
        Ok(pictures) => {
            let input = (id, ask.clone(), pictures);
            app.act(&by, &input, |tx, call, (id, ask, pictures)| asking::change(tx, call, *id, ask, pictures))
                .await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(id) => Ok(Done::at(format!("/approvals/{id}")).saying("approval.ask.changed").into()),
        Err(refused) => {
            let input = (id, ask);
            match app.look(&by, &input, |tx, call, (id, ask)| change_page(tx, call, *id, Some(ask))).await {
                Ok(page) => again(refused, |wrong| AskPage { wrong, ..page }),
                Err(_) => Err(Failure(refused)),
            }
        }
    }
}
