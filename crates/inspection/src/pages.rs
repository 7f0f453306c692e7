//! What people and programs are shown of checks.

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::{FillChecklist, ViewChecklists};
use kernel::{BusinessDate, Error, Id, Instant, Place, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Routes, Say, Table,
    TableCell, View, Wrong, again, filters,
};

use crate::opening;
use crate::sheet::{FillForm, Sheet, Verdict};
use crate::store::{self, ChecklistId, ChecklistLine};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("inspection")
        .get("/opening", FillChecklist, "Today's opening checklist", today)
        .post("/opening", FillChecklist, "Keep or hand in today's opening checklist", fill)
        .get("/openings", ViewChecklists, "List the opening checklists", list)
        .get("/openings/{id}", ViewChecklists, "Show an opening checklist", show)
}

/// A point with what was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PointView {
    code: String,
    name: Words,
    standard: Words,
    verdict: Option<Verdict>,
    note: String,
}

/// A part of the sheet with what was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionView {
    name: Words,
    points: Vec<PointView>,
}

impl SectionView {
    /// How many points are still to be looked at.
    fn left(&self) -> usize {
        self.points.iter().filter(|point| point.verdict.is_none()).count()
    }

    fn faults(&self) -> usize {
        self.points.iter().filter(|point| point.verdict == Some(Verdict::Fault)).count()
    }
}

/// A checklist, being filled in or handed in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/opening.html")]
pub struct OpeningPage {
    name: Words,
    store: String,
    day: BusinessDate,
    sections: Vec<SectionView>,
    /// Who handed it in, and when.
    handed_in_by: Option<String>,
    handed_in_at: Option<Instant>,
    #[serde(skip)]
    wrong: Wrong,
}

impl OpeningPage {
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

    /// The same with what was typed just now in the place of what was kept.
    fn with_typed(mut self, form: &FillForm, wrong: Wrong) -> OpeningPage {
        for point in self.sections.iter_mut().flat_map(|section| &mut section.points) {
            let typed = |kind: &str| form.answers.get(&format!("{kind}.{}", point.code)).cloned();
            point.verdict = typed("verdict").and_then(|code| Verdict::from_code(&code)).or(point.verdict);
            point.note = typed("note").unwrap_or(std::mem::take(&mut point.note));
        }
        OpeningPage { wrong, ..self }
    }
}

impl View for OpeningPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("menu.opening"), self.day)
    }

    fn samples() -> Vec<Self> {
        let sheet = Sheet::sample();
        let found = |code: &str| (code == "lights").then(|| (Verdict::Fault, "三号灯不亮".to_owned()));
        let page = |handed_in_by: Option<&str>, wrong| OpeningPage {
            name: sheet.name.clone(),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            sections: sections(&sheet, found),
            handed_in_at: handed_in_by.map(|_| Instant::from_millis(1_795_484_000_000)),
            handed_in_by: handed_in_by.map(String::from),
            wrong,
        };
        vec![
            page(None, Wrong::default()),
            page(None, Wrong::sample("verdict.uniform", "not_looked_at")),
            page(Some("周晓雯"), Wrong::default()),
        ]
    }
}

fn sections(sheet: &Sheet, found: impl Fn(&str) -> Option<(Verdict, String)>) -> Vec<SectionView> {
    let point = |point: &crate::sheet::Point| {
        let (verdict, note) =
            found(&point.code).map_or((None, String::new()), |(verdict, note)| (Some(verdict), note));
        PointView {
            code: point.code.clone(),
            name: point.name.clone(),
            standard: point.standard.clone(),
            verdict,
            note,
        }
    };
    let section = |section: &crate::sheet::Section| SectionView {
        name: section.name.clone(),
        points: section.points.iter().map(point).collect(),
    };
    sheet.sections.iter().map(section).collect()
}

fn today_page(tx: &mut Tx, call: &Call) -> Result<OpeningPage> {
    let store = opening::my_store(call)?;
    let organisation = org::organisation(tx, call)?;
    let (day, row, sheet) = opening::sheet(tx, call, store)?;
    let answers = row.as_ref().map(|row| store::answers(tx, row.id)).transpose()?.unwrap_or_default();
    let found = |code: &str| {
        let answer = answers.iter().find(|answer| answer.point == code);
        answer.map(|answer| (answer.verdict, answer.note.clone()))
    };
    let by = row.as_ref().and_then(|row| row.handed_in_by);
    Ok(OpeningPage {
        name: sheet.name.clone(),
        store: organisation.store(store)?.name.clone(),
        day,
        sections: sections(&sheet, found),
        handed_in_by: by.map(|person| organisation.person_name(person).to_owned()),
        handed_in_at: row.and_then(|row| row.handed_in_at),
        wrong: Wrong::default(),
    })
}

/// `GET /opening`
async fn today(State(app): State<App>, By(by): By) -> Result<Reply<OpeningPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| today_page(tx, call)).await?))
}

/// `POST /opening`
async fn fill(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<FillForm>,
) -> Result<Answer<OpeningPage>, Failure> {
    match app.act(&by, &form, opening::fill).await {
        Ok(_) if form.hands_in() => Ok(Done::at("/today").saying("inspection.opening.handed_in").into()),
        Ok(id) => Ok(Done::created("/opening", id).saying("inspection.opening.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &(), |tx, call, ()| today_page(tx, call)).await?;
            again(refused, |wrong| page.with_typed(&form, wrong))
        }
    }
}

/// `GET /openings/{id}`
async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ChecklistId>,
) -> Result<Reply<OpeningPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let row = store::checklist(tx, *id)?;
        call.sight(ViewChecklists, &Place::store(row.store_id))?;
        let organisation = org::organisation(tx, call)?;
        let sheet: Sheet = serde_json::from_str(&row.sheet)?;
        let answers = store::answers(tx, row.id)?;
        let found = |code: &str| {
            let answer = answers.iter().find(|answer| answer.point == code);
            answer.map(|answer| (answer.verdict, answer.note.clone()))
        };
        // What was only begun shows to the one whose sheet it is, on its own page.
        let by = row.handed_in_by.ok_or_else(Error::missing)?;
        Ok(OpeningPage {
            name: sheet.name.clone(),
            store: organisation.store(row.store_id)?.name.clone(),
            day: row.day,
            sections: sections(&sheet, found),
            handed_in_by: Some(organisation.person_name(by).to_owned()),
            handed_in_at: row.handed_in_at,
            wrong: Wrong::default(),
        })
    });
    Ok(Reply(page.await?))
}

/// The opening checklists.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/openings.html")]
pub struct OpeningsPage {
    rows: Vec<ChecklistLine>,
    list: ListPlace,
}

impl View for OpeningsPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.openings.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("inspection.openings.{key}"));
        let row = |line: &ChecklistLine| {
            let words: [TableCell; 2] = [line.store.clone().into(), line.name.clone().into()];
            let [store, name] = words;
            vec![line.day.into(), store, name, line.handed_in_at.into(), line.faults.into()]
        };
        Some(Table {
            name: "openings".to_owned(),
            columns: ["day", "store", "name", "handed_in", "faults"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = ChecklistLine {
            id: ChecklistId::of(1),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            name: Some("周晓雯".into()),
            handed_in_at: Some(Instant::from_millis(1_795_484_000_000)),
            faults: 1,
        };
        let begun = ChecklistLine { name: None, handed_in_at: None, faults: 0, ..line.clone() };
        let page = |rows| OpeningsPage { rows, list: ListPlace::sample() };
        vec![page(vec![line, begun]), page(vec![])]
    }
}

/// `GET /openings`
async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<OpeningsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let everywhere = call.actor.scope(ViewChecklists) == Some(Scope::Centre);
        let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
        let store = if everywhere { 0 } else { own };
        let page = store::CHECKLISTS.page(tx, &listing.ask_newest_first(), db::args![store])?;
        Ok(OpeningsPage { list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}
