//! A file ready to be brought in: its rows, which column is which, and a mark for each row by which it is known again
//! in any file.

use std::collections::HashMap;

use kernel::{Problem, Result, StoreId};
use sha2::{Digest, Sha256};

use crate::kind::{Field, ImportKind, Reads};
use crate::matching::{Columns, guess};
use crate::reading::plain;
use crate::refused::Refused;
use crate::table::{self, Table};

/// A file with its columns matched.
#[derive(Clone)]
pub struct Sheet {
    pub(crate) kind: ImportKind,
    pub(crate) fields: &'static [Field],
    pub(crate) table: Table,
    pub(crate) columns: Columns,
    pub(crate) marks: Vec<String>,
    /// The line of the row before that is about the same person or thing.
    pub(crate) twice: Vec<Option<i64>>,
}

/// By what a file is known again.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..16])
}

impl Sheet {
    /// Refused while a needed field has no column.
    pub fn new(kind: ImportKind, store: StoreId, table: Table, columns: Columns) -> Result<Sheet> {
        let fields = kind.fields()?;
        if let Some(field) = fields.iter().find(|field| field.needed && !columns.contains_key(&field.code)) {
            return Err(Refused::Unmatched { field: field.name().for_gap() }.into());
        }
        let marks = marks(kind, store, fields, &table, &columns);
        let twice = twice(kind, &table, &columns);
        Ok(Sheet { kind, fields, table, columns, marks, twice })
    }

    /// Reads a file and guesses which column is which.
    pub fn read(kind: ImportKind, store: StoreId, bytes: &[u8]) -> Result<Sheet> {
        let fields = kind.fields()?;
        let table = table::read(bytes, fields)?;
        let columns = guess(&table.headings, fields);
        Sheet::new(kind, store, table, columns)
    }

    /// By what its rows are known again.
    pub fn marks(&self) -> &[String] {
        &self.marks
    }

    /// Its rows.
    pub fn len(&self) -> usize {
        self.table.rows.len()
    }

    /// The line of a row in the file.
    pub(crate) fn line(&self, at: usize) -> i64 {
        self.table.rows.get(at).map_or(0, |(line, _)| *line)
    }

    /// What is wrong with a row about somebody or something that an earlier line is about.
    pub(crate) fn twice_problem(&self, line: i64) -> Problem {
        let field = if self.kind == ImportKind::Customers { "name" } else { "number" };
        Problem { field: field.to_owned(), code: "import.twice", args: vec![("line", line.to_string())] }
    }

    /// Has it none?
    pub fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }
}

/// What a row says, however it is written, and the how-manieth row of the file it is that says so: whoever bought the
/// same twice on one day bought twice.
fn marks(
    kind: ImportKind,
    store: StoreId,
    fields: &[Field],
    table: &Table,
    columns: &Columns,
) -> Vec<String> {
    let columns: Vec<(&Field, usize)> =
        fields.iter().filter_map(|field| Some((field, *columns.get(&field.code)?))).collect();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mark = |(_, row): &(i64, Vec<String>)| {
        let mut text = format!("{}\u{1f}{store}", kind.code());
        for (field, column) in &columns {
            let said = row.get(*column).map(|cell| plain(field.reads, cell)).unwrap_or_default();
            if !said.is_empty() {
                text.push_str(&format!("\u{1f}{}={said}", field.code));
            }
        }
        let times = seen.entry(text.clone()).or_default();
        *times += 1;
        digest(format!("{text}\u{1f}{times}").as_bytes())
    };
    table.rows.iter().map(mark).collect()
}

/// Rows about somebody or something that a row before is about. Balances and sales may come in many rows.
fn twice(kind: ImportKind, table: &Table, columns: &Columns) -> Vec<Option<i64>> {
    let mut seen: HashMap<String, i64> = HashMap::new();
    let row = |(line, cells): &(i64, Vec<String>)| {
        let text = |code: &str| {
            columns.get(code).and_then(|column| cells.get(*column)).map_or("", |cell| cell.trim())
        };
        let key = match kind {
            ImportKind::Customers => match (text("card"), text("phone")) {
                ("", phone) => format!("{}\u{1f}{}", plain(Reads::Phone, phone), text("name")),
                (card, _) => card.to_uppercase(),
            },
            ImportKind::Staff | ImportKind::Treatments | ImportKind::Products => {
                text("number").to_lowercase()
            }
            ImportKind::Balances | ImportKind::Sales => String::new(),
        };
        let before = seen.get(&key).copied().filter(|_| !key.is_empty());
        seen.entry(key).or_insert(*line);
        before
    };
    table.rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn marked(rows: &[[&str; 2]]) -> Vec<String> {
        let row = |row: &[&str; 2]| (1, row.map(str::to_owned).to_vec());
        let table = Table { headings: vec![], rows: rows.iter().map(row).collect() };
        let columns = Columns::from([("day".to_owned(), 0), ("amount".to_owned(), 1)]);
        let fields = ImportKind::Sales.fields().expect("fields");
        marks(ImportKind::Sales, StoreId::of(1), fields, &table, &columns)
    }

    #[test]
    fn the_same_row_twice_is_two_rows_and_both_are_known_again() {
        let first = marked(&[["1997-01-01", "5"], ["1997-01-01", "5"], ["1997-01-02", "5"]]);
        assert_eq!(first.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
        let more =
            marked(&[["1997-01-02", "5"], ["1997-01-01", "5"], ["1997-01-01", "5"], ["1997-01-01", "5"]]);
        assert_eq!((&more[0], &more[1], &more[2]), (&first[2], &first[0], &first[1]));
        assert!(!first.contains(&more[3]));
    }

    #[test]
    fn a_row_is_the_same_however_it_is_written() {
        assert_eq!(marked(&[["1997-01-01", "5"]]), marked(&[["1997/1/1 00:00:00", "¥5.00"]]));
        assert_ne!(marked(&[["1997-01-01", "5"]]), marked(&[["1997-01-01", "5.01"]]));
    }

    #[test]
    fn who_stands_there_twice() {
        let row = |line, cells: [&str; 3]| (line, cells.map(str::to_owned).to_vec());
        let rows = vec![
            row(2, ["李小燕", "138 0000 1234", "V1"]),
            row(3, ["李燕", "", "v1"]),
            row(4, ["王芳", "13800001235", ""]),
            row(5, ["王芳", "138-0000-1235", ""]),
            row(6, ["王芳", "13800001236", ""]),
        ];
        let table = Table { headings: vec![], rows };
        let columns =
            Columns::from([("name".to_owned(), 0), ("phone".to_owned(), 1), ("card".to_owned(), 2)]);
        assert_eq!(twice(ImportKind::Customers, &table, &columns), [None, Some(2), None, Some(4), None]);
        assert_eq!(twice(ImportKind::Sales, &table, &columns), [None; 5]);
    }
}
