use kernel::Result;

use crate::engine::Described;
use crate::{Column, Db, Registered, statements};

/// Prepares every registered statement and compares its columns with its record: how many, their names, their
/// types (on SQLite where a column declares one). Answers every difference in words.
pub fn check_statements(db: &Db) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for statement in statements() {
        // One transaction each: on PostgreSQL the first error would silence the rest.
        let (engine, described) =
            db.read_now(move |tx| Ok((tx.engine(), tx.describe(statement.text).map_err(|e| e.to_string()))))?;
        match described {
            Err(error) => wrong.push(format!("{}: {engine:?}: {error}", place(statement))),
            Ok(found) => wrong.extend(
                differences(statement.columns.map(|columns| columns()), &found)
                    .into_iter()
                    .map(|what| format!("{}: {engine:?}: {what}, in {:?}", place(statement), statement.text)),
            ),
        }
    }
    Ok(wrong)
}

fn place(statement: &Registered) -> String {
    format!("{}:{}", statement.file, statement.line)
}

/// What differs between the columns a row expects and the ones a statement answers.
pub(crate) fn differences(expected: Option<Vec<Column>>, found: &[Described]) -> Vec<String> {
    let expected = expected.unwrap_or_default();
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
