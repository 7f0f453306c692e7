//! One import as it is shown.

use std::sync::atomic::Ordering;

use askama::Template;
use db::Tx;
use kernel::{Instant, Permission, Place, Problem, Refusal, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Choice, Say, Table, View, Wrong, filters};

use super::list::standing;
use crate::kind::{Field, ImportKind, Way};
use crate::matching::Columns;
use crate::opening;
use crate::refused::Refused;
use crate::running::{self, Running};
use crate::store::{self, ImportId, ImportRow};
use crate::undoing::UndoForm;

/// Problems that are shown on the page; the file has all.
const SHOWN: usize = 100;

/// A field with the column that was matched.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldView {
    code: String,
    name: Words,
    needed: bool,
    /// The place of its column, from 1.
    column: Option<usize>,
    /// What stands there in the first row.
    example: String,
}

impl FieldView {
    fn is(&self, choice: &Choice) -> bool {
        self.column.is_some_and(|column| column.to_string() == choice.value)
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProblemView {
    line: i64,
    field: String,
    code: String,
    #[serde(skip)]
    #[schemars(skip)]
    problem: Option<Problem>,
}

/// What bringing it in would do.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct LookView {
    right: usize,
    known: usize,
    wrong: usize,
    problems: Vec<ProblemView>,
}

/// An import.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "import/import.html")]
pub struct ImportPage {
    id: ImportId,
    kind: ImportKind,
    file: String,
    way: Way,
    total: i64,
    /// Rows gone through.
    place: i64,
    brought: i64,
    known: i64,
    wrong_rows: i64,
    read_at: Instant,
    ended_at: Option<Instant>,
    undone_at: Option<Instant>,
    undone_why: String,
    /// Is somebody working at it?
    working: bool,
    fields: Vec<FieldView>,
    look: Option<LookView>,
    /// What keeps it from being looked through: a needed column that is not matched.
    #[serde(skip)]
    unmatched: Option<Refusal>,
    /// Why it was broken off, if it was.
    #[serde(skip)]
    broken_off: Option<Refusal>,
    #[serde(skip)]
    columns: Vec<Choice>,
    #[serde(skip)]
    undo: UndoForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ImportPage {
    /// The same with what is wrong, and what was typed.
    pub(super) fn again(self, undo: UndoForm, wrong: Wrong) -> ImportPage {
        ImportPage { undo, wrong, ..self }
    }

    fn state(&self) -> &'static str {
        if self.working {
            return "import.state.working";
        }
        standing(self.undone_at.is_some(), self.ended_at.is_some(), self.place)
    }

    fn is_open(&self) -> bool {
        self.ended_at.is_none() && self.undone_at.is_none() && !self.working
    }

    fn may_match(&self) -> bool {
        self.is_open() && self.place == 0
    }

    fn may_run(&self) -> bool {
        let right = self.look.as_ref().is_some_and(|look| look.wrong == 0 || self.way == Way::Each);
        self.is_open() && right
    }

    fn may_undo(&self) -> bool {
        self.brought > 0 && self.undone_at.is_none() && !self.working
    }

    /// What keeps it from going on, in a sentence on top.
    fn stands_still(&self) -> Option<&Refusal> {
        self.broken_off.as_ref().filter(|_| !self.working && self.ended_at.is_none())
    }

    fn shown(&self) -> impl Iterator<Item = &ProblemView> {
        self.look.iter().flat_map(|look| look.problems.iter().take(SHOWN))
    }

    fn more(&self) -> usize {
        self.look.as_ref().map_or(0, |look| look.problems.len().saturating_sub(SHOWN))
    }

    fn sample(place: i64, working: bool, ended: bool, look: Option<LookView>) -> ImportPage {
        let at = Instant::from_millis(1_795_484_000_000);
        ImportPage {
            id: kernel::Id::of(1),
            kind: ImportKind::Customers,
            file: "顾客.xlsx".into(),
            way: Way::Each,
            total: 120,
            place,
            brought: place,
            known: 0,
            wrong_rows: 0,
            read_at: at,
            ended_at: ended.then_some(at),
            undone_at: None,
            undone_why: String::new(),
            working,
            fields: vec![FieldView {
                code: "name".into(),
                name: Words::new("姓名", "Name"),
                needed: true,
                column: Some(1),
                example: "李小燕".into(),
            }],
            look,
            unmatched: None,
            broken_off: None,
            columns: vec![Choice::new(1, "姓名"), Choice::new(2, "电话")],
            undo: UndoForm::default(),
            wrong: Wrong::default(),
        }
    }
}

impl View for ImportPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t(&self.kind.title()), self.file)
    }

    /// Every problem, row by row, to be mended in the file.
    fn table(&self, say: Say) -> Option<Table> {
        let look = self.look.as_ref()?;
        let row = |row: &ProblemView| {
            let what = row.problem.as_ref().map(|problem| say.problem(problem)).unwrap_or_default();
            vec![row.line.into(), what.into()]
        };
        Some(Table {
            name: format!("import-{}", self.id),
            columns: ["line", "problem"].map(|key| say.t(&format!("import.show.{key}"))).to_vec(),
            rows: look.problems.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let args = vec![("found", "abc".to_owned()), ("field", Words::new("生日", "Birthday").for_gap())];
        let problem = Problem { field: "birthday".into(), code: "import.not_a_day", args };
        let row = ProblemView {
            line: 7,
            field: "birthday".into(),
            code: "import.not_a_day".into(),
            problem: Some(problem),
        };
        let look = LookView { right: 100, known: 12, wrong: 8, problems: vec![row] };
        let undone = ImportPage {
            undone_at: Some(Instant::from_millis(1_795_484_000_000)),
            undone_why: "列对错了".into(),
            ..ImportPage::sample(120, false, true, None)
        };
        let why = "找不到这位员工".to_owned();
        let broken_off = kernel::Error::from(Refused::RowRefused { line: 7, why });
        vec![
            ImportPage::sample(0, false, false, Some(look.clone())),
            ImportPage::sample(40, true, false, None),
            ImportPage::sample(40, false, false, Some(look)),
            ImportPage {
                wrong: Wrong::sample("why", "needed"),
                ..ImportPage::sample(120, false, true, None)
            },
            undone,
            ImportPage {
                broken_off: broken_off.refusal().cloned(),
                ..ImportPage::sample(0, false, false, None)
            },
        ]
    }
}

/// One that this person may see.
pub(super) fn seen(tx: &mut Tx, call: &Call, id: ImportId) -> Result<ImportRow> {
    let row = store::import(tx, id)?;
    call.sight(Permission::ImportData, &Place::store(row.store_id))?;
    Ok(row)
}

/// An import as it stands now.
pub(super) fn page(tx: &mut Tx, call: &Call, id: &ImportId) -> Result<ImportPage> {
    let row = seen(tx, call, *id)?;
    let running: &Running = call.app.part();
    let here = running.of(*id).map(|watch| watch.gone.load(Ordering::Relaxed));
    let working = here.is_some() || row.touched_at.is_some_and(|at| at.plus_minutes(1) > call.now);
    let columns = opening::columns(&row)?;
    let kept = if row.ended_at.is_none() && !working { opening::kept(call, &row).ok() } else { None };
    let first = kept.as_ref().and_then(|table| table.rows.first()).map_or(&[][..], |(_, cells)| cells);
    let fields = row.kind.fields()?.iter().map(|field| matched(field, &columns, first)).collect();
    let headings = kept.as_ref().map_or(&[][..], |table| &table.headings);
    let choices =
        (1..).zip(headings).map(|(place, heading): (usize, &String)| Choice::new(place, heading)).collect();
    let (look, unmatched) = match kept.map(|table| opening::sheet(&row, table)) {
        None => (None, None),
        Some(Err(kernel::Error::Refused(refusal))) => (None, Some(*refusal)),
        Some(Err(fault)) => return Err(fault),
        Some(Ok(sheet)) => (Some(looked(running::dry_run(tx, call, row.store_id, &sheet)?)), None),
    };
    Ok(ImportPage {
        id: row.id,
        kind: row.kind,
        file: row.file,
        way: row.way,
        total: row.total,
        place: here.unwrap_or(0).max(row.place),
        brought: row.brought,
        known: row.known,
        wrong_rows: row.wrong,
        read_at: row.read_at,
        ended_at: row.ended_at,
        undone_at: row.undone_at,
        undone_why: row.undone_why,
        working,
        fields,
        look,
        unmatched,
        broken_off: running.why(row.id),
        columns: choices,
        undo: UndoForm::default(),
        wrong: Wrong::default(),
    })
}

fn looked(run: running::DryRun) -> LookView {
    let problem = |row: running::RowProblem| ProblemView {
        line: row.line,
        field: row.problem.field.clone(),
        code: row.problem.code.to_owned(),
        problem: Some(row.problem),
    };
    LookView {
        right: run.right,
        known: run.known,
        wrong: run.wrong,
        problems: run.problems.into_iter().map(problem).collect(),
    }
}

fn matched(field: &Field, columns: &Columns, first: &[String]) -> FieldView {
    let column = columns.get(&field.code).copied();
    FieldView {
        code: field.code.clone(),
        name: field.name(),
        needed: field.needed,
        column: column.map(|column| column + 1),
        example: column.and_then(|column| first.get(column).cloned()).unwrap_or_default(),
    }
}
