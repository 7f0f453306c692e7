use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Actor, Error, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Form, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::draft::{BothShown, lost};
use super::shown::{EvidenceShown, Name, both, built};
use crate::book::Book;
use crate::draft::{DraftForm, editor, open};
use crate::edit::{self, WithdrawForm};
use crate::entry::{Entry, Kind};
use crate::form::EntryForm;
use crate::shipped::shipped;
use crate::store;
use crate::version::Refused;

/// The form of an entry of the draft, or of a new duty.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/entry.html")]
pub struct EntryPage {
    /// Its id; none for a new duty.
    id: Option<String>,
    post: Name,
    kind: Kind,
    form: EntryForm,
    /// The clauses it carries.
    clauses: Vec<String>,
    /// Those that nothing would carry without it.
    lost: Vec<Name>,
    /// Why it is withdrawn.
    withdrawn: Option<String>,
    /// What the centre and a new release have both changed in it.
    both: Vec<BothShown>,
    /// The evidence it asks for now, and all there is to choose from.
    evidence: Vec<EvidenceShown>,
    #[serde(skip)]
    choices: Choices,
    #[serde(skip)]
    withdrawal: WithdrawForm,
    #[serde(skip)]
    wrong: Wrong,
}

/// What the form offers to choose from.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    rhythms: Vec<Name>,
    weekdays: Vec<Name>,
    events: Vec<Name>,
    posts: Vec<Name>,
}

impl Choices {
    fn of(book: &Book) -> Choices {
        let rhythm = |code: &str| Name::of(code, both(|say| say.t(&format!("handbook.rhythm.{code}"))));
        let weekday = |code: &str| Name::of(code, both(|say| say.t(&format!("common.weekday.{code}"))));
        let rhythms = ["daily", "weekly", "monthly", "yearly", "on", "standing"];
        let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        Choices {
            rhythms: rhythms.map(rhythm).to_vec(),
            weekdays: weekdays.map(weekday).to_vec(),
            events: book.events.iter().map(|event| Name::of(&event.code, event.name.clone())).collect(),
            posts: book.posts.iter().map(|post| Name::of(&post.code, post.name.clone())).collect(),
        }
    }
}

impl EntryPage {
    /// The evidence of the form, known by name, to be ticked off or left.
    fn ticked(&self) -> Vec<&EvidenceShown> {
        self.evidence.iter().filter(|shown| self.form.evidence.contains(&shown.code)).collect()
    }

    fn address(&self) -> String {
        match &self.id {
            Some(id) => format!("/handbook/draft/entries/{id}"),
            None => "/handbook/draft/entries".to_owned(),
        }
    }
}

impl View for EntryPage {
    fn title(&self, say: Say) -> String {
        match &self.id {
            Some(_) => Words::new(&self.form.title_zh, &self.form.title_en).read(say.0).to_owned(),
            None => say.t("handbook.entry.new"),
        }
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = shipped() else { return vec![] };
        let Some(entry) = shipped.book.entry("general-manager.market") else { return vec![] };
        let page = |id: Option<&str>, form| EntryPage {
            id: id.map(str::to_owned),
            clauses: entry.clauses.clone(),
            ..blank(&shipped.book, &Default::default(), entry, form)
        };
        let lost = vec![Name::of("GM-D2", Words::new("看清市场", "Know the market"))];
        vec![
            EntryPage {
                lost,
                both: vec![BothShown::sample()],
                ..page(Some(&entry.id), EntryForm::of(entry, 7))
            },
            EntryPage {
                withdrawn: Some("用不上".into()), ..page(Some(&entry.id), EntryForm::of(entry, 7))
            },
            EntryPage { wrong: Wrong::sample("at", "not_a_time"), ..page(None, EntryForm::sample()) },
        ]
    }
}

fn blank(
    book: &Book,
    built: &std::collections::BTreeSet<String>,
    entry: &Entry,
    form: EntryForm,
) -> EntryPage {
    let evidence = book.evidence.iter().map(|known| EvidenceShown {
        code: known.code.clone(),
        name: known.name.clone(),
        built: built.contains(&known.code),
    });
    EntryPage {
        id: None,
        post: Name::of(&entry.post, book.post_name(&entry.post)),
        kind: entry.kind,
        form,
        clauses: vec![],
        lost: vec![],
        withdrawn: None,
        both: vec![],
        evidence: evidence.collect(),
        choices: Choices::of(book),
        withdrawal: WithdrawForm::default(),
        wrong: Wrong::default(),
    }
}

fn entry_page(tx: &mut Tx, call: &Call, id: &str) -> Result<EntryPage> {
    editor(call)?;
    let draft = open(tx)?.ok_or_else(|| Error::from(Refused::NoDraft))?;
    let leaf = store::leaf_of(tx, draft.id, id)?;
    let form = EntryForm::of(&leaf.entry, draft.edit);
    let in_draft = store::leaves(tx, draft.id)?;
    let mine = BothShown::all(&draft)?.into_iter().filter(|both| both.id == id).collect();
    Ok(EntryPage {
        id: Some(id.to_owned()),
        clauses: leaf.entry.clauses.clone(),
        lost: if leaf.withdrawn.is_none() { lost(&in_draft, id)? } else { vec![] },
        both: mine,
        withdrawal: WithdrawForm { edit: draft.edit.to_string(), reason: String::new() },
        withdrawn: leaf.withdrawn,
        ..blank(&shipped()?.book, built(call), &leaf.entry, form)
    })
}

/// For which post a duty is new.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct ForPost {
    /// Code of the post.
    pub post: Option<String>,
}

fn new_page(tx: &mut Tx, call: &Call, post: &str) -> Result<EntryPage> {
    editor(call)?;
    let draft = open(tx)?.ok_or_else(|| Error::from(Refused::NoDraft))?;
    let book = &shipped()?.book;
    let post = book.post(post).ok_or_else(Error::missing)?;
    let entry = edit::blank(String::new(), &post.code);
    let form = EntryForm {
        edit: draft.edit.to_string(),
        post: post.code.clone(),
        rhythm: "daily".to_owned(),
        reviewer: post.superior.clone().unwrap_or_default(),
        ..EntryForm::default()
    };
    Ok(blank(book, built(call), &entry, form))
}

async fn page(app: &App, by: &Actor, id: &str) -> Result<EntryPage> {
    app.look(by, &id.to_owned(), |tx, call, id| entry_page(tx, call, id)).await
}

/// `GET /handbook/draft/entries/{id}`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
) -> Result<Reply<EntryPage>, Failure> {
    Ok(Reply(page(&app, &by, &id).await?))
}

/// `GET /handbook/draft/entries/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(of): Asked<ForPost>,
) -> Result<Reply<EntryPage>, Failure> {
    let post = of.post.unwrap_or_default();
    Ok(Reply(app.look(&by, &post, |tx, call, post| new_page(tx, call, post)).await?))
}

/// Back to the post's entries in the draft.
fn back_to(post: &str) -> String {
    format!("/handbook/draft?post={post}")
}

/// `POST /handbook/draft/entries`
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<EntryForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &form, edit::add).await {
        Ok(_) => Ok(Done::at(back_to(&form.post)).saying("handbook.entry.added").into()),
        Err(refused) => {
            let page = app.look(&by, &form.post, |tx, call, post| new_page(tx, call, post)).await?;
            again(refused, |wrong| EntryPage { form, wrong, ..page })
        }
    }
}

/// `POST /handbook/draft/entries/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<EntryForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form.clone()), edit::change).await {
        Ok(()) => Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.saved").into()),
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            // What was typed stays; on a stale form the draft's own counter, so that sending again is a decision.
            let form = EntryForm { edit: page.form.edit.clone(), ..form };
            again(refused, |wrong| EntryPage { form, wrong, ..page })
        }
    }
}

/// `POST /handbook/draft/entries/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<WithdrawForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form.clone()), edit::withdraw).await {
        Ok(()) => {
            Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.withdrawn").into())
        }
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            let withdrawal = WithdrawForm { edit: page.form.edit.clone(), ..form };
            again(refused, |wrong| EntryPage { withdrawal, wrong, ..page })
        }
    }
}

/// `POST /handbook/draft/entries/{id}/restoration`
pub async fn restore(
    State(app): State<App>,
    By(by): By,
    At(id): At<String>,
    Payload(form): Payload<DraftForm>,
) -> Result<Answer<EntryPage>, Failure> {
    match app.act(&by, &(id.clone(), form), edit::restore).await {
        Ok(()) => {
            Ok(Done::at(format!("/handbook/draft/entries/{id}")).saying("handbook.entry.restored").into())
        }
        Err(refused) => {
            let page = page(&app, &by, &id).await?;
            again(refused, |wrong| EntryPage { wrong, ..page })
        }
    }
}
