use include_dir::{Dir, include_dir};
use kernel::{Error, Result};
use sha2::{Digest, Sha256};

use super::{Applied, text};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");

/// One migration of this program.
pub(super) struct File {
    pub number: i64,
    pub name: String,
    pub text: &'static str,
    /// Over the statements alone: a better comment changes nothing.
    pub checksum: String,
}

impl File {
    pub fn applied(&self) -> Applied {
        Applied { number: self.number, name: self.name.clone() }
    }
}

/// Every migration, in order.
pub(super) fn all() -> Result<Vec<File>> {
    let sql = |file: &&include_dir::File<'_>| file.path().extension().is_some_and(|ending| ending == "sql");
    let mut files = FOLDER.files().filter(sql).map(read).collect::<Result<Vec<_>>>()?;
    files.sort_by_key(|file| file.number);
    match files.windows(2).find(|pair| pair[0].number == pair[1].number) {
        Some(pair) => {
            Err(Error::fault(format!("{} and {} have one number", pair[0].applied(), pair[1].applied())))
        }
        None => Ok(files),
    }
}

fn read(file: &'static include_dir::File<'static>) -> Result<File> {
    let path = file.path().display().to_string();
    let stem = path.trim_end_matches(".sql");
    let named = stem.split_once('_').and_then(|(number, name)| Some((number.parse().ok()?, name)));
    let (Some((number, name)), Some(text)) = (named, file.contents_utf8()) else {
        return Err(Error::fault(format!("{path} is no migration: NNNN_name.sql in UTF-8")));
    };
    let checksum = hex::encode(Sha256::digest(text::split(text).join(";\n")));
    Ok(File { number, name: name.to_owned(), text, checksum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_numbered_without_a_gap_and_defer_nothing() {
        let files = all().expect("readable");
        for (file, number) in files.iter().zip(1..) {
            assert_eq!(file.number, number, "{}", file.name);
            // A constraint checked at the commit would fail the other commands of the group with it.
            assert!(!file.text.to_uppercase().contains("DEFERRABLE INITIALLY"), "{}", file.name);
        }
    }
}
