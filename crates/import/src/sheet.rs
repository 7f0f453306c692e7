//! A file ready to be brought in: its rows, which column is which, and a mark for each row by which it is known again
//! in any file.

use std::collections::HashMap;

use kernel::{Result, StoreId};
use sha2::{Digest, Sha256};

use crate::kind::{Field, ImportKind};
use crate::matching::Columns;
use crate::refused::Refused;
use crate::table::Table;

/// A file with its columns matched.
#[derive(Clone)]
pub struct Sheet {
    pub(crate) kind: ImportKind,
    pub(crate) fields: &'static [Field],
    pub(crate) table: Table,
    pub(crate) columns: Columns,
    pub(crate) marks: Vec<String>,
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
        let marks = marks(kind, store, &table, &columns);
        Ok(Sheet { kind, fields, table, columns, marks })
    }

    /// Its rows.
    pub fn len(&self) -> usize {
        self.table.rows.len()
    }

    /// Has it none?
    pub fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }
}

/// What a row says, and the how-manieth row of the file it is that says so: whoever bought the same twice on one day
/// bought twice.
fn marks(kind: ImportKind, store: StoreId, table: &Table, columns: &Columns) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mark = |(_, row): &(i64, Vec<String>)| {
        let mut text = format!("{}\u{1f}{store}", kind.code());
        for (field, column) in columns {
            text.push('\u{1f}');
            text.push_str(field);
            text.push('=');
            text.push_str(row.get(*column).map_or("", |cell| cell.trim()));
        }
        let times = seen.entry(text.clone()).or_default();
        *times += 1;
        digest(format!("{text}\u{1f}{times}").as_bytes())
    };
    table.rows.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn marked(rows: &[[&str; 2]]) -> Vec<String> {
        let row = |row: &[&str; 2]| (1, row.map(str::to_owned).to_vec());
        let table = Table { headings: vec![], rows: rows.iter().map(row).collect() };
        let columns = Columns::from([("day".to_owned(), 0), ("amount".to_owned(), 1)]);
        marks(ImportKind::Sales, StoreId::of(1), &table, &columns)
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
}
