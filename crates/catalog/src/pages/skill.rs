use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Instant, Permission, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, Table, View, Wrong, again,
    filters,
};

use super::seen::Named;
use crate::offer::{Level, OfferId, SkillId};
use crate::skills::{self, PassForm, TakeBackForm};
use crate::store::{self, PassId, PassRow};

/// A pass with who gave it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PassView {
    id: PassId,
    name: String,
    level: Level,
    passed_on: BusinessDate,
    until_day: Option<BusinessDate>,
    by: String,
    note: String,
    /// Does it count today?
    holds: bool,
    taken_back_by: Option<String>,
    taken_back_at: Option<Instant>,
    taken_back_why: String,
}

/// A skill with all its passes, and the treatments that ask for it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/skill.html")]
pub struct SkillPage {
    id: SkillId,
    code: String,
    name: Words,
    treatments: Vec<(OfferId, String, Words, Level)>,
    passes: Vec<PassView>,
    may_pass: bool,
}

impl View for SkillPage {
    fn title(&self, say: Say) -> String {
        self.name.read(say.0).to_owned()
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |pass: &PassView| {
            vec![
                pass.name.clone().into(),
                say.t(&pass.level.key()).into(),
                pass.passed_on.into(),
                pass.until_day.into(),
                pass.by.clone().into(),
                pass.note.clone().into(),
                pass.taken_back_why.clone().into(),
            ]
        };
        let columns = ["person", "level", "passed_on", "until_day", "by", "note", "taken_back"];
        Some(Table {
            name: format!("skill-{}", self.code),
            columns: columns.map(|key| say.t(&format!("catalog.skills.{key}"))).to_vec(),
            rows: self.passes.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let held = PassView {
            id: PassId::of(1),
            name: "陈思思".into(),
            level: Level::Skilled,
            passed_on: jiff::civil::date(2026, 1, 5),
            until_day: Some(jiff::civil::date(2027, 1, 4)),
            by: "蒋怡".into(),
            note: "实操 92 分".into(),
            holds: true,
            taken_back_by: None,
            taken_back_at: None,
            taken_back_why: String::new(),
        };
        let gone = PassView {
            holds: false,
            taken_back_by: Some("周敏".into()),
            taken_back_at: Some(Instant::from_millis(1_795_484_000_000)),
            taken_back_why: "复考未过".into(),
            ..held.clone()
        };
        let over = PassView { holds: false, ..held.clone() };
        let treatment = (OfferId::of(2), "F002".into(), Words::new("深层补水护理", ""), Level::Basic);
        let page = |passes, treatments, may_pass| SkillPage {
            id: SkillId::of(1),
            code: "facial".into(),
            name: Words::new("面部手法", "Facial technique"),
            treatments,
            passes,
            may_pass,
        };
        vec![page(vec![held, gone, over], vec![treatment], true), page(vec![], vec![], false)]
    }
}

/// `GET /skills/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<SkillId>,
) -> Result<Reply<SkillPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let skill = store::skill(tx, *id)?;
        let chart = org::today(tx, call)?;
        let name = |person| chart.organisation.person_name(person).to_owned();
        let treatments = store::treatments(tx, call, chart.day)?;
        let asking = treatments.all().iter().filter_map(|treatment| {
            let (skill, level) = treatment.skill?;
            let named = (treatment.id.into(), treatment.number.clone(), treatment.name.clone(), level);
            (skill == *id).then_some(named)
        });
        let view = |row: PassRow| PassView {
            id: row.id,
            name: name(row.person_id),
            level: row.level,
            passed_on: row.passed_on,
            until_day: row.until_day,
            by: name(row.passed_by),
            note: row.note,
            holds: row.taken_back_at.is_none() && org::holds(row.passed_on, row.until_day, chart.day),
            taken_back_by: row.taken_back_by.map(name),
            taken_back_at: row.taken_back_at,
            taken_back_why: row.taken_back_why,
        };
        let passes = store::pass_rows(tx)?.into_iter().filter(|row| row.skill_id == *id);
        Ok(SkillPage {
            id: *id,
            name: skill.name(),
            code: skill.code,
            treatments: asking.collect(),
            passes: passes.map(view).collect(),
            may_pass: call.actor.may(Permission::PassSkills),
        })
    });
    Ok(Reply(page.await?))
}

/// Whose pass in what is to be written down.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PassAsked {
    /// Key of the skill.
    skill: String,
    /// Key of the person.
    person: String,
}

/// The form of a pass.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/pass_form.html")]
pub struct PassFormPage {
    form: PassForm,
    #[serde(skip)]
    skills: Vec<Named>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for PassFormPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.skills.pass")
    }

    fn samples() -> Vec<Self> {
        let page = |form, wrong| PassFormPage {
            form,
            skills: vec![Named::new(1, Words::new("面部手法", "Facial technique"))],
            people: vec![Choice::new(7, "陈思思")],
            wrong,
        };
        let form = <PassForm as web::Form>::sample();
        vec![page(form, Wrong::sample("level", "not_a_choice")), page(PassForm::default(), Wrong::default())]
    }
}

fn pass_form(tx: &mut Tx, call: &Call, form: &PassForm) -> Result<PassFormPage> {
    let chart = org::today(tx, call)?;
    let mine = call.actor.person;
    let people = chart.people().filter(|(person, _)| *person != mine);
    Ok(PassFormPage {
        form: form.clone(),
        skills: store::skills(tx)?.into_iter().map(|skill| Named::new(skill.id, skill.name())).collect(),
        people: people
            .map(|(person, _)| Choice::new(person, chart.organisation.person_name(person)))
            .collect(),
        wrong: Wrong::default(),
    })
}

/// `GET /passes/new`
pub async fn new_pass(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<PassAsked>,
) -> Result<Reply<PassFormPage>, Failure> {
    let form = PassForm { skill: asked.skill, person: asked.person, ..PassForm::default() };
    Ok(Reply(app.look(&by, &form, pass_form).await?))
}

/// `POST /passes`
pub async fn pass(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PassForm>,
) -> Result<Answer<PassFormPage>, Failure> {
    match app.act(&by, &form, skills::pass).await {
        Ok(id) => {
            Ok(Done::created(format!("/skills/{}", form.skill), id).saying("catalog.skills.passed").into())
        }
        Err(refused) => {
            let page = app.look(&by, &form, pass_form).await?;
            again(refused, |wrong| PassFormPage { wrong, ..page })
        }
    }
}

/// The form that takes a pass back.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/pass_end.html")]
pub struct PassEndPage {
    id: PassId,
    skill: SkillId,
    skill_name: Words,
    name: String,
    reason: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for PassEndPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("catalog.skills.take_back"), self.name)
    }

    fn samples() -> Vec<Self> {
        vec![PassEndPage {
            id: PassId::of(1),
            skill: SkillId::of(1),
            skill_name: Words::new("面部手法", "Facial technique"),
            name: "陈思思".into(),
            reason: String::new(),
            wrong: Wrong::sample("reason", "needed"),
        }]
    }
}

fn end_page(tx: &mut Tx, call: &Call, (id, form): &(PassId, TakeBackForm)) -> Result<PassEndPage> {
    let row = store::pass(tx, *id)?;
    let organisation = org::organisation(tx, call)?;
    Ok(PassEndPage {
        id: *id,
        skill: row.skill_id,
        skill_name: store::skill(tx, row.skill_id)?.name(),
        name: organisation.person_name(row.person_id).to_owned(),
        reason: form.reason.clone(),
        wrong: Wrong::default(),
    })
}

/// `GET /passes/{id}/end`
pub async fn ending(
    State(app): State<App>,
    By(by): By,
    At(id): At<PassId>,
) -> Result<Reply<PassEndPage>, Failure> {
    Ok(Reply(app.look(&by, &(id, TakeBackForm::default()), end_page).await?))
}

/// `POST /passes/{id}/end`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<PassId>,
    Payload(form): Payload<TakeBackForm>,
) -> Result<Answer<PassEndPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| skills::take_back(tx, call, *id, form)).await {
        Ok(()) => {
            let skill = app.look(&by, &id, |tx, _, id| Ok(store::pass(tx, *id)?.skill_id)).await?;
            Ok(Done::at(format!("/skills/{skill}")).saying("catalog.skills.was_taken_back").into())
        }
        Err(refused) => {
            let page = app.look(&by, &input, end_page).await?;
            again(refused, |wrong| PassEndPage { wrong, ..page })
        }
    }
}
