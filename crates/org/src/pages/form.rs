use askama::Template;
use db::Tx;
use kernel::{Actor, Error, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, Call, Failure, Reply, Say, View, Wrong, again, filters};

/// Something to choose, by its code or key.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Named {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub name: Words,
}

impl Named {
    /// A choice with a name in both languages.
    pub fn new(value: impl ToString, name: Words) -> Named {
        Named { value: value.to_string(), name }
    }

    /// A choice whose name is the same to everybody.
    pub fn plain(value: impl ToString, name: &str) -> Named {
        Named::new(value, Words::new(name, name))
    }
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Field {
    /// What it is called when it is sent.
    name: &'static str,
    /// The message that labels it.
    label: &'static str,
    /// `text`, `date`, `area`, `choice` or `tick`.
    kind: &'static str,
    /// What stands in it.
    value: String,
    /// Has it to be filled in?
    must: bool,
    /// A message that helps; may be empty.
    hint: &'static str,
    /// What there is to choose.
    choices: Vec<Named>,
}

/// A form with one field under the other.
#[derive(Debug, Clone, Serialize, JsonSchema, Template)]
#[template(path = "org/form.html")]
pub struct FormPage {
    /// The message above it.
    heading: &'static str,
    /// Whom or what it is about.
    about: Option<Words>,
    /// A message that says what will happen; may be empty.
    note: &'static str,
    /// Where one came from.
    back: String,
    /// Where it is sent.
    action: String,
    /// A message to be confirmed before sending; may be empty.
    ask: &'static str,
    fields: Vec<Field>,
    #[serde(skip)]
    wrong: Wrong,
}

impl FormPage {
    pub fn new(heading: &'static str, back: impl Into<String>, action: impl Into<String>) -> FormPage {
        FormPage {
            heading,
            about: None,
            note: "",
            back: back.into(),
            action: action.into(),
            ask: "",
            fields: vec![],
            wrong: Wrong::default(),
        }
    }

    pub fn about(mut self, about: Words) -> FormPage {
        self.about = Some(about);
        self
    }

    pub fn note(mut self, key: &'static str) -> FormPage {
        self.note = key;
        self
    }

    pub fn ask(mut self, key: &'static str) -> FormPage {
        self.ask = key;
        self
    }

    fn field(mut self, kind: &'static str, name: &'static str, label: &'static str, value: &str) -> FormPage {
        let value = value.to_owned();
        self.fields.push(Field { name, label, kind, value, must: false, hint: "", choices: vec![] });
        self
    }

    pub fn text(self, name: &'static str, label: &'static str, value: &str) -> FormPage {
        self.field("text", name, label, value)
    }

    pub fn day(self, name: &'static str, label: &'static str, value: &str) -> FormPage {
        self.field("date", name, label, value)
    }

    pub fn area(self, name: &'static str, label: &'static str, value: &str) -> FormPage {
        self.field("area", name, label, value)
    }

    pub fn tick(self, name: &'static str, label: &'static str, value: &str) -> FormPage {
        self.field("tick", name, label, value)
    }

    pub fn choice(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        choices: Vec<Named>,
    ) -> FormPage {
        let mut page = self.field("choice", name, label, value);
        if let Some(field) = page.fields.last_mut() {
            field.choices = choices;
        }
        page
    }

    /// The field before this has to be filled in.
    pub fn must(mut self) -> FormPage {
        if let Some(field) = self.fields.last_mut() {
            field.must = true;
        }
        self
    }

    /// The field before this has a hint.
    pub fn hint(mut self, key: &'static str) -> FormPage {
        if let Some(field) = self.fields.last_mut() {
            field.hint = key;
        }
        self
    }
}

impl View for FormPage {
    fn title(&self, say: Say) -> String {
        let heading = say.t(self.heading);
        match &self.about {
            Some(about) => format!("{heading} · {}", about.read(say.0)),
            None => heading,
        }
    }

    fn samples() -> Vec<Self> {
        let choices = vec![Named::new("full", crate::words::said("org.tenure.full"))];
        let page = FormPage::new("org.people.appoint", "/people/7", "/people/7/appointments")
            .about(Words::new("许雅琴", "许雅琴"))
            .note("org.people.appoint_note")
            .ask("org.people.leave_ask")
            .choice("kind", "org.people.tenure", "full", choices)
            .must()
            .day("from_day", "common.from_day", "2026-12-01")
            .must()
            .hint("org.posts.from_hint")
            .tick("pays_out", "org.posts.pays_out", "yes")
            .area("reason", "common.reason", "");
        vec![FormPage { wrong: Wrong::sample("from_day", "not_a_day"), ..page.clone() }, page]
    }
}

/// Puts a form's page together from what was typed so far.
pub type Draw<I> = fn(&mut Tx, &Call, &I) -> kernel::Result<FormPage>;

/// The form for the first time.
pub async fn blank<I>(app: &App, by: &Actor, input: I, draw: Draw<I>) -> Result<Reply<FormPage>, Failure>
where
    I: Clone + Send + Sync + 'static,
{
    Ok(Reply(app.look(by, &input, draw).await?))
}

/// The form again, with what was typed and why it did not go through.
pub async fn retry<I>(
    app: &App,
    by: &Actor,
    input: I,
    refused: Error,
    draw: Draw<I>,
) -> Result<Answer<FormPage>, Failure>
where
    I: Clone + Send + Sync + 'static,
{
    if !refused.refusal().is_some_and(|refusal| refusal.kind.can_be_mended()) {
        return Err(Failure(refused));
    }
    let page = app.look(by, &input, draw).await?;
    again(refused, |wrong| FormPage { wrong, ..page })
}
