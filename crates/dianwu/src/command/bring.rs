//! Old data from the command line: read, looked at, brought in, by the right of somebody who works here.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use db::{Db, Options};
use import::opening::{self, Brought};
use import::{ImportKind, Sheet, Way, running};
use kernel::{Actor, Lang, PersonId, Refusal, Result, StoreId, SystemClock};
use web::{Call, Say};

use super::Stop;
use super::centre::{bring_forward, claim, open};
use crate::config::Config;

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// What the file is about
    kind: Kind,
    /// The file: .xlsx, .xls, or text with columns, in UTF-8 or GB18030
    file: PathBuf,
    /// Say what would be done, and every problem by row, without doing it
    #[arg(long)]
    dry_run: bool,
    /// What becomes of a file in which some rows are not right: all (all rows or none) or each (each row that is right)
    #[arg(long, default_value = "all")]
    way: String,
    /// The store that it belongs to  [default: the first]
    #[arg(long, value_name = "NAME")]
    store: Option<String>,
    /// Staff number (工号) of whoever brings it in  [default: the first person of the centre]
    #[arg(long, value_name = "NUMBER")]
    staff: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Customers,
    Staff,
    Treatments,
    Products,
    Balances,
    Sales,
}

impl Kind {
    fn kind(self) -> ImportKind {
        match self {
            Kind::Customers => ImportKind::Customers,
            Kind::Staff => ImportKind::Staff,
            Kind::Treatments => ImportKind::Treatments,
            Kind::Products => ImportKind::Products,
            Kind::Balances => ImportKind::Balances,
            Kind::Sales => ImportKind::Sales,
        }
    }
}

pub(super) fn run(config: &Config, flags: &Flags) -> Result<(), Stop> {
    let cannot = |error| Stop::Asked(format!("{} cannot be read: {error}", flags.file.display()));
    let bytes = std::fs::read(&flags.file).map_err(cannot)?;
    let way = Way::from_code(&flags.way)
        .ok_or_else(|| Stop::Asked(format!("--way {:?}: right would be all or each", flags.way)))?;
    let _claim = claim(&config.database)?;
    bring_forward(&config.database)?;
    let db = Db::open(&config.database, &Options { readers: 1, connections: 2 })?;
    let house = open(db.clone(), config, Arc::new(SystemClock))?;
    let (store, person) = whom(&db, flags)?;
    let call = Call::new(&house.app, &Actor::house(person));
    let name = flags.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let brought = Brought { kind: flags.kind.kind(), store, name, bytes, way, keep: false };

    let (asked, file) = (call.clone(), brought.clone());
    let (store, sheet) = db.read_now(move |tx| opening::look(tx, &asked, &file)).map_err(told)?;
    let right = look(&db, &call, store, &sheet, flags.dry_run)?;
    match (flags.dry_run, way, right) {
        (true, ..) => {}
        (false, Way::All, false) => {
            return Err(Stop::Asked("nothing was brought in; mend the rows, or say --way each".to_owned()));
        }
        _ => {
            let asked = call.clone();
            let id = db.write_now(move |tx| opening::open(tx, &asked, &brought)).map_err(told)?;
            bring(&house.app, &call, id, sheet)?;
        }
    }
    drop(house);
    db.close();
    Ok(())
}

/// Goes through the file and says what it found; whether all is right.
fn look(db: &Db, call: &Call, store: StoreId, sheet: &Sheet, every: bool) -> Result<bool, Stop> {
    const SHOWN: usize = 20;
    let (asked, found) = (call.clone(), sheet.clone());
    let found = db.read_now(move |tx| running::dry_run(tx, &asked, store, &found)).map_err(told)?;
    let say = Say(Lang::English);
    let shown = if every { usize::MAX } else { SHOWN };
    for row in found.problems.iter().take(shown) {
        say!("line {}: {}", row.line, say.problem(&row.problem));
    }
    if found.problems.len() > shown {
        say!("… {} more; --dry-run says all", found.problems.len() - shown);
    }
    say!("{} rows right, {} in already, {} not right", found.right, found.known, found.wrong);
    Ok(found.wrong == 0)
}

fn bring(app: &web::App, call: &Call, id: import::ImportId, sheet: Sheet) -> Result<(), Stop> {
    let all = sheet.len();
    let live = std::io::stderr().is_terminal();
    let told_so_far = move |gone: i64| {
        let end = if live { '\r' } else { '\n' };
        let _ = write!(std::io::stderr(), "{gone} of {all} rows{end}");
    };
    stop_when_told(app, id);
    let gone = running::run(app, &call.actor, id, sheet, &told_so_far).map_err(told)?;
    match usize::try_from(gone).is_ok_and(|gone| gone >= all) {
        true => say!("import {id} has ended"),
        false => say!("import {id} was stopped after {gone} of {all} rows; the same command goes on with it"),
    }
    Ok(())
}

/// Ctrl-C ends what is at work after the rows that are in hand, so that the same command may go on.
fn stop_when_told(app: &web::App, id: import::ImportId) {
    let app = app.clone();
    std::thread::spawn(move || {
        let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if waiting.is_ok_and(|waiting| waiting.block_on(tokio::signal::ctrl_c()).is_ok()) {
            let running: &import::Running = app.part();
            running.stop(id);
        }
    });
}

fn whom(db: &Db, flags: &Flags) -> Result<(Option<StoreId>, PersonId), Stop> {
    let organisation = db.read_now(|tx| org::fresh(tx, &org::OrgCache::default()))?;
    let mut people = organisation.people.values();
    let person = match &flags.staff {
        Some(number) => people.find(|person| person.staff_number == *number),
        None => people.min_by_key(|person| person.id),
    };
    let nobody = || Stop::Asked("nobody has that staff number".to_owned());
    let person = person.ok_or_else(nobody)?.id;
    let store = match &flags.store {
        None => None,
        Some(name) => {
            let found = organisation.stores.values().find(|store| store.name == *name);
            let known: Vec<&str> = organisation.stores.values().map(|store| store.name.as_str()).collect();
            let none = || Stop::Asked(format!("no store is called {name:?}; there are {}", known.join(", ")));
            Some(found.ok_or_else(none)?.id)
        }
    };
    Ok((store, person))
}

/// A refusal in words.
fn told(error: kernel::Error) -> Stop {
    match error.refusal() {
        Some(refusal) => Stop::Asked(words(refusal)),
        None => error.into(),
    }
}

fn words(refusal: &Refusal) -> String {
    Say(Lang::English).refusal(refusal)
}
