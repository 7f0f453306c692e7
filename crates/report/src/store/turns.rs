use db::{Tx, args, sql};
use kernel::{Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ReportId;

db::record! {
    /// A comment on a line.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct CommentRow {
        /// The line.
        pub line: String,
        /// Whose.
        pub name: String,
        /// When.
        pub at: Instant,
        /// What was said.
        pub words: String,
    }

    /// A turn that a report has taken.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TurnRow {
        /// `hand-in`, `accept` or `return`.
        pub turn: String,
        /// Whose.
        pub name: String,
        /// When.
        pub at: Instant,
        /// The remark; the words as they were, where it was handed in.
        pub words: String,
    }
}

pub(crate) fn comments(tx: &mut Tx, id: ReportId) -> Result<Vec<CommentRow>> {
    tx.all(
        sql!("SELECT c.line, p.name, c.at, c.words FROM report_comment c JOIN person p ON p.id = c.person_id \
              WHERE c.report_id = $1 ORDER BY c.id" => CommentRow),
        args![id],
    )
}

pub(crate) fn add_comment(
    tx: &mut Tx,
    id: ReportId,
    line: &str,
    by: PersonId,
    at: Instant,
    words: &str,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO report_comment (report_id, line, person_id, at, words) VALUES ($1, $2, $3, $4, $5)"
        ),
        args![id, line, by, at, words],
    )
    .map(drop)
}

pub(crate) fn turns(tx: &mut Tx, id: ReportId) -> Result<Vec<TurnRow>> {
    tx.all(
        sql!("SELECT t.turn, p.name, t.at, t.words FROM report_turn t JOIN person p ON p.id = t.person_id \
              WHERE t.report_id = $1 ORDER BY t.id" => TurnRow),
        args![id],
    )
}

pub(crate) fn add_turn(
    tx: &mut Tx,
    id: ReportId,
    turn: &str,
    by: PersonId,
    at: Instant,
    words: &str,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO report_turn (report_id, turn, person_id, at, words) VALUES ($1, $2, $3, $4, $5)"),
        args![id, turn, by, at, words],
    )
    .map(drop)
}
