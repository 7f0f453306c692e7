//! Does the data still add up? Each slice that keeps a balance or a chain brings a check that recomputes it.
use kernel::Result;

use crate::{Tx, journal};

/// A check: `inventory::submit! { Check { name: "prepaid", run } }`.
pub struct Check {
    /// What is checked.
    pub name: &'static str,
    /// Recomputes it; every difference in words.
    pub run: fn(&mut Tx) -> Result<Vec<String>>,
}

inventory::collect!(Check);

inventory::submit! { Check { name: "journal", run: journal } }

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub check: &'static str,
    /// What differs.
    pub what: String,
}

/// Runs every check, by name, in one moment of the data.
pub fn verify_all(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut checks: Vec<&Check> = inventory::iter::<Check>().collect();
    checks.sort_by_key(|check| check.name);
    let mut found = vec![];
    for check in checks {
        found.extend((check.run)(tx)?.into_iter().map(|what| Finding { check: check.name, what }));
    }
    Ok(found)
}

fn journal(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(journal::verify(tx)?.iter().map(ToString::to_string).collect())
}
