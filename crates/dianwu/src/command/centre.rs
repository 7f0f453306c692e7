//! The way to the data, for every command: claimed where it is served, brought forward, opened.

use std::path::Path;
use std::sync::Arc;

use db::{Database, Db, FileClaim, Options, SchemaState, Tx, args, sql};
use kernel::{Clock, Result};
use web::Settings;

use super::{Stop, key};
use crate::config::Config;
use crate::shop::{House, house};

db::record! {
    /// The centre, as far as it matters before the house stands.
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Centre {
        pub name: String,
        pub zone: String,
        pub demo: bool,
    }
}

/// The centre, if there is one yet.
pub(super) fn centre(tx: &mut Tx) -> Result<Option<Centre>> {
    tx.find(sql!("SELECT name, zone, demo FROM centre WHERE id = 1" => Centre), args![])
}

/// The right to serve the database; refused when somebody else does.
pub(super) fn claim(database: &Database) -> Result<FileClaim, Stop> {
    make_room(database)?;
    db::claim_file(database).map_err(|error| Stop::Asked(error.to_string()))
}

/// A folder for the file.
pub(super) fn make_room(database: &Database) -> Result<(), Stop> {
    if let Database::Sqlite(path) = database
        && let Some(folder) = path.parent().filter(|folder| *folder != Path::new(""))
    {
        let named = |error| Stop::Failed(format!("cannot make the folder {}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(named)?;
    }
    Ok(())
}

/// Brings the database to this version, saying so on standard error; a newer one is refused.
pub(super) fn bring_forward(database: &Database) -> Result<(), Stop> {
    if let SchemaState::Behind(_) = db::schema_state(database)? {
        let applied = db::migrate(database)?;
        eprintln!("dianwu: {database} brought forward by {} migrations", applied.len());
    }
    Ok(())
}

/// The database as it is, of this version.
pub(super) fn current(database: &Database) -> Result<Db, Stop> {
    match db::schema_state(database)? {
        SchemaState::Current => Ok(Db::open(database, &Options { readers: 1, connections: 1 })?),
        SchemaState::Behind(missing) => Err(Stop::Asked(format!(
            "{database} is not of this version yet ({} migrations are missing); run: dianwu migrate",
            missing.len()
        ))),
    }
}

/// The house over an open database, with the centre's own time zone.
pub fn open(db: Db, config: &Config, clock: Arc<dyn Clock>) -> Result<House, Stop> {
    let Some(centre) = db.read_now(centre)? else {
        return Err(Stop::Asked(format!("there is no centre in {} yet; run: dianwu init", config.database)));
    };
    let zone = jiff::tz::TimeZone::get(&centre.zone);
    let zone =
        zone.map_err(|_| Stop::Failed(format!("the centre's time zone {:?} is unknown", centre.zone)))?;
    let settings =
        Settings { zone, demo: centre.demo, https: config.https, behind_proxy: config.behind_proxy };
    let vault = key::vault(config, &db)?;
    tracing::debug!(centre = centre.name.chars().count(), "the centre is known");
    Ok(house(db, clock, settings, vault))
}
