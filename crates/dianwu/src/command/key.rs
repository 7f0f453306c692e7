//! The key that customers' numbers are sealed with. It lies beside the database, not in it: a copy of the database
//! alone gives no number away, and reads none.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use customer::Vault;
use db::{Database, Db};

use super::Stop;
use crate::config::Config;

/// The key's file when nobody names one: beside the SQLite file, or in the folder for data.
pub(super) fn usual(database: &Database) -> PathBuf {
    match database {
        Database::Sqlite(path) => path.with_extension("key"),
        _ => PathBuf::from("data/dianwu.key"),
    }
}

fn file(config: &Config) -> PathBuf {
    config.key_file.clone().unwrap_or_else(|| usual(&config.database))
}

/// The vault of a database. A database that has sealed nothing yet takes the key that lies there, or a new one;
/// afterwards only the very same key will do.
pub(super) fn vault(config: &Config, db: &Db) -> Result<Vault, Stop> {
    let path = file(config);
    let known = db.read_now(customer::has_key)?;
    let key = match read(&path)? {
        Some(key) => key,
        None if known => return Err(missing(config, &path)),
        None => fresh(&path)?,
    };
    let vault = Vault::new(&key);
    let trying = vault.clone();
    match db.write_now(move |tx| trying.fits(tx))? {
        true => Ok(vault),
        false => Err(Stop::Asked(format!(
            "the key in {} is not the one that the customers' numbers in {} are sealed with; \
             right would be the file that was beside it when it was set up (--key-file FILE)",
            path.display(),
            config.database
        ))),
    }
}

/// What is said after a copy was made.
pub(super) fn reminder(config: &Config) -> String {
    format!(
        "keep {} as well, in another place: without it no telephone number can be read again",
        file(config).display()
    )
}

fn missing(config: &Config, path: &Path) -> Stop {
    Stop::Asked(format!(
        "{} is missing: the key that the customers' numbers in {} are sealed with; \
         put it back, or say where it is (--key-file FILE)",
        path.display(),
        config.database
    ))
}

/// The key as it is kept: 64 hexadecimal digits.
fn read(path: &Path) -> Result<Option<[u8; 32]>, Stop> {
    let named = |what: &str| format!("the key file {} {what}", path.display());
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Stop::Asked(named(&format!("cannot be read: {error}")))),
    };
    let mut key = [0; 32];
    match hex::decode_to_slice(text.trim(), &mut key) {
        Ok(()) => Ok(Some(key)),
        Err(_) => Err(Stop::Asked(named("holds no key; right would be 64 hexadecimal digits"))),
    }
}

/// A new key, readable by its owner alone, on disk before it is used.
fn fresh(path: &Path) -> Result<[u8; 32], Stop> {
    let failed = |error| Stop::Failed(format!("cannot keep a key in {}: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let key: [u8; 32] = rand::random();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{}", hex::encode(key)).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(key)
}
