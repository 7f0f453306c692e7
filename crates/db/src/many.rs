use std::fmt::Write;

use kernel::{Error, Result, Value};

/// Rows at most in one statement.
pub(crate) const ROWS: usize = 100;

/// The text of an insert of one row, written for many, and all their arguments. The text is that of a registered
/// statement, so nothing that was not prepared on both databases gets there but its repetition.
pub(crate) fn of_rows(text: &str, rows: &[Vec<Value>]) -> Result<(String, Vec<Value>)> {
    let odd = || Error::fault(format!("not an insert of one row: {text:?}"));
    let (head, rest) = text.split_once("VALUES (").ok_or_else(odd)?;
    let (row, tail) = rest.split_once(')').ok_or_else(odd)?;
    let width = row.split(',').count();
    let in_order = (1..).zip(row.split(',')).all(|(number, place)| place.trim() == format!("${number}"));
    if !in_order || rows.iter().any(|row| row.len() != width) {
        return Err(odd());
    }
    let mut many = format!("{head}VALUES ");
    for (index, _) in rows.iter().enumerate() {
        let places: Vec<String> = (1..=width).map(|place| format!("${}", index * width + place)).collect();
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(many, "{comma}({})", places.join(", "));
    }
    many.push_str(tail);
    Ok((many, rows.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_many() {
        let rows = vec![vec![Value::Int(1), Value::Int(2)], vec![Value::Int(3), Value::Int(4)]];
        let (text, args) =
            of_rows("INSERT INTO t (a, b) VALUES ($1, $2) RETURNING id", &rows).expect("a text");
        assert_eq!(text, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING id");
        assert_eq!(args, [1, 2, 3, 4].map(Value::Int));
    }

    #[test]
    fn what_is_no_insert_of_one_row_is_a_fault() {
        let rows = vec![vec![Value::Int(1)]];
        assert!(of_rows("UPDATE t SET a = $1", &rows).is_err());
        assert!(of_rows("INSERT INTO t (a, b) VALUES ($1, 2)", &rows).is_err());
        assert!(of_rows("INSERT INTO t (a, b) VALUES ($2, $1)", &rows).is_err());
        assert!(of_rows("INSERT INTO t (a, b) VALUES ($1, $2)", &rows).is_err(), "a row too short");
    }
}
