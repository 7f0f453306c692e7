//! The rounds that were walked.

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::ViewChecklists;
use kernel::{Error, Id, Instant, Place, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use super::sheet::{SheetPage, sections};
use crate::correction::Standing;
use crate::sheet::{Sheet, Verdict};
use crate::store::{self, CorrectionId, WalkId, WalkLine};

/// The store whose walks somebody sees; nought is all of them.
pub(super) fn store_seen(call: &Call) -> i64 {
    let everywhere = call.actor.scope(ViewChecklists) == Some(Scope::Centre);
    let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
    if everywhere { 0 } else { own }
}

/// A walk, with the name of its round.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WalkView {
    #[serde(flatten)]
    line: WalkLine,
    name: Words,
}

impl WalkView {
    fn percent(&self) -> String {
        self.line.score.map(|score| format!("{}%", score / 100)).unwrap_or_default()
    }
}

/// The rounds that were walked.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/walks.html")]
pub struct WalksPage {
    rows: Vec<WalkView>,
    #[serde(skip)]
    rounds: Vec<(String, Words)>,
    list: ListPlace,
}

impl View for WalksPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.walks.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("inspection.walks.{key}"));
        let row = |row: &WalkView| {
            let line = &row.line;
            let name: TableCell = row.name.read(say.0).to_owned().into();
            let by: TableCell = line.name.clone().into();
            let store: TableCell = line.store.clone().into();
            vec![line.day.into(), name, store, by, line.handed_in_at.into(), line.faults.into()]
        };
        Some(Table {
            name: "walks".to_owned(),
            columns: ["day", "round", "store", "name", "handed_in", "faults"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = WalkLine {
            id: WalkId::of(1),
            round: "opening".into(),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            name: Some("周晓雯".into()),
            handed_in_at: Some(Instant::from_millis(1_795_484_000_000)),
            faults: 1,
            score: Some(9200),
        };
        let begun = WalkLine { name: None, handed_in_at: None, faults: 0, score: None, ..line.clone() };
        let name = Words::new("前台开门检查", "Opening the front desk");
        let view = |line| WalkView { line, name: name.clone() };
        let rounds = vec![("opening".to_owned(), name.clone())];
        let page = |rows| WalksPage { rows, rounds: rounds.clone(), list: ListPlace::sample() };
        vec![page(vec![view(line), view(begun)]), page(vec![])]
    }
}

/// `GET /walks`
pub(super) async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<WalksPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let page = store::WALKS.page(tx, &listing.ask_newest_first(), db::args![store_seen(call)])?;
        let day = org::today(tx, call)?.day;
        let book = handbook::in_force(tx, call.app.part(), day)?;
        let list = listing.place(&page);
        let name = |code: &str| book.round(code).map_or_else(|| Words::new(code, code), |r| r.name.clone());
        let rows = page.rows.into_iter().map(|line| WalkView { name: name(&line.round), line }).collect();
        let rounds = book.rounds.iter().map(|round| (round.code.clone(), round.name.clone())).collect();
        Ok(WalksPage { rows, rounds, list })
    });
    Ok(Reply(page.await?))
}

/// A correction of a walk.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FoundView {
    id: CorrectionId,
    name: Words,
    what: String,
    owner: String,
    due: Instant,
    standing: Standing,
    times: i64,
}

/// A round that was walked, with what became of its findings.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/walk.html")]
pub struct WalkPage {
    #[serde(flatten)]
    sheet: SheetPage,
    corrections: Vec<FoundView>,
    /// The repair forms that it opened.
    repairs: Vec<RepairView>,
}

/// A repair form.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RepairView {
    id: approval::ApprovalId,
    title: String,
    state: approval::State,
}

impl RepairView {
    fn of(about: approval::About) -> RepairView {
        RepairView { id: about.id, title: about.title, state: about.state }
    }
}

impl View for WalkPage {
    fn title(&self, say: Say) -> String {
        self.sheet.title(say)
    }

    fn samples() -> Vec<Self> {
        let found = |standing, times| FoundView {
            id: CorrectionId::of(1),
            name: Words::new("灯光", "Lights"),
            what: "三号灯不亮".into(),
            owner: "杨帆".into(),
            due: Instant::from_millis(1_795_484_000_000),
            standing,
            times,
        };
        let handed_in = SheetPage::samples().into_iter().filter(|page| page.handed_in_at.is_some());
        let corrections =
            vec![found(Standing::Open, 3), found(Standing::Mended, 1), found(Standing::Closed, 1)];
        let repair = |state| RepairView { id: kernel::Id::of(3), title: "大堂与走道灯".into(), state };
        let page = |sheet| WalkPage {
            sheet,
            corrections: corrections.clone(),
            repairs: approval::State::ALL.iter().map(|state| repair(*state)).collect(),
        };
        handed_in.map(page).collect()
    }
}

fn walk(tx: &mut Tx, call: &Call, id: WalkId) -> Result<WalkPage> {
    let row = store::walk(tx, id)?;
    let by = row.handed_in_by.ok_or_else(Error::missing)?;
    if by != call.actor.person {
        call.sight(ViewChecklists, &Place::store(row.store_id))?;
    }
    let organisation = org::organisation(tx, call)?;
    let sheet: Sheet = serde_json::from_str(&row.sheet)?;
    let found = store::answers(tx, id)?;
    let view = |row: store::CorrectionRow| FoundView {
        id: row.id,
        name: Words::new(&row.name_zh, &row.name_en),
        what: row.what,
        owner: organisation.person_name(row.owner).to_owned(),
        due: row.due_at,
        standing: row.state,
        times: row.times,
    };
    let corrections = store::of_walk(tx, id)?.into_iter().map(view).collect();
    Ok(WalkPage {
        sheet: SheetPage {
            round: row.round,
            name: sheet.name.clone(),
            store: organisation.store(row.store_id)?.name.clone(),
            day: row.day,
            sections: sections(&sheet, &found),
            scored: sheet.scored,
            score: row.score,
            handed_in_by: Some(organisation.person_name(by).to_owned()),
            handed_in_at: row.handed_in_at,
            action: String::new(),
            owners: vec![],
            in_charge: String::new(),
            hours: String::new(),
            wrong: web::Wrong::default(),
        },
        corrections,
        repairs: approval::asked_about(tx, &crate::repairs::subject(id))?
            .into_iter()
            .map(RepairView::of)
            .collect(),
    })
}

/// `GET /walks/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<WalkId>,
) -> Result<Reply<WalkPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| walk(tx, call, *id)).await?))
}
