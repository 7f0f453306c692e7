//! A sheet, being gone through or handed in.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use handbook::{Ask, AskKind};
use kernel::{BusinessDate, Id, Instant, Permission, Result, Words};
use picture::PictureId;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::form::FillForm;
use crate::sheet::{Point, Section, Sheet, Verdict};
use crate::store::{self, AnswerRow};
use crate::terms::terms;
use crate::walking::{self, OPENING, Open, Photos};

/// Something asked at a point besides, with what was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AskView {
    pub(super) code: String,
    pub(super) name: Words,
    #[serde(skip)]
    pub(super) kind: &'static str,
    pub(super) value: String,
}

/// A point with what was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PointView {
    pub(super) code: String,
    pub(super) name: Words,
    pub(super) standard: Words,
    pub(super) verdict: Option<Verdict>,
    pub(super) note: String,
    pub(super) marks: Option<i64>,
    pub(super) asks: Vec<AskView>,
    pub(super) picture: Option<PictureId>,
    /// Who shall mend it, as typed.
    #[serde(skip)]
    owner: String,
    /// Within how many hours, as typed.
    #[serde(skip)]
    hours: String,
}

impl PointView {
    /// The name of one of its fields.
    pub(super) fn field(&self, kind: &str) -> String {
        format!("{kind}.{}", self.code)
    }

    fn has_problem(&self, wrong: &Wrong) -> bool {
        wrong.problems().iter().any(|problem| {
            let rest = problem.field.split_once('.').map_or("", |(_, rest)| rest);
            rest == self.code || rest.strip_prefix(&self.code).is_some_and(|rest| rest.starts_with('.'))
        })
    }
}

/// A part of the sheet with what was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionView {
    pub(super) name: Words,
    pub(super) points: Vec<PointView>,
}

impl SectionView {
    /// How many points are still to be looked at.
    fn left(&self) -> usize {
        self.points.iter().filter(|point| point.verdict.is_none()).count()
    }

    pub(super) fn faults(&self) -> usize {
        self.points.iter().filter(|point| point.verdict == Some(Verdict::Fault)).count()
    }
}

/// A sheet, being gone through or handed in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/sheet.html")]
pub struct SheetPage {
    pub(super) round: String,
    pub(super) name: Words,
    pub(super) store: String,
    pub(super) day: BusinessDate,
    pub(super) sections: Vec<SectionView>,
    /// Are marks given, from one to five?
    pub(super) scored: bool,
    /// Marks given of those that could have been, in hundredths of a percent.
    pub(super) score: Option<i64>,
    /// Who handed it in, and when.
    pub(super) handed_in_by: Option<String>,
    pub(super) handed_in_at: Option<Instant>,
    /// Where it is sent.
    #[serde(skip)]
    pub(super) action: String,
    /// Who can be asked to mend what is found.
    #[serde(skip)]
    pub(super) owners: Vec<Choice>,
    #[serde(skip)]
    pub(super) in_charge: String,
    #[serde(skip)]
    pub(super) hours: String,
    #[serde(skip)]
    pub(super) wrong: Wrong,
}

/// Within how many hours a finding may be mended: four, a day, three, a week.
pub(super) const HOURS: [&str; 4] = ["4", "24", "72", "168"];

impl SheetPage {
    fn looked_at(&self) -> usize {
        self.sections.iter().map(|section| section.points.len() - section.left()).sum()
    }

    fn all(&self) -> usize {
        self.sections.iter().map(|section| section.points.len()).sum()
    }

    /// A share of the whole, for the bar of width 100.
    fn share(&self, count: usize) -> String {
        format!("{:.1}", count as f64 * 100.0 / self.all().max(1) as f64)
    }

    pub(super) fn percent(&self) -> Option<String> {
        self.score.map(|score| format!("{}%", score / 100))
    }

    fn owner<'a>(&'a self, point: &'a PointView) -> &'a str {
        if point.owner.is_empty() { &self.in_charge } else { &point.owner }
    }

    fn hours<'a>(&'a self, point: &'a PointView) -> &'a str {
        if point.hours.is_empty() { &self.hours } else { &point.hours }
    }

    /// The same with what was typed just now in the place of what was kept.
    fn with_typed(mut self, form: &FillForm, wrong: Wrong) -> SheetPage {
        for point in self.sections.iter_mut().flat_map(|section| &mut section.points) {
            let typed = |kind: &str| form.typed(kind, &point.code).to_owned();
            point.verdict = Verdict::from_code(&typed("verdict")).or(point.verdict);
            point.marks = typed("marks").parse().ok().or(point.marks);
            let (note, owner, hours) = (typed("note"), typed("owner"), typed("hours"));
            for ask in &mut point.asks {
                ask.value = form.typed(&format!("ask.{}", point.code), &ask.code).to_owned();
            }
            (point.note, point.owner, point.hours) = (note, owner, hours);
        }
        SheetPage { wrong, ..self }
    }
}

impl View for SheetPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", self.name.read(say.0), self.day)
    }

    fn samples() -> Vec<Self> {
        let mut sheet = Sheet::sample();
        let ask = Ask { code: "out".into(), kind: AskKind::Number, name: Words::new("送洗", "Sent out") };
        sheet.sections[0].points[0].asks.push(ask);
        let fault = AnswerRow {
            point: "lights".into(),
            verdict: Verdict::Fault,
            note: "三号灯不亮".into(),
            marks: Some(3),
            measured: "{}".into(),
            picture_id: Some(PictureId::of(1)),
        };
        let found = BTreeMap::from([("lights".to_owned(), fault)]);
        let page = |scored, handed_in_by: Option<&str>, wrong| SheetPage {
            round: OPENING.into(),
            name: sheet.name.clone(),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            sections: sections(&sheet, &found),
            scored,
            score: scored.then_some(6000),
            handed_in_at: handed_in_by.map(|_| Instant::from_millis(1_795_484_000_000)),
            handed_in_by: handed_in_by.map(String::from),
            action: "/opening".into(),
            owners: vec![Choice::new(1, "杨帆")],
            in_charge: "1".into(),
            hours: "24".into(),
            wrong,
        };
        vec![
            page(false, None, Wrong::default()),
            page(true, None, Wrong::sample("verdict.uniform", "not_looked_at")),
            page(true, Some("周晓雯"), Wrong::default()),
        ]
    }
}

/// The parts of a sheet with what was found at each point.
pub(super) fn sections(sheet: &Sheet, found: &BTreeMap<String, AnswerRow>) -> Vec<SectionView> {
    let section = |section: &Section| SectionView {
        name: section.name.clone(),
        points: section.points.iter().map(|point| point_view(point, found.get(&point.code))).collect(),
    };
    sheet.sections.iter().map(section).collect()
}

fn point_view(point: &Point, found: Option<&AnswerRow>) -> PointView {
    let measured: BTreeMap<String, String> =
        found.and_then(|row| serde_json::from_str(&row.measured).ok()).unwrap_or_default();
    let ask = |ask: &Ask| AskView {
        code: ask.code.clone(),
        name: ask.name.clone(),
        kind: match ask.kind {
            AskKind::Number => "number",
            AskKind::Text => "text",
            AskKind::Time => "time",
        },
        value: measured.get(&ask.code).cloned().unwrap_or_default(),
    };
    PointView {
        code: point.code.clone(),
        name: point.name.clone(),
        standard: point.standard.clone(),
        verdict: found.map(|row| row.verdict),
        note: found.map(|row| row.note.clone()).unwrap_or_default(),
        marks: found.and_then(|row| row.marks),
        asks: point.asks.iter().map(ask).collect(),
        picture: found.and_then(|row| row.picture_id),
        owner: String::new(),
        hours: String::new(),
    }
}

fn page(tx: &mut Tx, call: &Call, code: &str) -> Result<SheetPage> {
    let Open { round, slot, row, sheet } = walking::open(tx, call, code, None)?;
    let organisation = org::organisation(tx, call)?;
    let found = row.as_ref().map(|row| store::answers(tx, row.id)).transpose()?.unwrap_or_default();
    let owners = walking::owners(tx, call, slot.store)?;
    let in_charge = walking::in_charge(tx, call, &round, slot.store)?;
    let by = row.as_ref().and_then(|row| row.handed_in_by);
    Ok(SheetPage {
        round: code.to_owned(),
        name: sheet.name.clone(),
        store: organisation.store(slot.store)?.name.clone(),
        day: slot.day,
        sections: sections(&sheet, &found),
        scored: sheet.scored,
        score: row.as_ref().and_then(|row| row.score),
        handed_in_by: by.map(|person| organisation.person_name(person).to_owned()),
        handed_in_at: row.and_then(|row| row.handed_in_at),
        action: if code == OPENING { "/opening".to_owned() } else { format!("/rounds/{code}") },
        owners: owners.into_iter().map(|(id, name)| Choice::new(id.get(), name)).collect(),
        in_charge: in_charge.to_string(),
        hours: terms(slot.day)?.hours.to_string(),
        wrong: Wrong::default(),
    })
}

/// `GET /rounds/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(code): At<String>,
) -> Result<Reply<SheetPage>, Failure> {
    Ok(Reply(app.look(&by, &code, |tx, call, code| page(tx, call, code)).await?))
}

/// `GET /opening`
pub(super) async fn opening(state: State<App>, by: By) -> Result<Reply<SheetPage>, Failure> {
    show(state, by, At(OPENING.to_owned())).await
}

/// `POST /rounds/{id}`
pub(super) async fn fill(
    State(app): State<App>,
    By(by): By,
    At(code): At<String>,
    Payload(mut form): Payload<FillForm>,
) -> Result<Answer<SheetPage>, Failure> {
    let mut photos = Photos::new();
    for (point, photo) in form.take_photos() {
        photos.insert(point, picture::read(&photo).await?);
    }
    let sent = (code, form, photos);
    let done =
        app.act(&by, &sent, |tx, call, (code, form, photos)| walking::fill(tx, call, code, form, photos));
    match done.await {
        Ok(id) if sent.1.hands_in() && by.may(Permission::WalkRounds) => {
            Ok(Done::created(format!("/walks/{id}"), id).saying("inspection.opening.handed_in").into())
        }
        Ok(_) if sent.1.hands_in() => Ok(Done::at("/today").saying("inspection.opening.handed_in").into()),
        Ok(id) => Ok(Done::created(way(&sent.0), id).saying("inspection.opening.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &sent.0, |tx, call, code| page(tx, call, code)).await?;
            again(refused, |wrong| page.with_typed(&sent.1, wrong))
        }
    }
}

/// `POST /opening`
pub(super) async fn fill_opening(
    state: State<App>,
    by: By,
    form: Payload<FillForm>,
) -> Result<Answer<SheetPage>, Failure> {
    fill(state, by, At(OPENING.to_owned()), form).await
}

/// Where the sheet of a round lies.
fn way(code: &str) -> String {
    if code == OPENING { "/opening".to_owned() } else { format!("/rounds/{code}") }
}
