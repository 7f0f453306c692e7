//! An import from its file to its last row: read, looked at without changing anything, brought in, stopped and gone on
//! with. Each transaction takes some thousand rows; all or nothing takes all of them in one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use db::{Db, Tx};
use kernel::{Actor, Mandate, Permission, Place, Problem, Refusal, Result, StoreId};
use serde_json::json;
use web::{App, Call};

use crate::kind::Way;
use crate::known::Known;
use crate::making::{Fresh, Maker};
use crate::refused::Refused;
use crate::rows::{Wanted, understand};
use crate::sheet::Sheet;
use crate::store::{self, Gone, ImportId, ImportRow, NewRow};

/// Rows of one transaction.
const TOGETHER: usize = 4_000;
/// After so many minutes without a word nobody works at it any more.
const QUIET: i64 = 1;

/// What is wrong with a row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Its line in the file.
    pub line: i64,
    /// What, and what would be right.
    pub problem: Problem,
}

/// What bringing a file in would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DryRun {
    /// Rows that would come in.
    pub right: usize,
    /// Rows that are in already.
    pub known: usize,
    /// Rows that are not right.
    pub wrong: usize,
    /// Every problem, by row.
    pub problems: Vec<RowProblem>,
}

/// How far an import of this process is, and whether it shall stop.
#[derive(Debug, Default)]
pub struct Watch {
    /// Rows gone through.
    pub gone: AtomicI64,
    /// Shall it stop?
    pub stop: AtomicBool,
}

/// The imports that this process works at, and why it broke others off.
#[derive(Default)]
pub struct Running {
    at_work: Mutex<HashMap<ImportId, Arc<Watch>>>,
    broken_off: Mutex<HashMap<ImportId, Refusal>>,
}

fn held<T>(all: &Mutex<T>) -> MutexGuard<'_, T> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    /// The watch of an import, if it runs here.
    pub fn of(&self, id: ImportId) -> Option<Arc<Watch>> {
        held(&self.at_work).get(&id).cloned()
    }

    /// Asks for it to stop, if it runs here.
    pub fn stop(&self, id: ImportId) {
        if let Some(watch) = self.of(id) {
            watch.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Why it was broken off here, if it was.
    pub(crate) fn why(&self, id: ImportId) -> Option<Refusal> {
        held(&self.broken_off).get(&id).cloned()
    }

    pub(crate) fn add(&self, id: ImportId) -> Arc<Watch> {
        held(&self.broken_off).remove(&id);
        Arc::clone(held(&self.at_work).entry(id).or_default())
    }

    pub(crate) fn remove(&self, id: ImportId, why: Option<Refusal>) {
        held(&self.at_work).remove(&id);
        if let Some(why) = why {
            held(&self.broken_off).insert(id, why);
        }
    }
}

/// The right to bring data into a store.
pub(crate) fn mandate(call: &Call, store: StoreId) -> Result<Mandate> {
    call.mandate(Permission::ImportData, &Place::store(store))
}

/// Goes through a file without changing anything.
pub fn dry_run(tx: &mut Tx, call: &Call, store: StoreId, sheet: &Sheet) -> Result<DryRun> {
    let known = Known::of(tx, call, sheet.kind, store)?;
    let mut run = DryRun::default();
    for at in 0..sheet.len() {
        match judge(sheet, at, &known) {
            Judged::Known => run.known += 1,
            Judged::Right(_) => run.right += 1,
            Judged::Wrong(problems) => {
                run.wrong += 1;
                let line = sheet.line(at);
                run.problems.extend(problems.into_iter().map(|problem| RowProblem { line, problem }));
            }
        }
    }
    Ok(run)
}

/// What a row is found to be.
enum Judged {
    Known,
    Right(Box<Wanted>),
    Wrong(Vec<Problem>),
}

fn judge(sheet: &Sheet, at: usize, known: &Known) -> Judged {
    if known.marks.contains(&sheet.marks[at]) {
        return Judged::Known;
    }
    let understood = understand(sheet.kind, &sheet.table.rows[at].1, &sheet.columns, sheet.fields, known);
    match (understood, sheet.twice[at]) {
        (Ok(wanted), None) => Judged::Right(Box::new(wanted)),
        (understood, before) => {
            let twice = before.map(|line| sheet.twice_problem(line));
            Judged::Wrong(understood.err().into_iter().flatten().chain(twice).collect())
        }
    }
}

/// One import at work.
struct Work {
    import: ImportId,
    sheet: Arc<Sheet>,
    known: Arc<RwLock<Known>>,
    watch: Arc<Watch>,
}

/// The next rows, in the transaction that is open; whether there are more.
fn step(tx: &mut Tx, work: &Work, known: &Known, fresh: &mut Fresh) -> Result<bool> {
    let row = store::import(tx, work.import)?;
    if row.ended_at.is_some() || row.undone_at.is_some() {
        return Ok(false);
    }
    let by = mandate(&known.call, row.store_id)?;
    let begin = usize::try_from(row.place).unwrap_or(0);
    let end = (begin + TOGETHER).min(work.sheet.len());
    let mut gone = Gone { place: i64::try_from(end - begin).unwrap_or(0), ..Gone::default() };
    let (mut wanted, mut rows) = (vec![], vec![]);
    for at in begin..end {
        let place = i64::try_from(at).unwrap_or(i64::MAX) + 1;
        match judge(&work.sheet, at, known) {
            Judged::Known => gone.known += 1,
            Judged::Right(one) => {
                wanted.push((place, *one));
                rows.push(NewRow { place, mark: work.sheet.marks[at].clone(), made: String::new() });
            }
            Judged::Wrong(_) if row.way == Way::Each => gone.wrong += 1,
            Judged::Wrong(_) => return Err(Refused::RowsWrong { count: 1 }.into()),
        }
    }
    gone.brought = i64::try_from(rows.len()).unwrap_or(0);
    let made = Maker { import: work.import, by: &by, known, sheet: &work.sheet }.make(tx, fresh, wanted)?;
    for (row, made) in rows.iter_mut().zip(made) {
        row.made = made;
    }
    store::add_rows(tx, work.import, &rows)?;
    store::go_on(tx, work.import, gone, known.call.app.now())?;
    let detail = json!({ "rows": gone.place, "brought": gone.brought, "wrong": gone.wrong });
    known.call.note(tx, &by, "import.went_on", format!("imports/{}", work.import), detail)?;
    work.watch.gone.store(i64::try_from(end).unwrap_or(0), Ordering::Relaxed);
    if end == work.sheet.len() {
        store::end(tx, work.import, known.call.app.now())?;
        known.call.note(tx, &by, "import.ended", format!("imports/{}", work.import), json!({}))?;
        return Ok(false);
    }
    Ok(true)
}

/// Works at an import until it has ended or shall stop. Blocks.
fn work(db: &Db, work: Work, told: &dyn Fn(i64)) -> Result<i64> {
    let row = {
        let id = work.import;
        db.read_now(move |tx| store::import(tx, id))?
    };
    let work = Arc::new(work);
    loop {
        let doing = Arc::clone(&work);
        let (more, customers) = db.write_now(move |tx| {
            let known = doing.known.read().unwrap_or_else(PoisonError::into_inner);
            let mut fresh = Fresh::default();
            let mut more = step(tx, &doing, &known, &mut fresh)?;
            while more && row.way == Way::All {
                if doing.watch.stop.load(Ordering::Relaxed) {
                    // Nothing of it is in: the transaction is given up.
                    return Err(Refused::Stopped.into());
                }
                more = step(tx, &doing, &known, &mut fresh)?;
            }
            let stop = store::import(tx, doing.import)?.stop_at.is_some();
            Ok((more && !stop, fresh.customers))
        })?;
        let mut known = work.known.write().unwrap_or_else(PoisonError::into_inner);
        for (id, named) in customers {
            known.whom.learn(id, &named);
        }
        told(work.watch.gone.load(Ordering::Relaxed));
        if !more || work.watch.stop.load(Ordering::Relaxed) {
            break;
        }
    }
    let id = work.import;
    db.write_now(move |tx| store::rest(tx, id))?;
    Ok(work.watch.gone.load(Ordering::Relaxed))
}

/// May somebody begin to work at it, or go on?
pub(crate) fn ready(call: &Call, row: &ImportRow) -> Result<()> {
    if row.ended_at.is_some() || row.undone_at.is_some() {
        return Err(Refused::NotWaiting.into());
    }
    match row.touched_at.is_some_and(|at| at.plus_minutes(QUIET) > call.now) {
        true => Err(Refused::Running.into()),
        false => Ok(()),
    }
}

/// All or nothing wants every row right before any comes in.
pub(crate) fn refuse_wrong(tx: &mut Tx, call: &Call, row: &ImportRow, sheet: &Sheet) -> Result<()> {
    match row.way {
        Way::Each => Ok(()),
        Way::All => match dry_run(tx, call, row.store_id, sheet)?.wrong {
            0 => Ok(()),
            count => Err(Refused::RowsWrong { count }.into()),
        },
    }
}

/// Asks whoever works at it to stop; what is in stays.
pub(crate) fn stop(tx: &mut Tx, call: &Call, id: ImportId) -> Result<()> {
    let row = store::import(tx, id)?;
    let by = mandate(call, row.store_id)?;
    store::stop(tx, id, call.now)?;
    call.note(tx, &by, "import.stopped", format!("imports/{id}"), json!({ "place": row.place }))
}

pub(crate) fn begin(tx: &mut Tx, call: &Call, id: ImportId) -> Result<ImportRow> {
    let row = store::import(tx, id)?;
    let by = mandate(call, row.store_id)?;
    ready(call, &row)?;
    store::begin(tx, id, call.now)?;
    call.note(tx, &by, "import.begun", format!("imports/{id}"), json!({ "place": row.place }))?;
    Ok(row)
}

/// Brings a file in from its begin or from where it was stopped; how many of its rows were gone through. Blocks; `told`
/// hears how many rows are done.
pub fn run(app: &App, actor: &Actor, id: ImportId, sheet: Sheet, told: &dyn Fn(i64)) -> Result<i64> {
    let call = Call::new(app, actor);
    let running: &Running = app.part();
    let watch = running.add(id);
    watch.stop.store(false, Ordering::Relaxed);
    let (asked, kind) = (call.clone(), sheet.kind);
    let known = app.db().write_now(move |tx| {
        let row = begin(tx, &asked, id)?;
        Known::of(tx, &asked, kind, row.store_id)
    });
    let done = known.and_then(|known| {
        let known = Arc::new(RwLock::new(known));
        work(app.db(), Work { import: id, sheet: Arc::new(sheet), known, watch }, told)
    });
    if done.is_err() {
        let _ = app.db().write_now(move |tx| store::rest(tx, id));
    }
    let broken_off = kernel::Error::from(Refused::BrokenOff);
    let why = done.as_ref().err().and_then(|error| error.refusal().or(broken_off.refusal()));
    running.remove(id, why.cloned());
    done
}
