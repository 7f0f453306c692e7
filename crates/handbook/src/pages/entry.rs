use askama::Template;
use db::Tx;
use kernel::{Error, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Form, Say, View, Wrong, filters};

use super::draft::{BothShown, lost};
use super::seen::built;
use super::shown::{EvidenceShown, Name};
use super::words::both;
use crate::book::Book;
use crate::draft::{editor, open};
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
    /// The same with what was typed, and what is wrong with it. A form filled in over an older draft takes the
    /// draft's own counter, so that sending it again is a decision.
    pub(super) fn typed(self, form: EntryForm, wrong: Wrong) -> EntryPage {
        EntryPage { form: EntryForm { edit: self.form.edit, ..form }, wrong, ..self }
    }

    /// The same with the reason that was typed for withdrawing it.
    pub(super) fn not_withdrawn(self, form: WithdrawForm, wrong: Wrong) -> EntryPage {
        EntryPage { withdrawal: WithdrawForm { edit: self.withdrawal.edit, ..form }, wrong, ..self }
    }

    /// The same, with the reason why not.
    pub(super) fn refused(self, wrong: Wrong) -> EntryPage {
        EntryPage { wrong, ..self }
    }

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

/// The form of an entry as the draft has it.
pub(super) fn entry_page(tx: &mut Tx, call: &Call, id: &str) -> Result<EntryPage> {
    editor(call)?;
    let draft = open(tx)?.ok_or_else(|| Error::from(Refused::NoDraft))?;
    let leaf = store::leaf_of(tx, draft.id, id)?;
    let form = EntryForm::of(&leaf.entry, draft.edit);
    let in_draft = store::leaves(tx, draft.id)?;
    let mine = BothShown::all(&shipped()?.book, &draft, &in_draft)?
        .into_iter()
        .filter(|both| both.id == id)
        .collect();
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

/// The form of a new duty of a post.
pub(super) fn new_page(tx: &mut Tx, call: &Call, post: &str) -> Result<EntryPage> {
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
