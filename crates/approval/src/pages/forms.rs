use askama::Template;
use axum::extract::State as Held;
use db::Tx;
use kernel::{BusinessDate, Permission, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::{WayDesk, WayStage, people, way};
use crate::asking::own;
use crate::form::{Form, Group, Sign};
use crate::publishing::{self, FormForm, publish as set, simulate, step_words, tried};
use crate::store;

/// A form in the list of all.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FormLine {
    code: String,
    name: Words,
    group: Group,
    sign: Sign,
    /// The route in words.
    steps: Vec<Words>,
    /// Does the program carry it out?
    is_built: bool,
    /// The part that is still to come.
    waits_for: Option<String>,
}

/// The forms with their routes.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/forms.html")]
pub struct FormsPage {
    lines: Vec<FormLine>,
}

impl View for FormsPage {
    fn title(&self, say: Say) -> String {
        say.t("approval.forms.title")
    }

    fn samples() -> Vec<Self> {
        let line = |built| FormLine {
            code: "purchase".into(),
            name: Words::new("申购单", "Purchase"),
            group: Group::Goods,
            sign: Sign::Password,
            steps: vec![Words::new("直接上级", "superior")],
            is_built: built,
            waits_for: Some("stock".to_owned()).filter(|_| !built),
        };
        vec![FormsPage { lines: vec![line(true), line(false)] }]
    }
}

/// `GET /approvals/forms`
pub async fn list(Held(app): Held<App>, By(by): By) -> Result<Reply<FormsPage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        own(call)?;
        let chart = org::today(tx, call)?;
        let line = |form: Form| FormLine {
            steps: step_words(&chart, &form),
            is_built: super::is_built(call, &form),
            code: form.code,
            name: form.name,
            group: form.group,
            sign: form.sign,
            waits_for: form.waits_for,
        };
        Ok(FormsPage { lines: store::forms(tx, chart.day)?.into_iter().map(line).collect() })
    });
    Ok(Reply(page.await?))
}

/// A question where a form would go, as it stands in an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TrialAsked {
    /// Key of the person who would ask.
    pub who: String,
    /// The amount, in yuan.
    pub amount: String,
}

/// A version of a form.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VersionLine {
    from: BusinessDate,
    why: String,
    by: String,
}

/// A form, its versions, and where it would go.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/form.html")]
pub struct FormPage {
    code: String,
    name: Words,
    fields: Vec<Words>,
    steps: Vec<Words>,
    has_amount: bool,
    is_built: bool,
    waits_for: Option<String>,
    versions: Vec<VersionLine>,
    /// Where it would go; none when nothing was asked.
    way: Option<Vec<WayStage>>,
    may_set: bool,
    typed: FormForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl FormPage {
    fn tried(&self) -> String {
        let person = self.people.iter().find(|choice| choice.value == self.typed.who);
        person.map(|choice| choice.text.clone()).unwrap_or_default()
    }
}

impl View for FormPage {
    fn title(&self, say: Say) -> String {
        self.name.read(say.0).to_owned()
    }

    fn samples() -> Vec<Self> {
        let stage = |any, count| WayStage {
            any,
            desks: vec![
                WayDesk {
                    post: Words::new("美疗总监", "Therapy director"),
                    people: vec!["周敏".into()],
                    passed: vec![Words::new("主管", "Head")],
                };
                count
            ],
        };
        let page = |way, may_set, wrong| FormPage {
            code: "purchase".into(),
            name: Words::new("申购单", "Purchase"),
            fields: vec![Words::new("品名", "Item")],
            steps: vec![Words::new("直接上级", "superior")],
            has_amount: true,
            is_built: false,
            waits_for: Some("stock".into()),
            versions: vec![VersionLine {
                from: jiff::civil::date(2027, 1, 1),
                why: "上调".into(),
                by: "许雅琴".into(),
            }],
            way,
            may_set,
            typed: FormForm { who: "7".into(), amount: "3000".into(), ..web::Form::sample() },
            people: vec![Choice::new(7, "陈思思")],
            wrong,
        };
        vec![
            page(Some(vec![stage(false, 1), stage(true, 2)]), true, Wrong::default()),
            page(Some(vec![]), false, Wrong::default()),
            page(None, true, Wrong::sample("from_day", "not_a_day")),
        ]
    }
}

/// The page, with the form as typed or as it stands; what was typed and cannot be read shows as it stands.
fn page(tx: &mut Tx, call: &Call, code: &str, typed: &FormForm) -> Result<FormPage> {
    own(call)?;
    let chart = org::today(tx, call)?;
    let standing = store::form(tx, code, chart.day)?;
    let form = match typed.text.trim() {
        "" => standing,
        text => publishing::read(tx, call, code, text)?,
    };
    let way_of = match typed.who.trim() {
        "" => None,
        _ => {
            let (person, amount) = tried(&chart, &typed.who, &typed.amount)?;
            Some(way(&chart, &simulate(&chart, &form, person, "", amount)?))
        }
    };
    let versions = store::form_versions(tx, code)?.into_iter().map(|row| VersionLine {
        from: row.from_day,
        why: row.why,
        by: chart.organisation.person_name(row.set_by).to_owned(),
    });
    Ok(FormPage {
        code: form.code.clone(),
        name: form.name.clone(),
        fields: form.fields.iter().map(|field| field.name.clone()).collect(),
        steps: step_words(&chart, &form),
        has_amount: form.amount.is_some() || form.steps.iter().any(|step| step.number.is_some()),
        is_built: super::is_built(call, &form),
        waits_for: form.waits_for.clone(),
        versions: versions.collect(),
        way: way_of,
        may_set: call.actor.may_at(Permission::SetForms, &kernel::Place::centre()),
        typed: FormForm { text: form.text()?, ..typed.clone() },
        people: people(&chart),
        wrong: Wrong::default(),
    })
}

/// `GET /approvals/forms/{id}`
pub async fn show(
    Held(app): Held<App>,
    By(by): By,
    At(code): At<String>,
    Asked(asked): Asked<TrialAsked>,
) -> Result<Reply<FormPage>, Failure> {
    let typed = FormForm { who: asked.who, amount: asked.amount, ..FormForm::default() };
    let input = (code, typed);
    Ok(Reply(app.look(&by, &input, |tx, call, (code, typed)| page(tx, call, code, typed)).await?))
}

/// `POST /approvals/forms/{id}/trial`
pub async fn trial(
    Held(app): Held<App>,
    By(by): By,
    At(code): At<String>,
    Payload(form): Payload<FormForm>,
) -> Result<Reply<FormPage>, Failure> {
    let input = (code.clone(), form.clone());
    match app.look(&by, &input, |tx, call, (code, typed)| page(tx, call, code, typed)).await {
        Ok(page) => Ok(Reply(page)),
        Err(refused) => match mended(&app, &by, &code, form, refused).await? {
            Answer::Again(page, _) | Answer::Next(page) => Ok(Reply(page)),
            Answer::Done(_) => Err(Failure(kernel::Error::missing())),
        },
    }
}

/// `POST /approvals/forms/{id}`
pub async fn publish(
    Held(app): Held<App>,
    By(by): By,
    At(code): At<String>,
    Payload(form): Payload<FormForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (code.clone(), form.clone());
    match app.act(&by, &input, |tx, call, (code, form)| set(tx, call, code, form)).await {
        Ok(_) => Ok(Done::at(format!("/approvals/forms/{code}")).saying("approval.forms.set").into()),
        Err(refused) => mended(&app, &by, &code, form, refused).await,
    }
}

/// The form again as it stands, with the text as it was typed.
async fn mended(
    app: &App,
    by: &kernel::Actor,
    code: &str,
    typed: FormForm,
    refused: kernel::Error,
) -> Result<Answer<FormPage>, Failure> {
    let code = code.to_owned();
    let page = app.look(by, &code, |tx, call, code| page(tx, call, code, &FormForm::default())).await?;
    again(refused, |wrong| FormPage { typed, wrong, ..page })
}
