use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Permission, PersonId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Done, Failure, Payload, Reply, Say, Table, View, Wrong, again, filters};

use crate::offer::{Level, SkillId};
use crate::skills::{self, SkillForm};
use crate::store::{self, PassRow};

/// So many days before its end a pass is shown as ending.
const AHEAD: i32 = 30;

/// A column of the matrix.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SkillColumn {
    id: SkillId,
    code: String,
    name: Words,
}

/// How well somebody has passed in a skill; empty where she has not.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct SkillCell {
    level: Option<Level>,
    until: Option<BusinessDate>,
    /// Does it end soon?
    ends_soon: bool,
}

/// Somebody with what she has passed in, column by column.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SkillLine {
    person: PersonId,
    name: String,
    post: Option<Words>,
    cells: Vec<SkillCell>,
}

/// Who has passed in what: people by skills.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/skills.html")]
pub struct SkillsPage {
    columns: Vec<SkillColumn>,
    lines: Vec<SkillLine>,
    may_pass: bool,
}

impl SkillsPage {
    fn pairs<'a>(&'a self, line: &'a SkillLine) -> impl Iterator<Item = (&'a SkillColumn, &'a SkillCell)> {
        self.columns.iter().zip(&line.cells)
    }
}

impl View for SkillsPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.skills.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let named = self.columns.iter().map(|column| column.name.read(say.0).to_owned());
        let said = |cell: &SkillCell| cell.level.map(|level| say.t(&level.key())).into();
        let row = |line: &SkillLine| {
            std::iter::once(line.name.clone().into()).chain(line.cells.iter().map(said)).collect()
        };
        Some(Table {
            name: "skills".to_owned(),
            columns: std::iter::once(say.t("catalog.skills.person")).chain(named).collect(),
            rows: self.lines.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let column = |id, code: &str, zh: &str| SkillColumn {
            id: SkillId::of(id),
            code: code.into(),
            name: Words::new(zh, code),
        };
        let cell = |level| SkillCell { level: Some(level), until: None, ends_soon: false };
        let ends =
            SkillCell { until: Some(jiff::civil::date(2026, 12, 1)), ends_soon: true, ..cell(Level::Basic) };
        let line = |name: &str, cells| SkillLine {
            person: PersonId::of(7),
            name: name.into(),
            post: Some(Words::new("美疗师", "Therapist")),
            cells,
        };
        let page = SkillsPage {
            columns: vec![column(1, "facial", "面部手法"), column(2, "hydro", "水疗护理")],
            lines: vec![
                line("陈思思", vec![cell(Level::Master), SkillCell::default()]),
                line("王丽", vec![cell(Level::Skilled), ends]),
            ],
            may_pass: true,
        };
        vec![page, SkillsPage { columns: vec![], lines: vec![], may_pass: false }]
    }
}

fn cell(passes: &[PassRow], person: PersonId, skill: SkillId, today: BusinessDate) -> SkillCell {
    let holds = |row: &&PassRow| {
        row.person_id == person
            && row.skill_id == skill
            && row.taken_back_at.is_none()
            && org::holds(row.passed_on, row.until_day, today)
    };
    let Some(best) =
        passes.iter().filter(holds).max_by_key(|row| (row.level, row.until_day.is_none(), row.until_day))
    else {
        return SkillCell::default();
    };
    let soon = today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(today);
    SkillCell {
        level: Some(best.level),
        until: best.until_day,
        ends_soon: best.until_day.is_some_and(|until| until <= soon),
    }
}

/// `GET /skills`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<SkillsPage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        let chart = org::today(tx, call)?;
        let (skills, passes) = (store::skills(tx)?, store::pass_rows(tx)?);
        let treatments = store::treatments(tx, call, chart.day)?;
        let giving: BTreeSet<&str> = treatments.all().iter().map(|t| t.department.as_str()).collect();
        let passed: BTreeSet<PersonId> = passes.iter().map(|row| row.person_id).collect();
        let mut lines = vec![];
        for (person, seats) in chart.people() {
            let posts = seats.iter().filter_map(|seat| chart.organisation.posts.get(&seat.post));
            let gives = |post: &&org::PostRow| post.department.as_deref().is_some_and(|d| giving.contains(d));
            let post = posts.clone().find(gives).or_else(|| posts.clone().next());
            if post.is_none_or(|post| !gives(&post)) && !passed.contains(&person) {
                continue;
            }
            lines.push(SkillLine {
                person,
                name: chart.organisation.person_name(person).to_owned(),
                post: post.map(org::PostRow::name),
                cells: skills.iter().map(|skill| cell(&passes, person, skill.id, chart.day)).collect(),
            });
        }
        let column =
            |skill: store::SkillRow| SkillColumn { id: skill.id, name: skill.name(), code: skill.code };
        let may_pass = call.actor.may(Permission::PassSkills);
        Ok(SkillsPage { columns: skills.into_iter().map(column).collect(), lines, may_pass })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, crate::proof::SKILLS).await?;
    Ok(Reply(page))
}

/// The form of a skill.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/skill_form.html")]
pub struct SkillFormPage {
    form: SkillForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for SkillFormPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.skills.new")
    }

    fn samples() -> Vec<Self> {
        let form = <SkillForm as web::Form>::sample;
        vec![
            SkillFormPage { form: form(), wrong: Wrong::sample("code", "org.not_a_code") },
            SkillFormPage { form: SkillForm::default(), wrong: Wrong::default() },
        ]
    }
}

/// `GET /skills/new`
pub async fn new() -> Reply<SkillFormPage> {
    Reply(SkillFormPage { form: SkillForm::default(), wrong: Wrong::default() })
}

/// `POST /skills`
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<SkillForm>,
) -> Result<Answer<SkillFormPage>, Failure> {
    match app.act(&by, &form, skills::add).await {
        Ok(id) => Ok(Done::created("/skills", id).saying("catalog.skills.added").into()),
        Err(refused) => again(refused, |wrong| SkillFormPage { form, wrong }),
    }
}
