use kernel::Result;

use crate::engine::Described;
use crate::list::{every_text, listings};
use crate::{Column, Db, Engine, statements};

/// Prepares every registered statement, and every way to ask for every list, and compares the columns with the
/// record: how many, their names, their types (on SQLite where a column declares one). Answers every difference
/// in words. Waits; for tests and the command line.
pub fn check_statements(db: &Db) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for statement in statements() {
        let columns = statement.columns.map(|columns| columns()).unwrap_or_default();
        let place = format!("{}:{}", statement.file, statement.line);
        wrong.extend(check(db, &place, statement.text.to_owned(), &columns)?);
    }
    for listing in listings() {
        let place = format!("{}:{} {}", listing.file, listing.line, listing.name);
        for (text, sorted_by) in every_text(listing.shape) {
            let mut columns = (listing.columns)();
            columns.extend([Column::of::<i64>(), Column { kind: sorted_by, ..Column::of::<i64>() }]);
            wrong.extend(check(db, &place, text, &columns)?);
        }
    }
    Ok(wrong)
}

/// One statement in a transaction of its own: on PostgreSQL the first error would silence the rest.
fn check(db: &Db, place: &str, text: String, expected: &[Column]) -> Result<Vec<String>> {
    let (engine, found) = describe(db, text.clone())?;
    let wrong = match found {
        Err(error) => vec![error],
        Ok(found) => differences(expected, &found),
    };
    Ok(wrong.into_iter().map(|what| format!("{place}: {engine:?}: {what}, in {text:?}")).collect())
}

fn describe(db: &Db, text: String) -> Result<(Engine, Result<Vec<Described>, String>)> {
    db.read_now(move |tx| Ok((tx.engine(), tx.describe(&text).map_err(|error| error.to_string()))))
}

/// What differs between the columns a row expects and the ones a statement answers.
fn differences(expected: &[Column], found: &[Described]) -> Vec<String> {
    let mut wrong = vec![];
    if expected.len() != found.len() {
        wrong.push(format!("{} columns expected, {} answered", expected.len(), found.len()));
    }
    for (column, described) in expected.iter().zip(found) {
        if column.name.is_some_and(|name| name != described.name) {
            wrong.push(format!(
                "{:?} expected, {:?} answered",
                column.name.unwrap_or_default(),
                described.name
            ));
        }
        let unlike = match described.kind {
            Some(kind) => kind != column.kind,
            None => !described.native.is_empty(),
        };
        if unlike {
            wrong.push(format!("{} is {}, expected {:?}", described.name, described.native, column.kind));
        }
    }
    wrong
}
