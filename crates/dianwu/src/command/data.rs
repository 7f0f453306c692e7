//! The data as a whole: brought forward, recomputed, copied, put back; and the handbook as it ships.

use std::path::Path;
use std::process::ExitCode;

use super::centre::{bring_forward, claim, current, make_room};
use super::{Stop, key};
use crate::config::Config;
use crate::shop;

pub(super) fn migrate(config: &Config) -> Result<(), Stop> {
    let _claim = claim(&config.database)?;
    bring_forward(&config.database)?;
    say!("{} is of this version", config.database);
    Ok(())
}

pub(super) fn verify(config: &Config) -> Result<ExitCode, Stop> {
    let found = current(&config.database)?.read_now(db::verify_all)?;
    for finding in &found {
        say!("{}: {}", finding.check, finding.what);
    }
    match found.len() {
        0 => {
            say!("everything adds up");
            Ok(ExitCode::SUCCESS)
        }
        _ => Ok(ExitCode::FAILURE),
    }
}

pub(super) fn backup(config: &Config, to: &Path) -> Result<(), Stop> {
    db::backup(&config.database, to)?;
    say!("{} copied to {}", config.database, to.display());
    say!("{}", key::reminder(config));
    Ok(())
}

pub(super) fn restore(config: &Config, from: &Path, force: bool) -> Result<(), Stop> {
    make_room(&config.database)?;
    db::restore(from, &config.database, force)?;
    say!("{} restored from {}", config.database, from.display());
    // Says at once when the key in its place is not the copy's; a copy of an older version may have none yet.
    if db::schema_state(&config.database)? == db::SchemaState::Current {
        key::vault(config, &current(&config.database)?)?;
    }
    Ok(())
}

pub(super) fn handbook(json: bool) -> Result<ExitCode, Stop> {
    let report = handbook::check(&handbook::shipped()?.book, &shop::built());
    if json {
        say!("{}", serde_json::to_string(&report)?);
    } else {
        say!("{} clauses: {} carried, {} built", report.clauses, report.carried, report.built);
        print_list("carried, with evidence not built yet", &report.not_built);
        print_list("carried by nobody", &report.missing);
    }
    Ok(if report.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_list(what: &str, ids: &[String]) {
    if !ids.is_empty() {
        say!("{what}: {}", ids.join(" "));
    }
}
